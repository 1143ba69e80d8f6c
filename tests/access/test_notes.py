"""An internal note never leaves the agency: on no page, in no print, workbook, letter, publication or mail."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from reports.formal import FormalContent
from reports.models import FormalLetter, Letter
from reports.services.formal_making import formal_draft
from reports.services.formal_making import make_letter as make_formal_letter
from surveys.enums import Choice, ResponseState
from surveys.merge import Value
from surveys.models import InternalNote, Mail
from surveys.services.due import send_due
from surveys.services.extensions import decide_extension
from surveys.services.notes import strike_note, write_note
from surveys.services.responses import move_response, submit_response
from tests.access.pages import ACCOUNT, AGENCY, MUNICIPAL, PUBLIC, Page
from tests.access.world import NOTE_WORD, World, make_world
from tests.factories.reports import make_letter, make_publication
from tests.factories.surveys import answer, today

# Stands in a comment of the municipality: where the walk does not find it either, it has read nothing.
COMMENT_WORD = "Havregrynsbolle"
# Who else may come where is the table's business; these see all that there is to see outside the agency.
OUTSIDERS = ("lead", "approver", "contributor", "anonymous")
# What the agency sends away: papers and files made from the case.
PAPERS = (
    "reports:letter_draft",
    "reports:agency_letter_pdf",
    "reports:report_pdf",
    "reports:tally_csv",
    "reports:handover",
)


@pytest.fixture
def world(db) -> World:
    """A case in which everything happened that tells someone something, after notes on the case and on a question."""
    world = make_world()
    response, people = world.own.response, world.people
    question = world.survey.questions.get(key="dpia-headline")
    write_note(response=response, by=people["case_handler"], text=f"{NOTE_WORD} om svaret.", question=question)
    struck = write_note(response=response, by=people["manager"], text=f"{NOTE_WORD} igen.")
    strike_note(note=struck, by=people["manager"], reason=f"Forkert: {NOTE_WORD}.")
    move_response(
        response=response, target=ResponseState.RETURNED, by=people["case_handler"], reason="Ret.", own_deadline=today()
    )
    extension = response.extensions.get()
    granted = today() + timedelta(days=9)
    decide_extension(extension=extension, by=people["case_handler"], granted=granted, answer="Ni dage er nok.")
    comment = f"Vi laver en {COMMENT_WORD}."
    answer(response, "dpia-headline", Value(Choice.NO, comment=comment), by=people["lead"], base_version=1)
    submit_response(response=response, by=people["lead"])
    Letter.objects.filter(response__in=[response, world.other.response]).delete()
    make_letter(response, people["manager"])
    make_formal_letters()
    world.survey.publications.all().delete()
    make_publication(world.survey, people["manager"])
    send_due()
    return world


def make_formal_letters() -> None:
    """The world's own are made of a stub; here their words are read."""
    for letter in FormalLetter.objects.exclude(pdf=None):
        letter.pdf = formal_draft(FormalContent.from_json(letter.content))
        letter.save(update_fields=["pdf"])
    for pk in list(FormalLetter.objects.waiting().values_list("pk", flat=True)):
        make_formal_letter(pk)


def text_in(content: bytes, kind: str) -> str:
    """What can be read in a file, whatever it is packed in."""
    if content.startswith(b"%PDF"):
        return " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(content)).pages)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return " ".join(text_in(packed.read(name), name) for name in packed.namelist())
    assert b"\0" not in content, f"{kind}: no text, and nothing that is unpacked here"
    return content.decode()


def fetch(world: World, page: Page, person: str) -> str:
    kwargs = page.kwargs(world, world.own)
    if page.name in ("reports:letter_pdf", "reports:agency_letter_pdf"):
        kwargs["number"] = world.own.response.letters.get().number
    return read(world, person, page.method, reverse(page.name, kwargs=kwargs), dict(page.data))


def read(world: World, person: str, method: str, address: str, data: dict) -> str:
    """One request, taken back afterwards: the next person finds the same world."""
    client = Client()
    with transaction.atomic():
        if world.people[person]:
            client.force_login(world.people[person])
        response = getattr(client, method)(address, data)
        content = response.getvalue() if response.streaming else response.content
        transaction.set_rollback(True)
    return text_in(content, address) + "".join(response.headers.values())


def test_the_walk_reads_pages_pdfs_and_workbooks(world):
    """Each of these holds the municipality's own words, so the walk would have seen a note there."""
    own = [page for page in MUNICIPAL if page.method == "get"]
    found = {page.name for page in own if COMMENT_WORD in fetch(world, page, "lead")}
    assert {"surveys:area", "surveys:answers", "surveys:workbook_file"} <= found
    assert {"reports:answers_pdf", "reports:receipt_pdf"} <= found


def test_no_page_or_file_outside_the_agency_holds_a_note(world):
    for person in OUTSIDERS:
        for page in (*MUNICIPAL, *PUBLIC, *ACCOUNT):
            assert NOTE_WORD not in fetch(world, page, person), f"{page} as {person}"


def test_no_paper_that_leaves_the_agency_holds_a_note(world):
    found = {page.name: fetch(world, page, "manager") for page in AGENCY if page.name in PAPERS}
    assert {name: len(text) > 100 and NOTE_WORD not in text for name, text in found.items()} == dict.fromkeys(
        PAPERS, True
    )


def test_nothing_that_is_stored_to_be_sent_holds_a_note(world):
    assert Mail.objects.filter(response=world.own.response).count() >= 3
    sent = [f"{message.subject}\n{message.body}" for message in mail.outbox]
    assert sent
    assert not [text for text in sent if NOTE_WORD in text]
    assert NOTE_WORD not in str(world.own.response.letters.get().content)
    assert NOTE_WORD not in str(world.survey.publications.get().content)


def test_the_agency_reads_them_where_they_stand(world):
    case = reverse("surveys:response", args=[world.survey.slug, world.own.municipality.code])
    for person in ("case_handler", "manager", "auditor"):
        html = read(world, person, "get", case, {})
        assert html.count(f"{NOTE_WORD} i sagen.") == 1, person
        assert html.count(f"{NOTE_WORD} om svaret.") == 1, person
        assert html.count(f"<s>{NOTE_WORD} igen.</s>") == 1, person


def test_visible_to_gives_a_municipality_nothing(world):
    seen = {
        name: InternalNote.objects.visible_to(user).count() for name, user in world.people.items() if user is not None
    }
    assert {name for name, number in seen.items() if number} == {"case_handler", "manager", "auditor", "conflicted"}
    assert not InternalNote.objects.visible_to(world.people["conflicted"]).filter(response=world.own.response).exists()
