"""script/server: the portal and its worker start together, and none of the two is ever left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SERVE = ROOT / "script" / "lib" / "serve.py"


@pytest.mark.parametrize("port", ["http", "0", "-1", "65536", "1000000"])
def test_server_refuses_what_is_no_port(port):
    done = subprocess.run(
        [ROOT / "script" / "server"], env=os.environ | {"PORT": port}, capture_output=True, text=True, timeout=60
    )

    assert (done.returncode, done.stderr) == (2, f'PORT is "{port}": write a number from 1 to 65535.\n')


def serve_environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "a-secret-of-the-tests-long-enough-to-be-taken",
        "SITE_URL": "http://127.0.0.1:8000",
        "VAR_DIR": str(folder),
    }


def test_server_says_that_its_port_is_taken(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, SERVE, str(port)],
            env=serve_environment(tmp_path),
            capture_output=True,
            text=True,
            timeout=60,
        )

    assert done.returncode == 1
    assert done.stderr == (
        f"Port {port} is taken. Stop what uses it, or choose another: PORT={port + 1} script/server\n"
    )


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def select_children(pid: int) -> list[int]:
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [*children, *(grandchild for child in children for grandchild in select_children(child))]


def wait_for_line(process: subprocess.Popen, words: str) -> list[str]:
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return lines
    raise AssertionError(f"ended without {words!r}: {lines}")


@pytest.fixture
def server(tmp_path):
    """The portal and its worker as script/server runs them, on a database and a port of their own."""
    assert (ROOT / "staticfiles" / "staticfiles.json").exists(), "script/setup has not run here"
    environment = serve_environment(tmp_path)
    subprocess.run([sys.executable, ROOT / "script" / "lib" / "prepare.py"], env=environment, check=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, SERVE, str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="children are read from /proc")
@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_server_stops_portal_and_worker_when_asked(server, signum):
    wait_for_line(server, "Mails are written to")
    children = select_children(server.pid)
    assert len(children) >= 4

    server.send_signal(signum)

    assert server.wait(timeout=60) == 0
    assert [pid for pid in children if is_alive(pid)] == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="children are read from /proc")
def test_server_stops_worker_when_portal_dies(server):
    wait_for_line(server, "Mails are written to")
    children = select_children(server.pid)
    gunicorn = int(Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()[0])

    os.kill(gunicorn, signal.SIGKILL)

    assert server.wait(timeout=60) == 1
    deadline = time.monotonic() + 10
    while any(is_alive(pid) for pid in children) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [pid for pid in children if is_alive(pid)] == []
