"""What must never be false of surveys, responses, answers and submissions, clause by clause; and who sees what."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from municipalities.enums import StaffRole
from surveys.enums import ExtensionState, MailKind, ResponseState, SurveyState
from surveys.models import (
    Advice,
    AdviceVersion,
    Answer,
    AnswerRevision,
    Area,
    AreaAssignment,
    Erratum,
    Evidence,
    Extension,
    GuidanceLink,
    InternalNote,
    Mail,
    MailText,
    Presence,
    Question,
    Response,
    Submission,
    SubmittedAnswer,
    SubmittedEvidence,
    Survey,
)
from tests.constraints import refused_by, untested_constraints
from tests.factories.municipalities import make_staff
from tests.factories.surveys import make_response, make_survey

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_every_constraint_has_a_test():
    assert untested_constraints("surveys", __file__) == set()


# --- Surveys and what they ask ----------------------------------------------------


def test_a_survey_is_in_a_known_state(survey):
    with refused_by("survey_state_known"):
        Survey.objects.update(state="nowhere")


@pytest.mark.parametrize("missing", [{"deadline": None}, {"opened_at": None}, {"content_digest": ""}])
@pytest.mark.parametrize("state", [one for one in SurveyState if one != SurveyState.DRAFT])
def test_an_opened_survey_has_a_deadline_a_date_and_a_digest(survey, state, missing):
    Survey.objects.update(state=state)

    with refused_by("survey_opened_has_deadline_and_digest"):
        Survey.objects.update(**missing)


def test_a_draft_survey_needs_neither_deadline_nor_digest(db):
    survey = make_survey(is_open=False)

    assert (survey.deadline, survey.opened_at, survey.content_digest) == (None, None, "")


def new_area(survey, **fields):
    return Area.objects.create(**({"survey": survey, "key": "new", "order": 99, "title": "Ny", "why": "x"} | fields))


def test_an_area_key_stands_once_in_a_survey(survey):
    with refused_by("area_key_once_per_survey"):
        new_area(survey, key="dane")


def test_an_area_order_stands_once_in_a_survey(survey):
    with refused_by("area_order_once_per_survey"):
        new_area(survey, order=1)


def new_question(survey, **fields):
    defaults = {"survey": survey, "area": survey.areas.first(), "key": "new", "order": 99, "text": "?", "unit": "x"}
    return Question.objects.create(**(defaults | fields))


def test_a_question_key_stands_once_in_a_survey_and_again_in_the_next(survey):
    new_question(make_survey("2028"), key="new")
    new_question(survey, key="new")

    with refused_by("question_key_once_per_survey"):
        new_question(survey, key="new", order=100)


def test_a_question_order_stands_once_in_a_survey(survey):
    with refused_by("question_order_once_per_survey"):
        new_question(survey, order=1)


def test_an_area_has_one_headline_question(survey):
    new_question(survey, key="supporting", order=98)

    with refused_by("area_one_headline_question"):
        new_question(survey, is_headline=True)


def test_a_headline_question_is_never_not_relevant(survey):
    with refused_by("headline_never_not_relevant"):
        Question.objects.filter(is_headline=True).update(allows_not_relevant=True)


def test_a_threshold_is_a_choice_of_the_scale(survey):
    with refused_by("question_threshold_known"):
        Question.objects.update(threshold=5)


@pytest.fixture
def version(survey) -> AdviceVersion:
    return AdviceVersion.objects.create(survey=survey, number=1)


def test_an_advice_version_has_its_own_number_in_a_survey(version):
    AdviceVersion.objects.create(survey=make_survey("2028"), number=1)

    with refused_by("advice_version_once_per_survey"):
        AdviceVersion.objects.create(survey=version.survey, number=1)


def test_a_question_has_one_advice_in_a_version(version):
    question = version.survey.questions.first()
    Advice.objects.create(version=version, question=question)

    with refused_by("advice_once_per_question"):
        Advice.objects.create(version=version, question=question)


def test_guidance_links_of_an_area_stand_in_order(version):
    link = {"version": version, "area": version.survey.areas.first(), "order": 1, "title": "X", "url": "https://x.dk"}
    GuidanceLink.objects.create(**link)

    with refused_by("guidance_link_order_once"):
        GuidanceLink.objects.create(**link)


@pytest.mark.parametrize("empty", [{"title": ""}, {"url": ""}])
def test_a_guidance_link_has_a_title_and_an_address(version, empty):
    link = {"version": version, "area": version.survey.areas.first(), "order": 1, "title": "X", "url": "https://x.dk"}

    with refused_by("guidance_link_has_title_and_address"):
        GuidanceLink.objects.create(**(link | empty))


# --- Responses and answers --------------------------------------------------------


def test_a_municipality_has_one_response_in_a_survey(draft_response):
    with refused_by("response_once_per_municipality"):
        Response.objects.create(
            survey=draft_response.survey, municipality=draft_response.municipality, region=draft_response.region
        )


def test_a_response_is_in_a_known_state(draft_response):
    with refused_by("response_state_known"):
        Response.objects.update(state="nowhere")


@pytest.mark.parametrize("state", [ResponseState.SUBMITTED, ResponseState.ACCEPTED, ResponseState.RETURNED])
def test_a_response_that_has_been_submitted_has_a_submission(draft_response, state):
    with refused_by("response_submitted_has_submission"):
        Response.objects.update(state=state)


@pytest.mark.parametrize("state", [ResponseState.DRAFT, ResponseState.READY, ResponseState.WITHDRAWN])
def test_a_response_never_submitted_needs_no_submission(draft_response, state):
    assert Response.objects.filter(pk=draft_response.pk).update(state=state) == 1


def new_answer(response, **fields):
    return Answer.objects.create(response=response, **({"question": response.survey.questions.first()} | fields))


def test_a_question_has_one_answer_in_a_response(draft_response):
    new_answer(draft_response)

    with refused_by("answer_once_per_question"):
        new_answer(draft_response)


def test_an_answer_is_a_choice_of_the_scale(draft_response):
    with refused_by("answer_choice_known"):
        new_answer(draft_response, choice=5)


@pytest.mark.parametrize("choice", [0, 4])
def test_an_answer_is_not_both_a_choice_and_not_relevant(draft_response, choice):
    with refused_by("answer_choice_or_not_relevant"):
        new_answer(draft_response, choice=choice, not_relevant=True)


def test_an_answer_may_be_neither_and_is_then_unanswered(draft_response):
    assert not new_answer(draft_response).is_answered


def test_each_version_of_an_answer_is_kept_once(draft_response):
    answer = new_answer(draft_response)
    AnswerRevision.objects.create(answer=answer, version=1)

    with refused_by("answer_revision_once"):
        AnswerRevision.objects.create(answer=answer, version=1)


# --- Submissions ------------------------------------------------------------------


def test_a_submission_has_its_own_number_in_a_response(submitted_response):
    with refused_by("submission_number_once"):
        Submission.objects.create(response=submitted_response, number=1, submitted_at=AT, digest="0" * 64)


@pytest.fixture
def submission(draft_response) -> Submission:
    return Submission.objects.create(response=draft_response, number=1, submitted_at=AT, digest="0" * 64)


def freeze(submission, **fields):
    question = submission.response.survey.questions.first()
    return SubmittedAnswer.objects.create(submission=submission, **({"question": question} | fields))


def test_a_question_is_frozen_once_in_a_submission(submission):
    freeze(submission)

    with refused_by("submitted_answer_once"):
        freeze(submission)


def test_a_submitted_answer_is_a_choice_of_the_scale(submission):
    with refused_by("submitted_answer_choice_known"):
        freeze(submission, choice=5)


def test_a_submitted_answer_is_not_both_a_choice_and_not_relevant(submission):
    with refused_by("submitted_answer_choice_or_not_relevant"):
        freeze(submission, choice=0, not_relevant=True)


# --- Who sees what ----------------------------------------------------------------


def test_a_municipal_user_sees_the_own_response_and_the_survey_it_was_asked_in(
    survey, municipality, other_municipality, lead
):
    own, _ = make_response(survey, municipality), make_response(survey, other_municipality)
    make_survey("2028", municipalities=[other_municipality])

    assert list(Response.objects.visible_to(lead)) == [own]
    assert list(Survey.objects.visible_to(lead)) == [survey]


def test_a_municipal_user_sees_neither_a_draft_survey_nor_a_withdrawn_response(draft_response, survey, lead):
    Response.objects.update(state=ResponseState.WITHDRAWN)
    assert list(Response.objects.visible_to(lead)) == []

    Survey.objects.update(state=SurveyState.DRAFT)
    assert list(Survey.objects.visible_to(lead)) == []


def test_a_person_whose_membership_ended_sees_nothing(draft_response, lead):
    lead.memberships.update(started_at=AT, ended_at=AT)

    assert list(Response.objects.visible_to(lead)) == []
    assert list(Survey.objects.visible_to(lead)) == []


@pytest.mark.parametrize(
    ("role", "reads_responses"),
    [
        (StaffRole.CASE_HANDLER, True),
        (StaffRole.MANAGER, True),
        (StaffRole.AUDITOR, True),
        (StaffRole.ADMINISTRATOR, False),
    ],
)
def test_agency_staff_see_all_surveys_and_by_role_the_responses(draft_response, survey, role, reads_responses):
    staff = make_staff(role)

    assert list(Survey.objects.visible_to(staff)) == [survey]
    assert Response.objects.visible_to(staff).exists() is reads_responses


@pytest.mark.parametrize("nobody", [AnonymousUser, make_staff])
def test_nobody_without_a_role_sees_anything(draft_response, nobody):
    assert list(Survey.objects.visible_to(nobody())) == []
    assert list(Response.objects.visible_to(nobody())) == []


def test_an_own_deadline_goes_before_the_surveys(draft_response):
    assert draft_response.deadline == draft_response.survey.deadline

    draft_response.own_deadline = date(2027, 2, 1)
    assert draft_response.deadline == date(2027, 2, 1)


def test_reference_list_has_one_reference_a_line():
    assert Question(references="Artikel 5\nArtikel 32").reference_list == ["Artikel 5", "Artikel 32"]
    assert Question(references="").reference_list == []


# --- Working together ------------------------------------------------------------


def test_an_area_is_assigned_once_to_a_person(draft_response, contributor):
    row = {"response": draft_response, "area": draft_response.survey.areas.first(), "user": contributor}
    AreaAssignment.objects.create(**row)

    with refused_by("area_assigned_once_to_a_person"):
        AreaAssignment.objects.create(**row)


def test_a_person_is_present_at_one_question_of_a_response(draft_response, contributor):
    first, second = draft_response.survey.questions.all()[:2]
    Presence.objects.create(response=draft_response, user=contributor, question=first)

    with refused_by("presence_one_question_a_person"):
        Presence.objects.create(response=draft_response, user=contributor, question=second)


def new_evidence(response, **fields):
    defaults = {"name": "a.txt", "media_type": "text/plain", "size": 1, "sha256": "0" * 64, "stored_as": "x"}
    question = response.survey.questions.first()
    return Evidence.objects.create(**(defaults | {"response": response, "question": question} | fields))


def test_evidence_is_not_empty(draft_response):
    with refused_by("evidence_not_empty"):
        new_evidence(draft_response, size=0)


def test_evidence_removed_by_someone_has_a_time(draft_response, lead):
    with refused_by("evidence_removed_has_time"):
        new_evidence(draft_response, removed_by=lead)


def test_a_submission_freezes_a_file_once(submitted_response):
    row = {"submission": submitted_response.current_submission, "evidence": new_evidence(submitted_response)}
    SubmittedEvidence.objects.create(sha256="0" * 64, **row)

    with refused_by("submitted_evidence_once"):
        SubmittedEvidence.objects.create(sha256="0" * 64, **row)


# --- Internal notes --------------------------------------------------------------


@pytest.fixture
def note(draft_response, case_handler) -> InternalNote:
    return InternalNote.objects.create(response=draft_response, by=case_handler, text="Ring.")


def test_a_note_has_words(note):
    with refused_by("internal_note_has_text"):
        InternalNote.objects.update(text="")


@pytest.mark.parametrize("missing", [{"struck_by": None}, {"struck_at": None}, {"struck_reason": ""}])
def test_a_struck_note_says_who_when_and_why(note, case_handler, missing):
    struck = {"struck_by": case_handler, "struck_at": AT, "struck_reason": "Fejl"}
    with refused_by("internal_note_struck_iff_by_time_and_reason"):
        InternalNote.objects.update(**(struck | missing))
    InternalNote.objects.update(**struck)
    with refused_by("internal_note_struck_iff_by_time_and_reason"):
        InternalNote.objects.update(**missing)


# --- Mails --------------------------------------------------------------------------


@pytest.fixture
def reminder(draft_response, lead) -> Mail:
    return make_mail(draft_response, lead, kind=MailKind.REMINDER, due_on=date(2026, 12, 1))


def make_mail(response, user, **fields):
    return Mail.objects.create(
        response=response, membership=user.memberships.get(), recipient=user, address=user.email, **fields
    )


def test_a_person_gets_one_reminder_for_a_day(reminder, draft_response, lead):
    with refused_by("mail_reminder_once"):
        make_mail(draft_response, lead, kind=MailKind.REMINDER, due_on=reminder.due_on)


def test_a_mail_without_a_day_may_come_twice(draft_response, lead):
    for _ in range(2):
        make_mail(draft_response, lead, kind=MailKind.RETURNED)

    assert Mail.objects.count() == 2


def test_a_mail_is_of_a_known_kind_and_state(draft_response, lead, reminder):
    invitation = Mail.objects.filter(pk=make_mail(draft_response, lead, kind=MailKind.INVITATION).pk)
    with refused_by("mail_kind_known"):
        invitation.update(kind="spam")
    with refused_by("mail_state_known"):
        invitation.update(state="lost")


def test_a_reminder_has_its_day_and_nothing_else_has(reminder):
    with refused_by("mail_reminder_has_its_day"):
        Mail.objects.update(due_on=None)
    with refused_by("mail_reminder_has_its_day"):
        Mail.objects.update(kind=MailKind.RECEIPT)


def test_a_mail_is_sent_exactly_if_it_has_a_time(reminder):
    with refused_by("mail_sent_iff_timestamp"):
        Mail.objects.update(state="sent")
    with refused_by("mail_sent_iff_timestamp"):
        Mail.objects.update(sent_at=AT)


def test_a_survey_has_one_text_of_a_known_kind(survey):
    text = MailText.objects.create(survey=survey, kind=MailKind.REMINDER, subject="Husk", body="{link}")
    with refused_by("mail_text_once_per_kind"):
        MailText.objects.create(survey=survey, kind=MailKind.REMINDER, subject="Husk", body="{link}")
    with refused_by("mail_text_kind_known"):
        MailText.objects.filter(pk=text.pk).update(kind="spam")


def test_mails_are_seen_by_staff_who_read_responses(reminder, lead, case_handler, auditor, administrator):
    seen = {user: Mail.objects.visible_to(user).count() for user in (case_handler, auditor, administrator, lead)}
    assert list(seen.values()) == [1, 1, 0, 0]
    assert not Mail.objects.visible_to(AnonymousUser()).exists()


# --- A later deadline -----------------------------------------------------------------


@pytest.fixture
def extension(draft_response, lead) -> Extension:
    return Extension.objects.create(response=draft_response, asked_by=lead, wanted=date(2027, 1, 4), reason="Ferie")


def test_one_request_for_time_waits_at_a_time(extension, lead):
    with refused_by("extension_one_awaiting"):
        Extension.objects.create(response=extension.response, asked_by=lead, wanted=extension.wanted, reason="Igen")


def test_a_request_is_in_a_known_state(extension, case_handler):
    with refused_by("extension_state_known"):
        Extension.objects.update(state="maybe", decided_by=case_handler, decided_at=AT)


@pytest.mark.parametrize("missing", ["decided_by", "decided_at"])
def test_an_answered_request_has_someone_and_a_time(extension, case_handler, missing):
    answered = {"decided_by": case_handler, "decided_at": AT}
    with refused_by("extension_decided_iff_by_and_time"):
        Extension.objects.update(state=ExtensionState.REFUSED, **(answered | {missing: None}))
    with refused_by("extension_decided_iff_by_and_time"):
        Extension.objects.update(**{missing: answered[missing]})


@pytest.mark.parametrize("state", [ExtensionState.GRANTED, ExtensionState.CHANGED])
def test_a_request_has_a_new_day_exactly_if_the_answer_is_yes(extension, case_handler, state):
    answered = {"decided_by": case_handler, "decided_at": AT}
    with refused_by("extension_granted_iff_date"):
        Extension.objects.update(state=state, **answered)
    with refused_by("extension_granted_iff_date"):
        Extension.objects.update(state=ExtensionState.REFUSED, granted=date(2027, 1, 4), **answered)


def test_requests_are_seen_by_those_who_see_the_response(extension, lead, outsider, auditor, administrator):
    seen = [Extension.objects.visible_to(user).count() for user in (lead, auditor, outsider, administrator)]
    assert seen == [1, 1, 0, 0]


# --- Errata ------------------------------------------------------------------------


@pytest.fixture
def erratum(survey, manager):
    return Erratum.objects.create(question=survey.questions.first(), text="Læs systemer.", by=manager)


def test_an_erratum_says_something(erratum):
    with refused_by("erratum_has_text"):
        Erratum.objects.update(text="")


def test_a_question_has_one_erratum_at_a_time(erratum, manager):
    with refused_by("erratum_one_current_per_question"):
        Erratum.objects.create(question=erratum.question, text="En til.", by=manager)
    Erratum.objects.update(ended_at=AT, ended_by=manager)
    Erratum.objects.create(question=erratum.question, text="En til.", by=manager)


def test_an_erratum_ends_with_someone_and_a_time(erratum, manager):
    for clause in ({"ended_at": AT}, {"ended_by": manager}, {"reason": "Der var ingen fejl."}):
        with refused_by("erratum_ended_iff_by_and_time"):
            Erratum.objects.update(**clause)


def test_errata_are_seen_by_those_who_see_the_survey(erratum, lead, auditor, outsider, db):
    seen = [Erratum.objects.visible_to(user).count() for user in (lead, outsider, auditor, AnonymousUser())]
    assert seen == [1, 1, 1, 0]
