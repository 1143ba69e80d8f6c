"""Building the demo through the same services as real work, in one transaction: all of it or nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from municipalities.enums import Role
from municipalities.models import Municipality, User
from municipalities.register import load_register
from surveys.deadlines import COPENHAGEN
from surveys.demo.again import submit_again
from surveys.demo.answers import RESPONDENTS, DemoQuestion, invented_answers
from surveys.demo.casework import share_cases
from surveys.demo.draft import build_draft
from surveys.demo.files import add_demo_file
from surveys.demo.follow_ups import add_asked, add_closed
from surveys.demo.measuring import add_domains, add_measured_2024, add_measured_2026, add_own_domains, add_provider
from surveys.demo.names import municipality_rows
from surveys.demo.people import create_people
from surveys.enums import ResponseState, Source, SurveyState
from surveys.merge import Value
from surveys.models import AreaAssignment, Response, Survey
from surveys.questionnaire import parse_questionnaire
from surveys.services.answers import lock_response, save_answer
from surveys.services.casework import set_case
from surveys.services.errata import write_erratum
from surveys.services.extensions import ask_extension
from surveys.services.questionnaires import load_questionnaire
from surveys.services.responses import move_response, submit_response
from surveys.services.surveys import move_survey, open_survey
from surveys.signals import demo_built

QUESTIONNAIRE = Path(__file__).parent.parent / "questionnaires" / "2024.toml"
OPENED_2024 = datetime(2024, 9, 2, 9, 0, tzinfo=COPENHAGEN)
DEADLINE_2024 = datetime(2024, 10, 14, tzinfo=COPENHAGEN).date()
LATE_2024 = 3
ASKED_2026 = 16


class DemoRefusedError(Exception):
    """The database holds something real; demo data must never stand beside it."""


def refuse_beside_real_data() -> None:
    if Survey.objects.filter(is_demo=False).exists():
        raise DemoRefusedError("Databasen har et rigtigt tilsyn. Brug en tom database til demoen.")
    if User.objects.filter(is_demo=False).exists():
        raise DemoRefusedError("Databasen har rigtige brugere. Brug en tom database til demoen.")


@transaction.atomic
def build_demo(now: datetime) -> bool:
    """Make the demo unless it is there; returns whether it was made. Raises DemoRefusedError beside real data."""
    refuse_beside_real_data()
    if Survey.objects.filter(slug__in=["2024", "2026"]).exists():
        return False
    load_register(rows=municipality_rows(), is_demo=True)
    municipalities = {one.code: one for one in Municipality.objects.filter(is_demo=True).order_by("code")}
    leads = create_people(municipalities)
    handler = User.objects.get(email="sagsbehandler@demo.example")
    _build_2024(list(municipalities.values())[:RESPONDENTS], leads, handler)
    _build_2026(list(municipalities.values())[:ASKED_2026], leads, handler, now)
    _measure(municipalities.values(), leads["D001"], now)
    build_draft(Survey.objects.get(slug="2026"), User.objects.get(email="leder@demo.example"))
    # The first municipality has accounts that can sign in, and has submitted only in the earlier survey.
    add_asked(Response.objects.get(survey__slug="2024", municipality__code="D001"), handler, now - timedelta(days=2))
    closed = Response.objects.get(survey__slug="2026", municipality__code="D005")
    add_closed(closed, leads["D005"], handler, now - timedelta(days=9))
    demo_built.send(sender=Survey, now=now)
    return True


def _measure(municipalities: Iterable[Municipality], lead: User, now: datetime) -> None:
    survey = Survey.objects.get(slug="2026")
    add_domains(municipalities, OPENED_2024)
    add_own_domains(survey.opened_at)
    add_provider(now)
    add_measured_2024(Survey.objects.get(slug="2024"))
    add_measured_2026(survey, lead, now)


def _load(slug: str, title: str, *, requires_approval: bool) -> Survey:
    questionnaire = parse_questionnaire(QUESTIONNAIRE.read_text(encoding="utf-8"), filename=QUESTIONNAIRE.name)
    survey = load_questionnaire(questionnaire=questionnaire, slug=slug, is_demo=True)
    survey.title, survey.requires_approval = title, requires_approval
    survey.save(update_fields=["title", "requires_approval"])
    return survey


def _answers_for(survey: Survey) -> list[dict[str, Value]]:
    questions = survey.questions.select_related("area")
    return invented_answers([DemoQuestion(one.counted(one.area.key), one.allows_not_relevant) for one in questions])


def _build_2024(municipalities: list[Municipality], leads: dict[str, User], handler: User) -> None:
    """Closed, with 48 submissions of which three came late; not yet published, so that a newcomer may do it."""
    survey = _load("2024", "Tilsyn med grundlæggende behandlingssikkerhed 2024", requires_approval=False)
    open_survey(survey=survey, deadline=DEADLINE_2024, municipalities=municipalities, now=OPENED_2024, tells=False)
    responses = list(survey.responses.order_by("municipality__code").select_related("municipality", "survey"))
    for place, (response, answers) in enumerate(zip(responses, _answers_for(survey), strict=True)):
        lead = leads[response.municipality.code]
        at = OPENED_2024 + timedelta(days=5 + place * 36 / RESPONDENTS, minutes=37 * place)
        if place >= RESPONDENTS - LATE_2024:
            at = OPENED_2024 + timedelta(days=43 + place - RESPONDENTS + LATE_2024)
        _answer(response, answers, lead, at)
        submit_response(response=response, by=lead, confirmed_missing=True, now=at, tells=False)
        set_case(response=response, journal_number=f"2024-432-{place + 1:04d}", case_handler=handler)
    move_survey(survey=survey, target=SurveyState.CLOSED, now=OPENED_2024 + timedelta(days=52))


def _answer(response: Response, answers: dict[str, Value], by: User, at: datetime) -> None:
    response = lock_response(Response.objects.all(), pk=response.pk)
    for key, value in answers.items():
        if value != Value():
            save_answer(
                response=response, question_key=key, base_version=0, new=value, by=by, source=Source.DEMO, now=at
            )


def _build_2026(municipalities: list[Municipality], leads: dict[str, User], handler: User, now: datetime) -> None:
    """Open now, with municipalities in every state."""
    survey = _load("2026", "Tilsyn med grundlæggende behandlingssikkerhed 2026", requires_approval=True)
    opened = now - timedelta(days=25)
    deadline = (now + timedelta(days=17)).astimezone(COPENHAGEN).date()
    open_survey(survey=survey, deadline=deadline, municipalities=municipalities, now=opened, tells=False)
    _divide(survey)
    _correct(survey, now - timedelta(days=6))
    responses = survey.responses.order_by("municipality__code").select_related("municipality", "survey")
    for place, (response, answers) in enumerate(zip(responses, _answers_for(survey), strict=False)):
        lead = leads[response.municipality.code]
        _advance(response, place, answers, lead, handler, opened + timedelta(days=2 + place, hours=place % 7))
    share_cases(survey, handler, now)


def _divide(survey: Survey) -> None:
    """The contributor who can sign in has two areas."""
    contributor = User.objects.get(email="contributor@demo.example")
    response = survey.responses.get(municipality__memberships__user=contributor)
    AreaAssignment.objects.bulk_create(
        AreaAssignment(response=response, area=area, user=contributor)
        for area in survey.areas.filter(key__in=["access", "dpia"])
    )


def _correct(survey: Survey, at: datetime) -> None:
    """A mistake found after most had answered, so that some submissions came before it and some after."""
    question = survey.questions.get(key="outgoing-mail-autocomplete")
    text = "Det gælder også indkaldelser, der sendes fra en kalender. Tæl **kun** postkasser, hvor også de er sikret."
    manager = User.objects.get(email="leder@demo.example")
    write_erratum(question=question, text=text, by=manager, seen=0, now=at)


def _advance(
    response: Response, place: int, answers: dict[str, Value], lead: User, handler: User, at: datetime
) -> None:
    """By place: begun, not begun, half answered, ready for approval, submitted, returned, accepted, withdrawn."""
    step = place % 8
    some = {0: 4, 1: 0, 2: len(answers) // 2}.get(step, len(answers))
    _answer(response, dict(list(answers.items())[:some]), lead, at)
    if step in {0, 4}:
        add_demo_file(response, lead, at)
    if place == 2:
        reason = "Vi skifter journalsystem i denne måned og kan først se, hvad der slettes, når det nye er i drift."
        wanted = response.deadline + timedelta(days=14)
        ask_extension(response=response, by=lead, wanted=wanted, reason=reason, now=at + timedelta(days=3))
    if step < 3:
        return
    if step == 7:
        reason = "Kommunen er sluttet sammen med en nabokommune."
        move_response(response=response, target=ResponseState.WITHDRAWN, by=handler, reason=reason, now=at)
        return
    move_response(response=response, target=ResponseState.READY, by=lead, now=at, tells=False)
    if step == 3:
        return
    approver = response.municipality.memberships.get(role=Role.APPROVER).user
    submit_response(response=response, by=approver, confirmed_missing=True, now=at + timedelta(hours=5), tells=False)
    set_case(response=response, journal_number="", case_handler=handler)
    if step == 5:
        reason = "I svarer Ja om logning, men kommentaren siger, at to systemer mangler. Ret svaret, eller uddyb."
        later = at + timedelta(hours=30)
        move_response(
            response=response, target=ResponseState.RETURNED, by=handler, reason=reason, now=later, tells=False
        )
    if place == 13:
        submit_again(response, lead, approver, handler, later)
    if step == 6:
        later = at + timedelta(hours=50)
        move_response(response=response, target=ResponseState.ACCEPTED, by=handler, now=later)
