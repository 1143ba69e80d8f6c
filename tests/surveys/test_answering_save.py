"""One answer saved by itself: what the script posts and what it gets back."""

import pytest

from surveys.enums import SurveyState
from surveys.merge import Value
from surveys.models import AnswerRevision
from surveys.services.surveys import move_survey
from tests.factories.surveys import answer, fill_response
from tests.surveys.pages import text_of, typed, url

HEADLINE = "deletion-headline"


@pytest.fixture
def save_url(draft_response):
    return url(draft_response, "save_answer", area="deletion", question=HEADLINE)


def current(response):
    return response.answers.filter(question__key=HEADLINE).values_list("choice", "comment", "version").first()


def versions_in(answered) -> str:
    return f'name="{HEADLINE}-versions" value="{{}}" id="id_{HEADLINE}-versions" hx-swap-oob="true"'


def test_save_stores_and_says_when(client, lead, draft_response, save_url):
    client.force_login(lead)

    answered = client.post(save_url, typed(HEADLINE, "4", "Ja da"))

    saved_at = draft_response.answers.get().saved_at.astimezone()
    assert answered.status_code == 200
    assert current(draft_response) == (4, "Ja da", 1)
    assert f"Gemt {saved_at:%H.%M}" in text_of(answered)
    assert versions_in(answered).format("1.1") in text_of(answered)


def test_save_of_a_new_answer_takes_ten_queries(client, lead, save_url, django_assert_num_queries):
    """Eight that read or write, and the two that open and close the transaction."""
    client.force_login(lead)
    client.get(save_url)

    with django_assert_num_queries(10) as queries:
        client.post(save_url, typed(HEADLINE, "4"))
    assert count_transaction(queries) == 2


def test_save_of_a_changed_answer_takes_nine_queries(client, lead, save_url, django_assert_num_queries):
    """Seven that read or write, and the two that open and close the transaction."""
    client.force_login(lead)
    client.post(save_url, typed(HEADLINE, "4"))

    with django_assert_num_queries(9) as queries:
        client.post(save_url, typed(HEADLINE, "3", versions="1.1"))
    assert count_transaction(queries) == 2


def count_transaction(queries) -> int:
    return sum(query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in queries)


def test_save_of_the_same_value_writes_nothing(client, lead, draft_response, save_url):
    client.force_login(lead)
    client.post(save_url, typed(HEADLINE, "4"))

    answered = client.post(save_url, typed(HEADLINE, "4", versions="1.1"))

    assert answered.status_code == 200
    assert AnswerRevision.objects.count() == 1


def test_save_conflict_answers_409_with_both_texts_and_who_and_when(
    client, lead, contributor, draft_response, save_url
):
    answer(draft_response, HEADLINE, Value(comment="Fælles"), by=lead)
    answer(draft_response, HEADLINE, Value(comment="Bos <tekst>"), by=contributor, base_version=1)
    at = draft_response.answers.get().saved_at.astimezone()
    client.force_login(lead)

    answered = client.post(save_url, typed(HEADLINE, "", "Leas tekst", versions="1.1"))

    shown = text_of(answered)
    assert answered.status_code == 409
    assert "<strong>Bo Bidrag</strong>" in shown
    assert f"kl. {at:%H.%M}" in shown
    assert "<p>Bos &lt;tekst&gt;</p>" in shown
    assert "<p>Leas tekst</p>" in shown
    assert f'name="{HEADLINE}-seen" value="2"' in shown
    assert versions_in(answered).format("2.1") in shown, "the comment on the screen still starts from version 1"
    assert current(draft_response) == (None, "Bos <tekst>", 2)


