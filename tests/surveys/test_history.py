"""The history of an answer: every value, whose, when, and how the text differs from the one before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.history import Piece, differences
from surveys.merge import Value
from tests.factories.surveys import answer
from tests.surveys.pages import text_of, url

KEY = "deletion-headline"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ()),
        ("", "ny", (Piece("added", "ny"),)),
        ("væk", "", (Piece("removed", "væk"),)),
        (
            "et to tre",
            "et fire tre",
            (Piece("", "et "), Piece("removed", "to "), Piece("added", "fire "), Piece("", "tre")),
        ),
    ],
)
def test_differences_are_by_word(before, after, expected):
    assert differences(before, after) == expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_off_the_differences(before, after):
    pieces = differences(before, after)

    assert "".join(piece.text for piece in pieces if piece.change != "added") == before
    assert "".join(piece.text for piece in pieces if piece.change != "removed") == after


@pytest.fixture
def history_url(draft_response):
    return url(draft_response, "history", area="deletion", question=KEY)


def test_history_tells_who_changed_what_with_the_earlier_text(
    client, draft_response, lead, contributor, reader, history_url
):
    answer(draft_response, KEY, Value(choice=2, comment="Vi er i gang"), by=lead)
    answer(draft_response, KEY, Value(choice=4, comment="Vi er færdige"), by=contributor, base_version=1)
    client.force_login(reader)

    shown = text_of(client.get(history_url))

    assert shown.index("Bo Bidrag") < shown.index("Lea Leder"), "newest first"
    assert '<ins><span class="sr-only">Nyt: </span>Ja</ins>' in shown
    assert "Delvist – mellem 1/3 og 2/3 gennemført</del>" in shown
    assert '<del><span class="sr-only">[slettet: </span>i gang' in shown
    assert '<ins><span class="sr-only">[tilføjet: </span>færdige' in shown


def test_history_escapes_what_was_written(client, draft_response, lead, history_url):
    answer(draft_response, KEY, Value(comment="<script>alert(1)</script>"), by=lead)
    client.force_login(lead)

    assert "<script>alert" not in client.get(history_url).content.decode()


def test_history_of_an_unanswered_question_says_so(client, lead, history_url):
    client.force_login(lead)

    assert "Spørgsmålet er ikke besvaret endnu" in text_of(client.get(history_url))


def test_history_of_a_question_in_another_area_is_404(client, lead, draft_response):
    client.force_login(lead)

    assert client.get(url(draft_response, "history", area="dane", question=KEY)).status_code == 404


def test_history_takes_as_many_queries_for_three_changes_as_for_one(
    client, draft_response, lead, history_url, django_assert_num_queries
):
    client.force_login(lead)
    answer(draft_response, KEY, Value(choice=0), by=lead)
    client.get(history_url)
    with django_assert_num_queries(7):
        client.get(history_url)
    for version, choice in enumerate((1, 2), start=1):
        answer(draft_response, KEY, Value(choice=choice), by=lead, base_version=version)
    with django_assert_num_queries(7):
        client.get(history_url)


def test_area_page_links_to_the_history_of_what_is_answered(client, draft_response, lead, history_url):
    answer(draft_response, KEY, Value(choice=0), by=lead)
    client.force_login(lead)

    shown = client.get(url(draft_response, "area", area="deletion")).content.decode()

    assert shown.count("historik/") == 1
    assert history_url in shown


def test_those_who_only_read_an_area_are_led_to_the_history_too(client, draft_response, lead, reader, history_url):
    answer(draft_response, KEY, Value(choice=0), by=lead)
    client.force_login(reader)

    shown = client.get(url(draft_response, "area", area="deletion")).content.decode()

    assert shown.count("historik/") == 1
    assert history_url in shown
