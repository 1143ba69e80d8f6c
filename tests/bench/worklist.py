"""The work list at 98 and at 10,000 responses of one survey, where most wait for something, in one process."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from municipalities.models import User
from reports.enums import LetterState, RequestLaw
from reports.models import DocumentRequest, Letter
from surveys.demo.build import build_demo
from surveys.enums import FollowUpState, MailKind, MailState, SurveyState
from surveys.models import AdviceVersion, Extension, FollowUp, Mail, Response, Survey
from tests.bench.board import FEW, MANY, MOST_QUERIES, MOST_TIMES_SLOWER, count_queries, make_mixed_survey, shown
from tests.bench.figures import Figure
from tests.bench.respondents import settle
from tests.bench.timing import compared, interleaved

TABS = {"mine": "sagsbehandler", "alle": "leder"}
# Three of four cases are the case handler's.
HANDLERS = "UPDATE surveys_response SET case_handler_id = CASE WHEN id %% 4 > 0 THEN %s END WHERE survey_id = %s"


def make_busy_survey(responses: int) -> Survey:
    """Still open: of five three are to be read, one has nobody in charge, one a letter to approve; more of some."""
    survey = make_mixed_survey(responses)
    Survey.objects.filter(pk=survey.pk).update(state=SurveyState.OPEN)
    lead = User.objects.get(email="lead@demo.example")
    handler = User.objects.get(email="sagsbehandler@demo.example")
    with connection.cursor() as cursor:
        cursor.execute(HANDLERS, [handler.pk, survey.pk])
    cases = Response.objects.filter(survey=survey).order_by("pk")
    asking = cases.filter(state="draft")[: responses // 50]
    Extension.objects.bulk_create(
        Extension(response=one, asked_by=lead, wanted=survey.deadline, reason="Travlt.") for one in asking
    )
    membership = lead.memberships.get()
    Mail.objects.bulk_create(
        Mail(
            response=one,
            kind=MailKind.RECEIPT,
            membership=membership,
            recipient=lead,
            address=lead.email,
            state=MailState.FAILED if place % 50 == 0 else MailState.SENT,
            sent_at=None if place % 50 == 0 else timezone.now(),
        )
        for place, one in enumerate(cases)
    )
    version, _ = AdviceVersion.objects.get_or_create(survey=survey, number=1)
    Letter.objects.bulk_create(
        Letter(
            response=one,
            submission_id=one.current_submission_id,
            advice_version=version,
            content={},
            content_digest="1" * 64,
            state=LetterState.DRAFT,
            drafted_by=handler,
        )
        for one in cases.filter(state="accepted")
    )
    make_follow_ups(cases.filter(current_submission__isnull=False), survey)
    make_requests(cases, handler)
    return survey


def make_follow_ups(cases: QuerySet[Response], survey: Survey) -> None:
    """Of each five one case has a follow-up: some answered, some overdue."""
    question = survey.questions.first()
    today = timezone.localdate()
    FollowUp.objects.bulk_create(
        FollowUp(
            response=one,
            question=question,
            submission_id=one.current_submission_id,
            number=1,
            state=FollowUpState.ANSWERED if place % 2 else FollowUpState.ASKED,
            answer_by=today - timedelta(days=place % 3),
        )
        for place, one in enumerate(cases[::5])
    )


def make_requests(cases: QuerySet[Response], handler: User) -> None:
    """Of each hundred one case is asked for."""
    today = timezone.localdate()
    DocumentRequest.objects.bulk_create(
        DocumentRequest(
            response=one,
            number=1,
            law=RequestLaw.PUBLIC,
            received_on=today - timedelta(days=9),
            due_on=today,
            registered_by=handler,
        )
        for one in cases[::100]
    )


def measure(database: str, is_quick: bool) -> list[Figure]:
    build_demo(timezone.now())
    surveys = [make_busy_survey(responses) for responses in (FEW, MANY)]
    settle()
    return [figure for tab in TABS for figure in measure_tab(database, tab, surveys, 8 if is_quick else 40)]


def measure_tab(database: str, tab: str, surveys: list[Survey], rounds: int) -> list[Figure]:
    client = Client()
    client.force_login(User.objects.get(email=f"{TABS[tab]}@demo.example"))
    few, many = (visit(client, tab, survey) for survey in surveys)
    part = f"Work list, {tab} ({database})"
    times = interleaved({"few": few, "many": many}, rounds=rounds, warm_up=3)
    queries = count_queries(few)
    return [
        Figure(part, f"{FEW} responses: queries", queries, at_most=MOST_QUERIES),
        Figure(part, f"{MANY:,} responses: queries", count_queries(many), at_most=queries),
        *shown(part, f"{FEW} responses", times["few"]),
        *shown(part, f"{MANY:,} responses", times["many"]),
        Figure(
            part,
            f"{MANY:,} to {FEW} responses",
            compared(times["many"], times["few"]).ratio,
            "×",
            at_most=MOST_TIMES_SLOWER,
        ),
    ]


def visit(client: Client, tab: str, survey: Survey) -> Callable[[], HttpResponse]:
    address = f"{reverse('surveys:worklist')}?visning={tab}&tilsyn={survey.slug}"

    def read() -> HttpResponse:
        answer = client.get(address)
        if answer.status_code != 200 or answer.content.count(b'name="sag"') != 50:
            raise SystemExit(f"{address} gave {answer.status_code}, or not a full page.")
        return answer

    return read
