"""What a person typed in a form that came after their session ended: shown, and sent again once they are back.

It travels in the page alone. The server stores nothing for someone it does not know.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve

FIELD = "kept"
DESCRIBED = "described"
NOT_KEPT = ("csrfmiddlewaretoken", FIELD)


@dataclass(frozen=True)
class Typed:
    """The form's address and its fields as sent."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def texts(self) -> list[str]:
        return [value for name, value in self.fields if name.endswith("-comment") and value.strip()]

    @property
    def choices(self) -> int:
        return sum(name.endswith("-choice") for name, value in self.fields if value)

    @property
    def description(self) -> str:
        """In the form's own words, where its fields would tell nobody anything."""
        return dict(self.fields).get(DESCRIBED, "")

    @property
    def as_field(self) -> str:
        return json.dumps({"path": self.path, "fields": self.fields})


def keeps_typed(view: Callable) -> Callable:
    """For a view whose form takes work to fill in. Stands outermost of the decorators."""
    view.keeps_typed = True
    return view


def typed_in(request: HttpRequest) -> Typed | None:
    """What a form sent, if it is one that takes work; also where it has been carried along already."""
    if request.method != "POST":
        return None
    if FIELD in request.POST:
        return carried(request.POST)
    return _typed(request.path, _fields(request.POST))


def carried(post: Mapping) -> Typed | None:
    """Read back from a hidden field, which anyone may have written: only the address of such a form is taken."""
    try:
        kept = json.loads(post.get(FIELD, ""))
        fields = tuple((str(name), str(value)) for name, value in kept["fields"])
        return _typed(str(kept["path"]), fields)
    except (ValueError, TypeError, KeyError):
        return None


def _fields(post: QueryDict) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, values in post.lists() if name not in NOT_KEPT for value in values)


def _typed(path: str, fields: tuple[tuple[str, str], ...]) -> Typed | None:
    try:
        view = resolve(path).func
    except Resolver404:
        return None
    return Typed(path, fields) if getattr(view, "keeps_typed", False) else None
