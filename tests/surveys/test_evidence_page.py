"""The page of an answer's files, as a browser uses it."""

import io
import logging
from functools import partial
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from django.views.debug import ExceptionReporter

from surveys.models import AreaAssignment, CprDenial, Evidence
from surveys.uploads import receiving, store
from surveys.uploads.kinds import FILE_MOST, RESPONSE_MOST
from surveys.uploads.turns import takes_turn
from tests.factories.evidence import MULTIPART, multipart, put_file
from tests.factories.files import SOUND, make_docx, make_pdf, make_picture
from tests.factories.surveys import make_submission
from tests.surveys.pages import page, text_of, typed, url

KEY = "deletion-headline"
STOPPED, ASKED = "311236-9995", "0101369990"


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


@pytest.fixture
def files_url(draft_response):
    return url(draft_response, "evidence", area="deletion", question=KEY)


@pytest.fixture
def signed_in(client, lead):
    client.force_login(lead)
    return client


def send(client, address, name="rapport.txt", content=b"Vi sletter.", *, htmx=False, **fields):
    headers = {"HX-Request": "true"} if htmx else {}
    return client.generic("POST", address, multipart(name, content, **fields), MULTIPART, headers=headers)


def stored(folder):
    """How many files lie in the store, and how many wait."""
    return tuple(len(list((folder / part).glob("*"))) for part in (store.FILES, store.HELD, store.INCOMING))


def held_of(response):
    text = response.content.decode()
    return text.partition('name="held" value="')[2].partition('"')[0]


@pytest.mark.parametrize("name", SOUND)
def test_a_file_is_added_and_shown(signed_in, draft_response, files_url, lead, name):
    answered = send(signed_in, files_url, name, SOUND[name])
    assert (answered.status_code, answered["Location"]) == (302, files_url)

    evidence = draft_response.evidence.get()
    assert (evidence.name, evidence.size, evidence.added_by) == (name, len(SOUND[name]), lead)
    shown = text_of(signed_in.get(files_url))
    assert f"Filen »{name}« er tilføjet." in shown
    assert "af Lea Leder" in shown


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("tom.txt", b"", "Filen er tom."),
        ("rapport.pdf", b"MZ\x00\x01", "Vælg PDF, PNG, JPEG, DOCX, XLSX, ODT eller TXT."),
        ("rapport.pdf", SOUND["notat.docx"], "Navnet slutter på .pdf, men indholdet er DOCX."),
        ("rapport", SOUND["rapport.pdf"], "Navnet har ingen endelse, men indholdet er PDF."),
        ("foto.png", SOUND["foto.jpg"], "der slutter på .jpg eller .jpeg"),
        ("a.docx", make_docx("x", parts={"word/vbaProject.bin": b"x"}), "Filen rummer makroer."),
        ("stort.png", make_picture(size=(10_001, 10_000)), "Billedet har over 100 mio. billedpunkter."),
        ("bombe.docx", make_docx("x", parts={"word/a.xml": bytes(101 * 1024 * 1024)}), "Filen fylder for meget"),
        ("nuller.docx", make_docx("x", parts={"word/a.xml": bytes(50 * 1024 * 1024)}), "Filen kan ikke læses."),
        ("../../etc/rapport.txt", b"x", "Filnavnet må ikke rumme / \\"),
        ("..", b"x", "Filen kan ikke have det navn."),
        ("C:\\\\Users\\\\x.txt", b"x", "Filnavnet må ikke rumme / \\"),
        ("a\u202etxt.txt", b"x", "Filnavnet rummer tegn, der ikke kan ses."),
        ("a\x01.txt", b"x", "Filnavnet rummer tegn, der ikke kan ses."),
        ("CON.txt", b"x", "Filen kan ikke have det navn."),
        ("a" * 200 + ".txt", b"x", "Filnavnet er på 204 tegn. Forkort det til højst 120"),
        ("b.txt", f"Borger {STOPPED}".encode(), "Fjern dem, og vælg filen igen. Se linje 1: »Borger xxxxxx-xxxx«."),
        (f"{STOPPED}.txt", b"x", "Filnavnet rummer et CPR-nummer: »xxxxxx-xxxx.txt«."),
    ],
)  # fmt: skip
def test_a_refusal_says_why_beside_the_field_and_above_and_stores_nothing(
    signed_in, files_url, folder, name, content, words
):
    refused = send(signed_in, files_url, name, content)

    assert refused.status_code == 422
    assert text_of(refused).count(escape(words)) == 2
    assert (Evidence.objects.count(), stored(folder)) == (0, (0, 0, 0))


