"""Saving one answer: merged, versioned, kept as a revision, and refused where it must be."""

from datetime import datetime

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from surveys.checks import COMMENT_MAX
from surveys.deadlines import COPENHAGEN
from surveys.enums import ResponseState, Source, SurveyState
from surveys.merge import Value
from surveys.models import Answer, AnswerRevision, Question, Response
from surveys.services.answers import lock_response, save_answer
from surveys.services.errors import NotEditableError, ResponseError, UnlockedError
from surveys.services.responses import copy_token, move_response
from surveys.services.surveys import move_survey
from tests.factories.municipalities import make_municipality
from tests.factories.surveys import make_response, make_submission, make_survey

AT = datetime(2026, 11, 23, 12, 0, tzinfo=COPENHAGEN)
KEY, SKIPPABLE = "deletion-headline", "deletion-3"


def save(response, new, *, key=KEY, base=0, by=None, **options):
    locked = lock_response(Response.objects.all(), pk=response.pk)
    return save_answer(response=locked, question_key=key, base_version=base, new=new, by=by, **options)


def stored(response, key=KEY):
    return Answer.objects.get(response=response, question__key=key)


def revisions(response):
    rows = AnswerRevision.objects.filter(answer__response=response).order_by("answer__question__order", "version")
    return [
        (one.version, Value(one.choice, one.not_relevant, one.comment), one.source, one.saved_by, one.saved_at)
        for one in rows
    ]


def test_first_save_stores_the_answer_and_its_revision(draft_response, contributor):
    saved = save(draft_response, Value(choice=3, comment="Næsten"), by=contributor, now=AT)

    answer = stored(draft_response)
    assert (saved.version, saved.value, saved.conflicts, saved.saved_at) == (1, Value(3, False, "Næsten"), (), AT)
    assert (answer.choice, answer.comment, answer.version, answer.saved_by, answer.saved_at) == (
        3,
        "Næsten",
        1,
        contributor,
        AT,
    )
    assert revisions(draft_response) == [(1, Value(3, False, "Næsten"), Source.PAGE, contributor, AT)]


def test_each_stored_change_is_a_new_version_with_its_revision(draft_response, contributor, lead):
    save(draft_response, Value(choice=3), by=contributor, now=AT)
    save(draft_response, Value(choice=3, comment="x"), base=1, by=lead, now=AT, source=Source.IMPORT)
    saved = save(draft_response, Value(), base=2, by=lead, now=AT)

    assert saved.version == stored(draft_response).version == 3
    assert revisions(draft_response) == [
        (1, Value(choice=3), Source.PAGE, contributor, AT),
        (2, Value(choice=3, comment="x"), Source.IMPORT, lead, AT),
        (3, Value(), Source.PAGE, lead, AT),
    ]


@pytest.mark.parametrize("base", [0, 1])
def test_saving_what_is_stored_changes_nothing(draft_response, contributor, lead, base):
    save(draft_response, Value(choice=3), by=contributor, now=AT)
    saved = save(draft_response, Value(choice=3), base=base, by=lead)

    assert (saved.version, saved.conflicts, saved.saved_at) == (1, (), AT)
    assert stored(draft_response).saved_by == contributor
    assert len(revisions(draft_response)) == 1


def test_saving_nothing_where_nothing_is_stored_writes_no_row(draft_response):
    saved = save(draft_response, Value())

    assert (saved.answer, saved.version, saved.saved_at) == (None, 0, None)
    assert not draft_response.answers.exists()


def test_two_hands_on_different_fields_are_merged(draft_response, contributor, lead):
    save(draft_response, Value(choice=3), by=contributor)
    save(draft_response, Value(choice=3, comment="Fra lederen"), base=1, by=lead)
    saved = save(draft_response, Value(choice=4), base=1, by=contributor)

    assert (saved.value, saved.conflicts) == (Value(4, False, "Fra lederen"), ())
    assert stored(draft_response).comment == "Fra lederen"


