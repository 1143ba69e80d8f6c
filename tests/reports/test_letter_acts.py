"""The agency's pages of letters: the list and its three acts, and the page of one draft."""

import re

import pytest
from django.urls import reverse

from municipalities.enums import StaffRole
from reports.enums import ItemState, JobKind, LetterState
from reports.models import Letter, LetterJob
from surveys.services.casework import set_case
from tests.factories.municipalities import make_municipality, make_staff
from tests.factories.reports import make_advice, make_approved, make_draft, make_letter
from tests.factories.surveys import make_submission, make_survey

CPR = "070761-4285"


@pytest.fixture
def response(submitted_response):
    make_advice(submitted_response.survey)
    return submitted_response


def address(name, response, **more):
    return reverse(f"reports:{name}", kwargs={"survey": response.survey.slug, **more})


def letter_address(response):
    return address("letter", response, code=response.municipality.code)


def post(client, name, response, **fields):
    return client.post(address(name, response), fields, follow=True).content.decode()


def signed_in(client, user):
    client.force_login(user)
    return client


def test_the_list_says_what_is_next_and_asks_two_things_of_the_letters(client, manager, lead):
    survey = make_survey("2030", municipalities=[make_municipality(f"By {number}") for number in range(4)])
    make_advice(survey)
    responses = [make_submission(response, by=lead).response for response in survey.responses.all()]
    make_draft(responses[1])
    make_approved(responses[2], manager)
    make_letter(responses[3], manager)
    page = signed_in(client, manager).get(address("letters", responses[0])).content.decode()
    for words in (
        "1 kommune mangler et udkast",
        "1 udkast venter på en leder",
        "1 brev er godkendt",
        "Se, hvad der ville stå",
        ">Udkast<span",
        ">Godkendt<span",
        "Brev 1<span",
    ):
        assert words in page, words


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client, manager, lead, count, django_assert_num_queries):
    survey = make_survey("2030", municipalities=[make_municipality(f"By {number}") for number in range(count)])
    make_advice(survey)
    for response in survey.responses.all():
        make_draft(make_submission(response, by=lead).response)
    signed_in(client, manager).get(address("letters", response))
    with django_assert_num_queries(10):
        client.get(address("letters", response))


def test_the_page_of_a_draft_costs_the_same_each_time(client, case_handler, response, django_assert_num_queries):
    make_draft(response)
    signed_in(client, case_handler).get(letter_address(response))
    with django_assert_num_queries(11):
        client.get(letter_address(response))


def test_drafts_are_confirmed_and_then_made_by_the_worker(client, case_handler, response):
    signed_in(client, case_handler)
    page = post(client, "draft_letters", response, alle="1")
    assert response.municipality.official_name in page
    assert not LetterJob.objects.exists()
    page = post(client, "draft_letters", response, kommune=response.municipality.code, bekraeft="1")
    job = LetterJob.objects.get()
    assert (job.kind, job.created_by) == (JobKind.DRAFT, case_handler)
    assert [item.response for item in job.items.all()] == [response]
    assert "0 af 1 udkast er færdige" in page


def test_a_job_is_cancelled_and_goes_on_from_its_page(client, case_handler, response):
    signed_in(client, case_handler)
    post(client, "draft_letters", response, kommune=response.municipality.code, bekraeft="1")
    job = LetterJob.objects.get()
    page = client.post(address("cancel_letter_job", response, job=job.pk), follow=True).content.decode()
    assert ("1 er annulleret" in page, "Fortsæt, hvor det slap" in page) == (True, True)
    page = client.post(address("resume_letter_job", response, job=job.pk), follow=True).content.decode()
    assert "Annuller resten" in page
    assert job.items.get().state == ItemState.WAITING


