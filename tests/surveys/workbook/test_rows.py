"""What a row of a workbook may say: its answer, its comment, and the version it started from."""

import pytest

from surveys.merge import Value
from surveys.models import Answer, Question
from surveys.workbook.columns import SHEET, Column
from tests.factories.surveys import answer, make_response, make_survey
from tests.surveys.pages import text_of
from tests.surveys.workbook.sheets import KEY, SECOND, SKIPPABLE, cell, change, confirm, fetch, fill, stored, upload


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
