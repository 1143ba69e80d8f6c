"""`python -m tests.dane_lab.demo`: measure every case of the lab, and write what the demo shows of them."""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from municipalities.dane.sweep import sweep  # noqa: E402 - Django must be set up first
from surveys.demo.measuring import CASES as SHOWN  # noqa: E402
from surveys.demo.measuring import MEASUREMENTS, OWN_DOMAINS  # noqa: E402
from tests.dane_lab.cases import CASES  # noqa: E402
from tests.dane_lab.running import running_lab  # noqa: E402


def shown() -> set[str]:
    """By the demo's plan; a case that the lab lacks is passed over there too."""
    of_all = {name for names in SHOWN.values() for name in names}
    return of_all | {name for _, weeks in OWN_DOMAINS for name, _ in weeks}


def main() -> None:
    wanted = {case.domain: case.name for case in CASES if case.name in shown()}
    with running_lab() as lab:
        swept = sweep(list(wanted), lab.measuring)
    rows = [{"case": wanted[one.domain], "measurement": one.to_dict()} for one in swept.measurements]
    MEASUREMENTS.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(rows)} measurements in {MEASUREMENTS}")


if __name__ == "__main__":
    main()
