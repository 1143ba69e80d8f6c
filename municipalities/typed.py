"""What a person typed in a form that came after their session ended: shown, and sent again once they are back.

It travels in the page alone. The server stores nothing for someone it does not know.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve

FIELD = "kept"
PERSON = "person"
NOT_KEPT = ("csrfmiddlewaretoken", FIELD)


@dataclass(frozen=True)
class Typed:
    """The form's address, its fields as sent, and how the name of a field with text ends."""

    path: str
    fields: tuple[tuple[str, str], ...]
    text: str

    @property
    def texts(self) -> list[str]:
        return [value for name, value in self.fields if name.endswith(self.text) and value.strip()]

    @property
    def is_reason(self) -> bool:
        """One text that is sent, where others are answers that are saved."""
        return self.text in (REASON, LINES)

    @property
    def choices(self) -> int:
        return sum(name.endswith("-choice") for name, value in self.fields if value)

    def is_by_another(self, user: AbstractBaseUser | AnonymousUser) -> bool:
        """Whoever signs in on someone else's page is neither shown their text nor made its author."""
        person = dict(self.fields).get(PERSON, "")
        return user.is_authenticated and person not in ("", str(user.pk))

    @property
    def as_field(self) -> str:
        return json.dumps({"path": self.path, "fields": self.fields})


# The last is a form's own description of itself, where its fields would tell nobody anything.
COMMENTS, REASON, LINES, DESCRIBED = "-comment", "reason", "text", "described"


def keeps_typed(text: str) -> Callable[[Callable], Callable]:
    """For a view with a form that takes work to fill in, and whose texts have names that end so. Stands outermost."""

    def mark(view: Callable) -> Callable:
        view.keeps_typed = text
        return view

    return mark


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
        text = getattr(resolve(path).func, "keeps_typed", "")
    except Resolver404:
        return None
    typed = Typed(path, fields, text)
    # A button pressed beside an empty reason took no work; the person is told of it in another way.
    took_work = typed.texts or (not typed.is_reason and any(name.endswith(text) for name, _ in fields))
    return typed if text and took_work else None
