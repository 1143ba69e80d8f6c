"""A workbook's rows as the preview shows them, in groups by what the person must do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.cpr import Held, mask
from surveys.merge import Value
from surveys.services.workbooks import Outcome, RowOutcome
from surveys.workbook.columns import Column
from surveys.working_copy import OtherHand, answer_label, select_other_hands


@dataclass(frozen=True)
class Change:
    """One field that gets a new value, and what stood there."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class ReviewRow:
    """`texts` is what the workbook says where it is not saved, possible CPR numbers masked."""

    outcome: RowOutcome
    place: str
    conflicts: tuple[OtherHand, ...]
    changes: tuple[Change, ...]
    texts: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.outcome.question.key if self.outcome.question else ""

    @property
    def anchor(self) -> str:
        return f"raekke-{self.outcome.row.number}"

    @property
    def is_conflict(self) -> bool:
        return bool(self.conflicts)

    @property
    def held(self) -> Held | None:
        return self.outcome.saved.held if self.outcome.saved else None

    @property
    def is_asked(self) -> bool:
        return self.held is not None and self.held.asks

    @property
    def is_crossed(self) -> bool:
        """Choice and comment of two hands; the answer is marked to be read through."""
        saved = self.outcome.saved
        return bool(self.changes and saved and saved.answer and saved.answer.needs_reading)

    @property
    def waits(self) -> bool:
        return self.is_conflict or self.is_asked


@dataclass(frozen=True)
class Review:
    """The rows that say something, and how many say nothing new."""

    waiting: tuple[ReviewRow, ...]
    refused: tuple[ReviewRow, ...]
    new: tuple[ReviewRow, ...]
    unchanged: int

    @property
    def counts(self) -> list[str]:
        """In words, only what there is."""
        tally = [_tally(self.waiting + self.refused + self.new, outcome) for outcome in Outcome]
        words = [
            WORDS[outcome][count != 1].format(count) for outcome, count in zip(Outcome, tally, strict=True) if count
        ]
        if self.unchanged:
            words.append(("{} række siger ikke noget nyt", "{} rækker siger ikke noget nyt")[self.unchanged != 1])
            words[-1] = words[-1].format(self.unchanged)
        return words

    @property
    def problems(self) -> list[dict[str, str]]:
        """What the person has not decided, for the summary at the top."""
        return [
            {
                "text": f"Række {row.outcome.row.number}: {CHOOSE if row.is_conflict else LOOK}",
                "url": f"#{row.anchor}",
            }
            for row in self.waiting
        ]

    @property
    def has_something_to_save(self) -> bool:
        return bool(self.new or self.waiting) or any(row.changes for row in self.refused)


CHOOSE = "Vælg, hvad der skal gælde."
LOOK = "Se, om det er et CPR-nummer."
WORDS = {
    Outcome.NEW: ("{} nyt svar", "{} nye svar"),
    Outcome.CONFLICT: ("{} svar er ændret af en anden imens", "{} svar er ændret af andre imens"),
    Outcome.HELD: (
        "{} kommentar rummer måske et CPR-nummer",
        "{} kommentarer rummer måske et CPR-nummer",
    ),
    Outcome.OUTDATED: ("{} spørgsmål er forældet", "{} spørgsmål er forældede"),
    Outcome.NOT_YOURS: ("{} svar er i et område, du ikke har", "{} svar er i områder, du ikke har"),
    Outcome.INVALID: ("{} række kan ikke læses", "{} rækker kan ikke læses"),
}


def _tally(rows: Sequence[ReviewRow], outcome: Outcome) -> int:
    return sum(row.outcome.outcome == outcome for row in rows)


def select_review(outcomes: Sequence[RowOutcome], letters: Mapping[str, str], *, is_saved: bool = False) -> Review:
    """No query but one for each conflict: who wrote the other text. What is saved is no change any more."""
    rows = [_row(one, letters, is_saved) for one in outcomes if one.outcome != Outcome.SAME]
    waiting = tuple(row for row in rows if row.waits)
    new = tuple(row for row in rows if not row.waits and row.outcome.outcome == Outcome.NEW)
    refused = tuple(row for row in rows if not row.waits and row.outcome.outcome != Outcome.NEW)
    return Review(waiting, refused, new, sum(one.outcome == Outcome.SAME for one in outcomes))


def _row(one: RowOutcome, letters: Mapping[str, str], is_saved: bool) -> ReviewRow:
    conflicts: tuple[OtherHand, ...] = ()
    if one.outcome in {Outcome.CONFLICT, Outcome.HELD} and one.saved.conflicts:
        conflicts = tuple(hand for hand in select_other_hands(one.typed, one.saved) if hand.is_conflict)
    changes = _changes(one.before, one.saved.value) if one.saved and not is_saved else ()
    is_refused = one.outcome in {Outcome.OUTDATED, Outcome.NOT_YOURS, Outcome.INVALID}
    texts = tuple(mask(text) for text in (one.row.answer, one.row.comment) if text) if is_refused else ()
    return ReviewRow(one, _place(one, letters), conflicts, changes, texts)


def _place(one: RowOutcome, letters: Mapping[str, str]) -> str:
    cells = f"{letters[Column.ANSWER]}{one.row.number} og {letters[Column.COMMENT]}{one.row.number}"
    place = f"Række {one.row.number} (celle {cells})"
    return f"{place}, {one.question.area.title}" if one.question else place


def _changes(before: Value, after: Value) -> tuple[Change, ...]:
    def choice(value: Value) -> str:
        return answer_label(value) if value.is_answered else ""

    fields = (("Svar", choice(before), choice(after)), ("Kommentar", before.comment, after.comment))
    return tuple(Change(*field) for field in fields if field[1] != field[2])
