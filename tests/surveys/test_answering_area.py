"""An area's page, saved by its buttons: what works without any script."""

import pytest
from django.urls import reverse

from surveys.enums import ResponseState
from surveys.merge import Value
from surveys.models import AnswerRevision
from surveys.services.responses import move_response
from tests.factories.surveys import answer, fill_response
from tests.surveys.pages import page, text_of, typed, url

HEADLINE = "deletion-headline"


@pytest.fixture
def area_url(draft_response):
    return url(draft_response, "area", area="deletion")


def current(response, key=HEADLINE):
    return response.answers.filter(question__key=key).values_list("choice", "not_relevant", "comment").first()


def test_area_page_asks_each_question_once(client, lead, area_url):
    client.force_login(lead)

    shown = text_of(client.get(area_url))

    assert shown.count('class="form-radio"') == 5 + 5 + 6
    assert "Spørgsmål 1 om Sletning?" in shown
    assert "Tæl i systemer" in shown
    assert "Artikel 32" in shown
    assert "Gem og gå videre" in shown
    assert shown.count("Ikke relevant") == 1


def test_area_page_takes_nine_queries(client, lead, draft_response, area_url, django_assert_num_queries):
    fill_response(draft_response, by=lead)
    client.force_login(lead)
    client.get(area_url)

    with django_assert_num_queries(9):
        client.get(area_url)


def test_area_page_unknown_area_is_404(client, lead, draft_response):
    client.force_login(lead)

    assert client.get(url(draft_response, "area", area="findes-ikke")).status_code == 404


def test_area_page_of_another_municipality_is_404(client, outsider, area_url):
    client.force_login(outsider)

    assert client.get(area_url).status_code == 404
    assert client.post(area_url, page(typed(HEADLINE, "4"))).status_code == 404


def test_area_save_stores_answers_and_stays(client, lead, draft_response, area_url):
    client.force_login(lead)

    answered = client.post(area_url, page(typed(HEADLINE, "3", "Næsten alle"), typed("deletion-3", "-", "Ingen")))

    assert answered.status_code == 302
    assert answered.url == area_url
    assert current(draft_response) == (3, False, "Næsten alle")
    assert current(draft_response, "deletion-3") == (None, True, "Ingen")
    draft_response.refresh_from_db()
    assert draft_response.answered_count == 2
    assert "Svarene er gemt." in text_of(client.get(area_url))


def test_area_save_writes_a_revision_only_for_what_changed(client, lead, draft_response, area_url):
    client.force_login(lead)
    client.post(area_url, page(typed(HEADLINE, "3")))

    client.post(area_url, page(typed(HEADLINE, "3", versions="1.1"), typed("deletion-2", "0")))

    saved = AnswerRevision.objects.values_list("answer__question__key", "version", "choice").order_by("pk")
    assert list(saved) == [(HEADLINE, 1, 3), ("deletion-2", 1, 0)]


def test_area_save_and_go_on_leads_to_the_next_area(client, lead, draft_response, area_url):
    client.force_login(lead)

    answered = client.post(area_url, page(typed(HEADLINE, "4"), next="1"))

    assert answered.url == url(draft_response, "area", area="outgoing-mail")


def test_area_save_and_go_on_from_the_last_area_leads_to_the_check_page(client, lead, draft_response):
    client.force_login(lead)
    sent = typed("dane-headline", "4") | typed("dane-2") | typed("dane-3") | {"next": "1"}

    answered = client.post(url(draft_response, "area", area="dane"), sent)

    assert answered.url == url(draft_response, "submit")


def test_area_clear_removes_the_choice_and_keeps_what_was_typed(client, lead, draft_response, area_url):
    answer(draft_response, HEADLINE, Value(choice=4), by=lead)
    client.force_login(lead)

    answered = client.post(
        area_url, page(typed(HEADLINE, "4", "Nyt", versions="1.1"), typed("deletion-2", "2"), clear=HEADLINE)
    )

    assert answered.url == f"{area_url}#spoergsmaal-{HEADLINE}"
    assert current(draft_response) == (None, False, "Nyt")
    assert current(draft_response, "deletion-2") == (2, False, "")
    draft_response.refresh_from_db()
    assert draft_response.answered_count == 1


def test_area_too_long_comment_is_kept_on_the_page_and_the_rest_is_saved(client, lead, draft_response, area_url):
    client.force_login(lead)
    long = "æ" * 5001

    answered = client.post(area_url, page(typed(HEADLINE, "4", long), typed("deletion-2", "1")))

    shown = text_of(answered)
    assert answered.status_code == 422
    assert long in shown
    assert shown.count("Spørgsmål 1: Kommentaren er på 5001 tegn. Forkort den til højst 5000 tegn.") == 2
    assert f'href="#id_{HEADLINE}-comment"' in shown
    assert current(draft_response) is None
    assert current(draft_response, "deletion-2") == (1, False, "")


