"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket no one else can reach, gone afterwards.

`python -m tests.postgres COMMAND…` runs a command with DATABASE_URL pointing at it.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

ROLE = "modenhed"
# Nothing here outlives the run, so durability is traded for speed.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
}


def find_program(name: str) -> str:
    """Debian keeps the server's programs off PATH; the newest version wins."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    found = str(versions[-1]) if versions else shutil.which(name)
    if not found:
        raise SystemExit(f"{name} is missing: script/setup --test installs PostgreSQL.")
    return found


def unprivileged() -> dict:
    """PostgreSQL refuses to run as root; give it to the account Debian made for it."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    account = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def run(program: str, *arguments: str, cwd: Path) -> None:
    command = [find_program(program), *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, **unprivileged())
    if done.returncode:
        log = cwd / "server.log"
        details = done.stdout + done.stderr + (log.read_text() if log.exists() else "")
        raise SystemExit(f"{program} failed (exit {done.returncode}):\n{details}")


@contextmanager
def private_server(options: dict[str, str] | None = None) -> Iterator[str]:
    """Yields the server's DATABASE_URL; the given options of the server go before ours."""
    # Straight in /tmp: a socket's path may have 107 characters, and macOS's own temporary folders take most of them.
    folder = Path(tempfile.mkdtemp(prefix="modenhed-pg-", dir="/tmp"))
    account = unprivileged()
    if account:
        os.chown(folder, account["user"], account["group"])
    data = str(folder / "data")
    try:
        run("initdb", "-D", data, "-U", ROLE, "--auth=trust", "--encoding=UTF8", "--no-locale", "-N", cwd=folder)
        settings = " ".join(f"-c {name}='{value}'" for name, value in (OPTIONS | (options or {})).items())
        server = ("-D", data, "-w", "-t", "60", "-l", str(folder / "server.log"))
        # pg_ctl must not hold this process's pipes open, so the server writes to its log alone.
        run("pg_ctl", *server, "-o", f"-k {folder} {settings}", "start", cwd=folder)
        try:
            run("createdb", "-h", str(folder), "-U", ROLE, ROLE, cwd=folder)
            yield f"postgres://{ROLE}@{quote(str(folder), safe='')}/{ROLE}"
        finally:
            run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop", cwd=folder)
    finally:
        shutil.rmtree(folder)


def main(command: list[str]) -> int:
    # TERM ends like Ctrl-C does: through the finally blocks, so that no server stays behind.
    signal.signal(signal.SIGTERM, lambda signum, frame: sys.exit(128 + signum))
    with private_server() as url:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