def test_the_same_field_in_two_hands_is_a_conflict_and_the_stored_one_stays(draft_response, contributor, lead):
    save(draft_response, Value(choice=3), by=contributor)
    save(draft_response, Value(choice=4), base=1, by=lead)
    saved = save(draft_response, Value(choice=0), base=1, by=contributor)

    assert (saved.value, saved.version, saved.conflicts) == (Value(choice=4), 2, ("choice",))
    assert stored(draft_response).choice == 4
    assert len(revisions(draft_response)) == 2


def test_two_first_saves_conflict_instead_of_overwriting(draft_response, contributor, lead):
    save(draft_response, Value(choice=3), by=contributor)
    saved = save(draft_response, Value(choice=0, comment="x"), base=0, by=lead)

    assert (saved.value, saved.conflicts) == (Value(3, False, "x"), ("choice",))


@pytest.mark.parametrize("base", [2, 99])
def test_a_base_version_that_never_was_overwrites_nothing(draft_response, base):
    save(draft_response, Value(choice=3, comment="først"))
    saved = save(draft_response, Value(choice=0, comment="siden"), base=base)

    assert (saved.value, saved.conflicts) == (Value(3, False, "først"), ("choice", "comment"))


def test_a_page_may_have_started_from_two_versions(draft_response):
    save(draft_response, Value(choice=1, comment="en"))
    save(draft_response, Value(choice=2, comment="en"), base=1)
    save(draft_response, Value(choice=2, comment="to"), base=2)

    saved = save(draft_response, Value(choice=4, comment="en"), base=3, comment_base_version=1)

    assert (saved.value, saved.conflicts) == (Value(4, False, "to"), ())


def test_answered_count_follows_set_and_clear(draft_response):
    def count_after(value, key, base):
        save(draft_response, value, key=key, base=base)
        draft_response.refresh_from_db()
        return draft_response.answered_count

    assert count_after(Value(comment="kun en kommentar"), KEY, 0) == 0
    assert count_after(Value(choice=0, comment="kun en kommentar"), KEY, 1) == 1
    assert count_after(Value(choice=4), KEY, 2) == 1
    assert count_after(Value(not_relevant=True), SKIPPABLE, 0) == 2
    assert count_after(Value(choice=2), SKIPPABLE, 1) == 2
    assert count_after(Value(), SKIPPABLE, 2) == 1
    assert count_after(Value(), KEY, 3) == 0


def test_not_relevant_is_refused_where_the_question_does_not_allow_it(draft_response):
    with pytest.raises(ResponseError, match="Ikke relevant"):
        save(draft_response, Value(not_relevant=True, comment="x"))

    assert not draft_response.answers.exists()


def test_a_comment_may_have_exactly_the_allowed_length(draft_response):
    save(draft_response, Value(comment="æ" * COMMENT_MAX))
    with pytest.raises(ResponseError, match="5001 tegn"):
        save(draft_response, Value(comment="æ" * (COMMENT_MAX + 1)), base=1)

    assert stored(draft_response).comment == "æ" * COMMENT_MAX


def test_a_question_of_another_survey_is_unknown(draft_response):
    other = make_survey("2028")
    Question.objects.filter(survey=other, key=KEY).update(key="only-there")

    with pytest.raises(Question.DoesNotExist):
        save(draft_response, Value(choice=4), key="only-there")


def test_an_answer_goes_to_the_response_it_was_given_for(draft_response, survey, other_municipality):
    neighbour = make_response(survey, other_municipality)
    save(neighbour, Value(choice=0))
    save(draft_response, Value(choice=4))

    assert [stored(one).choice for one in (neighbour, draft_response)] == [0, 4]


