"""What every document says of the survey itself: areas, questions, advice, links, and who sends it."""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings

from reports.documents import Correction, Link, Sender
from reports.letters import Advice
from surveys.deadlines import COPENHAGEN
from surveys.errata import Note, note_of, with_erratum
from surveys.models import AdviceVersion, Area, Question, Survey

DEMO_SENDER = Sender(
    name="Demotilsynet",
    address="Opdigtet Vej 1, 9999 Demoby",
    cvr="00000000",
    phone="00 00 00 00",
    email="post@demotilsynet.example",
)


@dataclass(frozen=True)
class AskedQuestion:
    question: Question
    advice: Advice

    @property
    def erratum(self) -> Correction | None:
        return correction_of(note_of(self.question))


@dataclass(frozen=True)
class AskedArea:
    """An area as it was asked, headline question first."""

    area: Area
    headline: AskedQuestion
    supporting: tuple[AskedQuestion, ...]
    links: tuple[Link, ...]


def correction_of(erratum: Note | None) -> Correction | None:
    return Correction(erratum.text, erratum.at.astimezone(COPENHAGEN).date()) if erratum else None


def sender_of(survey: Survey) -> Sender:
    """The demo never carries the name of a real authority, whatever the settings say."""
    if survey.is_demo:
        return DEMO_SENDER
    return Sender(
        name=settings.SENDER_NAME,
        address=settings.SENDER_ADDRESS,
        cvr=settings.SENDER_CVR,
        phone=settings.SENDER_PHONE,
        email=settings.SENDER_EMAIL,
    )


def latest_advice(survey: Survey) -> AdviceVersion:
    return survey.advice_versions.order_by("-number")[0]


def select_asked(version: AdviceVersion) -> tuple[AskedArea, ...]:
    """Four queries, however many areas: areas, questions, advice and links of one advice version."""
    advice = {one.question_id: one for one in version.advice.all()}
    links: dict[int, list[Link]] = defaultdict(list)
    for link in version.links.all():
        links[link.area_id].append(Link(link.title, link.url))
    questions: dict[int, list[AskedQuestion]] = defaultdict(list)
    for question in with_erratum(Question.objects.filter(survey=version.survey_id)):
        texts = advice[question.pk]
        questions[question.area_id].append(
            AskedQuestion(question, Advice(texts.in_place, texts.on_the_way, texts.not_in_place))
        )
    return tuple(
        AskedArea(
            area=area,
            headline=next(one for one in questions[area.pk] if one.question.is_headline),
            supporting=tuple(one for one in questions[area.pk] if not one.question.is_headline),
            links=tuple(links[area.pk]),
        )
        for area in Area.objects.filter(survey=version.survey_id)
    )
