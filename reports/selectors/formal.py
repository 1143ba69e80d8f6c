"""What a formal letter needs: its case, the survey's words for it, and what the placeholders stand for."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format

from reports.documents import shown_address
from reports.enums import FormalKind
from reports.formal import FormalContent, FormalFacts, compose_sections
from reports.formal_texts import Words, default_words
from reports.models import FormalLetter, FormalText
from reports.selectors.letters import UNASSIGNED
from reports.selectors.survey import sender_of
from surveys.deadlines import is_late
from surveys.enums import ExtensionState
from surveys.mail_texts import fill
from surveys.models import Survey
from surveys.reminders import local_day

ATTENTION = "Databeskyttelsesrådgiveren"
PAST = (
    "Fristen var den {frist}, og den er overskredet. Indsend besvarelsen nu. Den bliver mærket som indsendt efter "
    "fristen."
)
AHEAD = "Fristen er den {frist} kl. 23.59. Indsend besvarelsen, før fristen udløber."
OUTCOMES = {
    ExtensionState.GRANTED: "Vi imødekommer anmodningen. Fristen er nu den {frist}.",
    ExtensionState.CHANGED: "I får længere frist, men ikke til den dato, I bad om. Fristen er nu den {frist}.",
    ExtensionState.REFUSED: "Vi kan ikke imødekomme anmodningen. Fristen er fortsat den {frist}.",
}


@dataclass(frozen=True)
class SurveyText:
    """The words that hold for a kind in a survey, and whether a lawyer has gone through them."""

    kind: FormalKind
    words: Words
    own: FormalText | None

    @property
    def is_reviewed(self) -> bool:
        return bool(self.own and self.own.reviewed_at)


def select_texts(survey: Survey) -> list[SurveyText]:
    """One query: every kind, in its order."""
    own = {text.kind: text for text in survey.formal_texts.select_related("changed_by", "reviewed_by")}
    return [_survey_text(kind, own.get(kind)) for kind in FormalKind]


def select_text(survey: Survey, kind: str) -> SurveyText:
    texts = survey.formal_texts.filter(kind=kind).select_related("changed_by", "reviewed_by")
    return _survey_text(FormalKind(kind), texts.first())


def _survey_text(kind: FormalKind, own: FormalText | None) -> SurveyText:
    return SurveyText(kind, Words(own.heading, own.body) if own else default_words(kind), own)


def select_content(letter: FormalLetter, text: SurveyText, now: datetime) -> FormalContent:
    """The letter as it would be made now, with its response, survey and municipality already read."""
    response, facts = letter.response, FormalFacts.from_json(letter.facts)
    handler = response.case_handler
    values = _values(response.survey, facts, response.municipality.official_name, response.municipality.slug, now)
    return FormalContent(
        sender=sender_of(response.survey),
        is_demo=response.survey.is_demo,
        kind=FormalKind(letter.kind),
        survey_title=response.survey.title,
        survey_slug=response.survey.slug,
        recipient=response.municipality.official_name,
        cvr=response.municipality.cvr,
        attention=ATTENTION,
        journal_number=response.journal_number,
        case_handler=str(handler) if handler else UNASSIGNED,
        case_handler_title=handler.title if handler else "",
        number=letter.number,
        deadline=facts.deadline,
        heading=fill(text.words.heading, values),
        sections=compose_sections(text.words.body, values),
        is_reviewed=text.is_reviewed,
        verify_url=settings.SITE_URL + reverse("reports:verify_letter"),
    )


def select_example(survey: Survey, kind: FormalKind, words: Words, now: datetime) -> FormalContent:
    """A letter to an invented municipality, for whoever writes the words; three queries at most."""
    today = local_day(now)
    facts = FormalFacts(
        deadline=survey.deadline or today + timedelta(days=30),
        reason="Svarene om logning og kommentaren til dem siger ikke det samme.",
        asked_on=today - timedelta(days=2),
        wanted=today + timedelta(days=44),
        outcome=ExtensionState.CHANGED,
        submitted_on=today - timedelta(days=5),
    )
    values = _values(survey, facts, "Eksempel Kommune", "eksempel", now)
    return FormalContent(
        sender=sender_of(survey),
        is_demo=survey.is_demo,
        kind=kind,
        survey_title=survey.title,
        survey_slug=survey.slug,
        recipient="Eksempel Kommune",
        cvr="00000000",
        attention=ATTENTION,
        journal_number="",
        case_handler=UNASSIGNED,
        case_handler_title="",
        number=1,
        deadline=facts.deadline,
        heading=fill(words.heading, values),
        sections=compose_sections(words.body, values),
        is_reviewed=False,
        verify_url=settings.SITE_URL + reverse("reports:verify_letter"),
    )


def _values(survey: Survey, facts: FormalFacts, name: str, slug: str, now: datetime) -> dict[str, str]:
    """What each placeholder stands for; those of other kinds are empty, and no text of this kind may name them."""
    deadline = {"frist": _day(facts.deadline)}
    titles = list(survey.areas.values_list("title", flat=True))
    return deadline | {
        "kommune": name,
        "tilsyn": survey.title,
        "afsender": sender_of(survey).name,
        "adresse": shown_address(settings.SITE_URL + reverse("surveys:overview", args=[slug, survey.slug])),
        "antal": str(survey.questions.count()),
        "områder": _listed(titles),
        "fristsætning": fill(PAST if is_late(facts.deadline, now) else AHEAD, deadline),
        "bedt": _day(facts.asked_on),
        "ønsket": _day(facts.wanted),
        "afgørelse": fill(OUTCOMES.get(facts.outcome, ""), deadline),
        "begrundelse": facts.reason,
        "indsendt": _day(facts.submitted_on),
    }


def _day(day: date | None) -> str:
    return date_format(day, "j. F Y") if day else ""


def _listed(titles: list[str]) -> str:
    """Names in a sentence: »a, b og c«; one in capitals stays so."""
    *firsts, last = [f"{one[0].lower()}{one[1:]}" if one[1:2].islower() else one for one in titles] or [""]
    return f"{', '.join(firsts)} og {last}" if firsts else last
