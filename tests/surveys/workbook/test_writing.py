"""What the workbook is when a person opens it."""

from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from surveys.enums import Choice
from surveys.merge import Value
from surveys.workbook.columns import HIDDEN, SHEET, TYPED, Column
from surveys.workbook.content import select_workbook
from surveys.workbook.writing import GUIDE_SHEET
from tests.factories.surveys import answer
from tests.surveys.pages import text_of, url
from tests.surveys.workbook.sheets import PLACES, cell, fetch

KEY, SKIPPABLE = "deletion-headline", "deletion-3"


@pytest.fixture
def fetched(client, reader, lead, draft_response):
    answer(draft_response, KEY, Value(choice=3, comment="=Vi er i gang\n– næsten"), by=lead)
    client.force_login(reader)
    return load_workbook(BytesIO(fetch(client, draft_response)))


def test_the_file_has_a_name_and_a_type_and_is_stored_by_no_proxy(client, reader, draft_response):
    client.force_login(reader)

    answered = client.get(url(draft_response, "workbook_file"))

    slug = draft_response.municipality.slug
    assert answered["Content-Disposition"] == f'attachment; filename="besvarelse-{slug}-2026.xlsx"'
    assert answered["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert "no-store" in answered["Cache-Control"]


def test_the_first_sheet_says_what_to_do(fetched):
    assert fetched.sheetnames == [GUIDE_SHEET, SHEET]
    assert fetched.active.title == GUIDE_SHEET
    guide = "\n".join(row[0].value for row in fetched[GUIDE_SHEET].iter_rows())
    assert guide.startswith("Tilsyn 2026: svar fra Prøveby Kommune\nHentet ")
    assert "En tom celle ændrer ikke noget." in guide
    assert "Demo" not in guide


def test_a_row_is_a_question_with_its_answer_as_it_stands(fetched):
    sheet = fetched[SHEET]
    assert [one.value for one in sheet[1]] == list(Column)
    assert sheet.max_row == 16
    assert [one.value for one in sheet[2]][:7] == [
        "Sletning",
        "Spørgsmål 1 om Sletning?",
        "systemer",
        "Tæl systemerne.",
        str(Choice.MOST.label),
        "=Vi er i gang\n– næsten",
        KEY,
    ]
    assert cell(sheet, SKIPPABLE, Column.ANSWER).value is None


def test_no_cell_is_a_formula_and_what_looks_like_one_stays_text_when_edited(fetched):
    cells = [one for sheet in fetched for row in sheet.iter_rows() for one in row if one.value]

    assert {one.data_type for one in cells} == {"s"}
    assert {one.number_format for one in cells} == {"@"}
    assert [one.coordinate for one in cells if one.quotePrefix] == ["F2"]


def test_only_answers_and_comments_can_be_typed_in(fetched):
    sheet = fetched[SHEET]
    unlocked = {column for column in Column if not sheet.cell(2, PLACES[column]).protection.locked}

    assert unlocked == set(TYPED)
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert fetched[GUIDE_SHEET].protection.sheet
    assert all(one.protection.locked for one in sheet[1])
    hidden = {column for column, place in PLACES.items() if sheet.column_dimensions["ABCDEFGH"[place - 1]].hidden}
    assert hidden == set(HIDDEN)


def test_the_drop_down_has_the_choices_of_its_question(fetched):
    by_cell = {
        f"E{row}": one
        for one in fetched[SHEET].data_validations.dataValidation
        for area in one.sqref.ranges
        for row, _ in area.cells
    }
    scale = ",".join(str(choice.label) for choice in Choice)

    assert by_cell["E2"].formula1 == f'"{scale}"'
    assert by_cell["E4"].formula1 == f'"{scale},Ikke relevant"'
    assert len(by_cell["E4"].formula1) <= 257, "a list in a cell's rule has at most 255 characters"
    assert set(by_cell) == {f"E{row}" for row in range(2, 17)}
    assert all(one.allow_blank and one.showErrorMessage for one in by_cell.values())


def test_the_sheet_can_be_read_by_all_and_printed(fetched):
    sheet = fetched[SHEET]
    assert fetched.properties.title == "Tilsyn 2026: svar fra Prøveby Kommune"
    assert fetched.properties.language == "da-DK"
    assert fetched.properties.creator == "Prøveby Kommune"
    assert not sheet.merged_cells.ranges
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    for one in fetched:
        assert one.page_setup.orientation == "landscape"
        assert (one.page_setup.fitToWidth, one.page_setup.fitToHeight) == (1, 0)
        assert one.sheet_properties.pageSetUpPr.fitToPage
    assert all(one.alignment.wrap_text for row in sheet.iter_rows() for one in row)


def test_a_demo_says_so_on_the_sheet_and_in_print(client, lead, draft_response):
    draft_response.survey.is_demo = True
    draft_response.survey.save()
    client.force_login(lead)

    fetched = load_workbook(BytesIO(fetch(client, draft_response)))

    assert fetched[GUIDE_SHEET]["A2"].value == "Demo: kommune, svar og personer er opdigtede."
    assert fetched[SHEET].oddFooter.left.text == "Demo: kommune, svar og personer er opdigtede."


def test_fetching_takes_as_many_queries_for_many_answers_as_for_one(
    client, lead, draft_response, django_assert_num_queries
):
    client.force_login(lead)
    address = url(draft_response, "workbook_file")
    client.get(address)
    for number, key in enumerate(draft_response.survey.questions.values_list("key", flat=True)[:4]):
        answer(draft_response, key, Value(choice=number), by=lead)
        with django_assert_num_queries(7):
            client.get(address)


def test_content_takes_three_queries(draft_response, django_assert_num_queries):
    with django_assert_num_queries(3):
        select_workbook(draft_response, timezone.now())


def test_overview_leads_to_the_file_and_the_upload(client, lead, reader, draft_response):
    for person, link in ((lead, "Indlæs et udfyldt regneark"), (reader, "Om regnearket")):
        client.force_login(person)
        shown = text_of(client.get(url(draft_response, "overview")))
        assert url(draft_response, "workbook_file") in shown
        assert link in shown


def test_a_reader_sees_who_may_upload(client, reader, draft_response):
    client.force_login(reader)

    shown = text_of(client.get(url(draft_response, "workbook")))

    assert "Du kan hente regnearket, men ikke indlæse det." in shown
    assert 'type="file"' not in shown
