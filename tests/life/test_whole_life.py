"""A whole survey's life by the pages people use: 48 municipalities, real mail, from the first invitation to the end."""

import pytest
import time_machine

from tests.life import answering, finishing, preparing, reviewing
from tests.life.mailbox import Mailbox
from tests.life.story import BEGINS, Story
from tests.smtp import mail_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


CHAPTERS = (
    preparing.people_are_let_in,
    preparing.survey_is_made,
    preparing.municipalities_are_drawn,
    preparing.lawyers_have_read_the_formal_letters,
    preparing.municipalities_get_their_people,
    preparing.survey_is_opened,
    preparing.one_is_taken_out_and_another_asked,
    answering.most_answer_in_good_time,
    answering.one_is_given_more_time,
    answering.the_rest_are_reminded,
    answering.the_last_answers_in_the_time_it_was_given,
    reviewing.cases_are_shared_out,
    reviewing.work_list_tells_what_is_next,
    reviewing.one_is_sent_back_and_submits_again,
    reviewing.one_is_asked_and_corrects_the_answer,
    reviewing.all_are_accepted,
    finishing.survey_is_closed,
    finishing.letters_are_issued,
    finishing.letters_go_to_digital_post,
    finishing.someone_asks_to_see_a_case,
    finishing.result_is_published,
    finishing.survey_is_archived,
)


def test_a_surveys_whole_life(settings):
    with mail_server(settings) as server, time_machine.travel(BEGINS, tick=False) as clock:
        story = Story(Mailbox(server), clock)
        for chapter in CHAPTERS:
            chapter(story)
