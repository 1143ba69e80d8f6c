"""What runs in the limited process: reads one foreign file from standard input and writes one JSON object.

    python -m surveys.uploads.child CPU_SECONDS MEMORY_BYTES module:function

The function gets the open file and gives something JSON can hold, or raises RefusedFileError. Any other error ends the
process, as a foreign file may do to a parser; its traceback, which could hold a line of the file, goes nowhere.
"""

import json
import resource
import sys
from importlib import import_module

from surveys.uploads.limits import RefusedFileError

OPEN_FILES = 32


def main(cpu_seconds: str, memory: str, job: str) -> None:
    print(json.dumps(_outcome(int(cpu_seconds), int(memory), job)))


def _outcome(cpu_seconds: int, memory: int, job: str) -> dict:
    module, function = job.split(":")
    read = getattr(import_module(module), function)
    _limit(cpu_seconds, memory)
    try:
        return {"result": read(sys.stdin.buffer)}
    except RefusedFileError as error:
        return {"refused": error.code, "detail": error.detail}
    except MemoryError:
        return {"refused": "too_heavy", "detail": ""}


def _limit(cpu_seconds: int, memory: int) -> None:
    """Set after our own imports and before the first foreign byte: no files written, no children, no core dump."""
    for name, most in (
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        # Holds for everyone but root.
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(name, (most, most))


if __name__ == "__main__":
    main(*sys.argv[1:])