def test_every_error_is_told_at_once(signed_in, files_url):
    text = text_of(send(signed_in, files_url, "../x.exe", b"MZ\x00"))

    assert escape("Filnavnet må ikke rumme /") in text
    assert "Vi tager ikke imod filer af den type." in text
    both = text_of(send(signed_in, files_url, f"{STOPPED}.pdf", f"Borger {STOPPED}".encode()))
    for words in ("men indholdet er TXT", "Filnavnet rummer et CPR-nummer", "Filen rummer CPR-numre"):
        assert words in both


@pytest.mark.parametrize(
    ("name", "content", "is_read"),
    [
        ("scannet.pdf", make_pdf("", about={"/Title": "Scannet"}), False),
        ("foto.png", make_picture(), False),
        ("rapport.pdf", SOUND["rapport.pdf"], True),
    ],
)
def test_a_file_whose_text_cannot_be_read_is_said_to_be_so(signed_in, files_url, name, content, is_read):
    send(signed_in, files_url, name, content)

    assert ("Vi kan ikke læse tekst i den" in text_of(signed_in.get(files_url))) is not is_read


def test_no_file_chosen_is_told(signed_in, files_url):
    assert text_of(send(signed_in, files_url, "", b"")).count("Vælg en fil.") == 2
    assert "Vælg en fil." in text_of(signed_in.post(files_url))


def test_the_script_tells_of_a_file_too_large_instead_of_sending_it(signed_in, files_url):
    told = signed_in.post(files_url, {"too_large": "1"})
    assert (told.status_code, text_of(told).count("Filen er for stor.")) == (422, 2)


def test_an_error_report_does_not_name_the_file(rf, files_url):
    request = rf.generic("POST", files_url, multipart(f"{STOPPED}.txt", b"Borger"), MULTIPART)
    assert request.FILES["file"].sent_name == f"{STOPPED}.txt"
    report = ExceptionReporter(request, ValueError, ValueError(), None)

    for text in (report.get_traceback_text(), report.get_traceback_html()):
        assert STOPPED not in text
        assert "Received: 6 bytes" in text
    request.close()


@pytest.mark.parametrize(("size", "is_taken"), [(FILE_MOST, True), (FILE_MOST + 1, False), (FILE_MOST * 2, False)])
def test_a_file_may_be_so_large(signed_in, files_url, folder, size, is_taken):
    sent = send(signed_in, files_url, content=b"a" * size)

    assert sent.status_code == (302 if is_taken else 422)
    assert stored(folder) == ((1 if is_taken else 0), 0, 0)
    if not is_taken:
        assert text_of(sent).count("Filen er for stor. Den må højst fylde 20 MB.") == 2


def test_a_file_far_too_large_is_cut_off_unread_and_still_told(signed_in, files_url):
    class Endless(io.RawIOBase):
        """Claims 5 GB, and counts what is asked of it."""

        start, given = io.BytesIO(multipart("stor.txt", b"a" * 100_000)[:-40]), 0

        def read(self, size=-1):
            chunk = self.start.read(size) or b"a" * size
            Endless.given += len(chunk)
            return chunk

    length = 5 * 1024**3
    assert length > receiving.DRAINED_MOST
    answered = signed_in.post(
        files_url, **{"wsgi.input": Endless(), "CONTENT_LENGTH": str(length), "CONTENT_TYPE": MULTIPART}
    )
    assert "Filen er for stor." in text_of(answered)
    assert Endless.given < 1024**2


def test_two_heavy_files_of_one_person_do_not_take_up_the_portal(signed_in, files_url, folder, lead):
    with takes_turn(lead.pk):
        refused = send(signed_in, files_url)

    assert refused.status_code == 422
    assert text_of(refused).count("Portalen læser stadig en anden fil fra dig.") == 2
    assert (Evidence.objects.count(), stored(folder)) == (0, (0, 0, 0))
    assert send(signed_in, files_url).status_code == 302


