"""Reading a version of the advice: for its page, for editing an area, and beside another version."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from surveys.advice_texts import LEVELS, LINKS, name_of, write_links
from surveys.enums import Level
from surveys.history import Piece, differences
from surveys.models import Advice, AdviceVersion, Area, GuidanceLink, Question, Survey
from surveys.questionnaire import LinkContent


@dataclass(frozen=True)
class LevelText:
    """What a letter says to one answer; `name` is the field it is typed in."""

    name: str
    level: Level
    text: str


@dataclass(frozen=True)
class AdvisedQuestion:
    question: Question
    number: int
    texts: tuple[LevelText, ...]

    @property
    def is_complete(self) -> bool:
        return all(one.text for one in self.texts)


@dataclass(frozen=True)
class AdvisedArea:
    area: Area
    questions: tuple[AdvisedQuestion, ...]
    links: tuple[LinkContent, ...]

    @property
    def texts(self) -> dict[str, str]:
        """Every text by the name of its field, the links as one text."""
        named = {one.name: one.text for question in self.questions for one in question.texts}
        return named | {LINKS: write_links(self.links)}

    @property
    def missing(self) -> int:
        return sum(not question.is_complete for question in self.questions)


def select_advice(survey: Survey, version: AdviceVersion | None) -> list[AdvisedArea]:
    """Four queries: areas, questions, advice and links; where there is no version yet, every text is empty."""
    return _advised(list(survey.areas.all()), survey.questions.all(), version)


def without_advice(survey: Survey, version: AdviceVersion | None) -> str:
    """Which questions lack a text and where it is written, in words; empty where none does. Four queries."""
    if version is None:
        return "Tilsynet har ingen råd. Skriv dem på siden »Råd« først."
    names = [
        f"{area.area.title}, spørgsmål {question.number}"
        for area in select_advice(survey, version)
        for question in area.questions
        if not question.is_complete
    ]
    return f"Der mangler råd til: {'; '.join(names)}. Skriv dem på siden »Råd« først." if names else ""


def texts_of(version: AdviceVersion | None, area: Area) -> dict[str, str]:
    """Three queries: one area's texts by name, as they are stored."""
    [advised] = _advised([area], area.questions.all(), version)
    return advised.texts


def _advised(areas: list[Area], questions: QuerySet[Question], version: AdviceVersion | None) -> list[AdvisedArea]:
    advice: dict[int, Advice] = {}
    links: dict[int, list[LinkContent]] = defaultdict(list)
    if version:
        advice = {one.question_id: one for one in version.advice.filter(question__in=questions)}
        for link in GuidanceLink.objects.filter(version=version, area__in=areas):
            links[link.area_id].append(LinkContent(link.title, link.url))
    asked: dict[int, list[AdvisedQuestion]] = defaultdict(list)
    for question in questions:
        place = asked[question.area_id]
        place.append(_question(question, len(place) + 1, advice.get(question.pk)))
    return [AdvisedArea(area, tuple(asked[area.pk]), tuple(links[area.pk])) for area in areas]


def _question(question: Question, number: int, advice: Advice | None) -> AdvisedQuestion:
    return AdvisedQuestion(
        question,
        number,
        tuple(
            LevelText(name_of(question.key, level), level, getattr(advice, level.value) if advice else "")
            for level in LEVELS
        ),
    )


def select_versions(survey: Survey) -> QuerySet[AdviceVersion]:
    """One query: the newest first, with how many letters and publications were made with each."""
    return (
        survey.advice_versions.select_related("created_by", "changed_by")
        .annotate(letter_count=Count("letters", distinct=True), publication_count=Count("publications", distinct=True))
        .order_by("-number")
    )


@dataclass(frozen=True)
class Change:
    """A text that differs between two versions; `label` says which."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class ChangedArea:
    title: str
    changes: tuple[Change, ...]


def compare_versions(before: list[AdvisedArea], after: list[AdvisedArea]) -> list[ChangedArea]:
    """Areas with a text that differs, each text word by word."""
    earlier = {area.area.key: area.texts for area in before}
    found = [
        ChangedArea(
            area.area.title,
            tuple(
                Change(label, differences(earlier[area.area.key].get(name, ""), area.texts[name]))
                for name, label in labels_of(area).items()
                if earlier[area.area.key].get(name, "") != area.texts[name]
            ),
        )
        for area in after
    ]
    return [area for area in found if area.changes]


def labels_of(area: AdvisedArea) -> dict[str, str]:
    """What each text is called on the screen."""
    named = {
        one.name: f"Spørgsmål {question.number}: {one.level.label.lower()}"
        for question in area.questions
        for one in question.texts
    }
    return named | {LINKS: "Læs mere"}
