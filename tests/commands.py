"""Running a command as an operator does: what it prints, what it says, and how it ends."""

import io
from dataclasses import dataclass

from django.core.management import CommandError, call_command


@dataclass(frozen=True)
class Ran:
    code: int
    output: str
    said: str


def run(*arguments: object) -> Ran:
    """Exit code as manage.py would give it: a refusal is a CommandError with its own code."""
    output, said = io.StringIO(), io.StringIO()
    try:
        call_command(*map(str, arguments), stdout=output, stderr=said)
    except CommandError as error:
        return Ran(error.returncode, output.getvalue(), str(error))
    return Ran(0, output.getvalue(), said.getvalue())
