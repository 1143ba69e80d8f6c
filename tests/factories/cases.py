"""A case in which everything has happened once, each with words of its own that a copy could give away."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from municipalities.dane.verdicts import Verdict
from municipalities.enums import StaffRole
from municipalities.models import User
from reports.enums import FormalKind, RequestLaw
from reports.models import DocumentRequest
from reports.services.requests import register_request
from surveys.deadlines import COPENHAGEN
from surveys.enums import Choice, MailKind, MailState, ResponseState, SampleMethod, SurveyState, TextPlace
from surveys.merge import Value
from surveys.models import CprDenial, Mail, Opening, Response
from surveys.samples import select_frame
from surveys.services.casework import set_case
from surveys.services.conflicts import declare_conflict, end_conflict
from surveys.services.due import send_due
from surveys.services.errata import withdraw_erratum, write_erratum
from surveys.services.extensions import ask_extension, decide_extension
from surveys.services.follow_ups import Said, close_follow_up, open_follow_up, outcome_of
from surveys.services.notes import strike_note, write_note
from surveys.services.responses import move_response, submit_response
from surveys.services.samples import record_sample
from surveys.services.surveys import move_survey
from tests.factories.evidence import put_file
from tests.factories.follow_ups import make_correction, make_reply, put_reply_file
from tests.factories.measurements import make_measurement
from tests.factories.municipalities import make_staff
from tests.factories.reports import make_advice, make_letter, make_publication
from tests.factories.surveys import answer, make_submission, today
from tests.reports.formal import made, review

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
    "sample": "Slåengrund: to kommuner var lagt sammen.",
    "erratum": "Morbærrettelse: spørg kun til systemer i drift.",
    "withdrawal": "Mispelgrund: spørgsmålet var rigtigt nok.",
    "formal": "Der ventes ikke længere på besvarelsen.",
    "question": "Kvædespørgsmål: hvilke systemer mangler?",
    "reply": "Tranebærsvar: kun det gamle arkiv.",
    "reply file": "multebær-oversigt.txt",
    "corrected comment": "Rønnekommentar om arkivet.",
    "closing": "Havtornslutning: så er det i orden.",
    "note": "Enebærnote: svaret virker for pænt.",
    "struck note": "Hybennote: skrevet i den forkerte sag.",
    "strike": "Solbærgrund: noten hørte til naboen.",
}
# Held back by a rule of their own: managers and auditors read them, on another page.
CONFLICT_REASONS = ("Stikkelsbærgrund: min søster er direktør.", "Jordbærgrund: søsteren er fratrådt.")
SEED = "moltebær-2026"


def make_case(response: Response, *, lead: User, case_handler: User, manager: User) -> Response:
    """Submitted twice, returned once, two letters of which one is superseded, published, followed up and corrected."""
    _sample(response, manager)
    _handling(response, manager)
    review(response.survey, FormalKind.EXTENSION, manager)
    _deadline(response, lead, case_handler)
    make_measurement(response.municipality, "xn--sby-0na.example", Verdict.FAILS, asked_by=lead)
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
    # Before the municipality has answered again: after that the mail about the return would be dropped.
    send_due()
    later = Value(choice=Choice.NO, comment=SECRETS["later comment"])
    answer(response, "deletion-headline", later, by=lead, base_version=1)
    submit_response(response=response, by=lead)
    make_letter(response, manager)
    _survey(response, manager)
    _formal(response)
    _errata(response, manager)
    _follow_up(response, lead, case_handler)
    _notes(response, case_handler)
    send_due()
    _failed_mail(response)
    response.refresh_from_db()
    return response


def _sample(response: Response, manager: User) -> None:
    """Drawn again: the second sample has the reason."""
    survey = response.survey
    of_both = {
        "survey": survey,
        "method": SampleMethod.RANDOM,
        "codes": [response.municipality.code],
        "frame": select_frame(is_demo=survey.is_demo, day=today()),
        "day": today(),
        "seed": SEED,
        "by": manager,
        "now": timezone.now(),
    }
    record_sample(**of_both)
    again = record_sample(**of_both, reason=SECRETS["sample"])
    Opening.objects.create(survey=survey, sample=again, sample_digest=again.digest)


def _handling(response: Response, manager: User) -> None:
    """Someone has the case, declares that they cannot, and can after all."""
    declared, ended = CONFLICT_REASONS
    kept = make_staff(StaffRole.CASE_HANDLER, name="Inge Inhabil")
    set_case(response=response, journal_number="", case_handler=kept, by=manager)
    conflict, _taken = declare_conflict(user=kept, municipality=response.municipality, reason=declared)
    end_conflict(conflict=conflict, by=manager, reason=ended)
    response.refresh_from_db()


def _formal(response: Response) -> None:
    """An answer is issued; the letter of the return comes too late to be right."""
    made(response, FormalKind.EXTENSION)
    made(response, FormalKind.RETURN)


def _errata(response: Response, manager: User) -> None:
    question = response.survey.questions.get(key="deletion-headline")
    erratum = write_erratum(question=question, text=SECRETS["erratum"], by=manager, seen=0)
    withdraw_erratum(question=question, reason=SECRETS["withdrawal"], by=manager, seen=erratum.pk)


def _follow_up(response: Response, lead: User, case_handler: User) -> None:
    said = Said(SECRETS["question"], Value(choice=Choice.MOST))
    day = today() + timedelta(days=14)
    asked = open_follow_up(
        response=response, question_key="deletion-headline", by=case_handler, said=said, answer_by=day
    )
    put_reply_file(asked, lead, SECRETS["reply file"])
    make_reply(asked, lead, SECRETS["reply"])
    make_correction(asked, lead, Value(choice=Choice.MOST, comment=SECRETS["corrected comment"]))
    close_follow_up(
        follow_up=asked,
        by=case_handler,
        outcome=outcome_of(asked),
        text=SECRETS["closing"],
        seen=asked.messages.count(),
    )
    response.refresh_from_db()


def _notes(response: Response, case_handler: User) -> None:
    question = response.survey.questions.get(key="deletion-headline")
    write_note(response=response, by=case_handler, text=SECRETS["note"], question=question)
    struck = write_note(response=response, by=case_handler, text=SECRETS["struck note"])
    strike_note(note=struck, by=case_handler, reason=SECRETS["strike"])


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
    """Each is another one: the same sent twice is registered once."""
    received_on = received_on or timezone.localdate()
    reference = f"2026-432-{99 + response.document_requests.count():04}"
    return register_request(response=response, by=by, law=law, received_on=received_on, reference=reference)
