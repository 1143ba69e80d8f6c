"""Invented answers whose headline questions give exactly the published figures. Pure; the same on every run."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.enums import Choice
from surveys.merge import Value
from surveys.tally import CountedQuestion, counting_choices

# Of 48 respondents, as published for 2024. The distribution behind each figure is invented.
PUBLISHED = {"deletion": 17, "outgoing-mail": 25, "access": 15, "dpia": 13, "dane": 14}
RESPONDENTS = 48
SEED = "modenhed-demo"
UNANSWERED_SHARE, NOT_RELEVANT_SHARE, COMMENT_SHARE = 0.03, 0.04, 0.35

COMMENTS = (
    "Vi har en procedure, men den er ikke afprøvet i alle forvaltninger.",
    "Arbejdet er i gang. De sidste systemer kommer med i foråret.",
    "Gælder de fælles systemer. Skolerne har deres egen løsning.",
    "Vi har dokumentation i vores ledelsessystem for informationssikkerhed.",
    "Leverandøren har lovet en løsning i næste version.",
    "Vi følger op hvert kvartal og rapporterer til direktionen.",
    "Svaret bygger på en optælling fra oktober.",
    "It-afdelingen og databeskyttelsesrådgiveren har svaret sammen.",
)
NOT_RELEVANT_REASON = "Vi har ikke selv opgaven. Den løses i et fællesskab med nabokommunerne."


@dataclass(frozen=True)
class DemoQuestion:
    counted: CountedQuestion
    allows_not_relevant: bool


def invented_answers(questions: Sequence[DemoQuestion], respondents: int = RESPONDENTS) -> list[dict[str, Value]]:
    """One dict of answers by question key for each respondent."""
    columns = {question.counted.key: _column(question, respondents) for question in questions}
    return [{key: column[place] for key, column in columns.items()} for place in range(respondents)]


def _column(question: DemoQuestion, respondents: int) -> list[Value]:
    dice = random.Random(f"{SEED}-{question.counted.key}")  # noqa: S311 - invented data, the same every time
    order = list(range(respondents))
    dice.shuffle(order)
    counting = set(order[: _how_many_count(question, respondents, dice)])
    return [_value(question, place in counting, dice) for place in range(respondents)]


def _how_many_count(question: DemoQuestion, respondents: int, dice: random.Random) -> int:
    if question.counted.is_headline:
        return PUBLISHED[question.counted.area] * respondents // RESPONDENTS
    return dice.randint(respondents // 4, respondents * 3 // 5)


def _value(question: DemoQuestion, counts: bool, dice: random.Random) -> Value:
    fate = dice.random()
    if not question.counted.is_headline and not counts:
        if fate < UNANSWERED_SHARE:
            return Value()
        if fate < UNANSWERED_SHARE + NOT_RELEVANT_SHARE and question.allows_not_relevant:
            return Value(not_relevant=True, comment=NOT_RELEVANT_REASON)
    above = counting_choices(question.counted.threshold)
    choices = above if counts else [choice for choice in Choice if choice not in above]
    comment = dice.choice(COMMENTS) if dice.random() < COMMENT_SHARE else ""
    return Value(choice=int(dice.choice(choices)), comment=comment)
