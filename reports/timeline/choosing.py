"""Which parts of a case go into a copy. Pure: a case and choices in, the case without what was left out, and a list.

A choice is the key of a legal basis, or nothing for what is given. Left out, a part takes all that is in it along.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.formats import date_format

from reports.timeline.bases import BY_KEY, INTERNAL
from reports.timeline.entries import Annex, Case, Entry, Item, Passage


@dataclass(frozen=True)
class Part:
    """What may be left out by itself. `name` tells nothing of what it says; `text` is for staff, who choose.

    `within` is the key of the part it goes with; the parts that lie in an entry alone have none.
    """

    key: str
    name: str
    text: str
    within: str = ""
    internal: bool = False
    is_words: bool = False

    @property
    def short(self) -> str:
        """The name where the entry is plain already."""
        short = self.name.partition(": ")[2] or self.name
        return short[0].upper() + short[1:]


@dataclass(frozen=True)
class Choosable:
    """An entry as one part, with the parts in it."""

    entry: Entry
    whole: Part
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Omission:
    """As the copy lists it: what kind of thing, from when, and by which rule."""

    name: str
    basis: str


def choosables(case: Case) -> tuple[Choosable, ...]:
    return tuple(
        Choosable(
            entry,
            Part(entry.key, entry_name(entry), _described(entry), internal=entry.internal),
            tuple(_inside(entry)),
        )
        for entry in case.entries
    )


def _described(entry: Entry) -> str:
    """Enough to tell it from others of its kind and day."""
    return " · ".join(filter(None, [f"{date_format(entry.local, 'H.i')} {entry.title}", entry.by, entry.note]))


def entry_name(entry: Entry) -> str:
    return f"{entry.kind.label}, {date_format(entry.day)}"


def _inside(entry: Entry) -> Iterator[Part]:
    name = entry_name(entry)
    if entry.words:
        yield _passage(name, entry.words, "")
    if annex := entry.annex:
        text = annex.text or f"Hele bilaget »{annex.title}«"
        yield Part(annex.key, f"{name}: bilaget", text, is_words=bool(annex.text))
        for group in annex.groups:
            for item in group.items:
                text = f"{item.heading} {item.value}."
                yield Part(item.key, f"{name}: {item.name}", text, annex.key, is_words=True)
                if item.comment:
                    yield _passage(name, item.comment, item.key)
        if annex.files:
            text = ", ".join(one.name for one in annex.files.files)
            yield Part(annex.files.key, f"{name}: {annex.files.name}", text, annex.key, is_words=True)


def _passage(entry: str, passage: Passage, within: str) -> Part:
    return Part(passage.key, f"{entry}: {passage.name}", passage.text, within, is_words=True)


def every_part(case: Case) -> tuple[Part, ...]:
    return tuple(part for one in choosables(case) for part in (one.whole, *one.parts))


def complete(case: Case, law: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """A choice for every part there is: what was chosen, else that what is internal stays in the house."""
    return {part.key: chosen.get(part.key, INTERNAL[law] if part.internal else "") for part in every_part(case)}


def without(case: Case, choices: Mapping[str, str]) -> Case:
    """The case as it may be given: a new value that holds nothing of what was left out, nor how it all ended."""
    kept = (one for one in case.entries if not choices[one.key])
    return replace(case, standing=None, entries=tuple(_entry(one, choices) for one in kept))


def _entry(entry: Entry, choices: Mapping[str, str]) -> Entry:
    return replace(
        entry,
        words=_kept(entry.words, choices),
        annex=_annex(entry.annex, choices) if entry.annex and not choices[entry.annex.key] else None,
    )


def _annex(annex: Annex, choices: Mapping[str, str]) -> Annex:
    groups = (
        replace(group, items=tuple(_item(one, choices) for one in group.items if not choices[one.key]))
        for group in annex.groups
    )
    return replace(
        annex,
        groups=tuple(group for group in groups if group.items),
        files=annex.files if annex.files and not choices[annex.files.key] else None,
    )


def _item(item: Item, choices: Mapping[str, str]) -> Item:
    return replace(item, comment=_kept(item.comment, choices))


def _kept(passage: Passage | None, choices: Mapping[str, str]) -> Passage | None:
    return passage if passage and not choices[passage.key] else None


def omissions(case: Case, choices: Mapping[str, str]) -> tuple[Omission, ...]:
    """In the order of the case; what lies in a part that is left out is not listed once more."""
    return tuple(
        Omission(part.name, BY_KEY[choices[part.key]].reference)
        for one in choosables(case)
        for part in _left(one, choices)
    )


def _left(one: Choosable, choices: Mapping[str, str]) -> Iterator[Part]:
    if choices[one.whole.key]:
        yield one.whole
        return
    gone: set[str] = set()
    for part in one.parts:
        if part.within in gone:
            gone.add(part.key)
        elif choices[part.key]:
            gone.add(part.key)
            yield part


def repeated(case: Case, choices: Mapping[str, str]) -> tuple[str, ...]:
    """The names of what is given though the same words are left out elsewhere: what someone may have forgotten."""
    given = {part.key for part in every_part(without(case, choices))}
    words = [part for part in every_part(case) if part.is_words]
    left = {part.text.strip() for part in words if part.key not in given}
    return tuple(part.name for part in words if part.key in given and part.text.strip() in left)
