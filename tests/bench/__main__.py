"""`python -m tests.bench [PART…] [--quick] [--json FILE]`: measure, and print a table of figures and aims."""

import argparse
import signal
import sys
import time
from pathlib import Path

from tests.bench.figures import Figure, table, write_json
from tests.bench.part import Part, run_part

PARTS = {
    "letters": [Part("letters")],
    "drafts": [Part("drafts"), Part("drafts", "PostgreSQL", is_durable=True)],
    "tally": [Part("tally"), Part("tally", "PostgreSQL")],
    "pack": [Part("pack")],
    "worklist": [Part("worklist"), Part("worklist", "PostgreSQL")],
    "dane": [Part("dane")],
    "pages": [Part("pages", "PostgreSQL", is_durable=True), Part("board", "PostgreSQL")],
}


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description="Measure Modenhed; docs/performance.md explains.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all of them if none is named")
    parser.add_argument("--quick", action="store_true", help="small counts: to see that it works, not to quote")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return arguments


def measure(part: str, *, is_quick: bool) -> list[Figure]:
    figures = []
    for one in PARTS[part]:
        start = time.monotonic()
        figures += run_part(one, is_quick=is_quick)
        print(f"{one.module} on {one.database}: {time.monotonic() - start:.0f} s", file=sys.stderr)
    return figures


def main() -> None:
    """A missed aim is shown as missed; the exit code only says whether the measuring went well."""
    arguments = read_arguments()
    # TERM ends like Ctrl-C does: through the finally blocks, so that no server stays behind.
    signal.signal(signal.SIGTERM, lambda signum, frame: sys.exit(128 + signum))
    figures = [
        figure
        for part in PARTS
        if part in (arguments.parts or PARTS)
        for figure in measure(part, is_quick=arguments.quick)
    ]
    print(table(figures))
    if arguments.json:
        write_json(arguments.json, figures, is_quick=arguments.quick)


if __name__ == "__main__":
    main()
