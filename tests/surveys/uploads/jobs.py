"""What a hostile file might make a parser do; run in the limited process by test_sandbox.py."""

import os
import resource
import socket
from pathlib import Path

from surveys.uploads.limits import RefusedFileError


def count(file):
    return {"bytes": len(file.read()), "environment": sorted(os.environ)}


def refuse(file):
    raise RefusedFileError("macros", "xl/vbaProject.bin")


def fall_over(file):
    raise ValueError(file.read().decode())


def eat_memory(file):
    return len(bytearray(512 * 1024 * 1024))


def eat_memory_in_pieces(file):
    return len([bytearray(1024 * 1024) for _ in range(512)])


def burn(file):
    while True:
        pass


def wait(file):
    here, there = socket.socketpair()
    there.recv(1)
    return here.fileno()


def write(file):
    place = Path(os.environ.get("TMPDIR", "/tmp")) / "modenhed-uploads-test"  # noqa: S108  # it must not come to be
    place.write_bytes(b"x")
    return str(place)


def die(file):
    os.abort()


def modules(file):
    import sys

    return sorted({name.split(".")[0] for name in sys.modules})


def most_processes(file):
    return resource.getrlimit(resource.RLIMIT_NPROC)