def test_a_manager_approves_many_and_is_told_which_not(client, manager, lead):
    survey = make_survey("2030", municipalities=[make_municipality("Fremmedby"), make_municipality("Egenby")])
    make_advice(survey)
    foreign, own = [make_submission(one, by=lead).response for one in survey.responses.order_by("pk")]
    make_draft(foreign)
    make_draft(own, manager)
    signed_in(client, manager)
    page = post(client, "approve_letters", own, alle="1")
    assert re.search(r"<strong>Egenby</strong>: Du har selv lavet udkastet", page)
    named = re.findall(r'name="brev" value="([^"]+)"', page)
    assert named == [f"{foreign.municipality.code}:{foreign.letters.get().content_digest}"]
    page = post(client, "approve_letters", own, brev=named, bekraeft="1")
    assert "1 brev er godkendt." in page
    assert (foreign.letters.get().approved_by, own.letters.get().approved_by) == (manager, None)


def test_a_manager_cannot_slip_past_the_list_either(client, manager, response):
    draft = make_draft(response, manager)
    signed_in(client, manager)
    page = post(
        client, "approve_letters", response, brev=f"{response.municipality.code}:{draft.content_digest}", bekraeft="1"
    )
    assert "Du har selv lavet udkastet" in page
    assert Letter.objects.get().state == LetterState.DRAFT


@pytest.mark.parametrize("brev", ["", "D001", ":", "0000:abc"])
def test_an_approval_that_names_nothing_approves_nothing(client, manager, response, brev):
    make_draft(response)
    signed_in(client, manager)
    assert "ikke udkast længere" in post(client, "approve_letters", response, brev=brev, bekraeft="1")
    assert Letter.objects.get().state == LetterState.DRAFT


@pytest.mark.parametrize(
    ("name", "words"),
    [("draft_letters", "at lave udkast til"), ("approve_letters", "at godkende"), ("issue_letters", "at udsende")],
)
def test_choosing_none_says_so(client, manager, response, name, words):
    assert words in post(signed_in(client, manager), name, response)


def test_only_approved_letters_are_offered_for_issuing(client, manager, response):
    make_draft(response)
    signed_in(client, manager)
    code = response.municipality.code
    assert "ingen breve at udsende" in post(client, "issue_letters", response, kommune=code, bekraeft="1")
    assert not LetterJob.objects.exists()


def test_the_draft_shows_why_each_paragraph_is_there(client, auditor, response):
    make_draft(response)
    page = signed_in(client, auditor).get(letter_address(response)).content.decode()
    assert "Bliv ved med deletion-headline." in page
    assert "Derfor rådet til »På plads«." in page
    assert "Gem teksten" not in page


def test_the_free_texts_are_saved_and_stand_in_the_pdf(client, case_handler, response):
    draft = make_draft(response)
    fields = {"greeting": "Kære Prøveby", "extra": "Første linje\r\nAnden linje", "seen": draft.content_digest}
    page = signed_in(client, case_handler).post(letter_address(response), fields, follow=True).content.decode()
    assert "Teksten er gemt." in page
    content = Letter.objects.get().content
    assert (content["greeting"], content["extra"]) == ("Kære Prøveby", "Første linje\nAnden linje")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"greeting": "x" * 121}, "Skriv højst 120 tegn"),
        ({"extra": "x" * 2001}, "Skriv højst 2000 tegn"),
        ({"extra": f"Ring om {CPR}."}, "CPR-nummer: Ring om xxxxxx-xxxx"),
        ({"greeting": "Kære 🙂"}, "har ikke tegnet 🙂"),
    ],
)
def test_a_text_that_is_not_taken_says_why_and_stays_in_the_page(client, case_handler, response, fields, words):
    draft = make_draft(response)
    page = signed_in(client, case_handler).post(letter_address(response), fields | {"seen": draft.content_digest})
    assert page.status_code == 422
    assert page.content.decode().count(words) == 2, "in the summary and next to the field"
    assert next(iter(fields.values())) in page.content.decode()
    assert Letter.objects.get().content == draft.content