@pytest.mark.parametrize(
    ("state", "survey_state", "is_open"),
    [
        (ResponseState.DRAFT, SurveyState.OPEN, True),
        (ResponseState.READY, SurveyState.OPEN, False),
        (ResponseState.WITHDRAWN, SurveyState.OPEN, False),
        (ResponseState.DRAFT, SurveyState.CLOSED, False),
        (ResponseState.DRAFT, SurveyState.PUBLISHED, False),
        (ResponseState.DRAFT, SurveyState.ARCHIVED, False),
    ],
)
def test_a_response_never_submitted_is_answered_as_a_draft_of_an_open_survey(
    draft_response, state, survey_state, is_open
):
    Response.objects.filter(pk=draft_response.pk).update(state=state)
    type(draft_response.survey).objects.update(state=survey_state)

    if is_open:
        assert save(draft_response, Value(choice=4)).version == 1
    else:
        with pytest.raises(NotEditableError, match="er låst"):
            save(draft_response, Value(choice=4))
        assert not draft_response.answers.exists()


@pytest.mark.parametrize("state", [ResponseState.SUBMITTED, ResponseState.ACCEPTED])
def test_a_submitted_response_takes_no_answers(submitted_response, state):
    Response.objects.filter(pk=submitted_response.pk).update(state=state)

    with pytest.raises(NotEditableError):
        save(submitted_response, Value(choice=0), base=1)
    assert stored(submitted_response).choice == 4


def test_a_returned_response_is_answered_also_after_closing(submitted_response, case_handler):
    move_response(response=submitted_response, target=ResponseState.RETURNED, by=case_handler, reason="Ret.")
    move_survey(survey=submitted_response.survey, target=SurveyState.CLOSED)

    assert save(submitted_response, Value(choice=3), base=1).version == 2


def test_save_answer_refuses_a_response_it_was_not_given_by_the_lock(draft_response):
    with pytest.raises(UnlockedError):
        save_answer(response=draft_response, question_key=KEY, base_version=0, new=Value(choice=4), by=None)


@pytest.mark.django_db(transaction=True)
def test_lock_response_needs_a_transaction():
    response = make_response(make_survey(), make_municipality())

    with pytest.raises(TransactionManagementError):
        lock_response(Response.objects.all(), pk=response.pk)
    with transaction.atomic():
        assert lock_response(Response.objects.all(), pk=response.pk) == response


def test_lock_response_stays_within_the_scope_it_is_given(draft_response, outsider):
    with pytest.raises(Response.DoesNotExist):
        lock_response(Response.objects.visible_to(outsider), pk=draft_response.pk)


def test_saving_an_answer_takes_few_queries(draft_response, contributor, django_assert_num_queries):
    with django_assert_num_queries(5):  # lock, question with answer, answer, revision, answered count
        save(draft_response, Value(choice=3), by=contributor)
    with django_assert_num_queries(4):
        save(draft_response, Value(choice=4), base=1, by=contributor)


def test_copy_token_changes_with_every_stored_change_and_never_comes_back(draft_response):
    def token():
        return copy_token(list(draft_response.answers.all()))

    tokens = [token()]
    for base, (key, value) in enumerate([(KEY, Value(4)), (KEY, Value(0)), (KEY, Value(4)), (KEY, Value())]):
        save(draft_response, value, key=key, base=base)
        tokens.append(token())
    save(draft_response, Value(choice=4), key="dane-headline")
    tokens.append(token())

    assert len(set(tokens)) == len(tokens)


def test_a_submission_is_untouched_by_later_saves(submitted_response, case_handler):
    move_response(response=submitted_response, target=ResponseState.RETURNED, by=case_handler, reason="Ret.")
    save(submitted_response, Value(choice=0, comment="rettet"), base=1)

    frozen = submitted_response.current_submission.answers.get(question__key=KEY)
    assert (frozen.choice, frozen.comment) == (4, "")


def test_make_submission_counts_what_was_answered(survey, municipality):
    response = make_response(survey, municipality)
    make_submission(response, deletion_2=None)

    assert response.answered_count == 14
