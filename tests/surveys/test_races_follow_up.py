"""Two hands on one follow-up at the very same time, each in its own process: one wins, and the other is told."""

import pytest

from municipalities.enums import Role, StaffRole
from reports.verification import find_faults
from surveys.merge import Value
from surveys.models import FollowUp, FollowUpMessage, Submission
from surveys.services.answers import value_of
from tests.factories.follow_ups import make_follow_up
from tests.factories.municipalities import make_member, make_municipality, make_staff
from tests.factories.surveys import make_submission, make_survey
from tests.surveys.test_races import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROUNDS = 10
KEY = "deletion-headline"
NEW_MESSAGE = {"refused": "Der er kommet en ny besked, siden du åbnede siden. Læs den, og send så."}
CLOSED = {"refused": "Opfølgningen er afsluttet, så der kan ikke sendes mere i den."}


@pytest.fixture
def handler(transactional_db):
    return make_staff(StaffRole.CASE_HANDLER)


@pytest.fixture
def responses(transactional_db):
    survey = make_survey(municipalities=[make_municipality() for _ in range(ROUNDS)])
    responses = list(survey.responses.select_related("survey", "municipality").order_by("pk"))
    for response in responses:
        make_submission(response)
    return responses


@pytest.fixture
def follow_ups(responses, handler):
    return [make_follow_up(response, handler) for response in responses]


def people(follow_up):
    municipality = follow_up.response.municipality
    return make_member(municipality, Role.LEAD), make_member(municipality, Role.APPROVER)


def say(follow_up, act, by, **said):
    return {"do": "say", "follow_up": follow_up.pk, "act": act, "by": by.pk, **said}


def in_turns(firsts, seconds):
    return [(b, a) if place % 2 else (a, b) for place, (a, b) in enumerate(zip(firsts, seconds, strict=True))]


def test_a_double_click_on_a_correction_makes_one_submission(follow_ups, tmp_path):
    tasks = [say(one, "correct", people(one)[0], choice=0) for one in follow_ups]
    for one, (first, second) in zip(
        follow_ups, race(tmp_path, [(dict(task), dict(task)) for task in tasks]), strict=True
    ):
        one.response.refresh_from_db()
        assert first == second == {"submission": one.response.current_submission_id}
        assert (one.response.submissions.count(), one.messages.count()) == (2, 2)
        assert value_of(one.response.answers.get(question__key=KEY)) == Value(choice=0)
    assert list(find_faults(follow_ups[0].response.survey)) == []


def test_of_two_corrections_at_once_one_is_sent_and_the_other_told(follow_ups, tmp_path):
    both = [people(one) for one in follow_ups]
    rounds = [
        (say(one, "correct", lead, choice=0), say(one, "correct", approver, choice=1))
        for one, (lead, approver) in zip(follow_ups, both, strict=True)
    ]
    for one, answers in zip(follow_ups, race(tmp_path, rounds), strict=True):
        assert sum(answer == NEW_MESSAGE for answer in answers) == 1
        choice = 0 if "submission" in answers[0] else 1
        submission = Submission.objects.get(response=one.response, number=2)
        assert submission.answers.get(question__key=KEY).choice == choice
        assert one.response.answers.get(question__key=KEY).choice == choice


def test_a_return_and_a_correction_take_turns(follow_ups, handler, tmp_path):
    corrections = [say(one, "correct", people(one)[0], choice=0) for one in follow_ups]
    returns = [{"do": "send_back", "response": one.response_id, "by": handler.pk} for one in follow_ups]
    for one, answers in zip(follow_ups, race(tmp_path, in_turns(corrections, returns)), strict=True):
        (corrected,) = [answer for answer in answers if "state" not in answer]
        one.response.refresh_from_db()
        assert one.response.state == "returned"
        working = one.response.answers.get(question__key=KEY).choice
        frozen = one.response.current_submission.answers.get(question__key=KEY).choice
        if "refused" in corrected:
            assert "er sendt tilbage til jer" in corrected["refused"]
            assert (working, frozen, one.response.submissions.count()) == (4, 4, 1)
        else:
            assert (working, frozen, one.response.submissions.count()) == (0, 0, 2)
    assert list(find_faults(follow_ups[0].response.survey)) == []


@pytest.mark.parametrize("act", ["reply", "correct"])
def test_closing_and_what_the_municipality_sends_take_turns(follow_ups, handler, tmp_path, act):
    closings = [say(one, "close", handler, outcome="upheld") for one in follow_ups]
    said = {"text": "Kun ét."} if act == "reply" else {"choice": 0}
    sent = [say(one, act, people(one)[0], **said) for one in follow_ups]
    for one, answers in zip(follow_ups, race(tmp_path, in_turns(closings, sent)), strict=True):
        one.refresh_from_db()
        assert one.messages.count() == 2
        if {"closed": "upheld"} in answers:
            assert CLOSED in answers
            assert (one.state, one.response.submissions.count()) == ("upheld", 1)
        else:
            assert NEW_MESSAGE in answers
            assert one.state == "answered"


def test_two_replies_at_once_do_not_speak_past_each_other(follow_ups, tmp_path):
    rounds = [tuple(say(one, "reply", person, text=f"Fra {person.pk}") for person in people(one)) for one in follow_ups]
    for one, answers in zip(follow_ups, race(tmp_path, rounds), strict=True):
        assert sum(answer == NEW_MESSAGE for answer in answers) == 1
        assert one.messages.count() == 2


def test_a_file_added_while_the_reply_is_sent_is_seen_or_waits(follow_ups, tmp_path):
    leads = [people(one)[0] for one in follow_ups]
    replies = [say(one, "reply", lead, text="Kun ét.") for one, lead in zip(follow_ups, leads, strict=True)]
    files = [{"do": "attach", "follow_up": one.pk, "by": lead.pk} for one, lead in zip(follow_ups, leads, strict=True)]
    for one, answers in zip(follow_ups, race(tmp_path, in_turns(replies, files)), strict=True):
        (said,) = [answer for answer in answers if "file" not in answer]
        assert one.files.get().message is None
        assert ("reply" in said) != ("refused" in said)


def test_two_case_handlers_ask_about_one_answer_once(responses, handler, tmp_path):
    other = make_staff(StaffRole.MANAGER)
    rounds = [
        tuple({"do": "ask", "response": one.pk, "by": by.pk, "text": f"Fra {by.pk}"} for by in (handler, other))
        for one in responses
    ]
    for answers in race(tmp_path, rounds):
        assert sorted(next(iter(answer)) for answer in answers) == ["asked", "refused"]
    assert (FollowUp.objects.count(), FollowUpMessage.objects.count()) == (ROUNDS, ROUNDS)
