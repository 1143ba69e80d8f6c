"""Errata: written, worded anew and withdrawn, and read beside the question everywhere it is asked or read."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from surveys.digests import digest
from surveys.enums import SurveyState
from surveys.models import Erratum
from surveys.services.errata import StaleErratumError, withdraw_erratum, write_erratum
from surveys.services.errors import SurveyError
from surveys.services.surveys import survey_content
from surveys.views.own import url_of
from surveys.workbook.content import select_workbook
from surveys.workbook.writing import write_workbook
from tests.factories.surveys import make_response, make_submission, make_survey
from tests.surveys.pages import text_of

WORDS = "Spørgsmålet skulle have lydt anderledes."


@pytest.fixture
def question(survey):
    return survey.questions.get(key="dpia-headline")


@pytest.fixture
def erratum(question, manager):
    return write_erratum(question=question, text=WORDS, by=manager, seen=0)


def address(name="erratum"):
    return reverse(f"surveys:{name}", args=["2026", "dpia-headline"])


def test_an_erratum_leaves_the_question_and_its_digest_as_they_are(survey, erratum):
    survey.refresh_from_db()
    assert digest(survey_content(survey)) == survey.content_digest
    assert erratum.is_current


def test_another_wording_keeps_the_one_before(question, erratum, case_handler):
    newer = write_erratum(question=question, text="Læs systemer.", by=case_handler, seen=erratum.pk)

    erratum.refresh_from_db()
    assert (newer.corrects, erratum.ended_by, erratum.is_withdrawn) == (erratum, case_handler, False)
    assert list(question.errata.current()) == [newer]


def test_the_same_wording_makes_no_row(question, erratum, manager):
    assert write_erratum(question=question, text=WORDS, by=manager, seen=erratum.pk) == erratum
    assert Erratum.objects.count() == 1


def test_withdrawing_says_why_and_another_may_be_written(question, erratum, manager):
    withdrawn = withdraw_erratum(question=question, reason=" Der var ingen fejl. ", by=manager, seen=erratum.pk)
    assert (withdrawn.reason, withdrawn.is_current) == ("Der var ingen fejl.", False)
    with pytest.raises(SurveyError, match="ingen rettelse at trække"):
        withdraw_erratum(question=question, reason="Igen.", by=manager, seen=0)
    assert write_erratum(question=question, text="Ny.", by=manager, seen=0).corrects is None


def test_one_written_over_unseen_is_told_and_nothing_is_stored(question, erratum, manager):
    with pytest.raises(StaleErratumError):
        write_erratum(question=question, text="Min.", by=manager, seen=0)
    with pytest.raises(StaleErratumError):
        withdraw_erratum(question=question, reason="Nej.", by=manager, seen=erratum.pk + 1)
    assert Erratum.objects.get().is_current


@pytest.mark.parametrize("state", SurveyState)
def test_errata_are_written_from_opening_to_archive(survey, question, manager, state):
    survey.state = state
    survey.save()
    if state in {SurveyState.DRAFT, SurveyState.ARCHIVED}:
        with pytest.raises(SurveyError, match="fra tilsynet åbner"):
            write_erratum(question=question, text=WORDS, by=manager, seen=0)
    else:
        write_erratum(question=question, text=WORDS, by=manager, seen=0)
    assert Erratum.objects.exists() == (state not in {SurveyState.DRAFT, SurveyState.ARCHIVED})


@pytest.mark.parametrize("page", ["overview", "area", "history", "evidence", "submit", "answers"])
def test_a_municipality_reads_it_wherever_it_reads_the_question(client, lead, submitted_response, erratum, page):
    client.force_login(lead)
    question = {"area": "dpia", "question": "dpia-headline"}
    place = {"area": {"area": "dpia"}, "history": question, "evidence": question}
    found = client.get(url_of(submitted_response, page, **place.get(page, {})))

    assert found.status_code == 200
    if page == "overview":
        assert "har rettet spørgsmål" in text_of(found)
        assert f"{url_of(submitted_response, 'area', area='dpia')}#spoergsmaal-dpia-headline" in text_of(found)
    else:
        assert WORDS in text_of(found)


def test_whoever_answers_reads_it_beside_the_question(client, lead, draft_response, erratum):
    client.force_login(lead)
    here = text_of(client.get(url_of(draft_response, "area", area="dpia")))
    other = text_of(client.get(url_of(draft_response, "area", area="deletion")))

    assert WORDS in here
    assert "Der er en rettelse til" in here
    assert WORDS not in other
    assert "Der er en rettelse til" not in other


def test_a_withdrawn_erratum_is_read_by_staff_alone(client, lead, manager, question, draft_response, erratum):
    withdraw_erratum(question=question, reason="Ingen fejl alligevel.", by=manager, seen=erratum.pk)
    client.force_login(lead)
    assert WORDS not in text_of(client.get(url_of(draft_response, "area", area="dpia")))
    assert "har rettet spørgsmål" not in text_of(client.get(url_of(draft_response, "overview")))

    client.force_login(manager)
    page = text_of(client.get(address()))
    assert WORDS in page
    assert "Ingen fejl alligevel." in page


def test_staff_see_which_submissions_came_before_it(client, case_handler, submitted_response, question, manager):
    page = reverse("surveys:response", args=["2026", submitted_response.municipality.code])
    client.force_login(case_handler)
    assert "Indsendt før rettelsen" not in text_of(client.get(page))

    write_erratum(question=question, text=WORDS, by=manager, seen=0)
    assert text_of(client.get(page)).count("Indsendt før rettelsen") == 1

    Erratum.objects.update(at=timezone.now() - timedelta(days=9))
    after = text_of(client.get(page))
    assert WORDS in after
    assert "Indsendt før rettelsen" not in after


def test_the_page_behind_a_figure_has_it(client, auditor, survey, erratum):
    client.force_login(auditor)
    assert WORDS in text_of(client.get(reverse("reports:tally_question", args=["2026", "dpia-headline"])))


def test_the_workbook_has_it_in_plain_text(draft_response, question, manager):
    write_erratum(question=question, text="Læs **systemer**.", by=manager, seen=0)

    sheet = load_workbook(BytesIO(write_workbook(select_workbook(draft_response, timezone.now()))))["Svar"]

    cells = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    [help_text] = [text for text in cells if text.startswith("Rettelse ")]
    assert help_text.endswith(": Læs systemer.\n\nTæl systemerne.")


def test_a_manager_writes_words_anew_and_withdraws_on_the_pages(client, manager, question):
    client.force_login(manager)
    page = client.post(address(), {"text": WORDS, "seen": "0"}, follow=True)
    assert "Rettelsen er gemt og vises nu ved spørgsmålet." in text_of(page)
    first = question.errata.current().get()

    client.post(address(), {"text": "Bedre ord.", "seen": str(first.pk)})
    second = question.errata.current().get()
    assert (second.text, second.corrects) == ("Bedre ord.", first)

    client.post(address("withdraw_erratum"), {"reason": "Der var ingen fejl.", "seen": str(second.pk)})
    assert not question.errata.current().exists()
    listed = text_of(client.get(reverse("surveys:errata", args=["2026"])))
    assert "Ingen spørgsmål har en rettelse." in listed
    assert "Trukket tilbage" in listed


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("erratum", {"text": ""}, "Skriv rettelsen."),
        ("erratum", {"text": "x" * 2001}, "Skriv højst 2000 tegn."),
        ("erratum", {"text": "Ring om 010190-1234."}, "CPR-nummer"),
        ("withdraw_erratum", {"reason": ""}, "Skriv hvorfor."),
        ("withdraw_erratum", {"reason": "Anne, 070761-4285, spurgte."}, "CPR-nummer: Anne, xxxxxx-xxxx, spurgte."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, manager, erratum, name, data, told):
    client.force_login(manager)
    answer = client.post(address(name), data | {"seen": str(erratum.pk)})

    assert answer.status_code == 422
    assert told in text_of(answer)
    assert all(text in answer.content.decode() for text in data.values())
    assert Erratum.objects.get().is_current


@pytest.mark.parametrize(("name", "field"), [("erratum", "text"), ("withdraw_erratum", "reason")])
def test_the_slower_of_two_is_told_and_may_send_again(client, manager, question, erratum, name, field):
    client.force_login(manager)
    answer = client.post(address(name), {field: "Mine ord.", "seen": "0"})

    assert answer.status_code == 409
    assert "En anden har ændret rettelsen imens." in text_of(answer)
    form = answer.context["form"]
    assert form[field].value() == "Mine ord."
    assert client.post(address(name), {field: "Mine ord.", "seen": form["seen"].value()}).status_code == 302


def test_a_survey_being_prepared_has_no_errata(client, manager, db):
    make_survey("2027", is_open=False)
    client.force_login(manager)
    assert client.get(reverse("surveys:errata", args=["2027"])).status_code == 404


@pytest.mark.parametrize("errata", [1, 3])
def test_the_list_costs_the_same_however_many(client, auditor, survey, manager, errata, django_assert_num_queries):
    for question in survey.questions.all()[:errata]:
        write_erratum(question=question, text=WORDS, by=manager, seen=0)
    client.force_login(auditor)
    page = reverse("surveys:errata", args=["2026"])
    client.get(page)
    with django_assert_num_queries(6):  # session, person, roles, survey, errata, questions
        client.get(page)


def test_pages_cost_the_same_with_and_without(client, lead, survey, manager, municipality):
    """The erratum comes with the question, in the same query."""
    response = make_response(survey, municipality)
    make_submission(response, by=lead)
    client.force_login(lead)
    pages = [url_of(response, "area", area="dpia"), url_of(response, "submit"), url_of(response, "overview")]
    counts = [queries_of(client, page) for page in pages]
    for question in survey.questions.all():
        write_erratum(question=question, text=WORDS, by=manager, seen=0)
    assert [queries_of(client, page) for page in pages] == counts


def queries_of(client, page):
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    return len(queries)
