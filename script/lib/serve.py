"""Run the portal and its worker side by side: they start together, and when one ends the other is stopped."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from config import settings  # noqa: E402 - found on the path set above

HOST = "127.0.0.1"
READY_SECONDS = 60
# Gunicorn lets a request finish in 30 seconds, and the worker its job.
STOP_SECONDS = 40
# HUP is a closed terminal.
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Children = dict[str, subprocess.Popen]


def end(signum: int, frame: FrameType | None) -> None:
    """Ctrl-C and TERM are the normal way to end. Nothing is printed here: it could strike in the middle of a print."""
    raise SystemExit(0)


def is_port_free(port: int) -> bool:
    with socket.socket() as probe:
        # As gunicorn does it: a port that was just left counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def load_demo() -> str:
    """The demo sign-ins; the command itself does nothing twice and refuses (exit 2) beside real data."""
    run = subprocess.run([sys.executable, "manage.py", "demo"], stdout=subprocess.PIPE, text=True)
    if run.returncode not in {0, 2}:
        raise SystemExit(f"manage.py demo failed (exit {run.returncode}).")
    return run.stdout.strip()


def start(children: Children, port: int) -> None:
    """Each in a session of its own, so that Ctrl-C reaches this process alone and the order of stopping is ours."""
    # The control socket would be one for all, in the home folder.
    options = ["--bind", f"{HOST}:{port}", "--workers", "2", "--log-level", "warning", "--no-control-socket"]
    gunicorn = ["-m", "gunicorn", "config.wsgi", *options]
    commands = {"The portal": gunicorn, "The background worker": ["manage.py", "qcluster"]}
    for name, command in commands.items():
        children[name] = subprocess.Popen([sys.executable, *command], start_new_session=True)  # noqa: S603 - our own commands


def stop(children: Children) -> None:
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for name, child in children.items():
        try:
            child.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            print(f"{name} did not end within {STOP_SECONDS} seconds and is stopped by force.", file=sys.stderr)
        kill_group(child)


def kill_group(child: subprocess.Popen) -> None:
    """Takes what the child left behind; no such group is the usual, good case."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    child.wait()


def check_alive(children: Children) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            raise SystemExit(f"{name} ended by itself (exit {child.returncode}); the rest is stopped.")


def does_answer(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def wait_until_ready(children: Children, port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not does_answer(port):
        check_alive(children)
        if time.monotonic() > deadline:
            raise SystemExit(f"The portal did not answer within {READY_SECONDS} seconds; its messages are above.")
        time.sleep(0.2)


def announce(port: int, sign_ins: str) -> None:
    print(f"\nModenhed is ready at http://{HOST}:{port} - Ctrl-C stops it.")
    if sign_ins:
        print(f"\n{sign_ins}")
    if not settings.EMAIL_HOST:
        print(f"\nMails are written to {settings.EMAIL_FILE_PATH}")
    sys.stdout.flush()


def serve(port: int, sign_ins: str) -> None:
    children: Children = {}
    try:
        start(children, port)
        wait_until_ready(children, port)
        announce(port, sign_ins)
        while True:
            check_alive(children)
            time.sleep(0.5)
    finally:
        # A second Ctrl-C must not leave one of the two behind.
        for signum in STOP_SIGNALS:
            signal.signal(signum, signal.SIG_IGN)
        # Nor must a reader who went away first.
        with suppress(OSError):
            print("\nStopping.", flush=True)
        stop(children)


def main(port: int) -> None:
    if not is_port_free(port):
        raise SystemExit(f"Port {port} is taken. Stop what uses it, or choose another: PORT={port + 1} script/server")
    for signum in STOP_SIGNALS:
        signal.signal(signum, end)
    serve(port, load_demo() if settings.DEMO else "")


if __name__ == "__main__":
    os.chdir(ROOT)
    main(int(sys.argv[1]))
