"""What a workbook must not carry in: CPR numbers, and more than it may weigh."""

from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest

from surveys.forms.workbook import MAX_BYTES
from surveys.models import CprDenial
from tests.surveys.cpr_cases import PLAIN, VALID
from tests.surveys.pages import text_of
from tests.surveys.test_answering_cpr import everything_stored
from tests.surveys.workbook.sheets import KEY, SECOND, confirm, fetch, fill, stored, upload


@pytest.mark.parametrize("comment", [f"Ring til {VALID[0]}", f"cpr {PLAIN[0]}"])
def test_a_cpr_number_is_masked_and_stopped_and_the_choice_is_saved(client, own, comment):
    preview = upload(client, own, fill(fetch(client, own), {KEY: ("Ja", comment)}))
    assert "Kommentaren rummer et CPR-nummer" in text_of(preview)
    assert comment not in preview.content.decode()
    assert "xxxxxx-xxxx" in text_of(preview)

    confirm(client, own, preview, deletion_headline_not_cpr="on")

    assert stored(own) == (4, False, "")
    assert not CprDenial.objects.exists()


def test_a_possible_cpr_number_is_asked_about_and_no_saves_it(client, lead, own):
    comment = f"Ordren {PLAIN[0]} er lukket"
    preview = upload(client, own, fill(fetch(client, own), {KEY: ("Ja", comment)}))
    assert "Er det et CPR-nummer?" in text_of(preview)
    left = confirm(client, own, preview)
    assert "Række 2: Se, om det er et CPR-nummer." in text_of(left)
    assert "<dt>" not in text_of(left), "the choice is saved already"
    assert stored(own) == (4, False, "")

    assert confirm(client, own, left, deletion_headline_not_cpr="on").status_code == 302

    assert stored(own) == (4, False, comment)
    assert CprDenial.objects.get().by == lead


def padded(content: bytes, size: int) -> bytes:
    """The same workbook at an exact size, by a picture that is stored as it is."""

    def with_picture(length: int) -> bytes:
        file = BytesIO(content)
        with ZipFile(file, "a", ZIP_STORED) as made:
            made.writestr("xl/media/image1.png", bytes(length))
        return file.getvalue()

    return with_picture(size - len(with_picture(0)))


@pytest.mark.parametrize(("more", "is_taken"), [(0, True), (1, False)])
def test_a_file_may_be_as_large_as_said(client, own, more, is_taken):
    content = padded(fill(fetch(client, own), {KEY: ("Ja", None)}), MAX_BYTES + more)
    assert len(content) == 2 * 1024 * 1024 + more

    answered = upload(client, own, content)

    assert answered.status_code == (200 if is_taken else 422)
    assert ("Den må højst fylde 2 MB." in text_of(answered)) is not is_taken


def test_an_empty_file_says_what_to_do(client, own):
    assert text_of(upload(client, own, b"")).count("Filen er tom. Hent regnearket igen, og udfyld det.") == 2


@pytest.mark.parametrize("number", [VALID[0], PLAIN[0]])
def test_a_number_in_a_workbook_is_stored_and_logged_nowhere(client, own, caplog, number):
    filled = fill(fetch(client, own), {KEY: ("Ja", f"Om {number}"), SECOND: (f"Ja {number}", f"Også {number}")})

    with caplog.at_level("DEBUG"):
        preview = upload(client, own, filled)
        confirm(client, own, preview)

    assert stored(own) == (4, False, "")
    assert number not in preview.content.decode()
    assert number not in everything_stored()
    assert number not in caplog.text
