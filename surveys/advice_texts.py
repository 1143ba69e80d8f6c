"""An area's advice as named texts, so that it can be typed, held against another version and merged. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from surveys.digests import sha256_text
from surveys.enums import Level
from surveys.questionnaire import LinkContent

# In the order staff read them: the worst first, since that is where advice is needed most.
LEVELS = (Level.NOT_IN_PLACE, Level.ON_THE_WAY, Level.IN_PLACE)
LINKS = "links-text"
TITLE_MAX, ADDRESS_MAX = 160, 400


class LinkLineError(ValueError):
    """A line is no title with an address; the message is Danish and says which."""


def name_of(question: str, level: Level) -> str:
    return f"{question}-{level.value}-text"


def write_links(links: Iterable[LinkContent]) -> str:
    """One line each: the title, a space and the address."""
    return "\n".join(f"{link.title} {link.url}" for link in links)


def read_links(text: str) -> tuple[LinkContent, ...]:
    """The opposite of write_links; raises LinkLineError."""
    return tuple(_read_link(line.strip()) for line in text.splitlines() if line.strip())


def _read_link(line: str) -> LinkContent:
    title, _, url = line.rpartition(" ")
    title = title.strip()
    if not re.fullmatch(r"https://[^\s/]+(/\S*)?", url):
        raise LinkLineError(f"»{line}« slutter ikke med en adresse. Skriv titlen, et mellemrum og https://…")
    if not title:
        raise LinkLineError(f"»{line}« har ingen titel. Skriv titlen før adressen.")
    if len(title) > TITLE_MAX or len(url) > ADDRESS_MAX:
        raise LinkLineError(
            f"»{line[:40]}…« er for lang. Titlen må være på {TITLE_MAX} tegn, adressen på {ADDRESS_MAX}."
        )
    return LinkContent(title, url)


def marks(texts: Mapping[str, str]) -> dict[str, str]:
    """What a page carries of each text it was made from: enough to tell whether it has changed."""
    return {name: sha256_text(text)[:16] for name, text in texts.items()}


@dataclass(frozen=True)
class Merged:
    """What is to be stored, and the names of texts that two people have changed since one of them read them."""

    texts: dict[str, str]
    conflicts: tuple[str, ...]


def merge(*, seen: Mapping[str, str], stored: Mapping[str, str], typed: Mapping[str, str]) -> Merged:
    """Different texts merge; the same text in two hands is a conflict, and then it is left as it was typed."""
    was, now = dict(seen), marks(stored)
    mine = marks(typed)
    changed = [name for name in stored if name in typed and mine[name] not in (was.get(name), now[name])]
    conflicts = tuple(name for name in changed if now[name] != was.get(name))
    return Merged({name: typed[name] if name in changed else text for name, text in stored.items()}, conflicts)
