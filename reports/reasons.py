"""Why a letter says what it says: each paragraph that was chosen, with the rule that chose it, for staff to read."""

from dataclasses import dataclass

from django.utils.formats import date_format

from reports.letters import LetterArea, LetterContent
from reports.measured import QuotedMeasurement
from surveys.enums import NOT_RELEVANT_LABEL, Choice, Level

RULES = {
    Level.IN_PLACE: "Svaret »{answer}« tæller, for området tæller fra »{threshold}«. Derfor rådet til »{level}«.",
    Level.ON_THE_WAY: "Svaret »{answer}« er under »{threshold}«, som området tæller fra. Derfor rådet til »{level}«.",
    Level.NOT_IN_PLACE: "Svaret er »{answer}«. Derfor rådet til »{level}«.",
}
POINT = "Svaret på et supplerende spørgsmål er »{answer}« og tæller ikke. Svar, der tæller, og »{skipped}« er udeladt."
COMMENT = "Kommunen skrev en kommentar til hovedspørgsmålet. Den er gengivet, som den blev indsendt."
LINKS = "Områdets henvisninger i den udgave af rådene, som brevet bruger."
MEASURED = "Den seneste måling af hvert godkendt maildomæne fra før indsendelsen. Senere målinger er ikke med."
BESIDE = "Hvordan svaret på hovedspørgsmålet står til målingerne."
OWN_WORDS = "Skrevet af en medarbejder til netop dette brev."


@dataclass(frozen=True)
class Reason:
    """A paragraph as it stands in the letter, and why."""

    text: str
    rule: str
    # Advice is written in Markdown; what the municipality and case handlers wrote is shown as it stands.
    is_advice: bool = False


@dataclass(frozen=True)
class ReasonedArea:
    title: str
    reasons: tuple[Reason, ...]


def own_words(letter: LetterContent) -> tuple[Reason, ...]:
    return tuple(Reason(text, OWN_WORDS) for text in (letter.greeting, letter.extra) if text)


def reasoned_areas(letter: LetterContent) -> tuple[ReasonedArea, ...]:
    """Everything in the letter that depends on the answers; the rest is the same in all letters."""
    return tuple(ReasonedArea(area.title, (*_reasons(area), *_measured(letter, area))) for area in letter.areas)


def _measured(letter: LetterContent, area: LetterArea) -> list[Reason]:
    if letter.measured is None or letter.measured.area != area.key:
        return []
    quoted = [Reason(_quoted(one), MEASURED) for one in letter.measured.measurements]
    return [Reason(letter.measured.note, BESIDE), *quoted]


def _quoted(one: QuotedMeasurement) -> str:
    """As the letter prints it, one mail server a line."""
    head = f"Måling nr. {one.number} af {one.domain}, {date_format(one.dated, 'j. F Y')}: {one.verdict}"
    hosts = [f"{host.name}: {host.why} {host.advice}".strip() for host in one.hosts]
    return "\n".join([f"{head} {one.why} {one.advice}".strip(), *hosts])


def _reasons(area: LetterArea) -> list[Reason]:
    words = {
        "answer": area.answer,
        "threshold": Choice(area.threshold).label,
        "level": area.level.label,
    }
    found = [Reason(area.comment, COMMENT)] if area.comment else []
    found.append(Reason(area.advice, RULES[area.level].format(**words), is_advice=True))
    found += [
        Reason(f"{point.question} {point.advice}", POINT.format(answer=point.answer, skipped=NOT_RELEVANT_LABEL), True)
        for point in area.points
    ]
    if area.links:
        found.append(Reason(", ".join(link.title for link in area.links), LINKS))
    return found
