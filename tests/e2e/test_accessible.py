"""axe on every page at three widths, and no page that scrolls sideways at 320 pixels."""

import pytest
from django.core.management import call_command

from municipalities.models import Municipality, User
from reports.enums import JobKind
from reports.models import LetterJob, LetterJobItem
from reports.services.publications import publish_survey
from surveys.models import DomainMeasurement, ProviderAdvice, Response, Survey
from tests.access.pages import ACCOUNT, AGENCY, MUNICIPAL, PREPARING, PUBLIC
from tests.access.world import World, make_world
from tests.e2e.inspection import faults, walk
from tests.e2e.visits import Visit, every_page, visit
from tests.factories.reports import make_approved, make_draft, make_letter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]
CASEWORK = [page for page in AGENCY if page not in PREPARING]
HALF = len(CASEWORK) // 2
GROUPS = {
    "public": (*PUBLIC, *ACCOUNT),
    "municipal": MUNICIPAL,
    "agency": CASEWORK[:HALF],
    "agency-rest": CASEWORK[HALF:],
    "preparing": PREPARING,
}


@pytest.fixture
def world(transactional_db) -> World:
    return make_world()


def test_inspection_finds_what_is_wrong(open_page):
    page = open_page()
    page.set_content("<title>x</title><h1>En</h1><h1>To</h1><img src='data:,'><p style='width:400px'>Bred</p>")
    found = "\n".join(faults(page))
    for fault in ("the language is not Danish", "2 h1", "at 360: image-alt", "at 320: 88 pixels too wide"):
        assert fault in found


@pytest.mark.parametrize("group", GROUPS)
def test_every_page_of_the_table_is_accessible(world, open_page, watch, group):
    # An invitation nobody made answers 410 with a page of its own.
    watch.expect("status of 410")
    visits = every_page(world, GROUPS[group])
    assert visits
    assert walk(open_page, visits) == {}


@pytest.fixture
def demo(transactional_db) -> None:
    """Lists of many rows, long texts, every state; one letter issued, one job that failed, the report published."""
    call_command("demo")
    manager = person("leder")
    survey = Survey.objects.get(slug="2024")
    make_letter(response("2024", "D001"), manager)
    make_draft(response("2024", "D004"))
    make_approved(response("2024", "D005"), manager)
    job = LetterJob.objects.create(survey=survey, kind=JobKind.COLLECT, created_by=manager)
    LetterJobItem.objects.create(
        job=job,
        response=response("2024", "D002"),
        state="failed",
        finished_at=job.created_at,
        error="Skriften mangler.",
    )
    LetterJob.objects.create(survey=survey, kind=JobKind.ISSUE, created_by=manager).items.create(
        response=response("2024", "D003")
    )
    LetterJob.objects.create(survey=survey, kind=JobKind.DRAFT, created_by=manager).items.create(
        response=response("2024", "D003"), state="cancelled", finished_at=job.created_at
    )


