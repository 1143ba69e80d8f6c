"""Reading a submission beside the one before it, and beside the answers of the survey before."""

from datetime import timedelta

import pytest
from django.urls import reverse

from surveys.enums import Choice, ResponseState
from surveys.merge import Value
from surveys.models import Question, Response
from surveys.services.responses import move_response, submit_response
from tests.factories.evidence import put_file, take_off
from tests.factories.surveys import answer, make_response, make_submission, make_survey, submit_again, today
from tests.surveys.pages import text_of

LONG = "Vi sletter hver måned i alle systemer. " * 125


def read(client, response, query=""):
    address = reverse("surveys:response", args=[response.survey.slug, response.municipality.code])
    answered = client.get(address + query)
    assert answered.status_code == 200
    return text_of(answered)


@pytest.fixture
def changed(submitted_response, lead, case_handler, client) -> Response:
    """Two submissions: one choice went down, one comment and one file came."""
    move_response(
        response=submitted_response, target=ResponseState.RETURNED, by=case_handler, reason="R", own_deadline=today()
    )
    put_file(submitted_response, "access-2", "adgange.txt", by=lead)
    answer(submitted_response, "dpia-headline", Value(choice=Choice.NO), by=lead, base_version=1)
    answer(submitted_response, "dane-2", Value(4, comment="Vi har <b>to</b>."), by=lead, base_version=1)
    submit_response(response=submitted_response, by=lead)
    submitted_response.refresh_from_db()
    client.force_login(case_handler)
    return submitted_response


# --- Since the submission before --------------------------------------------------


def test_what_changed_is_counted_listed_and_said_in_words(client, changed):
    html = read(client, changed)
    assert "3 svar er ændret siden indsendelse nr. 1" in html
    for anchor in ("svar-dpia-headline", "svar-dane-2", "svar-access-2"):
        assert f'href="#{anchor}"' in html
        assert f'id="{anchor}"' in html
    assert "Svaret er ændret · Ringere svar · Tæller ikke længere" in html
    assert "Kommentaren er ændret" in html
    assert "<ins>Vi har &lt;b&gt;to&lt;/b&gt;.</ins>" in html
    assert 'adgange.txt</a> <span class="small">(11 bytes)</span> <strong class="change-mark">Ny</strong>' in html


def test_a_better_answer_and_a_file_taken_off_are_said(client, changed, lead, case_handler):
    move_response(response=changed, target=ResponseState.RETURNED, by=case_handler, reason="R", own_deadline=today())
    take_off(changed.evidence.get(), by=lead)
    answer(changed, "dpia-headline", Value(choice=Choice.MOST), by=lead, base_version=2)
    submit_response(response=changed, by=lead)
    html = read(client, changed)
    assert "2 svar er ændret siden indsendelse nr. 2" in html
    assert "Svaret er ændret · Bedre svar · Tæller nu" in html
    assert '<strong class="change-mark">Taget af</strong>' in html


def test_changed_answers_can_be_read_alone(client, changed):
    everything, alone = read(client, changed), read(client, changed, "?indsendelse=2&mod=1&vis=aendrede")
    assert everything.count('class="read-question"') == 15
    assert alone.count('class="read-question"') == 3
    assert "Sletning" not in alone
    assert "Vis alle svar" in alone
    assert "Vis kun de ændrede svar" in everything


def test_a_first_submission_is_compared_with_nothing(client, submitted_response, case_handler):
    client.force_login(case_handler)
    for query in ("", "?mod=1", "?indsendelse=1&mod=1", "?mod=7", "?vis=aendrede"):
        html = read(client, submitted_response, query)
        assert "siden indsendelse" not in html
        assert html.count('class="read-question"') == 15


def test_nothing_changed_is_said_and_everything_shown(client, submitted_response, lead, case_handler):
    submit_again(submitted_response, lead, case_handler)
    client.force_login(case_handler)
    html = read(client, submitted_response, "?vis=aendrede")
    assert "Ingen svar er ændret siden indsendelse nr. 1" in html
    assert html.count('class="read-question"') == 15


