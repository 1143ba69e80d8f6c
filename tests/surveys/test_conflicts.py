"""Conflicts of interest: declared by oneself, ended by another manager, and in force in every service."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.urls import get_resolver, reverse
from django.utils import timezone

from municipalities.enums import StaffRole
from surveys.enums import MailState, ResponseState, SurveyState
from surveys.journal import PlannedNumber
from surveys.models import CaseAssignment, Conflict, Mail, Response, ResponseEvent, Survey
from surveys.services.casework import set_case, set_journal_numbers
from surveys.services.conflicts import declare_conflict, end_conflict
from surveys.services.errors import AssignmentError, ConflictError, ResponseError, SurveyError
from surveys.services.extensions import ask_extension, decide_extension
from surveys.services.mails import send_again
from surveys.services.questionnaires import RESERVED_SLUGS
from surveys.services.responses import move_response
from tests.factories.municipalities import make_staff
from tests.factories.surveys import make_response, make_survey

REASON = "Min søster er ansat i forvaltningen."


@pytest.fixture
def conflict(case_handler, municipality) -> Conflict:
    return declare_conflict(user=case_handler, municipality=municipality, reason=REASON)[0]


# --- Declaring --------------------------------------------------------------


def test_declaring_takes_the_persons_cases_in_that_municipality_and_says_so(
    submitted_response, other_municipality, case_handler, manager
):
    other = make_response(submitted_response.survey, other_municipality)
    for response in (submitted_response, other):
        set_case(response=response, journal_number="", case_handler=case_handler, by=manager)

    conflict, taken = declare_conflict(
        user=case_handler, municipality=submitted_response.municipality, reason=f" {REASON} "
    )

    assert (conflict.reason, taken) == (REASON, 1)
    assert list(case_handler.cases.all()) == [other]
    row = CaseAssignment.objects.get(response=submitted_response, given_to=None)
    assert (row.taken_from, row.by, row.at) == (case_handler, case_handler, conflict.declared_at)


def test_an_archived_case_stays_as_it_was(submitted_response, case_handler):
    set_case(response=submitted_response, journal_number="", case_handler=case_handler)
    Survey.objects.update(state=SurveyState.ARCHIVED)
    _, taken = declare_conflict(user=case_handler, municipality=submitted_response.municipality, reason=REASON)
    submitted_response.refresh_from_db()
    assert (taken, submitted_response.case_handler) == (0, case_handler)


def test_a_second_declaration_and_one_without_a_reason_are_refused(conflict, case_handler, other_municipality):
    with pytest.raises(ConflictError, match="allerede meldt inhabil"):
        declare_conflict(user=case_handler, municipality=conflict.municipality, reason=REASON)
    with pytest.raises(ConflictError, match="begrundelse"):
        declare_conflict(user=case_handler, municipality=other_municipality, reason="  ")
    assert Conflict.objects.count() == 1


# --- What it keeps its person from ------------------------------------------


def test_the_person_does_not_see_the_municipality_and_others_do(
    conflict, submitted_response, other_municipality, case_handler, manager, lead
):
    seen = Response.objects.visible_to(case_handler)
    assert [response.municipality for response in seen] == [other_municipality]
    assert Response.objects.names_visible_to(case_handler).count() == 2
    marked = Response.objects.names_visible_to(case_handler).marked_for(case_handler)
    assert {row.municipality: row.is_kept_from for row in marked} == {
        conflict.municipality: True,
        other_municipality: False,
    }
    for other in (manager, lead):
        assert submitted_response in Response.objects.visible_to(other)


def test_a_later_survey_of_the_municipality_is_kept_away_too(conflict, case_handler):
    later = make_survey("2030", municipalities=[conflict.municipality])
    assert not Response.objects.visible_to(case_handler).filter(survey=later).exists()


def test_names_are_for_those_who_read_responses(submitted_response, administrator, lead, auditor):
    for stranger in (administrator, lead):
        assert not Response.objects.names_visible_to(stranger).exists()
    assert Response.objects.names_visible_to(auditor).count() == 2


@pytest.mark.parametrize("target", [ResponseState.ACCEPTED, ResponseState.RETURNED, ResponseState.WITHDRAWN])
def test_no_move_is_made_by_the_person(conflict, submitted_response, case_handler, manager, target):
    with pytest.raises(ResponseError, match="inhabil"):
        move_response(response=submitted_response, target=target, by=case_handler, reason="Derfor.")
    assert not ResponseEvent.objects.filter(by=case_handler).exists()
    assert move_response(response=submitted_response, target=target, by=manager, reason="Derfor.").state == target


def test_no_extension_is_decided_by_the_person(conflict, draft_response, lead, case_handler, manager):
    wanted = draft_response.deadline + timedelta(days=7)
    asked = ask_extension(response=draft_response, by=lead, wanted=wanted, reason="Travlt.")
    with pytest.raises(ResponseError, match="inhabil"):
        decide_extension(extension=asked, by=case_handler, granted=wanted, answer="")
    asked.refresh_from_db()
    assert asked.is_awaiting
    assert not decide_extension(extension=asked, by=manager, granted=wanted, answer="").is_awaiting


def test_neither_handler_nor_number_is_set_by_the_person_or_the_case_given_to_them(
    conflict, draft_response, case_handler, manager
):
    for handler, by in ((None, case_handler), (case_handler, manager)):
        with pytest.raises(AssignmentError):
            set_case(response=draft_response, journal_number="2026-432-0001", case_handler=handler, by=by)
    draft_response.refresh_from_db()
    assert (draft_response.journal_number, draft_response.case_handler) == ("", None)
    assert not CaseAssignment.objects.exists()


def test_journal_numbers_for_many_are_refused_where_one_is_of_the_municipality(
    conflict, survey, other_municipality, case_handler
):
    planned = [
        PlannedNumber(one.code, one.name, "", f"2026-432-000{place}")
        for place, one in enumerate([other_municipality, conflict.municipality])
    ]
    with pytest.raises(ResponseError, match=conflict.municipality.name):
        set_journal_numbers(survey=survey, planned=planned, by=case_handler)
    assert not Response.objects.exclude(journal_number="").exists()


def test_the_paste_page_says_which_line_is_of_the_municipality(client, conflict, survey, case_handler):
    client.force_login(case_handler)
    text = f"{conflict.municipality.code};2026-432-0001"
    html = client.post(reverse("surveys:journal_numbers", args=[survey.slug]), {"text": text}).content.decode()
    assert "Du er meldt inhabil i kommunens sager." in html


def test_failed_mails_to_the_municipality_are_left_for_others(conflict, draft_response, case_handler, manager, lead):
    Mail.objects.create(
        response=draft_response,
        kind="invitation",
        membership=lead.memberships.get(),
        recipient=lead,
        address=lead.email,
        state=MailState.FAILED,
    )
    with pytest.raises(SurveyError):
        send_again(survey=draft_response.survey, by=case_handler)
    assert send_again(survey=draft_response.survey, by=manager) == 1


# --- Ending -----------------------------------------------------------------


def test_a_manager_ends_it_with_a_reason_and_the_row_stays(conflict, case_handler, manager):
    ended = end_conflict(conflict=conflict, by=manager, reason="Søsteren er fratrådt.")
    assert (ended.is_in_force, ended.ended_by, ended.end_reason) == (False, manager, "Søsteren er fratrådt.")
    assert Response.objects.visible_to(case_handler).filter(municipality=conflict.municipality).count() == (
        Response.objects.filter(municipality=conflict.municipality).count()
    )
    with pytest.raises(ConflictError, match="allerede ophævet"):
        end_conflict(conflict=conflict, by=manager, reason="Igen.")
    assert declare_conflict(user=case_handler, municipality=conflict.municipality, reason="På ny.")[0].is_in_force


def test_a_manager_ends_neither_their_own_nor_one_without_a_reason(manager, municipality, conflict):
    own, _ = declare_conflict(user=manager, municipality=municipality, reason=REASON)
    with pytest.raises(ConflictError, match="En anden leder"):
        end_conflict(conflict=own, by=manager, reason="Det er ovre.")
    with pytest.raises(ConflictError, match="begrundelse"):
        end_conflict(conflict=conflict, by=manager, reason=" ")
    assert Conflict.objects.in_force().count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"ended_at": timezone.now()},
        {"end_reason": "Fordi."},
        {"ended_at": timezone.now(), "end_reason": "Fordi.", "by_self": True},
    ],
)
def test_the_database_refuses_half_an_end_and_ones_own(conflict, fields):
    if fields.pop("by_self", False):
        fields["ended_by"] = conflict.user
    with pytest.raises(IntegrityError), transaction.atomic():
        Conflict.objects.update(**fields)


def test_the_database_takes_one_in_force_for_each_person_and_municipality(conflict):
    with pytest.raises(IntegrityError), transaction.atomic():
        Conflict.objects.create(user=conflict.user, municipality=conflict.municipality, reason=REASON)


# --- The pages --------------------------------------------------------------


def test_declaring_on_the_page_from_a_case(client, submitted_response, case_handler, municipality):
    set_case(response=submitted_response, journal_number="", case_handler=case_handler)
    client.force_login(case_handler)
    case = client.get(reverse("surveys:response", args=[submitted_response.survey.slug, municipality.code]))
    address = f"{reverse('surveys:conflicts')}?kommune={municipality.code}"
    assert f'href="{address}"' in case.content.decode()
    assert f'value="{municipality.code}" selected' in client.get(address).content.decode()

    done = client.post(address, {"municipality": municipality.code, "reason": REASON})

    said = [str(message) for message in get_messages(done.wsgi_request)]
    assert said == ["Du er meldt inhabil i Prøveby Kommune. 1 sag er taget fra dig og mangler nu en sagsbehandler."]
    assert client.get(case.request["PATH_INFO"]).status_code == 404
    assert REASON in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"reason": REASON}, "Vælg en kommune."),
        ({"municipality": "9999", "reason": REASON}, "Vælg en kommune på listen."),
        ({"municipality": "code"}, "Skriv en begrundelse."),
        ({"municipality": "code", "reason": "Min bror 010190-1234 bor der"}, "Fjern nummeret."),
    ],
)
def test_a_mistaken_declaration_says_what_to_do_and_keeps_what_was_typed(
    client, case_handler, municipality, data, said
):
    client.force_login(case_handler)
    data = {key: municipality.code if value == "code" else value for key, value in data.items()}
    html = client.post(reverse("surveys:conflicts"), data).content.decode()
    assert said in html
    assert data.get("reason", "") in html
    assert not Conflict.objects.exists()


def test_ones_own_are_shown_and_a_manager_and_an_auditor_see_all(client, conflict, case_handler, manager, auditor):
    stranger = make_staff(StaffRole.CASE_HANDLER)
    seen = {}
    for user in (case_handler, stranger, manager, auditor):
        client.force_login(user)
        html = client.get(reverse("surveys:conflicts")).content.decode()
        seen[user] = (REASON in html, reverse("surveys:end_conflict", args=[conflict.pk]) in html)
    assert seen == {
        case_handler: (True, False),
        stranger: (False, False),
        manager: (True, True),
        auditor: (True, False),
    }


def test_ending_on_the_page(client, conflict, manager):
    client.force_login(manager)
    address = reverse("surveys:end_conflict", args=[conflict.pk])
    assert "Skriv en begrundelse." in client.post(address, {"reason": ""}).content.decode()
    assert client.post(address, {"reason": "Fratrådt."}).status_code == 302
    assert "Fratrådt." in client.get(reverse("surveys:conflicts")).content.decode()
    assert "allerede ophævet" in client.post(address, {"reason": "Igen."}).content.decode()


def test_the_list_needs_as_many_queries_for_three_as_for_one(
    client, conflict, municipality, other_municipality, auditor, manager, django_assert_num_queries
):
    client.force_login(auditor)
    address = reverse("surveys:conflicts")
    client.get(address)
    with django_assert_num_queries(6):
        client.get(address)
    for user in (auditor, manager):
        declare_conflict(user=user, municipality=other_municipality, reason=REASON)
    with django_assert_num_queries(6):
        client.get(address)


def test_what_is_left_out_is_said_on_the_pages_that_leave_it_out(client, conflict, submitted_response, case_handler):
    client.force_login(case_handler)
    slug = submitted_response.survey.slug
    for address in (
        reverse("surveys:mails", args=[slug]),
        reverse("surveys:journal_numbers", args=[slug]),
        reverse("reports:letters", args=[slug]),
        reverse("reports:tally_question", args=[slug, "dpia-headline"]),
    ):
        assert "Ikke med her: Prøveby." in client.get(address).content.decode(), address


def test_no_survey_can_take_a_word_of_the_agencys_own_addresses():
    """A survey's address lies beside them."""
    patterns = (
        str(entry.pattern) for part in get_resolver().url_patterns for entry in getattr(part, "url_patterns", ())
    )
    words = {pattern.split("/")[1] for pattern in patterns if pattern.startswith("tilsyn/")}
    assert {word for word in words if word and "<" not in word} <= RESERVED_SLUGS
    assert "arbejdsliste" in words
