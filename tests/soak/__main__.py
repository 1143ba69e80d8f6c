"""`python -m tests.soak`: work hard on few responses; exit 1 where anything accepted is lost."""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from tests.bench.part import DURABLE, ROOT, environment
from tests.postgres import private_server

DATABASES = ("PostgreSQL", "SQLite")


def read_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/soak", description="See that nothing is lost; docs/performance.md.")
    parser.add_argument("--seconds", type=float, default=60, help="how long the clients work (60)")
    parser.add_argument("--clients", type=int, default=30, help="how many they are (30)")
    parser.add_argument("--responses", type=int, default=5, help="how many responses they share (5)")
    parser.add_argument("--kill", type=int, default=0, metavar="N", help="kill the server so many times on the way")
    parser.add_argument("--races", type=int, default=0, metavar="N", help="run the four races, N rounds each, instead")
    for database in DATABASES:
        parser.add_argument(f"--{database.lower()}", action="append_const", const=database, dest="databases")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the outcome there too")
    return parser.parse_args(arguments)


def run_on(database: str, asked: dict) -> dict:
    server = private_server(DURABLE) if database == "PostgreSQL" else nullcontext("")
    with tempfile.TemporaryDirectory(prefix="modenhed-soak-") as folder, server as url:
        command = [sys.executable, "-m", "tests.soak.run", json.dumps(asked)]
        variables = environment(Path(folder), url or f"sqlite:///{folder}/modenhed.sqlite3")
        done = subprocess.run(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"The run on {database} did not get to its end; its messages are above.")
    return json.loads(done.stdout)


def report(database: str, outcome: dict) -> str:
    lines = [f"{database}: {line}" for line in outcome["lines"]]
    lines += [f"{database}: FAULT {fault}" for fault in outcome["faults"]]
    return "\n".join([*lines, f"{database}: accepted={outcome['accepted']} lost={outcome['lost']}"])


def main() -> int:
    arguments = read_arguments()
    # TERM ends like Ctrl-C does: through the finally blocks, so that no server stays behind.
    signal.signal(signal.SIGTERM, lambda signum, frame: sys.exit(128 + signum))
    asked = {name: getattr(arguments, name) for name in ("seconds", "clients", "responses", "kill", "races")}
    outcomes = {}
    for database in arguments.databases or DATABASES:
        outcomes[database] = run_on(database, asked)
        print(report(database, outcomes[database]), flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(outcomes, indent=2), encoding="utf-8")
    return conclude(list(outcomes.values()))


def conclude(outcomes: list[dict]) -> int:
    """The last line, and the exit code."""
    accepted, lost = (sum(outcome[name] for outcome in outcomes) for name in ("accepted", "lost"))
    print(f"accepted={accepted} lost={lost}")
    return 1 if lost or any(outcome["faults"] for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
