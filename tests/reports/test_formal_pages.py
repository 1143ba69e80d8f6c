"""The pages of the formal letters: the agency's list, reminders and texts, and where a municipality finds its own."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from reports.enums import FormalKind, FormalState
from reports.formal import MUST_BE_REVIEWED
from reports.formal_texts import default_words
from reports.models import FormalLetter, FormalText
from reports.selectors.formal import select_text
from reports.services.formal_causes import remind_formally
from surveys.enums import SurveyState
from surveys.models import Response, Survey
from tests.factories.municipalities import make_municipality
from tests.factories.surveys import make_response, make_survey, today
from tests.reports.formal import made, review, review_all
from tests.surveys.pages import text_of

CPR = "070761-4285"
BODY = "Fristen er {frist}.\n\n# Mere\n\nOg {kommune}."


def address(name: str, survey, *more) -> str:
    return reverse(f"reports:{name}", args=[survey.slug, *more])


@pytest.fixture
def issued(draft_response, manager) -> FormalLetter:
    review_all(draft_response.survey, manager)
    return made(draft_response, FormalKind.OPENING)


# --- The list ------------------------------------------------------------------


def test_the_list_shows_each_letter_with_its_state(client, issued, survey, auditor, other_municipality):
    client.force_login(auditor)
    page = client.get(address("formal_letters", survey))
    text = text_of(page)

    assert [row["letter"].state for row in page.context["rows"]] == [FormalState.WAITING, FormalState.ISSUED]
    assert address("formal_letter_pdf", survey, issued.response.municipality.code, 1) in text
    assert address("formal_letter_pdf", survey, other_municipality.code, 1) not in text, "not made yet"
    assert "Send formel påmindelse" not in text, "an auditor changes nothing"


def test_the_list_can_be_narrowed_to_a_state(client, issued, survey, case_handler):
    client.force_login(case_handler)
    page = client.get(address("formal_letters", survey), {"status": "issued"})

    assert [row["letter"] for row in page.context["rows"]] == [issued]
    assert len(client.get(address("formal_letters", survey), {"status": "nonsense"}).context["rows"]) == 2


def test_the_list_says_why_municipalities_do_not_see_drafts(client, draft_response, manager, case_handler):
    survey = draft_response.survey
    client.force_login(case_handler)
    shown = text_of(client.get(address("formal_letters", survey)))
    assert "bliver lavet som udkast. Kommunerne ser dem ikke." in shown
    assert "Det gælder: Åbningsbrev, Formel påmindelse" in shown
    review_all(survey, manager)
    assert "ikke er gennemgået" not in text_of(client.get(address("formal_letters", survey)))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many(client, case_handler, count, django_assert_num_queries):
    survey = make_survey("2030", municipalities=[make_municipality() for _ in range(count)])
    client.force_login(case_handler)
    client.get(address("formal_letters", survey))
    with django_assert_num_queries(9):
        assert len(client.get(address("formal_letters", survey)).context["rows"]) == count


def test_the_list_is_divided_into_pages(client, case_handler):
    survey = make_survey("2030", municipalities=[make_municipality() for _ in range(51)])
    client.force_login(case_handler)

    assert len(client.get(address("formal_letters", survey)).context["rows"]) == 50
    assert len(client.get(address("formal_letters", survey), {"side": 2}).context["rows"]) == 1


def test_what_failed_is_made_again(client, draft_response, case_handler):
    survey = draft_response.survey
    FormalLetter.objects.filter(response=draft_response).update(state=FormalState.FAILED, reason="Fejl i portalen.")
    client.force_login(case_handler)
    shown = text_of(client.get(address("formal_letters", survey)))
    assert ("Fejl i portalen." in shown, "Dan 1 brev igen" in shown) == (True, True)
    assert "1 brev bliver dannet igen" in text_of(client.post(address("retry_formal_letters", survey), follow=True))
    assert "ingen mislykkede breve" in text_of(client.post(address("retry_formal_letters", survey), follow=True))


# --- Where a municipality finds them ----------------------------------------------


def own(name: str, response: Response, *more) -> str:
    return reverse(f"reports:{name}", args=[response.municipality.slug, response.survey.slug, *more])


def test_a_municipality_fetches_the_very_bytes(client, issued, reader):
    client.force_login(reader)
    page = client.get(own("municipal_letters", issued.response)).content.decode()
    link = own("own_formal_letter_pdf", issued.response, 1)

    assert link in page
    assert link in client.get(reverse("surveys:overview", args=link.split("/")[2:4])).content.decode()
    answer = client.get(link)
    assert (answer.content, answer["Content-Type"]) == (bytes(issued.pdf), "application/pdf")


def test_a_draft_is_seen_by_the_agency_alone(client, draft_response, reader, case_handler):
    letter = made(draft_response, FormalKind.OPENING)
    client.force_login(reader)
    assert client.get(own("own_formal_letter_pdf", draft_response, 1)).status_code == 404
    assert "Åbningsbrev" not in text_of(client.get(own("municipal_letters", draft_response)))
    client.force_login(case_handler)
    code = draft_response.municipality.code
    assert client.get(address("formal_letter_pdf", draft_response.survey, code, 1)).content == bytes(letter.pdf)
    case = text_of(client.get(reverse("surveys:response", args=[draft_response.survey.slug, code])))
    assert "Åbningsbrev</a>, udkast" in case
    assert "Kommunen ser det ikke, før" in case


def test_a_letter_that_is_not_made_has_no_file(client, draft_response, case_handler):
    client.force_login(case_handler)
    code = draft_response.municipality.code

    assert client.get(address("formal_letter_pdf", draft_response.survey, code, 1)).status_code == 404


def test_the_pages_of_an_act_say_what_becomes_of_its_letter(client, submitted_response, case_handler, manager):
    returning = reverse(
        "surveys:return_response", args=[submitted_response.survey.slug, submitted_response.municipality.code]
    )
    client.force_login(case_handler)
    assert "Kommunen ser det ikke endnu" in text_of(client.get(returning))
    review(submitted_response.survey, FormalKind.RETURN, manager)
    shown = text_of(client.get(returning))
    assert ("Kommunen ser det ikke endnu" in shown, "som kommunen kan hente" in shown) == (False, True)


@pytest.mark.parametrize("count", [1, 3])
def test_a_municipalitys_letters_cost_the_same_however_many(
    client, issued, manager, reader, count, django_assert_num_queries
):
    for days in range(1, count):
        now = timezone.now() + timedelta(days=days)
        remind_formally(survey=issued.response.survey, codes=[issued.response.municipality.code], by=manager, now=now)
        made(issued.response, FormalKind.REMINDER, now)
    client.force_login(reader)
    client.get(own("municipal_letters", issued.response))
    with django_assert_num_queries(6):
        page = client.get(own("municipal_letters", issued.response)).content.decode()
    assert page.count("/breve/formelle/") == count


# --- Reminders ----------------------------------------------------------------------


@pytest.fixture
def overdue(municipality, other_municipality):
    """One whose deadline has passed, and one with a later deadline of its own."""
    survey = make_survey("2030", deadline=today() - timedelta(days=1), municipalities=[municipality])
    response = make_response(survey, other_municipality)
    Response.objects.filter(pk=response.pk).update(own_deadline=today() + timedelta(days=5))
    return survey


def test_those_overdue_are_ticked(client, overdue, manager, municipality, other_municipality):
    client.force_login(manager)
    page = client.get(address("formal_reminders", overdue))

    ticked = {row.response.municipality: row.is_ticked for row in page.context["rows"]}
    assert ticked == {municipality: True, other_municipality: False}
    assert "2 kommuner har aldrig indsendt." in text_of(page)


def test_reminding_shows_to_how_many_and_whom_before_it_is_done(client, overdue, manager, municipality):
    client.force_login(manager)
    url = address("formal_reminders", overdue)
    shown = text_of(client.post(url, {"kommune": [municipality.code]}))
    assert ("Send 1 brev" in shown, municipality.official_name in shown) == (True, True)
    assert "Brevene bliver lavet som udkast." in shown
    assert not FormalLetter.objects.filter(kind=FormalKind.REMINDER).exists()

    done = text_of(client.post(url, {"kommune": [municipality.code], "bekraeft": "1"}, follow=True))
    assert "1 brev bliver dannet om et øjeblik." in done
    again = text_of(client.post(url, {"kommune": [municipality.code], "bekraeft": "1"}, follow=True))
    assert "Der er ingen at minde om fristen." in again
    assert "I dag, så først igen i morgen" in again
    [letter] = FormalLetter.objects.filter(kind=FormalKind.REMINDER)
    assert letter.caused_by == manager


@pytest.mark.parametrize("sent", [{}, {"kommune": ["9999"]}])
def test_choosing_nobody_says_so(client, overdue, manager, sent):
    client.force_login(manager)

    assert "Sæt mindst ét kryds." in text_of(client.post(address("formal_reminders", overdue), sent))


def test_one_of_another_survey_is_not_reminded_from_here(client, overdue, survey, manager, municipality):
    client.force_login(manager)
    client.post(address("formal_reminders", overdue), {"kommune": [municipality.code], "bekraeft": "1"})

    assert not FormalLetter.objects.filter(response__survey=survey, kind=FormalKind.REMINDER).exists()


def test_where_all_have_answered_there_is_nobody_to_remind(client, submitted_response, manager):
    FormalLetter.objects.all().delete()
    submitted_response.survey.responses.exclude(pk=submitted_response.pk).delete()
    client.force_login(manager)

    shown = text_of(client.get(address("formal_reminders", submitted_response.survey)))
    assert "Der er ingen at minde om fristen" in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_reminders_cost_the_same_however_many(client, manager, count, django_assert_num_queries):
    survey = make_survey("2030", municipalities=[make_municipality() for _ in range(count)])
    client.force_login(manager)
    client.get(address("formal_reminders", survey))
    with django_assert_num_queries(7):
        assert len(client.get(address("formal_reminders", survey)).context["rows"]) == count


# --- The texts ------------------------------------------------------------------------


@pytest.fixture
def post(client, survey, manager):
    client.force_login(manager)

    def send(kind=FormalKind.OPENING, **fields):
        words = select_text(survey, kind).words
        sent = {"heading": "Vi spørger", "text": BODY, "seen": words.digest, "save": "1", **fields}
        return client.post(address("formal_text", survey, kind), {k: v for k, v in sent.items() if v is not None})

    return send


def test_a_survey_being_prepared_has_texts_and_no_letters(client, manager):
    survey = make_survey("2031", is_open=False)
    client.force_login(manager)

    assert client.get(address("formal_letters", survey)).status_code == 404
    assert client.get(address("formal_texts", survey)).status_code == 200
    assert client.get(address("formal_text", survey, "opening")).status_code == 200
    assert client.get(address("formal_text_pdf", survey, "opening")).status_code == 200


@pytest.mark.parametrize("kind", FormalKind)
def test_the_page_and_the_preview_say_that_lawyers_must_approve(client, survey, manager, kind):
    client.force_login(manager)
    page = text_of(client.get(address("formal_text", survey, kind)))
    assert page.count(MUST_BE_REVIEWED) == 2, "on the page and at the preview"
    pdf = PdfReader(BytesIO(client.get(address("formal_text_pdf", survey, kind)).content))
    text = " ".join(" ".join(one.extract_text() for one in pdf.pages).split())
    assert ("Eksempel Kommune" in text, MUST_BE_REVIEWED in text) == (True, True)
    review(survey, kind, manager)
    page = text_of(client.get(address("formal_text", survey, kind)))
    assert (MUST_BE_REVIEWED in page, "af Mads Chef. En rettelse fjerner markeringen." in page) == (False, True)


@pytest.mark.parametrize("kinds", [(), tuple(FormalKind)])
def test_the_texts_cost_the_same_whether_own_or_not(client, survey, manager, kinds, django_assert_num_queries):
    for kind in kinds:
        review(survey, kind, manager)
    client.force_login(manager)
    client.get(address("formal_texts", survey))
    with django_assert_num_queries(5):
        page = text_of(client.get(address("formal_texts", survey)))
    assert page.count("af Mads Chef") == len(kinds)


def test_a_text_is_saved_and_used(post, survey, draft_response):
    assert post().status_code == 302
    text = FormalText.objects.get()
    assert (text.heading, text.body, text.changed_by.name) == ("Vi spørger", BODY, "Mads Chef")
    assert made(draft_response, FormalKind.OPENING).content["heading"] == "Vi spørger"


def test_a_preview_saves_nothing(post):
    page = text_of(post(save=None, preview="1"))
    assert "Og Eksempel Kommune." in page
    assert not FormalText.objects.exists()


def test_the_mark_names_who_and_when_and_a_change_takes_it_off(client, post, survey, manager):
    words = default_words(FormalKind.OPENING)
    shown = client.post(address("mark_formal_text", survey, "opening"), {"seen": words.digest}, follow=True)
    assert "Teksten er markeret som gennemgået af jurist." in text_of(shown)
    text = FormalText.objects.get()
    assert (text.reviewed_by, text.body, text.changed_at) == (manager, words.body, None)
    assert abs(text.reviewed_at - timezone.now()) < timedelta(minutes=1)

    post(heading=words.heading, text=words.body)
    assert FormalText.objects.get().reviewed_by == manager, "nothing was changed"
    post()
    assert FormalText.objects.get().reviewed_by is None


def test_marking_tells_how_many_drafts_become_letters(client, post, survey, draft_response):
    made(draft_response, FormalKind.OPENING)
    page = text_of(client.get(address("formal_text", survey, "opening")))
    assert "1 udkast bliver dannet igen som brev, hvis det stadig passer." in page
    seen = default_words(FormalKind.OPENING).digest
    shown = client.post(address("mark_formal_text", survey, "opening"), {"seen": seen}, follow=True)
    assert "1 brev bliver dannet igen." in text_of(shown)


def test_in_an_archived_survey_no_text_changes_and_no_draft_becomes_a_letter(client, post, survey, draft_response):
    made(draft_response, FormalKind.OPENING)
    Survey.objects.filter(pk=survey.pk).update(state=SurveyState.ARCHIVED)
    assert "Tilsynet er arkiveret" in text_of(client.get(address("formal_text", survey, "opening"), follow=True))
    listed = client.get(address("formal_texts", survey)).content.decode()
    assert f'href="{address("formal_text", survey, "opening")}"' not in listed
    refused = post()
    assert (refused.status_code, "Vi spørger" in text_of(refused)) == (409, True)
    seen = {"seen": default_words(FormalKind.OPENING).digest}
    for sent in (
        client.post(address("mark_formal_text", survey, "opening"), seen, follow=True),
        client.post(address("formal_text", survey, "opening"), {**seen, "reset": "1"}, follow=True),
    ):
        assert "Tilsynet er arkiveret" in text_of(sent)
    assert not FormalText.objects.exists()
    assert draft_response.formal_letters.get().state == FormalState.DRAFT


def test_a_mark_on_other_words_than_those_shown_is_refused(client, post, survey):
    shown = client.post(address("mark_formal_text", survey, "opening"), {"seen": "0" * 64}, follow=True)
    assert "Teksten er ændret, siden du så den." in text_of(shown)
    assert not FormalText.objects.exists()


def test_words_written_at_the_same_time_are_both_kept(post):
    seen = default_words(FormalKind.OPENING).digest
    post(heading="Den første", seen=seen)
    page = post(heading="Den anden", seen=seen)
    assert page.status_code == 409
    assert ("Teksten er ændret, siden du så den." in text_of(page), "Den anden" in text_of(page)) == (True, True)
    assert FormalText.objects.get().heading == "Den første"
    assert post(heading="Den anden", seen=page.context["form"]["seen"].value()).status_code == 302


def test_the_default_words_come_back(client, post, survey):
    post()
    seen = select_text(survey, FormalKind.OPENING).words.digest
    client.post(address("formal_text", survey, "opening"), {"reset": "1", "seen": seen})
    assert not FormalText.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"heading": " "}, "Skriv en overskrift."),
        ({"text": " "}, "Skriv en tekst."),
        ({"heading": "x" * 121}, "Skriv højst 120 tegn."),
        ({"text": "{frist}" + "x" * 6000}, "Skriv højst 6000 tegn."),
        ({"text": "Svar nu."}, "Teksten mangler {frist}."),
        ({"text": "{frist} {begrundelse}"}, "{begrundelse} er ingen pladsholder."),
        ({"text": "{frist} {"}, "{ er ingen pladsholder."),
        ({"text": f"{{frist}} Ring om {CPR}."}, "CPR-nummer: "),
        ({"heading": "Kære 🙂"}, "har ikke tegnet 🙂"),
    ],
)
def test_a_text_that_would_not_do_is_refused_and_stays_in_the_page(post, fields, said):
    page = post(**fields)
    assert page.status_code == 422
    assert text_of(page).count(said) == 2, "in the summary and next to the field"
    name, value = next(iter(fields.items()))
    assert page.context["form"][name].value() == value
    assert not FormalText.objects.exists()


@pytest.mark.parametrize(("name", "value"), [("heading", "x" * 120), ("text", "{frist}" + "x" * 5993)])
def test_a_text_may_be_as_long_as_it_says(post, name, value):
    assert post(**{name: value}).status_code == 302


def test_an_unknown_kind_is_not_found(client, survey, manager):
    client.force_login(manager)
    for name in ("formal_text", "formal_text_pdf"):
        assert client.get(address(name, survey, "farewell")).status_code == 404
