"""An answer whose choice and comment come from two hands is marked until someone has read it through."""

import pytest
from django.db import transaction

from surveys.merge import Value
from surveys.models import Answer, Response
from surveys.services.answers import confirm_read, lock_response
from surveys.services.errors import NotEditableError, ResponseError, UnlockedError
from tests.factories.surveys import answer, fill_response
from tests.surveys.pages import page, text_of, typed, url

KEY = "deletion-headline"
MARK = "Læs igennem."


def is_marked(response: Response) -> bool:
    return Answer.objects.get(response=response, question__key=KEY).needs_reading


def cross(response, lead, contributor):
    """The lead changes the choice, the contributor the comment, each from the same first version."""
    answer(response, KEY, Value(choice=2, comment="Fælles"), by=lead)
    answer(response, KEY, Value(choice=4, comment="Fælles"), by=lead, base_version=1)
    answer(response, KEY, Value(choice=2, comment="Bos tekst"), by=contributor, base_version=1)


def confirm(response, version):
    with transaction.atomic():
        locked = lock_response(Response.objects.all(), pk=response.pk)
        confirm_read(response=locked, question_key=KEY, version=version)


def test_fields_of_two_hands_are_both_kept_and_marked(draft_response, lead, contributor):
    cross(draft_response, lead, contributor)

    saved = draft_response.answers.get()
    assert (saved.choice, saved.comment, saved.needs_reading) == (4, "Bos tekst", True)


def test_one_hand_in_two_tabs_is_not_marked(draft_response, lead):
    cross(draft_response, lead, lead)

    assert not is_marked(draft_response)


def test_one_hand_after_the_other_is_not_marked(draft_response, lead, contributor):
    answer(draft_response, KEY, Value(choice=4), by=lead)
    answer(draft_response, KEY, Value(choice=4, comment="Jeg så dit svar"), by=contributor, base_version=1)

    assert not is_marked(draft_response)


def test_the_mark_stays_when_someone_saves_again(draft_response, lead, contributor):
    cross(draft_response, lead, contributor)
    answer(draft_response, KEY, Value(choice=4, comment="Rettet"), by=lead, base_version=3)

    assert is_marked(draft_response)


def test_confirming_takes_the_mark_off_and_changes_nothing_else(draft_response, lead, contributor):
    cross(draft_response, lead, contributor)
    before = Answer.objects.filter(response=draft_response).values("choice", "comment", "version", "saved_by").get()

    confirm(draft_response, version=3)

    assert not is_marked(draft_response)
    assert Answer.objects.filter(response=draft_response).values(*before).get() == before


def test_confirming_another_version_than_the_stored_is_refused(draft_response, lead, contributor):
    cross(draft_response, lead, contributor)

    with pytest.raises(ResponseError, match="rettet igen"):
        confirm(draft_response, version=2)
    assert is_marked(draft_response)


def test_confirming_in_a_submitted_response_is_refused(submitted_response):
    with pytest.raises(NotEditableError):
        confirm(submitted_response, version=1)


def test_confirming_needs_the_lock(draft_response):
    with pytest.raises(UnlockedError):
        confirm_read(response=draft_response, question_key=KEY, version=1)


def test_area_page_asks_to_read_through_and_a_button_confirms(client, draft_response, lead, contributor):
    cross(draft_response, lead, contributor)
    client.force_login(lead)
    area = url(draft_response, "area", area="deletion")
    assert MARK in text_of(client.get(area))

    answered = client.post(area, page(typed(KEY, "4", "Bos tekst", versions="3.3"), confirm=KEY))

    assert answered.url == f"{area}#spoergsmaal-{KEY}"
    assert not is_marked(draft_response)
    assert MARK not in text_of(client.get(area))


def test_area_page_does_not_confirm_what_the_screen_does_not_show(client, draft_response, lead, contributor):
    cross(draft_response, lead, contributor)
    client.force_login(lead)
    area = url(draft_response, "area", area="deletion")

    client.post(area, page(typed(KEY, "4", "Fælles", versions="2.2"), confirm=KEY))

    assert is_marked(draft_response)


def test_check_page_lists_what_to_read_through_and_still_submits(client, draft_response, lead, contributor):
    cross(draft_response, lead, contributor)
    fill_response(draft_response, by=lead, deletion_headline=None)
    client.force_login(lead)

    shown = text_of(client.get(url(draft_response, "submit")))

    assert "Læs disse svar igennem" in shown
    assert f"#spoergsmaal-{KEY}" in shown
    assert "Indsend besvarelsen" in shown


def test_check_page_says_nothing_where_nothing_is_to_read(client, draft_response, lead):
    fill_response(draft_response, by=lead)
    client.force_login(lead)

    assert "Læs disse svar igennem" not in text_of(client.get(url(draft_response, "submit")))
