"""What one foreign file may cost. Pure; nothing here or in child.py imports Django."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Seconds of processor time, seconds on the clock, and bytes of memory for reading one file."""

    cpu_seconds: int = 10
    seconds: float = 20
    memory: int = 1024 * MIB


class RefusedFileError(Exception):
    """Why a file is not taken: `code` is the reason in one word, `detail` names a place in the file, never its text."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