def test_save_names_who_wrote_the_text_not_who_saved_last(client, lead, contributor, draft_response, save_url):
    answer(draft_response, HEADLINE, Value(comment="Fælles"), by=lead)
    answer(draft_response, HEADLINE, Value(comment="Bos tekst"), by=contributor, base_version=1)
    client.force_login(lead)

    answered = client.post(save_url, typed(HEADLINE, "4", "Leas tekst", versions="1.1"))

    assert current(draft_response) == (4, "Bos tekst", 3), "the lead's choice was stored last"
    assert "<strong>Bo Bidrag</strong>" in text_of(answered)


def test_save_beside_a_colleagues_change_keeps_theirs_through_the_next_save(
    client, lead, contributor, draft_response, save_url
):
    """The screen still shows the old choice; saving the comment twice must not put it back."""
    answer(draft_response, HEADLINE, Value(choice=1), by=lead)
    answer(draft_response, HEADLINE, Value(choice=4), by=contributor, base_version=1)
    client.force_login(lead)

    first = client.post(save_url, typed(HEADLINE, "1", "Første", versions="1.1"))
    second = client.post(save_url, typed(HEADLINE, "1", "Anden", versions="1.3"))

    assert "Bo Bidrag har også rettet svaret til »Ja«." in text_of(first)
    assert versions_in(first).format("1.3") in text_of(first)
    assert second.status_code == 200
    assert current(draft_response) == (4, "Anden", 4)


def test_save_of_a_locked_response_answers_409_and_stores_nothing(client, lead, draft_response, save_url):
    fill_response(draft_response, by=lead)
    client.force_login(lead)
    client.post(url(draft_response, "submit"), {"submit": "1", "seen": "15"})

    answered = client.post(save_url, typed(HEADLINE, "0", "For sent", versions="1.1"))

    assert answered.status_code == 409
    assert "data-locked" in text_of(answered)
    assert "Besvarelsen er låst, så ændringen er ikke gemt." in text_of(answered)
    assert current(draft_response) == (4, "", 1)


def test_save_in_a_closed_survey_is_refused(client, lead, survey, draft_response, save_url):
    move_survey(survey=survey, target=SurveyState.CLOSED)
    client.force_login(lead)

    assert client.post(save_url, typed(HEADLINE, "4")).status_code == 409
    assert current(draft_response) is None


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        (typed(HEADLINE, "7"), "Vælg en af svarmulighederne."),
        (typed(HEADLINE, "4", "æ" * 5001), "Kommentaren er på 5001 tegn. Forkort den til højst 5000 tegn."),
        (typed(HEADLINE, "-", "Passer ikke"), "Spørgsmålet kan ikke besvares med »Ikke relevant«."),
        (typed(HEADLINE, "4", versions=""), "Siden er forældet. Genindlæs den, og prøv igen."),
    ],
)
def test_save_of_unsound_input_answers_422_and_says_why(client, lead, draft_response, save_url, sent, problem):
    client.force_login(lead)

    answered = client.post(save_url, sent)

    assert answered.status_code == 422
    assert f"Ikke gemt. {problem}" in text_of(answered)
    assert current(draft_response) is None


@pytest.mark.parametrize("role", ["reader", "approver"])
def test_save_by_other_roles_is_refused(client, request, role, draft_response, save_url):
    client.force_login(request.getfixturevalue(role))

    assert client.post(save_url, typed(HEADLINE, "4")).status_code == 403
    assert current(draft_response) is None


def test_save_by_another_municipality_is_404(client, outsider, draft_response, save_url):
    client.force_login(outsider)

    assert client.post(save_url, typed(HEADLINE, "4")).status_code == 404
    assert current(draft_response) is None


@pytest.mark.parametrize(
    "place", [{"area": "deletion", "question": "nej"}, {"area": "nej", "question": HEADLINE}], ids=["question", "area"]
)
def test_save_of_what_is_not_asked_is_404(client, lead, draft_response, place):
    client.force_login(lead)

    sent = typed(place["question"], "4")
    assert client.post(url(draft_response, "save_answer", **place), sent).status_code == 404


def test_save_is_never_a_get(client, lead, save_url):
    client.force_login(lead)

    assert client.get(save_url).status_code == 405
