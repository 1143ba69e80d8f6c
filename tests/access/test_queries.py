"""Every page takes as many queries when there is several times as much to show: no list asks row by row."""

from collections import Counter
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from municipalities.enums import Role, StaffRole
from municipalities.models import Invitation, MailDomain, User
from municipalities.services import hash_token
from reports.enums import FormalKind, FormalState, RequestLaw
from reports.models import DocumentRequest, FormalLetter, LetterJobItem
from surveys.enums import FollowUpState, ResponseState, SampleMethod
from surveys.models import AreaAssignment, Erratum, Extension, FollowUp, InternalNote, Response, ResponseEvent
from surveys.services.assigning import assign_cases
from surveys.services.conflicts import declare_conflict
from surveys.services.samples import Wanted, choose_sample
from surveys.services.substitutes import name_substitute
from tests.access.pages import PAGES, Page
from tests.access.world import World, make_place, make_world
from tests.factories.evidence import put_file
from tests.factories.follow_ups import make_follow_up, make_reply, put_reply_file
from tests.factories.measurements import make_domain, make_measurement
from tests.factories.municipalities import make_member, make_municipality, make_staff
from tests.factories.surveys import make_submission

MORE = 4


def grow(world: World) -> None:
    """More municipalities in the survey, and more of everything in the case that is looked at."""
    for number in range(MORE):
        municipality = make_municipality()
        lead, handler = make_member(municipality, Role.LEAD), make_staff(StaffRole.CASE_HANDLER)
        place = make_place(municipality, world.survey, lead, lead, handler)
        Response.objects.filter(pk=place.response.pk).update(case_handler=handler)
        LetterJobItem.objects.create(
            job=world.job, response=place.response, state="failed", error="Nej.", finished_at=timezone.now()
        )
        grow_agency(world, municipality, handler, number)
        grow_people(world, number)
        grow_case(world, handler, number)


def grow_agency(world: World, municipality, handler: User, number: int) -> None:
    manager = world.people["manager"]
    today = timezone.localdate()
    conflicted = make_staff(StaffRole.CASE_HANDLER)
    declare_conflict(user=conflicted, municipality=municipality, reason="Min bror er ansat der.")
    name_substitute(absent=handler, substitute=conflicted, first_day=today, last_day=today, by=handler)
    wanted = Wanted(SampleMethod.ALL)
    choose_sample(survey=world.draft, wanted=wanted, by=make_staff(StaffRole.MANAGER), seen=number + 1, reason="Om.")
    question = world.survey.questions.exclude(errata__isnull=False).first()
    Erratum.objects.create(question=question, text="Læs *systemer*.", by=manager)
    Invitation.objects.create(
        email=f"ny{number}@tilsyn.example", token_hash=hash_token(f"m-{number}"), staff_role=StaffRole.AUDITOR
    )


def grow_people(world: World, number: int) -> None:
    municipality, response = world.own.municipality, world.own.response
    for role in (Role.CONTRIBUTOR, Role.READER, Role.LEAD):
        make_member(municipality, role)
    area = world.survey.areas.all()[number]
    AreaAssignment.objects.get_or_create(
        response=response, area=area, defaults={"user": make_member(municipality, Role.CONTRIBUTOR)}
    )
    MailDomain.objects.create(municipality=municipality, domain=f"nr{number}.example")
    make_domain(municipality, f"a{number}.example")
    make_measurement(municipality, f"a{number}.example", asked_by=make_member(municipality, Role.CONTRIBUTOR))
    Invitation.objects.create(
        email=f"ny{number}@proeve.example",
        token_hash=hash_token(f"nr-{number}"),
        municipality=municipality,
        role=Role.READER,
    )


def grow_case(world: World, handler: User, number: int) -> None:
    """Each by a person of its own, so that whoever reads a name row by row is seen."""
    response, now = world.own.response, timezone.now()
    lead = make_member(world.own.municipality, Role.LEAD)
    Extension.objects.create(
        response=response,
        asked_by=lead,
        wanted=world.survey.deadline,
        reason="Ferie.",
        state="refused",
        decided_by=handler,
        decided_at=now,
        answer="Nej.",
    )
    response.state = ResponseState.DRAFT
    response.save(update_fields=["state"])
    put_file(response, "dpia-headline", f"fil{number}.txt", f"indhold {number}".encode(), by=lead)
    make_submission(response, by=lead)
    ResponseEvent.objects.create(response=response, from_state="submitted", to_state="returned", by=lead, reason="Ret.")
    question = world.survey.questions.exclude(follow_ups__response=response).order_by("-order").first()
    InternalNote.objects.create(response=response, by=handler, text="Ring.", question=question)
    grow_follow_up(response, question.key, lead, handler)
    assign_cases(responses=[response], handlers=[handler], by=world.people["manager"])
    FormalLetter.objects.create(
        response=response,
        number=1000 + number,
        kind=FormalKind.REMINDER,
        cause=f"reminder-{number}",
        facts=world.own.formal.facts,
        caused_by=handler,
        caused_at=now,
        state=FormalState.WAITING,
    )
    DocumentRequest.objects.create(
        response=response,
        number=number + 3,
        law=RequestLaw.PUBLIC,
        received_on=now.date(),
        due_on=now.date() + timedelta(days=9),
        registered_by=handler,
        chosen_by=handler,
        chosen_at=now,
    )


def grow_follow_up(response: Response, question: str, lead: User, handler: User) -> None:
    follow_up = make_follow_up(response, handler, question)
    put_reply_file(follow_up, lead)
    make_reply(follow_up, lead)
    FollowUp.objects.filter(pk=follow_up.pk).update(
        state=FollowUpState.UPHELD, closed_by=handler, closed_at=timezone.now()
    )


def count(world: World, page: Page) -> tuple[int, list[str]]:
    """How many, and those asked more than once; of the second visit, as the first fills what the process keeps."""
    client, person = Client(), page.allowed[0]
    if world.people[person]:
        client.force_login(world.people[person])
    address = reverse(page.name, kwargs=page.kwargs(world, world.own))
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
            if response.streaming:
                response.getvalue()
    assert response.status_code < 500, str(page)
    asked = Counter(query["sql"].split(" WHERE ")[0] for query in queries)
    return len(queries), [f"{times} × {sql}" for sql, times in asked.items() if times > 1]


def test_no_page_asks_row_by_row(db):
    """One world for all pages, since making it grow takes longer than looking at it."""
    world = make_world()
    pages = [page for page in PAGES if page.method == "get"]
    before = [count(world, page)[0] for page in pages]
    grow(world)
    after = [count(world, page) for page in pages]
    grown = [
        f"{page} {page.kwargs(world, world.own)}: {was} to {number}, {repeated}"
        for page, was, (number, repeated) in zip(pages, before, after, strict=True)
        if number > was
    ]
    assert not grown, "\n".join(grown)
