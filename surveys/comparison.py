"""A change, and last survey's answer, in the words of the agency's page."""

from dataclasses import dataclass

from django.utils import timezone

from surveys.changes import Change, Direction, File, Piece, diff_words, direction
from surveys.enums import Choice
from surveys.merge import Value
from surveys.models import Question, SubmittedAnswer
from surveys.tally import counts
from surveys.working_copy import answer_label


@dataclass(frozen=True)
class Side:
    """The answer as one submission has it; each file with what became of it, where something did."""

    number: int
    answer: str
    comment: tuple[Piece, ...]
    files: tuple[tuple[File, str], ...]


@dataclass(frozen=True)
class ReadChange:
    """Two sides in the order they were submitted; notes say what to see first."""

    before: Side
    after: Side
    notes: tuple[str, ...]


def read_change(change: Change, numbers: tuple[int, int], question: Question) -> ReadChange:
    pieces = diff_words(change.before.value.comment, change.after.value.comment)
    sides = [
        Side(
            number=number,
            answer=answer_label(frozen.value),
            comment=comment,
            files=tuple((file, word if file in marked else "") for file in frozen.files),
        )
        for number, frozen, comment, marked, word in (
            (numbers[0], change.before, pieces[0], change.taken_off, "taget af"),
            (numbers[1], change.after, pieces[1], change.added, "ny"),
        )
    ]
    return ReadChange(*sides, notes=_notes(change, question))


def _notes(change: Change, question: Question) -> tuple[str, ...]:
    before, after = (counts(frozen.value.choice, question.threshold) for frozen in (change.before, change.after))
    notes = {
        f"{sentence(change.parts)} er ændret": True,
        "Bedre svar": change.direction == Direction.BETTER,
        "Ringere svar": change.direction == Direction.WORSE,
        "Tæller nu": question.is_headline and after and not before,
        "Tæller ikke længere": question.is_headline and before and not after,
        "Kun mellemrum og linjeskift i kommentaren": change.is_spacing_only,
    }
    return tuple(note for note, is_so in notes.items() if is_so)


def sentence(parts: tuple[str, ...]) -> str:
    """ "svaret", "kommentaren", "filerne" as "Svaret, kommentaren og filerne"."""
    *first, last = parts
    return f"{', '.join(first)} og {last}".capitalize() if first else last.capitalize()


@dataclass(frozen=True)
class EarlierAnswer:
    """What was answered to the same key in the latest earlier survey, and how the question then differed."""

    survey: str
    year: str
    answer: str
    comment: str
    since: str
    old_text: str
    old_threshold: str


SINCE = {Direction.BETTER: "bedre nu", Direction.WORSE: "ringere nu", Direction.NONE: ""}


def read_earlier(then: SubmittedAnswer, now: SubmittedAnswer) -> EarlierAnswer:
    """The threshold is of interest where the tally publishes it: at headline questions."""
    asked_then, asked_now = then.question, now.question
    has_other_threshold = asked_now.is_headline and asked_then.threshold != asked_now.threshold
    return EarlierAnswer(
        survey=asked_then.survey.title,
        year=timezone.localtime(asked_then.survey.opened_at).strftime("%Y"),
        answer=answer_label(Value(then.choice, then.not_relevant)),
        comment=then.comment,
        since=SINCE[direction(then.choice, now.choice)],
        old_text="" if asked_then.text == asked_now.text else asked_then.text,
        old_threshold=str(Choice(asked_then.threshold).label) if has_other_threshold else "",
    )