def test_a_full_disk_is_told_while_the_file_comes_in(signed_in, files_url, folder, monkeypatch):
    full = partial(Path("/dev/full").open, "w+b")
    monkeypatch.setattr(receiving.tempfile, "TemporaryFile", full)

    refused = send(signed_in, files_url, content=b"a" * 200_000)

    assert refused.status_code == 422
    assert text_of(refused).count("Portalen har ikke plads til filen lige nu.") == 2
    assert (Evidence.objects.count(), stored(folder)) == (0, (0, 0, 0))


def test_the_response_has_room_for_200_mb(signed_in, draft_response, files_url, folder):
    Evidence.objects.filter(pk=put_file(draft_response).pk).update(size=RESPONSE_MOST)

    refused = send(signed_in, files_url, "ny.txt", b"x")
    assert refused.status_code == 422
    assert "En besvarelse må højst have filer for 200 MB i alt" in text_of(refused)
    assert stored(folder) == (1, 0, 0)


@pytest.mark.parametrize(
    ("name", "content", "places"),
    [
        ("liste.txt", f"Sag 7 {ASKED}".encode(), ["file_text"]),
        (f"{ASKED}.txt", b"x", ["file_name"]),
        (f"{ASKED}.txt", f"Sag 7 {ASKED}".encode(), ["file_name", "file_text"]),
    ],
)
def test_what_may_be_a_number_is_asked_about_and_a_nej_adds_the_file_that_waited(
    signed_in, draft_response, files_url, folder, lead, name, content, places
):
    asked = send(signed_in, files_url, name, content)
    assert asked.status_code == 422
    assert "Er det et CPR-nummer?" in text_of(asked)
    assert ASKED not in text_of(asked)
    assert (Evidence.objects.count(), CprDenial.objects.count(), stored(folder)) == (0, 0, (0, 1, 0))

    signed_in.post(files_url, {"held": held_of(asked), "not_cpr": "1"})
    assert draft_response.evidence.get().name == name
    assert sorted(CprDenial.objects.values_list("place", flat=True)) == places
    assert stored(folder) == (1, 0, 0)


def test_a_ja_lets_the_file_go(signed_in, files_url, folder):
    asked = send(signed_in, files_url, content=f"Sag 7 {ASKED}".encode())

    told = signed_in.post(files_url, {"held": held_of(asked), "is_cpr": "1"}, follow=True)
    assert "Filen er ikke gemt. Fjern nummeret, og vælg filen igen." in text_of(told)
    assert (Evidence.objects.count(), stored(folder)) == (0, (0, 0, 0))


def test_a_file_that_waited_serves_only_who_sent_it_where_they_sent_it_and_once(
    client, lead, contributor, draft_response, files_url, folder
):
    AreaAssignment.objects.create(
        response=draft_response, area=draft_response.survey.areas.get(key="deletion"), user=contributor
    )
    elsewhere = url(draft_response, "evidence", area="dpia", question="dpia-headline")
    client.force_login(lead)
    held = held_of(send(client, files_url, content=f"Sag 7 {ASKED}".encode()))
    data = {"held": held, "not_cpr": "1"}

    assert "har ventet for længe" in text_of(client.post(elsewhere, data))
    assert "har ventet for længe" in text_of(client.post(files_url, data | {"held": held[:-2] + "xx"}))
    client.force_login(contributor)
    assert "har ventet for længe" in text_of(client.post(files_url, data))
    assert stored(folder) == (0, 1, 0)
    client.force_login(lead)
    assert client.post(files_url, data).status_code == 302
    assert "har ventet for længe" in text_of(client.post(files_url, data))
    assert Evidence.objects.count() == 1


def test_a_file_that_waited_too_long_is_not_taken(client, lead, files_url, draft_response):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(lead)
        held = held_of(send(client, files_url, content=f"Sag 7 {ASKED}".encode()))
        clock.shift(store.WAITS_SECONDS + 1)
        client = Client()
        client.force_login(lead)
        late = client.post(files_url, {"held": held, "not_cpr": "1"})
    assert late.status_code == 422
    assert "har ventet for længe" in text_of(late)
    assert draft_response.evidence.count() == 0


def test_neither_number_nor_name_is_logged(signed_in, files_url, caplog):
    caplog.set_level(logging.DEBUG)
    send(signed_in, files_url, f"{ASKED}.txt", f"Borger {STOPPED} og {ASKED}".encode())

    for secret in (ASKED, STOPPED, "9995", "9990"):
        assert secret not in caplog.text