def test_any_two_submissions_can_be_compared_and_the_later_is_read(client, changed, lead, case_handler):
    submit_again(changed, lead, case_handler, dane_2=Value(4, comment="Vi har tre."))
    for query in ("?indsendelse=3&mod=1", "?indsendelse=1&mod=3"):
        html = read(client, changed, query)
        assert "3 svar er ændret siden indsendelse nr. 1" in html
        assert "tidligere indsendelse" not in html
    assert "1 svar er ændret siden indsendelse nr. 2" in read(client, changed)
    assert "siden indsendelse" not in read(client, changed, "?indsendelse=3&mod=0")
    earlier = read(client, changed, "?indsendelse=2")
    assert "3 svar er ændret siden indsendelse nr. 1" in earlier
    assert "tidligere indsendelse" in earlier


def test_the_choice_of_two_is_offered_where_there_are_three(client, changed, lead, case_handler):
    assert 'name="mod"' not in read(client, changed)
    submit_again(changed, lead, case_handler)
    html = read(client, changed)
    assert '<option value="3" selected>3</option>' in html
    assert '<option value="2" selected>2</option>' in html


def test_an_answer_taken_back_and_one_made_not_relevant_move_nowhere(client, submitted_response, lead, case_handler):
    submit_again(
        submitted_response,
        lead,
        case_handler,
        dpia_2=Value(),
        dpia_3=Value(not_relevant=True, comment="Vi har ingen."),
    )
    client.force_login(case_handler)
    html = read(client, submitted_response)
    assert "2 svar er ændret" in html
    assert "Bedre svar" not in html
    assert "Ringere svar" not in html


def test_one_word_of_a_long_comment_is_marked(client, submitted_response, lead, case_handler):
    submit_again(submitted_response, lead, case_handler, dane_2=Value(4, comment=LONG))
    submit_again(submitted_response, lead, case_handler, dane_2=Value(4, comment=LONG.replace("alle", "fire", 1)))
    client.force_login(case_handler)
    html = read(client, submitted_response)
    assert html.count("<del>") == html.count("<ins>") == 1
    assert "<del>alle</del>" in html
    assert "<ins>fire</ins>" in html


# --- The survey before ------------------------------------------------------------


@pytest.fixture
def earlier(municipality, lead):
    survey = make_survey("2024", municipalities=[municipality])
    survey.opened_at -= timedelta(days=700)
    survey.save()
    make_submission(
        make_response(survey, municipality),
        by=lead,
        dpia_headline=Value(choice=Choice.NO, comment="Ikke <i>endnu</i>."),
        dane_2=None,
    )
    return survey


def test_last_survey_stands_beside_each_answer(client, earlier, submitted_response, case_handler):
    client.force_login(case_handler)
    html, year = read(client, submitted_response), earlier.opened_at.year
    assert html.count('class="earlier"') == 15
    assert f'I {year}: Nej <span class="earlier-since">(bedre nu)</span>' in html
    assert "Ikke &lt;i&gt;endnu&lt;/i&gt;." in html
    assert f'<p class="earlier">I {year}: Ikke besvaret</p>' in html
    assert "lød anderledes" not in html
    assert "Grænsen" not in html


def test_other_words_and_another_threshold_are_said(client, earlier, submitted_response, case_handler):
    Question.objects.filter(survey=earlier, key="access-2").update(text="Hvad gør I?")
    Question.objects.filter(survey=earlier, key="dane-headline").update(threshold=Choice.MOST)
    Question.objects.filter(survey=earlier, key="dane-2").update(threshold=Choice.YES)
    client.force_login(case_handler)
    html = read(client, submitted_response)
    assert html.count("Spørgsmålet lød anderledes") == 1
    assert "Dengang lød spørgsmålet: »Hvad gør I?«" in html
    assert html.count("Grænsen var en anden") == 1
    assert f"Dengang talte svaret fra »{Choice.MOST.label}«." in html


def test_another_municipalitys_last_survey_is_not_shown(client, other_municipality, submitted_response, case_handler):
    survey = make_survey("2024", municipalities=[other_municipality])
    survey.opened_at -= timedelta(days=700)
    survey.save()
    make_submission(make_response(survey, other_municipality))
    client.force_login(case_handler)
    assert 'class="earlier"' not in read(client, submitted_response)


def test_comparing_takes_as_many_queries_whatever_changed(
    client, earlier, changed, lead, case_handler, django_assert_num_queries
):
    read(client, changed)
    with django_assert_num_queries(21):
        read(client, changed)
    submit_again(changed, lead, case_handler, **{f"{area}_2": Value(choice=1) for area in ("deletion", "access")})
    read(client, changed)
    with django_assert_num_queries(21):
        read(client, changed, "?indsendelse=3&mod=1")
