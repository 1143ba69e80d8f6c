"""One of everything, in two municipalities, so that whatever could leak is there to leak."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from municipalities.dane.verdicts import Verdict
from municipalities.enums import Role, StaffRole
from municipalities.models import Invitation, MailDomain, Membership, Municipality, User
from municipalities.services import hash_token
from reports.enums import FormalState, JobKind, LetterState, RequestLaw
from reports.letters import LetterContent
from reports.models import DocumentRequest, FormalLetter, Letter, LetterJob, LetterJobItem, Publication
from reports.selectors.formal import select_content, select_text
from surveys.enums import SampleMethod
from surveys.models import (
    AreaAssignment,
    Conflict,
    DomainMeasurement,
    Erratum,
    Evidence,
    Extension,
    FollowUp,
    FollowUpFile,
    InternalNote,
    ProviderAdvice,
    Response,
    Substitution,
    Survey,
)
from surveys.services.conflicts import declare_conflict
from surveys.services.samples import Wanted, choose_sample
from surveys.services.substitutes import name_substitute
from tests.factories.evidence import put_file
from tests.factories.follow_ups import make_follow_up, make_reply, put_reply_file
from tests.factories.measurements import make_domain, make_measurement
from tests.factories.municipalities import make_member, make_municipality, make_staff
from tests.factories.providers import make_provider
from tests.factories.reports import make_advice, make_draft
from tests.factories.surveys import make_response, make_submission, make_survey

TOKEN = "et-hemmeligt-link"
# Stands in an internal note and nowhere else.
NOTE_WORD = "Kvalmestof"
MEMBERS = ("lead", "approver", "contributor", "reader")
STRANGERS = ("former", "outsider")
STAFF = ("case_handler", "manager", "auditor", "administrator")
EVERYONE = ("anonymous", *MEMBERS, *STRANGERS, *STAFF)


@dataclass(frozen=True)
class Place:
    """A municipality with all that belongs to it."""

    municipality: Municipality
    response: Response
    evidence: Evidence
    follow_up: FollowUp
    reply_file: FollowUpFile
    letter: Letter
    formal: FormalLetter
    invitation: Invitation
    domain: MailDomain
    membership: Membership
    measurement: DomainMeasurement


@dataclass(frozen=True)
class World:
    people: dict[str, User | None]
    own: Place
    other: Place
    survey: Survey
    job: LetterJob
    conflict: Conflict
    substitution: Substitution
    staff_invitation: Invitation
    provider: ProviderAdvice
    publication: Publication
    draft: Survey


def make_world() -> World:
    own, other = make_municipality(), make_municipality()
    people = _people(own, other)
    survey = make_survey(municipalities=[own, other])
    make_advice(survey)
    own_place = make_place(own, survey, people["lead"], people["reader"], people["case_handler"])
    AreaAssignment.objects.create(
        response=own_place.response, area=survey.areas.get(key="dpia"), user=people["contributor"]
    )
    other_place = make_place(other, survey, people["outsider"], people["outsider"], people["case_handler"])
    for place in (own_place, other_place):
        _requests(place.response, people["case_handler"])
    Erratum.objects.create(
        question=survey.questions.get(key="dpia-headline"), text="Læs *systemer*.", by=people["manager"]
    )
    job = LetterJob.objects.create(survey=survey, kind=JobKind.COLLECT, created_by=people["manager"])
    LetterJobItem.objects.create(
        job=job, response=own_place.response, state="done", finished_at=timezone.now(), pdf=b"%PDF"
    )
    conflict, _ = declare_conflict(user=people["conflicted"], municipality=own, reason="Min søster er ansat der.")
    return World(
        people=people,
        own=own_place,
        other=other_place,
        survey=survey,
        job=job,
        conflict=conflict,
        substitution=name_substitute(
            absent=people["case_handler"],
            substitute=people["manager"],
            first_day=timezone.localdate(),
            last_day=timezone.localdate(),
            by=people["case_handler"],
        ),
        staff_invitation=_invitation(staff_role=StaffRole.AUDITOR, token="et-andet-link"),
        provider=make_provider("mail.leverandoer.example"),
        publication=_publication(survey),
        draft=_draft(people["manager"]),
    )


def _people(own: Municipality, other: Municipality) -> dict[str, User | None]:
    former = make_member(own, Role.LEAD)
    former.memberships.update(ended_at=timezone.now(), started_at=timezone.now() - timedelta(days=9))
    return {
        "anonymous": None,
        **{role: make_member(own, Role(role)) for role in MEMBERS},
        "former": former,
        "outsider": make_member(other, Role.LEAD),
        **{role: make_staff(StaffRole(role)) for role in STAFF},
        # Not one of EVERYONE: what they see depends on the municipality, and has a test of its own.
        "conflicted": make_staff(StaffRole.CASE_HANDLER, StaffRole.MANAGER, StaffRole.AUDITOR),
    }


def make_place(municipality: Municipality, survey: Survey, lead: User, member: User, handler: User) -> Place:
    response = make_response(survey, municipality)
    evidence = put_file(response, "dpia-headline", by=lead)
    submission = make_submission(response, by=lead)
    Extension.objects.create(
        response=response, asked_by=lead, wanted=survey.deadline + timedelta(days=7), reason="Vi mangler en kollega."
    )
    InternalNote.objects.create(response=response, by=handler, text=f"{NOTE_WORD} i sagen.")
    follow_up = make_follow_up(response, handler, "dpia-headline")
    reply_file = put_reply_file(follow_up, lead)
    make_reply(follow_up, lead)
    draft = LetterContent.from_json(make_draft(response).content)
    code, number = f"KODE-{municipality.pk}", municipality.pk
    return Place(
        municipality=municipality,
        response=response,
        evidence=evidence,
        follow_up=follow_up,
        reply_file=reply_file,
        letter=Letter.objects.create(
            response=response,
            submission=submission,
            advice_version=survey.advice_versions.get(),
            number=number,
            verification_code=code,
            state=LetterState.ISSUED,
            content=draft.issued(number=number, on=timezone.localdate(), code=code).to_json(),
            issued_at=timezone.now(),
            pdf=b"%PDF",
            pdf_sha256="0" * 64,
        ),
        formal=_formal(response, number),
        invitation=_invitation(municipality=municipality, role=Role.READER, token=f"link-{municipality.pk}"),
        domain=MailDomain.objects.create(municipality=municipality, domain="proeve.example"),
        membership=member.memberships.get(),
        measurement=_measured(response, lead),
    )


def _measured(response: Response, lead: User) -> DomainMeasurement:
    """Of a domain that was approved and measured before the response was submitted, and does not hold."""
    before = response.current_submission.submitted_at - timedelta(hours=1)
    domain = f"post{response.municipality_id}.example"
    make_domain(response.municipality, domain, at=before)
    return make_measurement(response.municipality, domain, Verdict.FAILS, at=before, asked_by=lead)


def _requests(response: Response, by: User) -> None:
    """The first is decided, the second ready to be."""
    now = timezone.now()
    day = timezone.localdate()
    of_both = {
        "response": response,
        "law": RequestLaw.PUBLIC,
        "reference": "2026-432-0099",
        "received_on": day,
        "due_on": day + timedelta(days=9),
        "registered_by": by,
        "chosen_by": by,
        "chosen_at": now,
    }
    decided = {"decided_by": by, "decided_at": now, "pdf": b"%PDF", "pdf_sha256": "0" * 64}
    DocumentRequest.objects.create(number=1, **of_both, **decided)
    DocumentRequest.objects.create(number=2, **of_both)


def _draft(manager: User) -> Survey:
    """Being prepared, with those it will ask drawn."""
    draft = make_survey("2027", is_open=False)
    make_advice(draft)
    choose_sample(survey=draft, wanted=Wanted(SampleMethod.RANDOM, size=1, seed="startværdi"), by=manager, seen=0)
    return draft


def _formal(response: Response, number: int) -> FormalLetter:
    """The opening letter as it is once it is issued, under a number that no other municipality has."""
    letter, code = response.formal_letters.get(), f"FORMEL-{number}"
    letter.number, letter.state, letter.verification_code = number, FormalState.ISSUED, code
    content = select_content(letter, select_text(response.survey, letter.kind), timezone.now())
    letter.content = content.issued(on=timezone.localdate(), code=code).to_json()
    letter.content_digest = content.digest
    letter.made_at, letter.pdf, letter.pdf_sha256 = timezone.now(), b"%PDF", "0" * 64
    letter.save()
    return letter


def _invitation(*, token: str, **fields) -> Invitation:
    return Invitation.objects.create(email="ny@proeve.example", token_hash=hash_token(token), **fields)


def _publication(survey: Survey) -> Publication:
    return Publication.objects.create(
        survey=survey,
        number=1,
        thresholds={},
        advice_version=survey.advice_versions.get(),
        content=EMPTY_REPORT,
        digest="0" * 64,
        pdf=b"%PDF",
        pdf_sha256="0" * 64,
    )


EMPTY_REPORT = {
    "survey_title": "Tilsyn",
    "survey_slug": "2026",
    "is_demo": False,
    "sender": {"name": "Tilsyn", "address": "", "cvr": "", "phone": "", "email": ""},
    "number": 1,
    "published": "2026-11-01",
    "invited": 2,
    "respondents": 2,
    "areas": [],
    "method": [],
    "results_url": "",
    "digest": "0" * 64,
}
