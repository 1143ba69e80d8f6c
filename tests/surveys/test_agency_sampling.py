"""The pages on which a manager chooses whom to ask, and the page of the sample."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from surveys.enums import SampleMethod
from surveys.services.samples import Wanted, choose_sample
from tests.commands import run
from tests.factories.surveys import make_survey
from tests.surveys.pages import text_of


@pytest.fixture
def draft(db):
    """Among the 98 of the register."""
    run("load_register")
    return make_survey(is_open=False)


@pytest.fixture
def chief(client, manager):
    client.force_login(manager)
    return client


def address(draft, way=""):
    if way:
        return reverse("surveys:choose_sample_by", args=[draft.slug, way])
    return reverse("surveys:sample", args=[draft.slug])


def hidden(answer):
    """What the preview's form sends when its button is pressed."""
    form = re.search(r'<form method="post">(.*?)</form>', answer.content.decode(), re.DOTALL)[1]
    names = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return {name: value for name, value in names if name != "csrfmiddlewaretoken"}


def press(client, url, answer, button="confirm"):
    return client.post(url, hidden(answer) | {button: "1"}, follow=True)


def test_a_draw_is_shown_by_region_first_then_made_and_kept(chief, draft):
    url = address(draft, "udtraek")
    shown = chief.post(url, {"size": "20", "seed": "", "preview": "1"})
    assert "Der trækkes 20 af 98 kommuner." in text_of(shown)
    assert "Region Hovedstaden" in text_of(shown)
    assert not draft.samples.exists()
    done = press(chief, url, shown)
    sample = draft.samples.get()
    assert (sample.size, sample.is_seed_typed) == (20, False)
    assert "20 kommuner er trukket." in text_of(done)
    assert f"printf %s {sample.seed}0101 | sha256sum" in text_of(done)
    assert all(one.digest in text_of(done) for one in sample.ranked)


def test_the_page_of_a_draw_is_never_an_offer_to_try_again_unseen(chief, draft):
    url = address(draft, "udtraek")
    shown = chief.post(url, {"size": "20", "preview": "1"})
    press(chief, url, shown)
    again = chief.post(url, {"size": "20", "preview": "1"})
    assert "Skriv, hvorfor der vælges om." in text_of(again)
    shown = chief.post(url, {"size": "20", "why_text": "Antallet var forkert.", "preview": "1"})
    done = press(chief, url, shown)
    first, second = draft.samples.all()
    assert second.reason == "Antallet var forkert."
    assert f'href="?nr={first.number}"' in done.content.decode()
    assert "Antallet var forkert." in text_of(done)
    earlier = chief.get(address(draft), {"nr": "1"})
    assert first.seed in text_of(earlier)
    assert "tidligere udvælgelse" in text_of(earlier)
    assert chief.get(address(draft), {"nr": "3"}).status_code == 404


def test_a_double_press_draws_once(chief, draft):
    url = address(draft, "udtraek")
    shown = chief.post(url, {"size": "20", "preview": "1"})
    press(chief, url, shown)
    press(chief, url, shown)
    assert draft.samples.count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"size": ""}, "Skriv et antal."),
        ({"size": "halvtreds"}, "Skriv et helt tal."),
        ({"size": "99"}, "Der er kun 98 kommuner at trække mellem."),
        ({"size": "0"}, "1"),
        ({"size": "20", "seed": "kort"}, "Skriv 6–64 tegn"),
        ({"size": "20", "seed": "med mellemrum"}, "Skriv 6–64 tegn"),
        ({"size": "20", "seed": "x" * 65}, "højst 64 tegn"),
    ],
)
def test_bad_input_is_said_and_what_was_typed_stays(chief, draft, fields, said):
    answer = chief.post(address(draft, "udtraek"), fields | {"preview": "1"})
    assert said in text_of(answer)
    assert "error-summary" in answer.content.decode()
    for value in filter(None, fields.values()):
        assert f'value="{value}"' in answer.content.decode()
    assert not draft.samples.exists()


def test_a_list_is_shown_with_every_fault_and_its_line(chief, draft):
    url = address(draft, "liste")
    text = "København\nFaverskov\n0751\n0751\n9999"
    answer = chief.post(url, {"text": text, "preview": "1"})
    said = text_of(answer)
    assert "Mente du Favrskov?" in said
    assert "Aarhus står også på linje 3." in said
    assert "Der er ingen kommune at vælge med den kode." in said
    assert 'name="confirm"' not in answer.content.decode()
    assert not draft.samples.exists()
    back = press(chief, url, answer, "edit")
    assert text in back.content.decode().replace("\r", "")


