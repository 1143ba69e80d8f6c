import hashlib

import pytest

from reports.documents import ReportContent
from reports.models import Publication
from reports.services.errors import PublicationError
from reports.services.publications import publish_survey
from reports.verification import find_faults
from surveys.enums import Choice, ResponseState, SurveyState
from surveys.merge import Value
from surveys.models import SubmittedAnswer
from surveys.services.responses import move_response, submit_response
from tests.factories.reports import make_advice, make_publication
from tests.factories.surveys import answer


@pytest.fixture
def survey_with_advice(submitted_response):
    make_advice(submitted_response.survey)
    return submitted_response.survey


def test_publish_freezes_the_list_the_tally_and_the_pdf(survey_with_advice, submitted_response, manager):
    publication = make_publication(survey_with_advice, manager)
    survey_with_advice.refresh_from_db()
    assert survey_with_advice.state == SurveyState.PUBLISHED
    assert list(publication.submissions.all()) == [submitted_response.current_submission]
    assert publication.thresholds["dane-headline"] == Choice.YES
    assert hashlib.sha256(publication.pdf).hexdigest() == publication.pdf_sha256
    content = ReportContent.from_json(publication.content)
    assert [(area.counted, area.of) for area in content.areas] == [(1, 1)] * 5
    assert (content.number, content.respondents, content.invited) == (1, 1, 2)


def test_publishing_is_written_down_with_who_and_when(survey_with_advice, manager):
    publication = make_publication(survey_with_advice, manager)
    event = survey_with_advice.events.last()
    assert (event.to_state, event.by, event.at) == (SurveyState.PUBLISHED, manager, publication.published_at)


def test_publish_refuses_an_open_survey(survey_with_advice, manager):
    with pytest.raises(PublicationError, match="Luk tilsynet"):
        publish_survey(survey=survey_with_advice, by=manager)
    assert not Publication.objects.exists()


def test_publish_refuses_when_nobody_has_submitted(survey, manager):
    make_advice(survey)
    with pytest.raises(PublicationError, match="Ingen kommuner"):
        make_publication(survey, manager)
    survey.refresh_from_db()
    assert survey.state == SurveyState.CLOSED


def test_publish_again_without_changes_gives_the_same_publication(survey_with_advice, manager):
    first = make_publication(survey_with_advice, manager)
    assert make_publication(survey_with_advice, manager) == first


def test_a_correction_makes_publication_two_and_both_stay(
    survey_with_advice, submitted_response, manager, case_handler, lead
):
    first = make_publication(survey_with_advice, manager)
    move_response(response=submitted_response, target=ResponseState.RETURNED, by=case_handler, reason="Ret.")
    answer(submitted_response, "dpia-headline", Value(choice=Choice.FEW), by=lead, base_version=1)
    submit_response(response=submitted_response, by=lead)
    second = make_publication(survey_with_advice, manager)
    assert (first.number, second.number) == (1, 2)
    counted = [ReportContent.from_json(one.content).areas[3].counted for one in (first, second)]
    assert counted == [1, 0]
    assert list(Publication.objects.current()) == [second]
    assert list(find_faults(survey_with_advice)) == []


def test_verify_finds_a_changed_answer_and_the_figures_that_no_longer_follow(survey_with_advice, manager):
    make_publication(survey_with_advice, manager)
    assert list(find_faults(survey_with_advice)) == []
    SubmittedAnswer.objects.filter(question__key="access-headline").update(choice=Choice.NO)
    faults = list(find_faults(survey_with_advice))
    assert any("svarene og filerne passer ikke" in fault for fault in faults)
    assert any("tallene følger ikke" in fault for fault in faults)
    assert any("de viste tal" in fault for fault in faults)


def test_verify_finds_a_changed_comment_question_and_file(survey_with_advice, submitted_response, manager):
    publication = make_publication(survey_with_advice, manager)
    SubmittedAnswer.objects.filter(question__key="access-headline").update(comment="Skrevet om")
    survey_with_advice.questions.filter(key="dane-2").update(text="Noget andet?")
    Publication.objects.filter(pk=publication.pk).update(pdf=b"%PDF-1.7 forfalsket")
    assert list(find_faults(survey_with_advice)) == [
        "Spørgsmålene er ændret, efter at tilsynet blev åbnet.",
        f"{submitted_response.municipality.code}, indsendelse 1, access-headline: kommentaren er ændret.",
        "Offentliggørelse 1: PDF-filen er ændret.",
    ]