def test_area_unknown_choice_is_refused_beside_the_question(client, lead, draft_response, area_url):
    client.force_login(lead)

    answered = client.post(area_url, page(typed(HEADLINE, "9", "Står her stadig")))

    shown = text_of(answered)
    assert answered.status_code == 422
    assert shown.count("Spørgsmål 1: Vælg en af svarmulighederne.") == 2
    assert "Står her stadig" in shown
    assert not draft_response.answers.exists()


def test_area_not_relevant_is_refused_where_the_question_does_not_allow_it(client, lead, draft_response, area_url):
    client.force_login(lead)

    answered = client.post(area_url, page(typed(HEADLINE, "-", "Passer ikke")))

    assert "Vælg en af svarmulighederne." in text_of(answered)
    assert not draft_response.answers.exists()


def test_area_not_relevant_without_reason_is_saved_as_draft(client, lead, draft_response, area_url):
    client.force_login(lead)

    answered = client.post(area_url, page(typed("deletion-3", "-")))

    assert answered.status_code == 302
    assert current(draft_response, "deletion-3") == (None, True, "")


def test_area_line_breaks_of_a_browser_do_not_change_a_comment(client, lead, draft_response, area_url):
    answer(draft_response, HEADLINE, Value(choice=4, comment="En\nto"), by=lead)
    client.force_login(lead)

    client.post(area_url, page(typed(HEADLINE, "4", "En\r\nto", versions="1.1")))

    assert current(draft_response) == (4, False, "En\nto")
    assert AnswerRevision.objects.count() == 1


@pytest.mark.parametrize("versions", ["", "1", "x.1", "1.-1", "1.1.1"])
def test_area_without_a_version_saves_nothing(client, lead, draft_response, area_url, versions):
    client.force_login(lead)

    answered = client.post(area_url, page(typed(HEADLINE, "4", versions=versions)))

    assert "Siden er forældet. Genindlæs den, og prøv igen." in text_of(answered)
    assert not draft_response.answers.exists()


def test_area_conflict_shows_both_texts_and_keeps_the_typed_one_in_the_field(
    client, lead, contributor, draft_response, area_url
):
    answer(draft_response, HEADLINE, Value(comment="Fælles"), by=lead)
    answer(draft_response, HEADLINE, Value(comment="Bos tekst"), by=contributor, base_version=1)
    client.force_login(lead)

    answered = client.post(area_url, page(typed(HEADLINE, "4", "Leas tekst", versions="1.1")))

    shown = text_of(answered)
    assert answered.status_code == 422
    assert shown.count("Spørgsmål 1: Bo Bidrag har ændret kommentaren imens.") == 2
    assert "<p>Bos tekst</p>" in shown
    assert ">\nLeas tekst</textarea>" in answered.content.decode()
    assert current(draft_response) == (4, False, "Bos tekst"), "the choice was free to save, the comment was not"


def test_area_conflict_comes_back_until_the_person_chooses(client, lead, contributor, draft_response, area_url):
    answer(draft_response, HEADLINE, Value(comment="Fælles"), by=lead)
    answer(draft_response, HEADLINE, Value(comment="Bos tekst"), by=contributor, base_version=1)
    client.force_login(lead)

    again = client.post(area_url, page(typed(HEADLINE, "", "Leas tekst", versions="1.1"), next="1"))

    assert again.status_code == 422
    assert current(draft_response) == (None, False, "Bos tekst")


def test_area_conflict_saved_over_takes_the_persons_own_text(client, lead, contributor, draft_response, area_url):
    answer(draft_response, HEADLINE, Value(comment="Fælles"), by=lead)
    answer(draft_response, HEADLINE, Value(comment="Bos tekst"), by=contributor, base_version=1)
    client.force_login(lead)
    sent = typed(HEADLINE, "", "Leas tekst", versions="1.1") | {f"{HEADLINE}-seen": "2"}

    answered = client.post(area_url, page(sent, mine=HEADLINE))

    assert answered.url == f"{area_url}#spoergsmaal-{HEADLINE}"
    assert current(draft_response) == (None, False, "Leas tekst")
    assert list(AnswerRevision.objects.values_list("comment", flat=True)) == ["Fælles", "Bos tekst", "Leas tekst"]


def test_area_conflict_saved_over_leaves_a_choice_the_person_never_saw(
    client, lead, contributor, draft_response, area_url
):
    answer(draft_response, HEADLINE, Value(choice=1, comment="Fælles"), by=lead)
    answer(draft_response, HEADLINE, Value(choice=4, comment="Bos tekst"), by=contributor, base_version=1)
    client.force_login(lead)
    sent = typed(HEADLINE, "1", "Leas tekst", versions="1.1") | {f"{HEADLINE}-seen": "2"}

    client.post(area_url, page(sent, mine=HEADLINE))

    assert current(draft_response) == (4, False, "Leas tekst")


