"""Last survey's answer beside each question the two share: offered, and written only when someone takes it over."""

from datetime import timedelta

import pytest

from surveys.enums import ResponseState
from surveys.last_time import LastTime, select_last_time
from surveys.merge import Value
from surveys.models import Question, Survey
from surveys.services.responses import move_response
from tests.factories.surveys import answer, make_response, make_submission, make_survey
from tests.surveys.pages import page, text_of, typed, url

KEY = "deletion-headline"


def made_earlier(survey: Survey, days: int) -> Survey:
    survey.opened_at -= timedelta(days=days)
    survey.save()
    return survey


@pytest.fixture
def earlier(municipality, lead):
    """In 2024: Ja with a comment to the first question, not relevant to the third, the second left out."""
    survey = made_earlier(make_survey("2024", municipalities=[municipality]), days=700)
    response = make_response(survey, municipality)
    make_submission(
        response,
        by=lead,
        deletion_headline=Value(choice=4, comment="Som aftalt <b>dengang</b>"),
        deletion_2=None,
        deletion_3=Value(not_relevant=True, comment="Vi har ingen"),
    )
    return response


def last_time(response):
    return select_last_time(response, response.survey.questions.filter(area__key="deletion"))


def test_last_time_is_what_was_submitted_by_key(earlier, draft_response, django_assert_num_queries):
    questions = list(draft_response.survey.questions.filter(area__key="deletion"))

    with django_assert_num_queries(1):
        found = select_last_time(draft_response, questions)

    assert found == {
        KEY: LastTime("Tilsyn 2024", Value(choice=4, comment="Som aftalt <b>dengang</b>"), "", can_be_used=True),
        "deletion-3": LastTime("Tilsyn 2024", Value(not_relevant=True, comment="Vi har ingen"), "", can_be_used=True),
    }


def test_last_time_shows_the_old_wording_and_what_can_no_longer_be_chosen(earlier, draft_response):
    asked = draft_response.survey.questions
    asked.filter(key=KEY).update(text="Ny ordlyd?")
    asked.filter(key="deletion-3").update(allows_not_relevant=False)

    found = last_time(draft_response)

    assert found[KEY].old_text == Question.objects.get(survey=earlier.survey, key=KEY).text
    assert not found["deletion-3"].can_be_used


def test_last_time_is_the_latest_of_several_and_never_a_later_one(municipality, lead, earlier, draft_response):
    for slug, days in (("2025", 300), ("2020", 2000), ("2027", -300)):
        survey = made_earlier(make_survey(slug, municipalities=[municipality]), days=days)
        make_submission(make_response(survey, municipality), by=lead)

    assert last_time(draft_response)[KEY].survey == "Tilsyn 2025"


def test_last_time_ignores_what_was_never_submitted_or_withdrawn(municipality, lead, case_handler, draft_response):
    survey = made_earlier(make_survey("2025", municipalities=[municipality]), days=300)
    response = answer(make_response(survey, municipality), KEY, Value(choice=1), by=lead)
    assert last_time(draft_response) == {}

    make_submission(response, by=lead, deletion_headline=None)
    assert last_time(draft_response)
    move_response(response=response, target=ResponseState.WITHDRAWN, by=case_handler, reason="Udgår.")
    assert last_time(draft_response) == {}


def test_last_time_is_never_another_municipalitys(other_municipality, outsider, draft_response):
    survey = made_earlier(make_survey("2024", municipalities=[other_municipality]), days=700)
    make_submission(make_response(survey, other_municipality), by=outsider)

    assert last_time(draft_response) == {}


def test_area_page_offers_and_writes_nothing(client, earlier, draft_response, lead):
    client.force_login(lead)
    area = url(draft_response, "area", area="deletion")

    shown = client.get(f"{area}?fra=sidst").content.decode()

    assert shown.index("</fieldset>") < shown.index("Sidst svarede I: Ja"), "the question is read before its old answer"
    assert "Som aftalt &lt;b&gt;dengang&lt;/b&gt;" in shown
    assert shown.count('<details class="last-time" open>') == 2
    assert " checked" not in shown
    assert not draft_response.answers.exists()
    assert client.get(area).content.decode().count('<details class="last-time" open>') == 0


def test_saving_the_page_writes_no_offer(client, earlier, draft_response, lead):
    client.force_login(lead)

    client.post(url(draft_response, "area", area="deletion"), page(typed("deletion-2", "1")))

    assert list(draft_response.answers.values_list("question__key", flat=True)) == ["deletion-2"]


def test_taking_over_saves_that_question_as_any_save(client, earlier, draft_response, lead):
    client.force_login(lead)
    area = url(draft_response, "area", area="deletion")

    answered = client.post(area, page(use_last=KEY))

    assert answered.url == f"{area}#spoergsmaal-{KEY}"
    saved = draft_response.answers.get()
    assert (saved.question.key, saved.choice, saved.comment, saved.version, saved.saved_by) == (
        KEY, 4, "Som aftalt <b>dengang</b>", 1, lead,
    )  # fmt: skip


def test_taking_over_keeps_a_comment_that_was_written(client, earlier, draft_response, lead):
    client.force_login(lead)

    client.post(url(draft_response, "area", area="deletion"), page(typed(KEY, "", "Nyt i år"), use_last=KEY))

    assert draft_response.answers.get().comment == "Nyt i år"


def test_taking_over_meets_a_colleagues_answer_as_a_conflict(client, earlier, draft_response, lead, contributor):
    answer(draft_response, KEY, Value(choice=0), by=contributor)
    client.force_login(lead)

    answered = client.post(url(draft_response, "area", area="deletion"), page(use_last=KEY))

    assert answered.status_code == 422
    assert "Bo Bidrag har valgt et andet svar imens." in text_of(answered)
    assert draft_response.answers.get().choice == 0


def test_area_page_with_last_time_takes_nine_queries(client, earlier, draft_response, lead, django_assert_num_queries):
    client.force_login(lead)
    area = url(draft_response, "area", area="deletion")
    client.get(area)

    with django_assert_num_queries(9):
        client.get(area)