def test_removing_marks_and_deletes(
    signed_in, draft_response, files_url, lead, folder, django_capture_on_commit_callbacks
):
    evidence = put_file(draft_response)
    with django_capture_on_commit_callbacks(execute=True):
        told = signed_in.post(files_url, {"remove": evidence.pk}, follow=True)

    assert "Filen »rapport.txt« er fjernet." in text_of(told)
    evidence.refresh_from_db()
    assert (evidence.removed_by, stored(folder)) == (lead, (0, 0, 0))


@pytest.mark.parametrize("number", ["0", "vrøvl", "-1", "99999999999999999999"])
def test_removing_what_is_not_there_is_not_found(signed_in, files_url, number):
    assert signed_in.post(files_url, {"remove": number}).status_code == 404


def test_a_file_of_another_answer_is_not_removed_from_here(signed_in, draft_response, files_url):
    evidence = put_file(draft_response, "dpia-headline")

    assert signed_in.post(files_url, {"remove": evidence.pk}).status_code == 404
    evidence.refresh_from_db()
    assert evidence.is_current


def test_a_script_gets_the_part_that_changes(signed_in, files_url):
    good = text_of(send(signed_in, files_url, htmx=True))
    assert good.startswith('<div id="files">')
    assert "Filen »rapport.txt« er tilføjet." in good
    bad = send(signed_in, files_url, "tom.txt", b"", htmx=True)
    assert (bad.status_code, text_of(bad)[:16]) == (422, '<div id="files">')


def test_a_submitted_response_takes_no_file(signed_in, draft_response, files_url, lead, folder):
    make_submission(draft_response, by=lead)

    late = send(signed_in, files_url)
    assert late.status_code == 409
    assert "Besvarelsen er låst, så filerne kan ikke ændres." in text_of(late)
    assert 'type="file"' not in text_of(signed_in.get(files_url))
    assert (Evidence.objects.count(), stored(folder)) == (0, (0, 0, 0))


def test_a_contributor_adds_files_where_they_answer(client, contributor, draft_response, files_url):
    client.force_login(contributor)
    refused = send(client, files_url)
    assert refused.status_code == 403
    assert "Området er ikke fordelt til dig." in text_of(refused)
    assert 'type="file"' not in text_of(client.get(files_url))

    area = draft_response.survey.areas.get(key="deletion")
    AreaAssignment.objects.create(response=draft_response, area=area, user=contributor)
    assert send(client, files_url).status_code == 302


def test_a_reader_sees_the_files_and_changes_nothing(client, reader, draft_response, files_url):
    put_file(draft_response)
    client.force_login(reader)
    shown = text_of(client.get(files_url))

    assert "rapport.txt" in shown
    assert 'type="file"' not in shown
    assert 'name="remove"' not in shown
    assert send(client, files_url).status_code == 403


def test_the_button_on_the_area_page_saves_what_is_typed_and_goes_to_the_files(signed_in, draft_response, files_url):
    area = url(draft_response, "area", area="deletion")
    assert f'name="files" value="{KEY}"' in text_of(signed_in.get(area))
    went = signed_in.post(area, page(typed(KEY, "4", "Skrevet lige nu"), files=KEY))

    assert went["Location"] == files_url
    assert draft_response.answers.get(question__key=KEY).comment == "Skrevet lige nu"
    assert signed_in.post(area, page(files="findes-ikke"))["Location"].startswith(area)


def test_area_page_queries_do_not_grow_with_files(signed_in, draft_response, django_assert_num_queries):
    area = url(draft_response, "area", area="deletion")
    signed_in.get(area)
    for number in range(3):
        put_file(draft_response, name=f"{number}.txt", content=str(number).encode())
    put_file(draft_response, "deletion-2")

    with django_assert_num_queries(9):
        signed_in.get(area)


def test_file_page_queries_do_not_grow_with_files(signed_in, draft_response, files_url, django_assert_num_queries):
    put_file(draft_response)
    signed_in.get(files_url)
    for number in range(3):
        put_file(draft_response, name=f"{number}.txt", content=str(number).encode())

    with django_assert_num_queries(6):
        signed_in.get(files_url)
