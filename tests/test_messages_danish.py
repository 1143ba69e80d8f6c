"""Nothing a person reads is left in English, also where the words come from Django or allauth.

The messages are taken from the sources of the packages, not from their translation files: a translation file that
lags behind its sources is just what this is to find.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import allauth
import django
import pytest
from django.core.management import call_command
from django.utils.translation import gettext, ngettext, npgettext, pgettext, trans_real
from django.utils.translation.template import templatize

DJANGO, ALLAUTH = Path(django.__file__).parent, Path(allauth.__file__).parent
PYTHON = [
    *(ALLAUTH / "account").glob("*.py"),
    *(ALLAUTH / "account" / "internal").rglob("*.py"),
    *(ALLAUTH / "core").rglob("*.py"),
    *(DJANGO / "forms").glob("*.py"),
    DJANGO / "core" / "validators.py",
    DJANGO / "core" / "paginator.py",
    DJANGO / "contrib" / "auth" / "password_validation.py",
]
TEMPLATES = [*(ALLAUTH / "templates" / "account").rglob("*.*"), *(ALLAUTH / "templates" / "allauth").rglob("*.html")]
# Each translator with the number of texts it takes.
TRANSLATORS = {
    "_": (gettext, 1),
    "gettext": (gettext, 1),
    "gettext_lazy": (gettext, 1),
    "pgettext": (pgettext, 2),
    "pgettext_lazy": (pgettext, 2),
    "ngettext": (ngettext, 2),
    "ngettext_lazy": (ngettext, 2),
    "npgettext_lazy": (npgettext, 3),
}
# The same word in both languages, or a mark.
SAME = {"IPv4", "IPv6", "Menu:", ":?.!", ":", "…", "Note", "salt", "hash", "version"}
# Words the portal says otherwise: "e-mail", "adgangskode", "log af", and no begging.
NOT_OURS = re.compile(
    r"(?i)\b(email\w*|e-mail-\w+|password\w*|venligst|token\w*|logget ud|log ud|indtast\w*|påkrævet)\b"
)


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """What `script/setup` compiles, compiled anew: an old file would hide a new mistake."""
    call_command("compilemessages", locale=["da"], ignore=["node_modules", ".venv", "var"], verbosity=0)
    trans_real._translations.clear()


def messages_in(source: str) -> Iterator[tuple[str, tuple]]:
    """Every call of a translator with plain text in it: (translator, its arguments)."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TRANSLATORS:
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            wanted = TRANSLATORS[node.func.id][1]
            if len(texts) >= wanted:
                yield node.func.id, tuple(texts[:wanted])


def template_messages(path: Path) -> Iterator[tuple[str, tuple]]:
    for call in re.findall(r"\b(?:gettext|_)\(u?('''.*?'''|'.*?'|\".*?\")\)", templatize(path.read_text()), re.DOTALL):
        yield "gettext", (ast.literal_eval(call),)


def translated(name: str, texts: tuple) -> tuple[str, str]:
    """The message in English and in Danish; a plural is looked at in the plural."""
    translate, _ = TRANSLATORS[name]
    return texts[-1], translate(*texts, 2) if translate in (ngettext, npgettext) else translate(*texts)


def all_messages() -> list[tuple[str, str]]:
    found = [translated(*message) for path in PYTHON for message in messages_in(path.read_text())]
    found += [translated(*message) for path in TEMPLATES for message in template_messages(path)]
    return found


def test_message_walk_finds_what_people_meet() -> None:
    english = {message for message, _ in all_messages()}

    assert "This field is required." in english
    assert "Too many failed login attempts. Try again later." in english
    assert "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d)." in english
    assert "Sign In" in english
    assert len(english) > 250


def test_no_message_is_left_in_english() -> None:
    left = {english for english, danish in all_messages() if english == danish and english not in SAME}

    assert left == set()


def test_messages_use_the_words_of_the_portal() -> None:
    """Only what is shown in a form or message; allauth's own pages for what we do not use are let alone."""
    paths = [path for path in PYTHON if path.name not in {"admin.py", "models.py"}]
    shown = [translated(*message) for path in paths for message in messages_in(path.read_text())]

    assert {danish for _, danish in shown if NOT_OURS.search(danish)} == set()


def test_pages_use_the_words_of_the_portal() -> None:
    """The button says »Log af«, so nobody is »logget ud«."""
    root = Path(__file__).parents[1]
    ours = [*root.glob("templates/**/*.html"), *root.glob("templates/**/*.txt"), *root.glob("static/js/*.js")]
    assert len(ours) > 100
    wrong = re.compile(r"(?i)\b(logget? ud|venligst|indtast\w*|påkrævet)\b")

    assert {path.name for path in ours if wrong.search(path.read_text(encoding="utf-8"))} == set()
