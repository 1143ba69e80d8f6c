"""An undefined variable in a template of ours fails the test that renders it."""

import sys
from pathlib import Path
from types import FrameType

from django.template.base import Node

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
# These say by name that the variable may be missing.
FORGIVING = {"default"}


class UndefinedVariableError(AssertionError):
    """A template names a variable that its view doesn't give it."""


def select_origin(frame: FrameType | None) -> str:
    """The file of the innermost template node being rendered; each node knows its own, also in blocks and includes."""
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None) is not None:
            return node.origin.name
        frame = frame.f_back
    return ""


class UndefinedVariable(str):
    """Django's `string_if_invalid`: still the empty string, so that library templates and `|default` work as ever.

    Django asks for its truth at one place only, when a variable is missing: FilterExpression.resolve.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        caller = sys._getframe(1)
        expression = caller.f_locals.get("self")
        filters = {function.__name__ for function, _ in getattr(expression, "filters", [])}
        origin = select_origin(caller)
        if caller.f_code.co_name != "resolve" or filters & FORGIVING or TEMPLATES not in Path(origin).parents:
            return False
        raise UndefinedVariableError(f"{{{{ {expression} }}}} is undefined in {Path(origin).relative_to(TEMPLATES)}")
