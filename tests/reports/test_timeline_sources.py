"""What each kind of row in a case is told as, and what is not told of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from reports.documents import PaperFile
from reports.enums import EntryKind, FormalKind
from reports.timeline.selectors import select_entries
from surveys.enums import SurveyState
from surveys.models import Conflict, FollowUpFile
from surveys.services.additions import add_later
from surveys.services.conflicts import declare_conflict
from surveys.services.errata import write_erratum
from surveys.services.surveys import move_survey
from tests.factories.cases import SECRETS, make_request
from tests.factories.follow_ups import make_follow_up, put_reply_file
from tests.factories.measurements import make_measurement
from tests.factories.municipalities import make_municipality
from tests.reports.formal import made

DAY = timedelta(days=1)


def test_a_follow_up_carries_what_was_said_proposed_and_sent_along(case):
    asked, replied, corrected, closed = (one for one in select_entries(case) if one.kind == EntryKind.FOLLOW_UP)

    assert [one.words and one.words.text for one in (asked, replied, corrected, closed)] == [
        SECRETS["question"],
        SECRETS["reply"],
        None,
        SECRETS["closing"],
    ]
    [item] = asked.annex.groups[0].items
    assert item.heading == "Spørgsmål 1 om Sletning? Foreslået svar:"
    assert item.value == "Delvist – mere end 2/3 gennemført"
    file = FollowUpFile.objects.get()
    assert replied.annex.files.files == (PaperFile(SECRETS["reply file"], 10, file.sha256),)
    assert corrected.note.endswith("Fra da af gjaldt indsendelse nr. 3 i stedet for nr. 2")
    day = date_format(case.follow_ups.get().answer_by)
    assert asked.note == f"Spørgsmålet »Spørgsmål 1 om Sletning?«. Svar senest {day}"


def test_a_file_for_a_reply_that_is_not_sent_is_not_told(case, case_handler, lead):
    follow_up = make_follow_up(case, case_handler, "dane-headline")
    before = select_entries(case)
    put_reply_file(follow_up, lead, "hemmelig.txt")

    assert select_entries(case) == before


def test_a_formal_letter_is_told_with_what_shows_which_it_is(case):
    """One that was not made has no PDF to lead to; one that came to nothing never leaves the house."""
    waiting, issued, dropped = (
        next(one for one in select_entries(case) if f"(formelt brev nr. {number})" in one.title) for number in (1, 2, 3)
    )
    letter = case.formal_letters.get(number=2)

    assert {letter.verification_code, letter.content_digest, letter.pdf_sha256} <= {
        fact.text for fact in issued.annex.facts
    }
    assert issued.link.url == reverse("reports:formal_letter_pdf", args=[case.survey.slug, case.municipality.code, 2])
    assert [(one.internal, one.link, one.annex) for one in (waiting, dropped)] == [
        (False, None, None),
        (True, None, None),
    ]
    assert (issued.internal, dropped.words.text) == (False, SECRETS["formal"])


def test_a_draft_of_a_formal_letter_is_internal(draft_response):
    """Its text has not been gone through by a lawyer, so the municipality does not see it."""
    made(draft_response, FormalKind.OPENING)
    [draft] = [one for one in select_entries(draft_response) if one.kind == EntryKind.LETTER]

    assert (draft.title, draft.internal) == ("Udkast til åbningsbrev (formelt brev nr. 1)", True)
    assert draft.link.title == "Se formelt brev nr. 1 (PDF)"


def test_one_who_was_asked_later_is_told_by_whom_and_why(survey, manager):
    [response] = add_later(survey=survey, municipalities=[make_municipality("Eftersted")], by=manager, reason="Glemt.")
    [told] = [one for one in select_entries(response) if one.kind == EntryKind.CASE]

    assert (told.title, told.by, told.words.text) == (
        "Kommunen blev tilføjet, efter at tilsynet var åbnet",
        str(manager),
        "Glemt.",
    )


def test_a_conflict_that_was_over_before_the_survey_opened_is_no_part_of_the_case(case, manager, case_handler):
    before = select_entries(case)
    of_old = {"user": case_handler, "municipality": case.municipality, "reason": "Før.", "end_reason": "Forbi."}
    opened = case.survey.opened_at
    Conflict.objects.create(**of_old, declared_at=opened - DAY, ended_at=opened - timedelta(hours=1), ended_by=manager)

    assert select_entries(case) == before


@pytest.mark.parametrize("name", ["timeline", "timeline_pdf", "document_requests", "document_request"])
def test_who_is_kept_from_the_municipality_finds_no_case(client, case, case_handler, name):
    request = make_request(case, case_handler)
    place = [case.survey.slug, case.municipality.code]
    address = reverse(f"reports:{name}", args=[*place, request.number] if name == "document_request" else place)
    client.force_login(case_handler)
    assert client.get(address).status_code == 200

    declare_conflict(user=case_handler, municipality=case.municipality, reason="Min bror er borgmester.")

    assert client.get(address).status_code == 404


def test_an_erratum_is_told_without_marks_and_each_wording_of_it(submitted_response, manager):
    """A wording that another took the place of was not withdrawn."""
    question = submitted_response.survey.questions.get(key="dane-headline")
    first = write_erratum(question=question, text="Tæl **kun** systemer i drift.", by=manager, seen=0)
    write_erratum(question=question, text="Tæl alle systemer.", by=manager, seen=first.pk)
    told = [(one.title, one.words.text) for one in select_entries(submitted_response) if one.key.startswith("erratum-")]

    assert told == [
        ("En rettelse til et spørgsmål", "Tæl kun systemer i drift."),
        ("Ny ordlyd af en rettelse til et spørgsmål", "Tæl alle systemer."),
    ]


def test_a_measurement_belongs_to_the_case_while_the_survey_takes_answers(draft_response, manager):
    """One from before the opening, two while it is open, one after the closing; another municipality's is not told."""
    survey, municipality = draft_response.survey, draft_response.municipality
    make_measurement(municipality, at=survey.opened_at - timedelta(seconds=1))
    first = make_measurement(municipality, at=survey.opened_at)
    second = make_measurement(municipality)
    make_measurement(make_municipality())
    while_open = [one.pk for one in select_entries(draft_response) if one.kind == EntryKind.MEASUREMENT]
    move_survey(survey=survey, target=SurveyState.CLOSED, by=manager)
    make_measurement(municipality)
    draft_response.survey.refresh_from_db()

    after = [one for one in select_entries(draft_response) if one.kind == EntryKind.MEASUREMENT]

    assert while_open == [one.pk for one in after] == [first.pk, second.pk]
    assert after[0].by == "", "the schedule asked"
    assert after[0].link.url == reverse("surveys:agency_measurement", args=[survey.slug, municipality.code, first.pk])