def person(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.example")


def response(survey: str, code: str) -> Response:
    return Response.objects.get(survey__slug=survey, municipality__code=code)


def slug(code: str) -> str:
    return Municipality.objects.get(code=code).slug


def newest_of(*domains: str) -> list[int]:
    """The newest measurement of each."""
    return [DomainMeasurement.objects.filter(domain=domain).first().pk for domain in domains]


def measured(code: str) -> int:
    return DomainMeasurement.objects.filter(municipality__code=code).first().pk


def provider() -> int:
    return ProviderAdvice.objects.first().pk


def test_municipal_pages_of_the_demo_are_accessible(demo, open_page):
    lead, both, reader = person("lead"), person("to-kommuner"), person("reader")
    own = slug("D001")
    visits = [
        Visit("/", both),
        visit("surveys:home", own, user=lead),
        visit("surveys:overview", own, "2026", user=lead),
        visit("surveys:submit", own, "2026", user=lead),
        visit("surveys:area", own, "2026", "access", user=lead),
        visit("surveys:area", own, "2026", "access", user=reader),
        visit("surveys:area", own, "2026", "dane", user=lead),
        visit("surveys:area", own, "2026", "dane", user=reader),
        visit("surveys:measurements", own, user=lead),
        visit("surveys:measurements", own, user=lead, query="?domaene=egelund.example"),
        *(
            visit("surveys:measurement", own, pk, user=lead)
            for pk in newest_of("egelund.example", "skoler.egelund.example")
        ),
        visit("surveys:overview", own, "2024", user=lead),
        visit("surveys:answers", own, "2024", user=lead),
        visit("surveys:receipt", own, "2024", user=lead),
        visit("surveys:follow_up", own, "2024", 1, user=lead),
        visit("surveys:correct_answer", own, "2024", 1, user=lead),
        visit("reports:municipal_letters", own, "2024", user=lead),
        visit("reports:municipal_letters", own, "2026", user=lead),
        visit("municipalities:people", own, user=lead),
    ]
    assert walk(open_page, visits) == {}


def test_agency_pages_of_the_demo_are_accessible(demo, open_page):
    handler, manager, administrator = person("sagsbehandler"), person("leder"), person("administrator")
    failed, running, cancelled = LetterJob.objects.order_by("pk")
    visits = [
        visit("surveys:agency_start", user=handler),
        visit("surveys:board", "2024", user=handler, query="?side=2"),
        visit("surveys:questions", "2027", user=manager),
        visit("surveys:questions", "2026", user=handler),
        visit("surveys:differences", "2027", user=handler),
        visit("surveys:board", "2026", user=manager, query="?sorter=-status"),
        visit("surveys:response", "2024", "D001", user=handler),
        *(visit("surveys:response", "2026", code, user=handler) for code in ("D001", "D006", "D007", "D008")),
        *(
            visit("surveys:response", "2026", "D014", user=handler, query=query)
            for query in ("", "?indsendelse=1", "?indsendelse=2&mod=1&vis=aendrede")
        ),
        visit("surveys:notes", "2026", "D014", user=handler),
        *(visit("reports:timeline", "2026", code, user=handler) for code in ("D002", "D006")),
        visit("surveys:agency_follow_up", "2024", "D001", 1, user=handler),
        visit("surveys:agency_follow_up", "2026", "D005", 1, user=handler),
        visit("surveys:advice", "2024", user=manager),
        visit("surveys:edit_advice", "2024", "deletion", user=manager),
        visit("surveys:errata", "2026", user=manager),
        visit("surveys:preview", "2026", user=handler),
        visit("surveys:preview_area", "2026", "access", user=handler),
        visit("reports:tally", "2024", user=handler),
        visit("surveys:dane_differences", "2024", user=handler),
        visit("surveys:dane_differences", "2024", user=handler, query="?gruppe=ja-holder-ikke"),
        visit("surveys:open_follow_up", "2024", "D016", "dane-inbound", user=handler, query="?maaling=1"),
        visit("surveys:agency_measurement", "2024", "D016", measured("D016"), user=handler),
        visit("surveys:provider_advice", user=manager),
        visit("surveys:edit_provider_advice", provider(), user=manager),
        visit("reports:tally_question", "2024", "access-log-review", user=handler, query="?svar=taeller"),
        visit("reports:letters", "2024", user=manager),
        visit("reports:letter_job", "2024", failed.pk, user=manager),
        visit("reports:letter_job", "2024", running.pk, user=manager),
        visit("reports:letter_job", "2024", cancelled.pk, user=handler),
        visit("reports:letter", "2024", "D004", user=manager),
        visit("reports:letter", "2024", "D005", user=handler),
        visit("reports:formal_letters", "2026", user=manager),
        visit("reports:formal_reminders", "2026", user=manager),
        visit("reports:publish", "2024", user=manager),
        visit("surveys:worklist", user=handler, query="?visning=alle&side=2"),
        visit("surveys:worklist", user=handler, query="?tilsyn=2026&valg=alle"),
        visit("surveys:assign_cases", user=manager, query="?tilsyn=2026&alle=1"),
        visit("surveys:substitutions", user=manager),
        visit("surveys:conflicts", user=manager),
        visit("municipalities:register", user=administrator),
        visit("municipalities:municipality", "D001", user=administrator),
        visit("municipalities:staff", user=administrator),
    ]
    assert walk(open_page, visits) == {}
    publish_survey(survey=Survey.objects.get(slug="2024"), by=manager)
    published = [Visit("/"), visit("reports:results", "2024"), visit("reports:publish", "2024", user=manager)]
    assert walk(open_page, published) == {}
