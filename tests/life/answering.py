"""The municipalities answer: most in good time, some when they are reminded, one late, one with more time."""

from datetime import timedelta

from tests.life.story import DEADLINE, EARLY, SLUG, Story, in_charge

MORE_TIME = timedelta(days=10)


def most_answer_in_good_time(story: Story) -> None:
    for town in story.towns[:EARLY]:
        story.wait(hours=3)
        answer_and_submit(story, town)
    story.expect_mails("Jeres besvarelse er indsendt", [town.lead for town in story.towns[:EARLY]])


def answer_and_submit(story: Story, town) -> None:
    town.answer(SLUG, story.areas)
    town.submit(SLUG)


def one_is_given_more_time(story: Story) -> None:
    town = story.towns[-1]
    later = DEADLINE + MORE_TIME
    ask = town.lead.open(town.page(SLUG, "frist/"))
    ask.press("Bed om længere frist", wanted=f"{later:%d.%m.%Y}", reason="Vi skifter sagssystem i uge 42.")
    decide = story.handler.open(story.case(town)).see("Vi skifter sagssystem i uge 42.").follow("Svar på anmodningen")
    decide.press("Send svaret", decision="granted")
    story.expect_mails("Svar på jeres anmodning om længere frist", in_charge([town]))


def the_rest_are_reminded(story: Story) -> None:
    """Fourteen, seven and one day before, and one after; never those who have submitted."""
    waiting = story.towns[EARLY:-1]
    for days in (14, 7, 1):
        if days == 1:
            _the_one_with_more_time_is_reminded(story, days_left=14)
        story.wait_until_morning(DEADLINE - timedelta(days=days))
        story.expect_mails("Husk at indsende", in_charge(waiting))
        for town in waiting[:2]:
            answer_and_submit(story, town)
        story.expect_mails("Jeres besvarelse er indsendt", [town.lead for town in waiting[:2]])
        waiting = waiting[2:]
    assert len(waiting) == 1
    story.wait_until_morning(DEADLINE + timedelta(days=1))
    [late] = waiting
    story.expect_mails("Husk at indsende", in_charge([late]))
    answer_and_submit(story, late)
    late.approver.see("Efter fristen")
    story.expect_mails("Jeres besvarelse er indsendt", [late.lead])


def the_last_answers_in_the_time_it_was_given(story: Story) -> None:
    _the_one_with_more_time_is_reminded(story, days_left=7)
    town = story.towns[-1]
    answer_and_submit(story, town)
    story.expect_mails("Jeres besvarelse er indsendt", [town.lead])


def _the_one_with_more_time_is_reminded(story: Story, *, days_left: int) -> None:
    story.wait_until_morning(DEADLINE + MORE_TIME - timedelta(days=days_left))
    story.expect_mails("Husk at indsende", in_charge([story.towns[-1]]))
