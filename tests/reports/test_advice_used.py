"""Letters and publications name the advice they were made with, and keep it."""

import pytest
from django.urls import reverse

from reports.enums import LetterState
from reports.letters import LetterContent
from reports.models import Letter, LetterJob
from reports.selectors.letter_list import select_letter_rows
from reports.services.drafts import draft_letter
from reports.services.errors import LetterError, PublicationError
from reports.services.publications import publish_survey
from reports.verification import find_faults
from surveys.advice import select_versions, texts_of
from surveys.advice_texts import marks
from surveys.enums import SurveyState
from surveys.models import Advice, Response
from surveys.services.advice import edit_advice
from surveys.services.surveys import move_survey
from tests.factories.reports import make_advice, make_approved, make_draft, make_letter, make_publication

HEADLINE, SUPPORTING = "dpia-headline-in_place-text", "dpia-2-not_in_place-text"


@pytest.fixture
def response(submitted_response):
    make_advice(submitted_response.survey)
    return submitted_response


def rewrite(survey, by, name=HEADLINE, text="Hold fast."):
    area = survey.areas.get(key="dpia")
    stored = texts_of(survey.advice_versions.last(), area)
    return edit_advice(survey=survey, area=area, typed=stored | {name: text}, seen=marks(stored), by=by)


def advice_in(letter):
    return next(area.advice for area in LetterContent.from_json(letter.content).areas if area.key == "dpia")


def test_a_draft_uses_the_advice_which_is_frozen_then(response, manager):
    rewrite(response.survey, manager, text="Før.")
    draft = make_draft(response)

    assert (draft.advice_version.number, draft.advice_version.is_used, advice_in(draft)) == (1, True, "Før.")

    assert rewrite(response.survey, manager, text="Efter.").number == 2
    draft.refresh_from_db()
    assert (draft.advice_version.number, advice_in(draft)) == (1, "Før.")
    assert list(find_faults(response.survey)) == []


def test_drafting_again_takes_the_newer_advice(response, manager, case_handler):
    letter = make_approved(response, manager)
    rewrite(response.survey, manager)

    again = draft_letter(response=response, by=case_handler)

    assert (again.pk, again.state) == (letter.pk, LetterState.DRAFT)
    assert (again.advice_version.number, advice_in(again)) == (2, "Hold fast.")


def test_newer_advice_that_says_the_same_to_this_municipality_keeps_the_approval(response, manager, case_handler):
    make_approved(response, manager)
    newer = rewrite(response.survey, manager, SUPPORTING, "Til dem, der ikke er i mål.")

    draft_letter(response=response, by=case_handler)

    letter = Letter.objects.get()
    assert (letter.state, letter.advice_version) == (LetterState.APPROVED, newer)
    newer.refresh_from_db()
    assert newer.is_used


def test_the_list_tells_of_drafts_made_before_the_advice_was_changed(response, manager, case_handler):
    make_draft(response)
    rows = select_letter_rows(Response.objects.respondents())
    assert [row.has_newer_advice for row in rows] == [False]

    rewrite(response.survey, manager)
    rows = select_letter_rows(Response.objects.respondents())
    assert [row.has_newer_advice for row in rows] == [True]

    draft_letter(response=response, by=case_handler)
    rows = select_letter_rows(Response.objects.respondents())
    assert [row.has_newer_advice for row in rows] == [False]


def test_an_issued_letter_keeps_its_words_and_its_bytes(response, manager):
    letter = make_letter(response, manager)
    before = (letter.content, bytes(letter.pdf))
    rewrite(response.survey, manager)

    letter.refresh_from_db()
    assert (letter.content, bytes(letter.pdf)) == before
    assert list(find_faults(response.survey)) == []


def test_a_publication_uses_the_advice_and_a_newer_one_makes_the_next(response, manager):
    first = make_publication(response.survey, manager)
    assert first.advice_version.is_used

    rewrite(response.survey, manager, SUPPORTING, "Begynd nu.")
    second = make_publication(response.survey, manager)

    assert (second.number, second.advice_version.number) == (2, 2)
    areas = {area["key"]: area["advice"] for area in second.content["areas"]}
    assert "Begynd nu." in areas["dpia"]
    assert list(find_faults(response.survey)) == []


def test_versions_are_listed_with_how_many_used_them(response, manager):
    make_letter(response, manager)
    make_publication(response.survey, manager)
    rewrite(response.survey, manager)
    make_draft(response)

    found = select_versions(response.survey)
    assert [(one.number, one.letter_count, one.publication_count) for one in found] == [(2, 1, 0), (1, 1, 1)]


def test_without_advice_it_is_told_what_to_do(submitted_response, case_handler, manager):
    with pytest.raises(LetterError, match="Skriv dem på siden »Råd« først"):
        draft_letter(response=submitted_response, by=case_handler)
    move_survey(survey=submitted_response.survey, target=SurveyState.CLOSED)
    with pytest.raises(PublicationError, match="Skriv dem på siden »Råd« først"):
        publish_survey(survey=submitted_response.survey, by=manager)
    assert not Letter.objects.exists()


def test_a_question_whose_advice_is_not_written_stops_letters(client, submitted_response, case_handler, manager):
    survey = submitted_response.survey
    version = make_advice(survey)
    blank = Advice.objects.filter(version=version, question__key__in=["dpia-2", "dane-headline"])
    blank.update(on_the_way="")
    said = "Der mangler råd til: Konsekvensanalyse, spørgsmål 2; DANE, spørgsmål 1. Skriv dem på siden »Råd« først."
    with pytest.raises(LetterError, match=said):
        draft_letter(response=submitted_response, by=case_handler)
    version.refresh_from_db()
    assert (version.is_used, Letter.objects.exists()) == (False, False)

    client.force_login(case_handler)
    data = {"kommune": submitted_response.municipality.code, "bekraeft": "1"}
    page = client.post(reverse("reports:draft_letters", args=["2026"]), data, follow=True).content.decode()
    assert said in page
    assert f'<a href="{reverse("surveys:advice", args=["2026"])}">Se, hvor der mangler råd</a>' in page
    assert not LetterJob.objects.exists()

    blank.update(on_the_way="Fortsæt.")
    assert "mangler råd" not in client.get(reverse("reports:letters", args=["2026"])).content.decode()
    draft_letter(response=submitted_response, by=case_handler)
    assert Letter.objects.exists()


def test_a_publication_waits_for_advice_too(submitted_response, manager):
    Advice.objects.filter(version=make_advice(submitted_response.survey), question__key="dpia-2").update(in_place="")
    move_survey(survey=submitted_response.survey, target=SurveyState.CLOSED)
    with pytest.raises(PublicationError, match="Konsekvensanalyse, spørgsmål 2"):
        publish_survey(survey=submitted_response.survey, by=manager)
