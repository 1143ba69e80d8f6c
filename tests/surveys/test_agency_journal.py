"""Journal numbers pasted for many: read line by line, shown, then all set or none."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from surveys.journal import JOURNAL_NUMBER, BadRow, PastedRow, PlannedNumber, plan_numbers, read_rows, shared_numbers
from surveys.models import Response
from surveys.services.casework import set_journal_numbers
from surveys.services.errors import ResponseError
from tests.factories.surveys import make_response

FORMAT = "Skriv kommunekode, semikolon og journalnummer."
NUMBER = "Skriv journalnummeret som 2026-432-0001."


# --- Reading ----------------------------------------------------------------


def test_lines_are_read_with_semicolon_or_tab_and_empty_ones_skipped():
    text = "0101;2026-432-0001\r\n\n  0147\t2026-432-0002 \nd001 ; 2026-32-0003"
    assert read_rows(text) == (
        [
            PastedRow(1, "0101", "2026-432-0001"),
            PastedRow(3, "0147", "2026-432-0002"),
            PastedRow(4, "D001", "2026-32-0003"),
        ],
        [],
    )


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("0101", BadRow(1, "0101", FORMAT)),
        ("0101;", BadRow(1, "0101;", FORMAT)),
        (";2026-432-0001", BadRow(1, ";2026-432-0001", FORMAT)),
        ("0101;2026-432-0001;x", BadRow(1, "0101;2026-432-0001;x", FORMAT)),
        ("0101,2026-432-0001", BadRow(1, "0101,2026-432-0001", FORMAT)),
        ("0101;2026-432-001", BadRow(1, "0101;2026-432-001", NUMBER)),
        ("0101;2026-4321-0001", BadRow(1, "0101;2026-4321-0001", NUMBER)),
        ("0101;２026-432-0001", BadRow(1, "0101;２026-432-0001", NUMBER)),
    ],
)
def test_a_bad_line_is_named_with_its_reason(text, bad):
    assert read_rows(text) == ([], [bad])


def test_a_code_written_twice_names_both_lines():
    good, bad = read_rows("d001;2026-432-0001\n\nD001;2026-432-0002")
    assert [row.line for row in good] == [1]
    assert bad == [BadRow(3, "D001;2026-432-0002", "Koden D001 står også på linje 1.")]


def test_rows_are_matched_with_the_survey():
    rows = [PastedRow(1, "0101", "2026-432-0001"), PastedRow(2, "0102", "2026-432-0002")]
    planned, bad = plan_numbers(rows, {"0101": ("København", "2026-432-0009")})
    assert planned == [PlannedNumber("0101", "København", "2026-432-0009", "2026-432-0001")]
    assert bad == [BadRow(2, "0102;2026-432-0002", "Tilsynet har ingen kommune med koden 0102.")]


@pytest.mark.parametrize(
    ("before", "outcome"),
    [("", "Nyt nummer"), ("2026-432-0001", "Uændret"), ("2026-432-0009", "Erstatter 2026-432-0009")],
)
def test_what_happens_to_a_number_is_said(before, outcome):
    assert PlannedNumber("0101", "København", before, "2026-432-0001").outcome == outcome


def test_a_number_used_twice_is_pointed_out():
    numbers = ("2026-432-0001", "2026-432-0002", "2026-432-0001")
    assert shared_numbers([PlannedNumber(str(at), "", "", number) for at, number in enumerate(numbers)]) == [numbers[0]]


@pytest.mark.parametrize(
    "number", ["2026-432-0001", "2026-32-0001", "2026-4-0001", "26-432-0001", "2026-432-00011", "x"]
)
def test_a_pasted_number_is_judged_as_one_typed(number):
    field = Response._meta.get_field("journal_number")
    try:
        field.run_validators(number)
        is_valid = True
    except ValidationError:
        is_valid = False
    assert bool(JOURNAL_NUMBER.fullmatch(number)) is is_valid


# --- The page ---------------------------------------------------------------


@pytest.fixture
def pasted(client, case_handler, survey, municipality, other_municipality):
    """Posts lines for the two municipalities (NB: `{own}` and `{other}` in the text stand for their codes)."""
    client.force_login(case_handler)

    def post(text, **more):
        codes = {"own": municipality.code, "other": other_municipality.code}
        data = {"text": text.format(**codes), **more}
        return client.post(reverse("surveys:journal_numbers", args=[survey.slug]), data, follow=True)

    return post


BOTH = "{own};2026-432-0001\n{other}\t2026-432-0002"


def numbers(survey):
    return list(survey.responses.order_by("municipality__code").values_list("journal_number", flat=True))


def test_numbers_are_shown_first_and_set_when_confirmed(pasted, survey):
    shown = pasted(BOTH)
    assert "Se, før du gemmer" in shown.content.decode()
    assert numbers(survey) == ["", ""]
    html = pasted(BOTH, seen=shown.context["seen"], confirm="1").content.decode()
    assert "Gemt: 2 journalnumre." in html
    assert numbers(survey) == ["2026-432-0001", "2026-432-0002"]


def test_one_bad_line_stops_them_all(pasted, survey):
    shown = pasted("{own};2026-432-0001\n9999;2026-432-0002")
    html = shown.content.decode()
    assert "Tilsynet har ingen kommune med koden 9999." in html
    assert 'name="confirm"' not in html
    pasted("{own};2026-432-0001\n9999;2026-432-0002", seen=shown.context["seen"], confirm="1")
    assert numbers(survey) == ["", ""]


def test_a_number_that_stands_there_is_shown_before_it_is_replaced(pasted, survey, municipality):
    Response.objects.filter(municipality=municipality).update(journal_number="2026-432-0009")
    assert "Erstatter 2026-432-0009" in pasted(BOTH).content.decode()


def test_a_change_after_the_list_was_shown_stops_it(pasted, survey, municipality):
    seen = pasted(BOTH).context["seen"]
    Response.objects.filter(municipality=municipality).update(journal_number="2026-432-0009")
    html = pasted(BOTH, seen=seen, confirm="1").content.decode()
    assert "Intet er gemt" in html
    assert "Erstatter 2026-432-0009" in html
    assert numbers(survey) == ["2026-432-0009", ""]


def test_confirming_without_having_seen_saves_nothing(pasted, survey):
    pasted(BOTH, confirm="1")
    assert numbers(survey) == ["", ""]


def test_lines_can_be_mended_and_are_kept(pasted, survey, municipality):
    html = pasted(BOTH, edit="1").content.decode()
    assert f"{municipality.code};2026-432-0001" in html
    assert "<textarea" in html


@pytest.mark.parametrize(
    ("text", "said"), [("", "Indsæt mindst én linje."), ("x" * 100_001, "Der er for mange linjer.")]
)
def test_a_mistaken_paste_says_what_to_do(pasted, text, said):
    assert said in pasted(text).content.decode()


def test_the_service_sets_none_when_one_changed(survey, municipality, other_municipality, case_handler):
    planned = [
        PlannedNumber(other_municipality.code, "Naboby", "", "2026-432-0002"),
        PlannedNumber(municipality.code, "Prøveby", "2026-432-0009", "2026-432-0001"),
    ]
    with pytest.raises(ResponseError, match="Prøveby"):
        set_journal_numbers(survey=survey, planned=planned, by=case_handler)
    assert numbers(survey) == ["", ""]


def test_the_service_says_how_many_changed(survey, municipality, case_handler):
    make_response(survey, municipality)
    planned = [PlannedNumber(municipality.code, "Prøveby", "", "2026-432-0001")]
    assert set_journal_numbers(survey=survey, planned=planned, by=case_handler) == 1
    again = [PlannedNumber(municipality.code, "Prøveby", "2026-432-0001", "2026-432-0001")]
    assert set_journal_numbers(survey=survey, planned=again, by=case_handler) == 0