def test_area_conflict_that_moved_on_is_shown_again(client, lead, contributor, draft_response, area_url):
    answer(draft_response, HEADLINE, Value(comment="Fælles"), by=lead)
    answer(draft_response, HEADLINE, Value(comment="Bos tekst"), by=contributor, base_version=1)
    answer(draft_response, HEADLINE, Value(comment="Bos anden tekst"), by=contributor, base_version=2)
    client.force_login(lead)
    sent = typed(HEADLINE, "", "Leas tekst", versions="1.1") | {f"{HEADLINE}-seen": "2"}

    answered = client.post(area_url, page(sent, mine=HEADLINE))

    assert "<p>Bos anden tekst</p>" in text_of(answered)
    assert current(draft_response) == (None, False, "Bos anden tekst")


def test_area_conflict_given_up_keeps_the_colleagues_text(client, lead, contributor, draft_response, area_url):
    answer(draft_response, HEADLINE, Value(comment="Fælles"), by=lead)
    answer(draft_response, HEADLINE, Value(comment="Bos tekst"), by=contributor, base_version=1)
    client.force_login(lead)

    answered = client.post(area_url, page(typed(HEADLINE, "", "Leas tekst", versions="1.1"), keep=HEADLINE))

    assert answered.status_code == 302
    assert current(draft_response) == (None, False, "Bos tekst")


def test_area_conflict_given_up_saves_what_was_typed_beside_it(client, lead, contributor, draft_response, area_url):
    answer(draft_response, HEADLINE, Value(choice=1, comment="Fælles"), by=lead)
    answer(draft_response, HEADLINE, Value(choice=1, comment="Bos tekst"), by=contributor, base_version=1)
    client.force_login(lead)

    answered = client.post(
        area_url, page(typed(HEADLINE, "4", "Leas tekst", versions="1.1"), keep=HEADLINE), follow=True
    )

    assert current(draft_response) == (4, False, "Bos tekst")
    assert "En kollega har også ændret" not in text_of(answered), "the person has just been told"


def test_area_merge_of_different_fields_says_that_a_colleague_wrote_too(
    client, lead, contributor, draft_response, area_url
):
    answer(draft_response, HEADLINE, Value(choice=1), by=lead)
    answer(draft_response, HEADLINE, Value(choice=1, comment="Bos tekst"), by=contributor, base_version=1)
    client.force_login(lead)

    answered = client.post(area_url, page(typed(HEADLINE, "4", versions="1.1")), follow=True)

    assert "En kollega har også ændret svar her imens. Siden viser det nyeste." in text_of(answered)
    assert current(draft_response) == (4, False, "Bos tekst")


def test_area_saved_too_late_shows_the_typed_text_and_stores_nothing(client, lead, draft_response, area_url):
    fill_response(draft_response, by=lead)
    client.force_login(lead)
    client.post(url(draft_response, "submit"), {"submit": "1", "seen": "15"})

    answered = client.post(area_url, page(typed(HEADLINE, "0", "For sent skrevet", versions="1.1")))

    shown = text_of(answered)
    assert answered.status_code == 409
    assert "Svarene er ikke gemt" in shown
    assert "For sent skrevet" in shown
    assert current(draft_response) == (4, False, "")


@pytest.mark.parametrize("role", ["reader", "approver"])
def test_area_is_read_but_not_changed_by_other_roles(client, request, role, draft_response, area_url):
    answer(draft_response, HEADLINE, Value(choice=3, comment="Kan læses"))
    client.force_login(request.getfixturevalue(role))

    shown = text_of(client.get(area_url))

    assert "Kan læses" in shown
    assert "Delvist – mere end 2/3 gennemført" in shown
    assert "<textarea" not in shown
    assert client.post(area_url, page(typed(HEADLINE, "4", versions="1.1"))).status_code == 403
    assert current(draft_response) == (3, False, "Kan læses")


def test_area_of_a_submitted_response_is_for_reading(client, lead, submitted_response):
    client.force_login(lead)

    shown = text_of(client.get(url(submitted_response, "area", area="deletion")))

    assert "I kan læse svarene her, men ikke ændre dem." in shown
    assert "<textarea" not in shown


def test_area_of_a_returned_response_shows_the_agencys_reason(client, lead, case_handler, submitted_response):
    move_response(response=submitted_response, target=ResponseState.RETURNED, by=case_handler, reason="Uddyb svar 2")
    client.force_login(lead)

    for place in (url(submitted_response, "area", area="deletion"), url(submitted_response, "overview")):
        shown = text_of(client.get(place))
        assert "har sendt besvarelsen tilbage" in shown
        assert "<p>Uddyb svar 2</p>" in shown
    assert "<textarea" in text_of(client.get(url(submitted_response, "area", area="deletion")))


def test_area_page_is_never_kept_by_the_browser(client, lead, area_url):
    client.force_login(lead)

    assert "no-store" in client.get(area_url)["Cache-Control"]


def test_area_page_needs_sign_in(client, area_url):
    answered = client.get(area_url)

    assert answered.status_code == 302
    assert answered.url.startswith(reverse("account_login"))