@pytest.mark.parametrize(("length", "name"), [(120, "greeting"), (2000, "extra")])
def test_a_text_may_be_as_long_as_it_says(client, case_handler, response, length, name):
    draft = make_draft(response)
    fields = {name: "x" * length, "seen": draft.content_digest}
    assert signed_in(client, case_handler).post(letter_address(response), fields).status_code == 302


def test_facts_cannot_be_edited_through_the_form(client, case_handler, response):
    draft = make_draft(response)
    fields = {"extra": "Ord", "recipient": "En anden", "journal_number": "1", "seen": draft.content_digest}
    signed_in(client, case_handler).post(letter_address(response), fields)
    assert Letter.objects.get().content == draft.content | {"extra": "Ord"}


def test_words_written_at_the_same_time_are_both_kept(client, case_handler, response):
    draft = make_draft(response)
    signed_in(client, case_handler)
    for text in ("Den førstes ord", "Den andens ord"):
        page = client.post(letter_address(response), {"extra": text, "seen": draft.content_digest})
    assert page.status_code == 409
    words = page.content.decode()
    assert "Brevet er ændret, siden du så det." in words
    assert ("Den førstes ord" in words, "Den andens ord" in words) == (True, True)
    assert Letter.objects.get().content_digest in words, "so that saving again is a choice"


def test_a_case_that_changed_after_the_draft_is_pointed_out(client, case_handler, response):
    make_draft(response)
    signed_in(client, case_handler)
    assert "Sagen er ændret" not in client.get(letter_address(response)).content.decode()
    set_case(response=response, journal_number="2026-432-0009", case_handler=None)
    assert "Sagen er ændret" in client.get(letter_address(response)).content.decode()


def test_the_one_who_wrote_it_is_told_who_approves(client, response, manager):
    draft = make_draft(response)
    signed_in(client, manager)
    assert "Godkend brevet" in client.get(letter_address(response)).content.decode()
    client.post(letter_address(response), {"extra": "Mine ord", "seen": draft.content_digest})
    page = client.get(letter_address(response)).content.decode()
    assert ("Godkend brevet" in page, "Du har selv rettet brevet sidst." in page) == (False, True)
    signed_in(client, make_staff(StaffRole.MANAGER))
    assert "Godkend brevet" in client.get(letter_address(response)).content.decode()


def test_words_written_while_the_letter_was_sent_are_refused_and_stay_in_the_page(
    client, case_handler, manager, response
):
    letter = make_letter(response, manager)
    page = signed_in(client, case_handler).post(
        letter_address(response), {"extra": "Det sidste ord", "seen": letter.content_digest}
    )
    assert page.status_code == 409
    words = page.content.decode()
    assert ("Brevet er udsendt og kan ikke ændres." in words, "Det sidste ord" in words) == (True, True)
    assert Letter.objects.get().content == letter.content


def test_a_sent_letter_still_says_why_until_there_is_a_draft_that_corrects_it(client, case_handler, manager, response):
    make_letter(response, manager)
    page = signed_in(client, case_handler).get(letter_address(response)).content.decode()
    assert "Udsendt: brev til Prøveby Kommune" in page
    assert "Derfor rådet til »På plads«." in page
    assert "Lav et udkast, der retter brevet" in page
    assert "Gem teksten" not in page
    make_draft(response, case_handler)
    assert "Udkast: brev til Prøveby Kommune" in client.get(letter_address(response)).content.decode()


def test_words_sent_after_the_sessions_end_are_shown_and_sent_again(client, case_handler, response):
    draft = make_draft(response)
    page = signed_in(client, case_handler).get(letter_address(response)).content.decode()
    described = re.search(r'name="described"[^>]*value="([^"]+)"', page)[1]
    client.logout()
    fields = {"extra": "Skrevet for sent", "seen": draft.content_digest, "described": described}
    kept = client.post(letter_address(response), fields)
    assert (kept.status_code, "Skrevet for sent" in kept.content.decode()) == (401, True)
    assert Letter.objects.get().content == draft.content
