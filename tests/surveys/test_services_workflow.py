"""Whatever anyone tries, in whatever order: what must hold of a response and its history still holds."""

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from surveys.digests import submission_digest
from surveys.enums import Choice, ResponseState, SurveyState
from surveys.merge import Value
from surveys.models import Response, Survey
from surveys.selectors import select_tally
from surveys.services.answers import lock_response, save_answer
from surveys.services.errors import ResponseError, SurveyError
from surveys.services.responses import move_response, submit_response
from surveys.services.surveys import move_survey
from surveys.states import RESPONSE_MOVES, SURVEY_MOVES, find_move
from tests.factories.municipalities import make_municipality
from tests.factories.surveys import fill_response, make_response, make_survey

HEADLINES = [f"{area}-headline" for area in ("deletion", "outgoing-mail", "access", "dpia", "dane")]
VALUES = [Value(), *(Value(choice=choice) for choice in Choice.values)]

STEPS = st.one_of(
    st.tuples(st.just("submit"), st.just(None)),
    st.tuples(st.just("move"), st.sampled_from(ResponseState)),
    st.tuples(st.just("survey"), st.sampled_from(SurveyState)),
    st.tuples(st.just("save"), st.tuples(st.sampled_from(HEADLINES), st.sampled_from(VALUES))),
)


def take(response, step, argument):
    """One step; True if it was not refused."""
    try:
        if step == "submit":
            submit_response(response=response, by=None, confirmed_missing=True)
        elif step == "move":
            move_response(response=response, target=argument, by=None, reason="Derfor.")
        elif step == "survey":
            move_survey(survey=response.survey, target=argument, reason="Derfor.")
        else:
            key, value = argument
            locked = lock_response(Response.objects.all(), pk=response.pk)
            last = locked.answers.filter(question__key=key).values_list("version", flat=True).first()
            save_answer(response=locked, question_key=key, base_version=last or 0, new=value, by=None)
    except (ResponseError, SurveyError):
        return False
    return True


def snapshot(response):
    """All that a refused step must leave as it was."""
    response = Response.objects.select_related("survey").get(pk=response.pk)
    return (
        response.state,
        response.survey.state,
        response.current_submission_id,
        response.answered_count,
        list(response.events.values_list("from_state", "to_state")),
        list(response.survey.events.values_list("from_state", "to_state")),
        list(response.submissions.values_list("number", "digest")),
        list(response.answers.order_by("pk").values_list("choice", "version")),
    )


def require_chain(events, first, last, moves, approval=None):
    """Each event takes over where the one before left, by a move of the table, and the last is the state now."""
    states = [first, *(target for _, target in events)]
    assert [source for source, _ in events] == states[:-1]
    assert states[-1] == last
    assert all(find_move(moves, *event, approval=approval) for event in events)


def require_invariants(response):
    response = Response.objects.select_related("survey", "municipality").get(pk=response.pk)
    survey, events = response.survey, list(response.events.values_list("from_state", "to_state"))
    submissions = list(response.submissions.prefetch_related("answers__question"))
    require_chain(events, "draft", response.state, RESPONSE_MOVES, survey.requires_approval)
    require_chain(list(survey.events.values_list("from_state", "to_state")), "open", survey.state, SURVEY_MOVES)
    assert [one.number for one in submissions] == list(range(1, len(submissions) + 1))
    assert len(submissions) == sum(target == ResponseState.SUBMITTED for _, target in events)
    assert response.current_submission == (submissions[-1] if submissions else None)
    for submission in submissions:
        answers = list(submission.answers.all())
        assert len(answers) == 15
        assert all(answer.choice is not None for answer in answers if answer.question.is_headline)
        assert submission.digest == submission_digest(
            survey=survey.slug,
            municipality=response.municipality.code,
            number=submission.number,
            answers=[
                {
                    "question": answer.question.key,
                    "choice": answer.choice,
                    "not_relevant": answer.not_relevant,
                    "comment_sha256": answer.comment_sha256,
                }
                for answer in answers
            ],
        )
    counts = bool(submissions) and response.state != ResponseState.WITHDRAWN
    assert select_tally(survey).respondents == int(counts)


class AnyOrder(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.responses = {
            approval: fill_response(
                make_response(make_survey(f"round-{approval}", requires_approval=approval), make_municipality())
            )
            for approval in (True, False)
        }

    @settings(max_examples=40)
    @given(st.booleans(), st.lists(STEPS, max_size=14))
    def test_every_step_is_taken_whole_or_refused_without_a_trace(self, approval, steps):
        response = self.responses[approval]
        for step, argument in steps:
            before = snapshot(response)
            if not take(response, step, argument):
                assert snapshot(response) == before
            require_invariants(response)


def test_the_steps_reach_every_state(db):
    """Guards the machine itself: its steps can bring a response and a survey into each of their states."""
    response = fill_response(make_response(make_survey(requires_approval=True), make_municipality()))
    steps = [
        ("move", ResponseState.READY),
        ("submit", None),
        ("move", ResponseState.ACCEPTED),
        ("move", ResponseState.RETURNED),
        ("survey", SurveyState.CLOSED),
        ("survey", SurveyState.PUBLISHED),
        ("move", ResponseState.WITHDRAWN),
        ("survey", SurveyState.ARCHIVED),
    ]

    assert [take(response, *step) for step in steps] == [True] * len(steps)
    assert Survey.objects.get().events.count() == 3
