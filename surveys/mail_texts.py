"""What each kind of mail is: who gets it, the page its link opens, and its words, with placeholders in braces."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string

from municipalities.enums import Role
from surveys.enums import MailKind

IN_CHARGE = (Role.LEAD, Role.APPROVER)


@dataclass(frozen=True)
class Rule:
    """Which roles are told, and the municipal page the link opens."""

    roles: tuple[Role, ...]
    page: str
    app: str = "surveys"


RULES = {
    MailKind.INVITATION: Rule(IN_CHARGE, "overview"),
    MailKind.REMINDER: Rule(IN_CHARGE, "overview"),
    MailKind.READY: Rule((Role.APPROVER,), "submit"),
    MailKind.SENT_BACK: Rule((Role.LEAD,), "overview"),
    MailKind.RECEIPT: Rule(IN_CHARGE, "receipt"),
    MailKind.RETURNED: Rule(IN_CHARGE, "overview"),
    MailKind.EXTENSION: Rule(IN_CHARGE, "extension"),
    MailKind.LETTER: Rule(IN_CHARGE, "municipal_letters", app="reports"),
    MailKind.FOLLOW_UP: Rule(IN_CHARGE, "follow_ups"),
}
# What each placeholder stands for, as the person who writes the text is told.
MEANINGS = {
    "kommune": "kommunens navn",
    "tilsyn": "tilsynets titel",
    "frist": "kommunens frist som dato",
    "dage": "fristen i ord, for eksempel »7 dage tilbage«",
    "navn": "hvem der gjorde det",
    "afsender": "tilsynsmyndighedens navn",
    "link": "linket til siden i portalen",
}
EVERYWHERE = ("kommune", "tilsyn", "frist", "dage", "afsender", "link")
BY_SOMEONE = (MailKind.READY, MailKind.SENT_BACK, MailKind.RECEIPT, MailKind.RETURNED)
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Text:
    subject: str
    body: str


def default_text(kind: str) -> Text:
    """The words that hold where a survey has none of its own; the file's first line is the subject."""
    subject, _, body = render_to_string(f"surveys/email/{MailKind(kind).value}.txt").partition("\n")
    return Text(subject.strip(), body.strip())


def placeholders(kind: str) -> tuple[str, ...]:
    return (*EVERYWHERE, "navn") if kind in BY_SOMEONE else EVERYWHERE


def fill(text: str, values: Mapping[str, str]) -> str:
    """Only whole known names are replaced, so that a value with braces of its own is left as it is."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def find_unknown(kind: str, text: str) -> list[str]:
    return find_foreign(text, placeholders(kind))


def find_foreign(text: str, known: Collection[str]) -> list[str]:
    """What stands in braces and is none of the known placeholders, or a brace that stands alone."""
    unknown = [f"{{{name}}}" for name in PLACEHOLDER.findall(text) if name not in known]
    return [*unknown, *re.findall(r"[{}]", PLACEHOLDER.sub("", text))]