def test_a_list_with_a_fault_is_not_kept_by_a_forged_press(chief, draft):
    chief.post(address(draft, "liste"), {"text": "0101\n9999", "seen": "0", "confirm": "1"})
    assert not draft.samples.exists()


def test_a_list_is_kept_as_it_was_shown(chief, draft):
    url = address(draft, "liste")
    done = press(chief, url, chief.post(url, {"text": "0751, København", "preview": "1"}))
    assert draft.samples.get().codes == ["0101", "0751"]
    assert "2 kommuner er valgt." in text_of(done)


def test_a_csv_file_is_read_and_its_lines_can_be_edited(chief, draft):
    url = address(draft, "liste")
    file = SimpleUploadedFile("liste.csv", "nr;kommune\n1;Aarhus\n2;Sruer\n".encode("cp1252"))
    answer = chief.post(url, {"text": "", "file": file, "preview": "1"})
    assert "Mente du Struer?" in text_of(answer)
    back = press(chief, url, answer, "edit").content.decode()
    assert "Aarhus\nSruer</textarea>" in back.replace("\r", "")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "Skriv mindst én kommune, eller vælg en fil."),
        ({"text": "x" * 20_001}, "Listen er for lang."),
        ({"text": "0101", "file": b"kode\n0101"}, "Brug enten teksten eller filen."),
        ({"text": "", "file": b"PK\0\0"}, "ikke en CSV-fil"),
        ({"text": "", "file": b""}, "ingen kommuner"),
        ({"text": "", "file": b"kode\n" + b"0101\n" * 250_000}, "Filen er for stor."),
    ],
)
def test_a_list_that_cannot_be_read_is_said_at_its_field(chief, draft, fields, said):
    file = fields.pop("file", None)
    sent = fields | ({"file": SimpleUploadedFile("a.csv", file)} if file is not None else {})
    assert said in text_of(chief.post(address(draft, "liste"), sent | {"preview": "1"}))


def test_all_are_shown_by_region_and_kept(chief, draft):
    url = address(draft, "alle")
    shown = chief.post(url, {"preview": "1"})
    assert "98 kommuner bliver spurgt" in text_of(shown)
    press(chief, url, shown)
    assert (draft.samples.get().method, draft.samples.get().size) == (SampleMethod.ALL, 98)


def test_an_empty_register_is_said_with_what_to_do(chief, db):
    empty = make_survey(is_open=False)
    assert "load_register" in text_of(chief.get(address(empty, "udtraek")))


def test_once_open_the_choice_is_read_and_not_made(chief, survey):
    choose = reverse("surveys:choose_sample", args=[survey.slug])
    assert chief.get(choose, follow=True).redirect_chain == [(address(survey), 302)]
    late = chief.post(address(survey, "alle"), {"confirm": "1", "seen": "0"}, follow=True)
    assert "ligger fast" in text_of(late)
    assert not survey.samples.exists()


def test_an_unknown_way_is_not_found(chief, draft):
    assert chief.get(address(draft, "terninger")).status_code == 404


def test_who_may_not_choose_is_not_offered_to(client, case_handler, draft):
    client.force_login(case_handler)
    html = client.get(address(draft)).content.decode()
    assert "En leder vælger" in html
    assert reverse("surveys:choose_sample", args=[draft.slug]) not in html


def test_the_pages_of_98_ask_no_more_than_of_two(chief, draft, manager):
    """Whatever is drawn, the pages read the frame and the samples as wholes."""
    choose_sample(survey=draft, wanted=Wanted(SampleMethod.RANDOM, size=2), by=manager, seen=0)
    pages = [address(draft), address(draft, "udtraek"), reverse("surveys:choose_sample", args=[draft.slug])]
    counts = []
    for _ in range(2):
        numbers = []
        for page in pages:
            chief.get(page)
            with CaptureQueriesContext(connection) as asked:
                chief.get(page)
            numbers.append(len(asked))
        counts.append(numbers)
        newest = draft.samples.newest().number
        choose_sample(survey=draft, wanted=Wanted(SampleMethod.ALL), by=manager, seen=newest, reason="Flere.")
    assert counts == [[8, 6, 6]] * 2
