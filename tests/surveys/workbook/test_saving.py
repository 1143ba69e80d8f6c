"""The workbook there and back: what the preview says, and what is stored when the person has confirmed it."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from surveys.enums import ResponseState, Source
from surveys.forms.workbook import MAX_BYTES
from surveys.merge import Value
from surveys.models import Answer, AnswerRevision, AreaAssignment, CprDenial, Question
from surveys.services.responses import submit_response
from surveys.workbook.columns import SHEET, Column
from tests.factories.surveys import answer, fill_response, make_response, make_survey
from tests.surveys.cpr_cases import PLAIN, VALID
from tests.surveys.pages import text_of, url
from tests.surveys.test_answering_cpr import everything_stored
from tests.surveys.workbook.sheets import carried, cell, change, confirm, fetch, fill, upload

KEY, SECOND, SKIPPABLE = "deletion-headline", "deletion-2", "deletion-3"


@pytest.fixture
def own(client, lead, draft_response):
    client.force_login(lead)
    return draft_response


def stored(response, key=KEY):
    return response.answers.filter(question__key=key).values_list("choice", "not_relevant", "comment").first()


def test_new_answers_are_shown_and_written_only_when_confirmed(client, lead, own):
    filled = fill(
        fetch(client, own), {KEY: ("Ja", "Vi sletter hver nat.\nAltid."), SKIPPABLE: ("Ikke relevant", "Ingen")}
    )

    preview = upload(client, own, filled)

    shown = text_of(preview)
    assert preview.status_code == 200
    assert "2 nye svar" in shown
    assert "13 rækker siger ikke noget nyt" in shown
    assert "Vi sletter hver nat.<br>Altid." in shown
    assert not Answer.objects.exists()
    assert not AnswerRevision.objects.exists()

    saved = confirm(client, own, preview)

    assert saved.url == url(own, "overview")
    assert "2 svar er gemt fra regnearket." in text_of(client.get(saved.url))
    assert stored(own) == (4, False, "Vi sletter hver nat.\nAltid.")
    assert stored(own, SKIPPABLE) == (None, True, "Ingen")
    assert set(AnswerRevision.objects.values_list("source", "saved_by")) == {(Source.WORKBOOK, lead.pk)}
    own.refresh_from_db()
    assert own.answered_count == 2


def test_a_workbook_as_fetched_changes_nothing(client, lead, own):
    fill_response(own, by=lead, deletion_3=Value(not_relevant=True, comment="Fordi"))

    preview = upload(client, own, fetch(client, own))

    assert "Der er ikke noget at gemme." in text_of(preview)
    assert "15 rækker siger ikke noget nyt" in text_of(preview)
    assert 'name="confirm"' not in preview.content.decode()


def test_an_empty_cell_changes_nothing(client, lead, own):
    answer(own, KEY, Value(choice=3, comment="Her står noget"), by=lead)
    emptied = fill(fetch(client, own), {KEY: ("", "")})

    assert "Der er ikke noget at gemme." in text_of(upload(client, own, emptied))


def test_a_field_of_each_hand_is_merged_and_marked_to_be_read(client, contributor, own):
    filled = fill(fetch(client, own), {KEY: ("Nej", None)})
    answer(own, KEY, Value(comment="Kollegaens"), by=contributor)

    preview = upload(client, own, filled)
    assert "bliver mærket »læs igennem«" in text_of(preview)
    assert confirm(client, own, preview).status_code == 302

    assert stored(own) == (0, False, "Kollegaens")
    assert own.answers.get().needs_reading


def test_a_conflict_shows_both_texts_who_and_when_and_overwrites_nothing(client, contributor, own):
    filled = fill(fetch(client, own), {KEY: ("Ja", "Min tekst"), SECOND: ("Nej", None)})
    with time_machine.travel(timezone.now() - timedelta(hours=1), tick=False) as then:
        answer(own, KEY, Value(choice=4, comment="Kollegaens tekst"), by=contributor)
        at = timezone.localtime()

    preview = upload(client, own, filled)

    shown = text_of(preview)
    assert "1 svar er ændret af en anden imens" in shown
    assert f"Bo Bidrag, {at.day}." in shown
    assert f"kl. {at:%H.%M}" in shown
    assert "Kollegaens tekst" in shown
    assert "Min tekst" in shown
    assert then

    left = confirm(client, own, preview)

    assert left.status_code == 409
    assert "1 svar er gemt fra regnearket." in text_of(left)
    assert "Række 2: Vælg, hvad der skal gælde." in text_of(left)
    assert "Nye svar" not in text_of(left)
    assert stored(own) == (4, False, "Kollegaens tekst")
    assert stored(own, SECOND) == (0, False, "")


@pytest.mark.parametrize(("keep", "text"), [("stored", "Kollegaens tekst"), ("workbook", "Min tekst")])
def test_the_person_chooses_which_text_counts(client, contributor, own, keep, text):
    filled = fill(fetch(client, own), {KEY: ("Ja", "Min tekst")})
    answer(own, KEY, Value(choice=1, comment="Kollegaens tekst"), by=contributor)
    preview = upload(client, own, filled)

    saved = confirm(client, own, preview, deletion_headline_keep=keep, deletion_headline_seen="1")

    assert saved.status_code == 302
    assert stored(own)[2] == text
    assert stored(own)[0] == (1 if keep == "stored" else 4)


def test_keeping_the_stored_comment_still_saves_the_new_choice(client, contributor, own):
    filled = fill(fetch(client, own), {KEY: ("Ja", "Min tekst")})
    answer(own, KEY, Value(comment="Kollegaens tekst"), by=contributor)
    preview = upload(client, own, filled)

    confirm(client, own, preview, deletion_headline_keep="stored", deletion_headline_seen="2")

    assert stored(own) == (4, False, "Kollegaens tekst")


def test_a_choice_beside_a_comment_in_conflict_is_taken_as_seen(client, contributor, own):
    """The trial wrote the choice and took it back; the version the page names is the one that saving makes."""
    filled = fill(fetch(client, own), {KEY: ("Ja", "Min tekst")})
    answer(own, KEY, Value(comment="Kollegaens tekst"), by=contributor)
    preview = upload(client, own, filled)
    assert f'name="{KEY}-seen" value="2"' in preview.content.decode()

    assert (
        confirm(client, own, preview, deletion_headline_keep="workbook", deletion_headline_seen="2").status_code == 302
    )

    assert stored(own) == (4, False, "Min tekst")


def test_a_change_between_preview_and_confirming_is_a_new_conflict(client, contributor, own):
    preview = upload(client, own, fill(fetch(client, own), {KEY: ("Ja", None), SECOND: ("Ja", None)}))
    answer(own, KEY, Value(choice=1), by=contributor)

    left = confirm(client, own, preview)

    assert left.status_code == 409
    assert "Hvad skal gælde?" in text_of(left)
    assert stored(own) == (1, False, "")
    assert stored(own, SECOND) == (4, False, "")


def test_a_choice_made_over_an_older_text_is_asked_again(client, contributor, own):
    filled = fill(fetch(client, own), {KEY: (None, "Min tekst")})
    answer(own, KEY, Value(comment="Første"), by=contributor)
    preview = upload(client, own, filled)
    answer(own, KEY, Value(comment="Anden"), by=contributor, base_version=1)

    left = confirm(client, own, preview, deletion_headline_keep="workbook", deletion_headline_seen="1")

    assert left.status_code == 409
    assert "Anden" in text_of(left)
    assert stored(own) == (None, False, "Anden")


def test_pressing_twice_writes_once(client, own):
    preview = upload(client, own, fill(fetch(client, own), {KEY: ("Ja", "Tekst")}))

    confirm(client, own, preview)
    again = confirm(client, own, preview)

    assert again.status_code == 302
    assert "Alt fra regnearket stod her i forvejen." in text_of(client.get(again.url))
    assert AnswerRevision.objects.count() == 1


def test_a_row_of_a_changed_question_is_outdated(client, own):
    filled = fill(fetch(client, own), {KEY: ("Ja", "Tekst"), SECOND: ("Ja", "Anden")})
    Question.objects.filter(survey=own.survey, key=KEY).update(text="Noget helt andet?")
    Question.objects.filter(survey=own.survey, key=SECOND).update(key="deletion-new")

    preview = upload(client, own, filled)

    shown = text_of(preview)
    assert "2 spørgsmål er forældede" in shown
    assert "Spørgsmålet er ændret, siden regnearket blev hentet." in shown
    assert "Spørgsmålet er ikke længere med i tilsynet." in shown
    assert confirm(client, own, preview).status_code == 409
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("4", 4),
        (4, 4),
        (3.0, 3),
        ("  ja ", 4),
        ("NEJ", 0),
        ("Delvist - mere end 2/3 gennemført", 3),
        ("delvist —  mellem 1/3 og 2/3\u00a0gennemført", 2),
        ("Delvist – mindre end ⅓ gennemført", 1),
        (0, 0),
    ],
)
def test_an_answer_is_read_as_people_and_programs_write_it(client, own, text, choice):
    confirm(client, own, upload(client, own, fill(fetch(client, own), {KEY: (text, None)})))

    assert stored(own) == (choice, False, "")


@pytest.mark.parametrize("text", ["Måske", "5", "-1", 7, 2.5, True, "Ja og nej"])
def test_an_answer_that_is_none_names_its_cell_and_writes_nothing(client, own, text):
    preview = upload(client, own, fill(fetch(client, own), {KEY: (text, "Kommentar")}))

    shown = text_of(preview)
    assert "1 række kan ikke læses" in shown
    assert "Række 2 (celle E2 og F2), Sletning" in shown
    assert "er ingen af svarmulighederne. Vælg et svar på listen." in shown
    confirm(client, own, preview)
    assert not Answer.objects.exists()


def test_not_relevant_where_it_is_not_allowed_is_no_answer(client, own):
    preview = upload(client, own, fill(fetch(client, own), {KEY: ("Ikke relevant", None)}))

    assert "Spørgsmålet kan ikke besvares med »Ikke relevant«." in text_of(preview)


@pytest.mark.parametrize(("length", "is_taken"), [(5000, True), (5001, False)])
def test_a_comment_may_be_as_long_as_on_the_page(client, own, length, is_taken):
    preview = upload(client, own, fill(fetch(client, own), {KEY: (None, "å" * length)}))

    assert ("Forkort den til højst 5000." in text_of(preview)) is not is_taken
    assert (confirm(client, own, preview).status_code == 302) is is_taken
    assert (stored(own) is not None) is is_taken


def test_twenty_long_comments_travel_through_the_preview(client, own):
    texts = {key: (None, f"{key}: " + "æøå\n" * 1240) for key in own.survey.questions.values_list("key", flat=True)}

    confirm(client, own, upload(client, own, fill(fetch(client, own), texts)))

    assert dict(own.answers.values_list("question__key", "comment")) == {
        key: comment.strip() for key, (_, comment) in texts.items()
    }


def test_a_text_that_begins_like_a_formula_is_text(client, lead, own):
    texts = {KEY: "=2+2", SECOND: "+45 12 34 56 78", SKIPPABLE: "@alle", "dane-2": "-ikke endnu"}
    for key, text in texts.items():
        answer(own, key, Value(comment=text), by=lead)
    assert "Der er ikke noget at gemme." in text_of(upload(client, own, fetch(client, own)))

    confirm(client, own, upload(client, own, fill(fetch(client, own), {"dane-3": (None, "=SUM(A1)")})))

    assert stored(own, "dane-3") == (None, False, "=SUM(A1)")


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


def test_a_contributor_saves_only_their_own_areas(client, contributor, own):
    AreaAssignment.objects.create(response=own, area=own.survey.areas.get(key="deletion"), user=contributor)
    client.force_login(contributor)
    filled = fill(fetch(client, own), {KEY: ("Ja", None), "dane-headline": ("Ja", "Ikke min")})

    preview = upload(client, own, filled)
    assert "1 svar er i et område, du ikke har" in text_of(preview)
    assert "Området er ikke fordelt til dig." in text_of(preview)
    confirm(client, own, preview)

    assert stored(own) == (4, False, "")
    assert stored(own, "dane-headline") is None


def test_an_area_taken_away_before_confirming_is_not_written(client, contributor, own):
    given = AreaAssignment.objects.create(response=own, area=own.survey.areas.get(key="deletion"), user=contributor)
    client.force_login(contributor)
    preview = upload(client, own, fill(fetch(client, own), {KEY: ("Ja", None)}))
    given.delete()

    assert confirm(client, own, preview).status_code == 409
    assert not Answer.objects.exists()


def _swap(sheet, column):
    one, other = cell(sheet, KEY, column), cell(sheet, SECOND, column)
    one.value, other.value = other.value, one.value


def _edit_version(sheet):
    cell(sheet, KEY, Column.VERSION).value = cell(sheet, KEY, Column.VERSION).value.replace("/0/", "/1/")


def _clear(*columns):
    def do(sheet):
        for column in columns:
            cell(sheet, KEY, column).value = None

    return do


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_edit_version, "Rækkens version mangler eller er rettet"),
        (lambda sheet: _swap(sheet, Column.VERSION), "Rækkens nøgle og version hører til hvert sit spørgsmål."),
    ],
)
def test_a_row_whose_version_does_not_fit_is_refused(client, own, spoil, words):
    filled = fill(fetch(client, own), {KEY: ("Ja", "Tekst")})

    preview = upload(client, own, change(filled, lambda workbook: spoil(workbook[SHEET])))

    assert words in text_of(preview)
    confirm(client, own, preview)
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ((Column.VERSION,), "Rækkens version mangler eller er rettet"),
        ((Column.VERSION, Column.KEY), "Rækken hører ikke til et spørgsmål."),
    ],
)
def test_a_row_without_its_version_is_refused(client, own, columns, words):
    filled = fill(fetch(client, own), {KEY: ("Ja", "Tekst")})

    def do(workbook):
        sheet = workbook[SHEET]
        number = cell(sheet, KEY, Column.KEY).row
        for column in columns:
            sheet.cell(number, list(Column).index(column) + 1).value = None

    assert words in text_of(upload(client, own, change(filled, do)))


def test_a_row_that_stands_twice_counts_once(client, own):
    filled = fill(fetch(client, own), {KEY: ("Ja", "Første")})

    def do(workbook):
        sheet = workbook[SHEET]
        row = [one.value for one in sheet[2]]
        row[list(Column).index(Column.COMMENT)] = "Anden"
        sheet.append(row)

    preview = upload(client, own, change(filled, do))

    assert "Spørgsmålet står også i række 2, og den bruges." in text_of(preview)
    confirm(client, own, preview)
    assert stored(own) == (4, False, "Første")


def test_another_municipalitys_or_surveys_workbook_fits_nowhere(
    client, lead, outsider, own, other_municipality, municipality
):
    client.force_login(outsider)
    theirs = fetch(client, make_response(own.survey, other_municipality))
    client.force_login(lead)
    earlier = fetch(client, make_response(make_survey("2024"), municipality))

    for content in (theirs, earlier):
        preview = upload(client, own, fill(content, {KEY: ("Ja", "Tekst")}))
        assert "15 rækker kan ikke læses" in text_of(preview)
        assert "Rækken er fra en anden kommunes eller et andet tilsyns regneark." in text_of(preview)
        confirm(client, own, preview)
    assert not Answer.objects.exists()


def test_a_preview_of_another_person_response_or_time_saves_nothing(client, lead, contributor, own, municipality):
    own.is_open_to_all = True
    own.save()
    preview = upload(client, own, fill(fetch(client, own), {KEY: ("Ja", None)}))
    other = make_response(make_survey("2024"), municipality)
    sent = {"rows": carried(preview), "confirm": "1"}

    assert client.post(url(other, "save_workbook"), sent).status_code == 409
    assert client.post(url(own, "save_workbook"), sent | {"rows": carried(preview)[:-1]}).status_code == 409
    assert client.post(url(own, "save_workbook")).status_code == 409
    client.force_login(contributor)
    refused = client.post(url(own, "save_workbook"), sent)
    assert refused.status_code == 409
    assert "Listen er for gammel eller er vist for en anden. Intet er gemt." in text_of(refused)
    client.force_login(lead)
    with time_machine.travel(timezone.now() + timedelta(hours=2, minutes=1)):
        client.force_login(lead)
        assert client.post(url(own, "save_workbook"), sent).status_code == 409
    assert not Answer.objects.exists()
    assert client.post(url(own, "save_workbook"), sent).status_code == 302


def test_a_locked_response_takes_no_workbook_and_still_gives_one(client, lead, own):
    content = fetch(client, own)
    preview = upload(client, own, fill(content, {"dane-2": ("Nej", None)}))
    fill_response(own, by=lead)
    submit_response(response=own, by=lead)

    late = confirm(client, own, preview)
    refused = upload(client, own, content)

    for answered in (late, refused):
        assert answered.status_code == 409
        assert "Besvarelsen er låst, så regnearket kan ikke læses ind." in text_of(answered)
    assert stored(own, "dane-2") == (4, False, "")
    own.refresh_from_db()
    assert own.state == ResponseState.SUBMITTED
    assert client.get(url(own, "workbook")).status_code == 200
    assert fetch(client, own)[:2] == b"PK"


def test_a_form_without_a_file_says_so(client, own):
    refused = client.post(url(own, "workbook"))

    assert refused.status_code == 422
    assert text_of(refused).count("Vælg den fil, I har udfyldt.") == 2


def test_coming_back_to_the_preview_by_its_address_leads_to_the_upload(client, own):
    assert client.get(url(own, "save_workbook")).url == url(own, "workbook")


OF_EVERY_PREVIEW = 11
OF_A_NEW_ANSWER = 4


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_preview_costs_a_fixed_number_of_queries_for_each_new_answer(client, own, count, django_assert_num_queries):
    keys = own.survey.questions.values_list("key", flat=True)[:count]
    filled = fill(fetch(client, own), dict.fromkeys(keys, ("Ja", "Tekst")))
    address = url(own, "workbook")

    with django_assert_num_queries(OF_EVERY_PREVIEW + OF_A_NEW_ANSWER * count):
        client.post(address, {"workbook": SimpleUploadedFile("svar.xlsx", filled)})


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
