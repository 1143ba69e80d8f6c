"""Whoever is kept from a municipality gets at nothing of its cases on any of the agency's pages; others still do."""

import zipfile
from io import BytesIO

import pytest
from django.http import QueryDict
from django.urls import reverse

from reports.models import LetterJobItem
from surveys.models import Mail, Response, SubmittedAnswer
from tests.access.pages import AGENCY, Page
from tests.access.test_access import visit
from tests.access.world import Place, World

SECRET = "Vi har ingen backup af journalen"
# The register, and who has access in a municipality: no case is read or decided there.
CASES = [page for page in AGENCY if not page.name.startswith("municipalities:")]


@pytest.fixture(scope="module")
def shared_world(shared_world, django_db_blocker) -> World:
    """Something of the municipality in every list: comments, a failed mail, a failed item beside the finished one."""
    with django_db_blocker.unblock():
        return _filled(shared_world)


def _filled(made: World) -> World:
    for place in (made.own, made.other):
        SubmittedAnswer.objects.filter(submission__response=place.response).update(
            comment=f"{SECRET} {place.municipality.pk}"
        )
    Response.objects.update(case_handler=made.people["case_handler"])
    Mail.objects.update(state="failed", sent_at=None)
    LetterJobItem.objects.create(
        job=made.job, response=made.other.response, state="done", finished_at=made.job.created_at, pdf=b"%PDF"
    )
    return made


def names_one(world: World, page: Page) -> bool:
    """Whether the address itself is about one municipality."""
    return page.kwargs(world, world.own) != page.kwargs(world, world.other)


def marks(world: World, place: Place, body: str) -> list[str]:
    """What on a page would lead to the municipality's case, or come from it."""
    code = place.municipality.code
    ticks = (f'name="kommune" value="{code}"', f'name="sag" value="{place.response.pk}"', f'value="{code}:')
    traces = (f"/besvarelser/{code}/", f"/breve/{code}/", *ticks, f"{SECRET} {place.municipality.pk}")
    return [trace for trace in traces if trace in body]


def body_of(response) -> str:
    """A ZIP is read as the names of what is in it, and the text of its metadata."""
    content = response.getvalue() if response.streaming else response.content
    if response.get("Content-Type") != "application/zip":
        return content.decode(errors="replace")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".json")]
        return "\n".join(
            [*(f"/breve/{name.partition('.')[0].partition('-')[0]}/" for name in archive.namelist()), *texts]
        )


@pytest.mark.parametrize("page", CASES, ids=str)
def test_a_conflict_keeps_its_person_from_the_municipality_and_no_other(world, page):
    if names_one(world, page):
        assert visit(world, page, "conflicted", world.own).status_code == 404
        assert visit(world, page, "conflicted", world.other).status_code not in {403, 404, 500}
    else:
        found = visit(world, page, "conflicted", world.own)
        assert found.status_code not in {403, 404, 500}
        if page.name not in ABOUT_CONFLICTS:
            assert marks(world, world.own, body_of(found)) == []


# Here anyone is offered every municipality to be kept from.
ABOUT_CONFLICTS = {"surveys:conflicts"}


def test_the_same_pages_lead_others_to_it(world):
    """So that the test above would find what it looks for."""
    led = {
        page.name
        for page in CASES
        if page.method == "get"
        and not names_one(world, page)
        and marks(world, world.own, body_of(visit(world, page, page.allowed[0], world.own)))
    }
    listed = {"surveys:board", "surveys:mails", "surveys:worklist", "reports:tally_question", "reports:letters"}
    assert led >= listed | {"reports:handover", "reports:letter_job_zip"}


def test_the_national_figures_are_the_same_for_whoever_is_kept_from_one(world):
    for name in ("reports:tally", "reports:tally_csv", "reports:report_pdf"):
        page = next(page for page in CASES if page.name == name)
        own, others = (visit(world, page, person, world.own) for person in ("conflicted", "manager"))
        assert own.status_code == others.status_code == 200
        if name == "reports:tally_csv":
            assert own.content == others.content
        if name == "reports:tally":
            assert own.context["page"] == others.context["page"]


def test_the_board_shows_the_name_alone(world):
    page = next(page for page in CASES if page.name == "surveys:board")
    shown = visit(world, page, "conflicted", world.own)
    rows = {row.name: row for row in shown.context["rows"]}
    kept, seen = rows[world.own.municipality.name], rows[world.other.municipality.name]
    assert (kept.url, kept.state.label) == ("", "Du er inhabil")
    assert seen.url.endswith(f"/besvarelser/{world.other.municipality.code}/")
    assert shown.context["counts"] == visit(world, page, "manager", world.own).context["counts"]


@pytest.mark.parametrize("query", ["visning=mine", "visning=uden", "visning=alle", "visning=alle&handling=indsendt"])
def test_the_work_list_leaves_the_municipality_out_of_rows_and_numbers(client, world, query):
    Response.objects.update(case_handler=world.people["conflicted"] if "mine" in query else None)
    client.force_login(world.people["conflicted"])
    shown = client.get(reverse("surveys:worklist"), QueryDict(query).dict())
    assert [row.name for row in shown.context["rows"]] == [world.other.municipality.name]
    assert {tab["number"] for tab in shown.context["tabs"]} <= {0, 1}
    assert marks(world, world.own, shown.content.decode()) == []


def test_sharing_out_neither_shows_nor_takes_a_case_one_is_kept_from(client, world):
    Response.objects.update(case_handler=None)
    client.force_login(world.people["conflicted"])
    address = reverse("surveys:assign_cases")
    for query in (
        f"?tilsyn={world.survey.slug}",
        f"?tilsyn={world.survey.slug}&alle=1",
        f"?sag={world.own.response.pk}",
    ):
        shown = client.get(address + query).content.decode()
        assert marks(world, world.own, shown) == []
    data = {"sag": [world.own.response.pk, world.other.response.pk], "behandlere": [world.people["manager"].pk]}
    shown = client.post(f"{address}?tilsyn={world.survey.slug}", data)
    assert "En af sagerne kan ikke længere fordeles." in shown.content.decode()
    assert not Response.objects.exclude(case_handler=None).exists()
