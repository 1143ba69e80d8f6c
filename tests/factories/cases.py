"""A case in which everything has happened once, each with words of its own that a copy could give away."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from municipalities.models import User
from reports.enums import RequestLaw
from reports.models import DocumentRequest
from reports.services.requests import register_request
from surveys.deadlines import COPENHAGEN
from surveys.enums import Choice, MailKind, MailState, ResponseState, SurveyState, TextPlace
from surveys.merge import Value
from surveys.models import CprDenial, Mail, Response
from surveys.services.due import send_due
from surveys.services.extensions import ask_extension, decide_extension
from surveys.services.responses import move_response, submit_response
from surveys.services.surveys import move_survey
from tests.factories.evidence import put_file
from tests.factories.reports import make_advice, make_letter, make_publication
from tests.factories.surveys import answer, make_submission

NOW = datetime(2026, 12, 21, 9, 0, tzinfo=COPENHAGEN)
# What someone wrote, and where; no two are alike.
SECRETS = {
    "ask": "Kirsebærgrund: vi mangler en kollega.",
    "answer": "Blommegrund: to uger er nok.",
    "return": "Pæregrund: ret svaret om sletning.",
    "comment": "Æblekommentar om vores gamle backup.",
    "later comment": "Hyldekommentar om det nye system.",
    "file": "brombær-sletteplan.txt",
    "mail": "Ribsfejl: postkassen er fuld.",
    "reopen": "Tyttebærgrund: en kommune blev glemt.",
}


def make_case(response: Response, *, lead: User, case_handler: User, manager: User) -> Response:
    """Submitted twice, returned once, two letters of which one is superseded, published; mails sent and one failed."""
    _deadline(response, lead, case_handler)
    put_file(response, "deletion-headline", name=SECRETS["file"], by=lead)
    make_submission(response, by=lead, deletion_headline=Value(choice=Choice.YES, comment=SECRETS["comment"]))
    question = response.survey.questions.get(key="deletion-headline")
    first = response.submissions.get().submitted_at
    CprDenial.objects.create(
        response=response, question=question, place=TextPlace.COMMENT, by=lead, at=first - timedelta(seconds=1)
    )
    make_advice(response.survey)
    make_letter(response, manager)
    move_response(response=response, target=ResponseState.RETURNED, by=case_handler, reason=SECRETS["return"])
    later = Value(choice=Choice.NO, comment=SECRETS["later comment"])
    answer(response, "deletion-headline", later, by=lead, base_version=1)
    submit_response(response=response, by=lead)
    make_letter(response, manager)
    _survey(response, manager)
    send_due()
    _failed_mail(response)
    response.refresh_from_db()
    return response


def _deadline(response: Response, lead: User, case_handler: User) -> None:
    wanted = response.survey.deadline + timedelta(days=21)
    asked = ask_extension(response=response, by=lead, wanted=wanted, reason=SECRETS["ask"])
    granted = response.survey.deadline + timedelta(days=14)
    decide_extension(extension=asked, by=case_handler, granted=granted, answer=SECRETS["answer"])


def _survey(response: Response, manager: User) -> None:
    survey = response.survey
    move_survey(survey=survey, target=SurveyState.CLOSED, by=manager)
    move_survey(survey=survey, target=SurveyState.OPEN, by=manager, reason=SECRETS["reopen"])
    make_publication(survey, manager)


def _failed_mail(response: Response) -> None:
    membership = response.municipality.memberships.first()
    Mail.objects.create(
        response=response,
        kind=MailKind.INVITATION,
        membership=membership,
        recipient=membership.user,
        address=membership.user.email,
        state=MailState.FAILED,
        failure=SECRETS["mail"],
    )


def make_request(
    response: Response, by: User, *, received_on: date | None = None, law: str = RequestLaw.PUBLIC
) -> DocumentRequest:
    received_on = received_on or timezone.localdate()
    return register_request(response=response, by=by, law=law, received_on=received_on, reference="2026-432-0099")
