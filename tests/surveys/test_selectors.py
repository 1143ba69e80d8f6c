"""The tally as the database gives it: few queries, the right submissions, and the very rule of tally.counts()."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from surveys.enums import Choice, ResponseState, SurveyState
from surveys.merge import Value
from surveys.models import Question, Response, Submission, SubmittedAnswer
from surveys.selectors import select_counted_questions, select_tally, tally_submissions
from surveys.services.responses import move_response, submit_response
from surveys.services.surveys import move_survey
from surveys.tally import CountedQuestion, counts
from tests.factories.municipalities import make_municipality, make_region
from tests.factories.surveys import answer, fill_response, make_response, make_submission, make_survey


def figures(tally):
    return {one.area: (one.counted, one.of) for one in tally.headlines}


def everywhere(counted, of):
    return dict.fromkeys(["deletion", "outgoing-mail", "access", "dpia", "dane"], (counted, of))


def test_counted_questions_are_the_surveys_in_order(survey, django_assert_num_queries):
    make_survey("2028")

    with django_assert_num_queries(1):
        questions = list(select_counted_questions(survey).values())
    assert len(questions) == 15
    assert questions[0] == CountedQuestion("deletion-headline", "deletion", 3, is_headline=True)
    assert questions[-1] == CountedQuestion("dane-3", "dane", 4, is_headline=False)


@pytest.mark.parametrize("respondents", [0, 1, 4])
def test_select_tally_takes_three_queries_however_many_respond(survey, django_assert_num_queries, respondents):
    for _ in range(respondents):
        make_submission(make_response(survey, make_municipality()))

    with django_assert_num_queries(3):
        tally = select_tally(survey)
    assert tally.respondents == respondents
    assert figures(tally) == everywhere(respondents, respondents)


def test_a_threshold_is_each_questions_own(submitted_response, survey, other_municipality):
    make_submission(make_response(survey, other_municipality), Choice.MOST)

    assert figures(select_tally(survey)) == everywhere(2, 2) | {"dane": (1, 2)}


def test_drafts_do_not_count(submitted_response, survey, other_municipality):
    fill_response(make_response(survey, other_municipality))

    assert figures(select_tally(survey)) == everywhere(1, 1)


def test_withdrawn_never_counts_also_when_asked_for(submitted_response, survey):
    move_response(response=submitted_response, target=ResponseState.WITHDRAWN, by=None, reason="Lagt sammen.")

    assert select_tally(survey).respondents == 0
    assert select_tally(survey, Response.objects.all()).respondents == 0


def test_returned_keeps_counting_as_last_submitted_until_submitted_again(submitted_response, survey):
    move_response(response=submitted_response, target=ResponseState.RETURNED, by=None, reason="Ret.")
    for key in ("deletion-headline", "dane-headline"):
        answer(submitted_response, key, Value(choice=0), base_version=1)
    assert figures(select_tally(survey)) == everywhere(1, 1)

    submit_response(response=submitted_response, by=None)
    assert figures(select_tally(survey)) == everywhere(1, 1) | {"deletion": (0, 1), "dane": (0, 1)}


def test_accepted_counts(submitted_response, survey):
    move_response(response=submitted_response, target=ResponseState.ACCEPTED, by=None)

    assert figures(select_tally(survey)) == everywhere(1, 1)


def test_select_tally_counts_only_the_survey_and_those_asked_for(submitted_response, survey, other_municipality):
    other = make_response(survey, other_municipality)
    make_submission(other, Choice.NO)
    make_submission(make_response(make_survey("2028"), other_municipality))

    assert figures(select_tally(survey)) == everywhere(1, 2)
    assert figures(select_tally(survey, survey.responses.filter(pk=other.pk))) == everywhere(0, 1)
    assert figures(select_tally(survey, Response.objects.filter(municipality=other_municipality))) == everywhere(0, 1)


def test_select_tally_of_headlines_alone_gives_the_same_headlines(
    submitted_response, survey, other_municipality, django_assert_num_queries
):
    make_submission(make_response(survey, other_municipality), Choice.MOST)
    whole = select_tally(survey)

    with django_assert_num_queries(3):
        headlines = select_tally(survey, headlines_only=True)
    assert headlines.questions == whole.headlines
    assert headlines.respondents == 2


def test_tally_of_a_frozen_list_of_submissions_stays_when_they_are_replaced(submitted_response, survey):
    frozen = SubmittedAnswer.objects.filter(submission=submitted_response.current_submission_id)
    move_response(response=submitted_response, target=ResponseState.RETURNED, by=None, reason="Ret.")
    answer(submitted_response, "deletion-headline", Value(choice=0), base_version=1)
    submit_response(response=submitted_response, by=None)
    move_survey(survey=survey, target=SurveyState.CLOSED)

    assert figures(tally_submissions(survey, frozen)) == everywhere(1, 1)


def test_regions_are_those_of_the_responses(survey):
    for name, choice in [("Region Nord", 4), ("Region Nord", 0), ("Region Syd", 3)]:
        make_submission(make_response(survey, make_municipality(region=make_region(name))), Choice(choice))

    regions = {
        one.area: [(cell.region, cell.counted, cell.of) for cell in one.regions]
        for one in select_tally(survey).headlines
    }
    assert regions["deletion"] == [("Region Nord", 1, 2), ("Region Syd", 1, 1)]
    assert regions["dane"] == [("Region Nord", 1, 2), ("Region Syd", 0, 1)]


VALUES = st.one_of(st.tuples(st.sampled_from([None, *Choice.values]), st.just(False)), st.just((None, True)))


class SameRuleInTheDatabase(TestCase):
    """The rule stands in tally.counts(); the database's form of it must never say anything else."""

    @classmethod
    def setUpTestData(cls):
        cls.survey = make_survey(municipalities=[make_municipality() for _ in range(3)])
        cls.questions = list(cls.survey.questions.all())
        cls.submissions = []
        for response in cls.survey.responses.all():
            submission = Submission.objects.create(
                response=response, number=1, submitted_at=datetime(2026, 11, 23, tzinfo=UTC), digest="0" * 64
            )
            Response.objects.filter(pk=response.pk).update(state=ResponseState.SUBMITTED, current_submission=submission)
            cls.submissions.append(submission)

    @settings(max_examples=40)
    @given(
        st.lists(st.sampled_from(Choice.values), min_size=15, max_size=15),
        st.lists(st.lists(VALUES, min_size=15, max_size=15), min_size=3, max_size=3),
    )
    def test_annotation_and_tally_agree_with_the_rule(self, thresholds, values):
        SubmittedAnswer.objects.all().delete()
        for question, threshold in zip(self.questions, thresholds, strict=True):
            question.threshold = threshold
        Question.objects.bulk_update(self.questions, ["threshold"])
        SubmittedAnswer.objects.bulk_create(
            SubmittedAnswer(submission=submission, question=question, choice=choice, not_relevant=not_relevant)
            for submission, row in zip(self.submissions, values, strict=True)
            for question, (choice, not_relevant) in zip(self.questions, row, strict=True)
        )
        answers = list(SubmittedAnswer.objects.with_counts().select_related("question"))

        assert len(answers) == 45
        for one in answers:
            assert one.counts is counts(one.choice, one.question.threshold)
        for one in select_tally(self.survey).questions:
            same = [answer for answer in answers if answer.question.key == one.question]
            assert (one.counted, one.of) == (sum(answer.counts for answer in same), 3)
            assert one.not_relevant == sum(answer.not_relevant for answer in same)
