"""Giving cases to case handlers: singly, in bulk and evenly; all or none; a row for each change."""

from types import SimpleNamespace

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from municipalities.enums import StaffRole
from surveys.enums import ResponseState, SurveyState
from surveys.models import CaseAssignment, Response, Survey
from surveys.services.assigning import assign_cases, give_cases, share_evenly
from surveys.services.casework import set_case
from surveys.services.conflicts import declare_conflict
from surveys.services.errors import AssignmentError
from surveys.services.responses import move_response
from tests.factories.municipalities import make_municipality, make_staff
from tests.factories.surveys import make_survey


@pytest.fixture
def cases(db) -> list[Response]:
    """Five in one survey, in order of municipality code."""
    survey = make_survey(municipalities=[make_municipality(f"By {number}") for number in range(5)])
    return list(survey.responses.select_related("municipality", "survey").order_by("municipality__code"))


def handlers_of(cases):
    return [one.case_handler for one in Response.objects.filter(pk__in=[c.pk for c in cases]).order_by("pk")]


# --- Sharing ----------------------------------------------------------------


def test_cases_go_to_each_in_turn_by_code_whatever_the_order_they_come_in():
    people = [SimpleNamespace(pk=pk) for pk in (7, 3)]
    cases = [
        SimpleNamespace(pk=pk, survey_id=1, municipality=SimpleNamespace(code=code))
        for pk, code in ((1, "0300"), (2, "0100"), (3, "0200"))
    ]
    wanted = {2: 3, 3: 7, 1: 3}
    for order in (cases, cases[::-1]):
        for who in (people, people[::-1]):
            assert {pk: one.pk for pk, one in share_evenly(order, who).items()} == wanted


def test_five_cases_between_two_are_three_and_two_with_a_row_each(cases, case_handler, manager):
    given = assign_cases(responses=cases, handlers=[manager, case_handler], by=manager)
    assert sorted(given.values()) == [2, 3]
    rows = CaseAssignment.objects.all()
    assert {(row.response_id, row.given_to, row.taken_from, row.by) for row in rows} == {
        (case.pk, handler, None, manager) for case, handler in zip(cases, handlers_of(cases), strict=True)
    }


def test_a_case_that_stays_with_its_handler_leaves_no_row(cases, case_handler, manager):
    assign_cases(responses=cases[:1], handlers=[case_handler], by=manager)
    assert give_cases(plan={cases[0].pk: case_handler}, by=manager) == 0
    assert CaseAssignment.objects.count() == 1
    assert give_cases(plan={cases[0].pk: manager}, by=case_handler) == 1
    last = CaseAssignment.objects.last()
    assert (last.taken_from, last.given_to, last.by) == (case_handler, manager, case_handler)


def test_none_is_given_where_one_handler_is_kept_from_one_municipality(cases, case_handler, manager):
    declare_conflict(user=case_handler, municipality=cases[2].municipality, reason="Derfor.")
    with pytest.raises(AssignmentError) as refused:
        assign_cases(responses=cases, handlers=[case_handler], by=manager)
    assert refused.value.details == ["Sofie Sag er inhabil i By 2 Kommune."]
    assert handlers_of(cases) == [None] * 5
    assert not CaseAssignment.objects.exists()


@pytest.mark.parametrize("role", [StaffRole.AUDITOR, StaffRole.ADMINISTRATOR])
def test_only_those_who_handle_cases_are_given_one(cases, manager, role):
    for stranger in (make_staff(role), make_staff(StaffRole.CASE_HANDLER, is_active=False)):
        with pytest.raises(AssignmentError, match="kan ikke have sager"):
            assign_cases(responses=cases, handlers=[manager, stranger], by=manager)
    assert handlers_of(cases) == [None] * 5


def test_an_archived_case_is_not_given(cases, case_handler, manager):
    Survey.objects.update(state=SurveyState.ARCHIVED)
    with pytest.raises(AssignmentError, match="arkiveret"):
        assign_cases(responses=cases, handlers=[case_handler], by=manager)
    assert set_case(response=cases[0], journal_number="2026-432-0001", case_handler=None, by=manager)


def test_the_database_refuses_a_row_that_changes_nothing(cases, case_handler):
    for people in ({}, {"taken_from": case_handler, "given_to": case_handler}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CaseAssignment.objects.create(response=cases[0], **people)


# --- The case form ----------------------------------------------------------


def test_the_case_form_leaves_a_row_and_refuses_who_is_kept_from_it(client, cases, case_handler, manager):
    client.force_login(manager)
    address = reverse("surveys:journal_number", args=["2026", cases[0].municipality.code])
    fields = {"journal_number": "2026-432-0001", "case_handler": case_handler.pk}
    assert client.post(address, fields).status_code == 302
    assert CaseAssignment.objects.get().by == manager
    declare_conflict(user=case_handler, municipality=cases[0].municipality, reason="Derfor.")
    html = client.post(address, {**fields, "journal_number": "2026-432-0002"}).content.decode()
    assert "Sofie Sag er inhabil i By 0 Kommune. Intet er gemt. Vælg en anden sagsbehandler." in html
    assert "2026-432-0002" in html
    cases[0].refresh_from_db()
    assert (cases[0].journal_number, cases[0].case_handler) == ("2026-432-0001", None)


# --- The page ---------------------------------------------------------------


def address(**query):
    pairs = "&".join(f"{key}={value}" for key, values in query.items() for value in values)
    return f"{reverse('surveys:assign_cases')}?{pairs}"


def test_chosen_cases_are_shared_and_it_says_how_many(client, cases, case_handler, manager):
    client.force_login(manager)
    chosen = address(sag=[case.pk for case in cases[:3]])
    html = client.get(chosen).content.decode()
    assert html.count("checked") == 3
    assert "3 sager" in html
    done = client.post(chosen, {"sag": [case.pk for case in cases[:3]], "behandlere": [case_handler.pk, manager.pk]})
    assert done["Location"] == reverse("surveys:worklist")
    assert [str(message) for message in get_messages(done.wsgi_request)] == [
        "3 sager er fordelt: Sofie Sag 2, Mads Chef 1."
    ]
    assert handlers_of(cases).count(None) == 2


def test_a_surveys_cases_without_a_handler_are_offered_first(client, cases, case_handler, manager):
    assign_cases(responses=cases[:2], handlers=[case_handler], by=manager)
    move_response(response=cases[4], target=ResponseState.WITHDRAWN, by=manager, reason="Derfor.")
    client.force_login(manager)
    offered = client.get(address(tilsyn=["2026"]))
    assert [row["case"] for row in offered.context["rows"]] == cases[2:4]
    assert all(row["is_chosen"] for row in offered.context["rows"])
    every = client.get(address(tilsyn=["2026"], alle=["1"]))
    assert [row["case"] for row in every.context["rows"]] == cases[:4]
    assert not any(row["is_chosen"] for row in every.context["rows"])
    chosen = client.get(address(tilsyn=["2026"], alle=["1"], valg=["alle"]))
    assert all(row["is_chosen"] for row in chosen.context["rows"])
    done = client.post(address(tilsyn=["2026"]), {"sag": cases[2].pk, "behandlere": manager.pk})
    assert done["Location"] == reverse("surveys:board", args=["2026"])
    assert f'href="{reverse("surveys:assign_cases")}?tilsyn=2026"' in client.get(done["Location"]).content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"sag": ["first"]}, "Vælg mindst én sagsbehandler."),
        ({"behandlere": ["handler"]}, "Vælg mindst én sag."),
        ({"sag": ["999999"], "behandlere": ["handler"]}, "En af sagerne kan ikke længere fordeles."),
        ({"sag": ["x"], "behandlere": ["handler"]}, "En af sagerne kan ikke længere fordeles."),
        ({"sag": ["first"], "behandlere": ["999999"]}, "Vælg blandt de viste."),
        ({"sag": ["first"], "behandlere": ["auditor"]}, "Vælg blandt de viste."),
    ],
)
def test_a_mistaken_choice_says_what_to_do_and_keeps_the_ticks(
    client, cases, case_handler, auditor, manager, fields, said
):
    client.force_login(manager)
    known = {"first": cases[0].pk, "handler": case_handler.pk, "auditor": auditor.pk}
    data = {name: [known.get(value, value) for value in values] for name, values in fields.items()}
    shown = client.post(address(sag=[case.pk for case in cases]), data)
    html = shown.content.decode()
    assert said in html
    assert [row["case"].pk for row in shown.context["rows"] if row["is_chosen"]] == (
        [cases[0].pk] if "first" in fields.get("sag", []) else []
    )
    assert not Response.objects.exclude(case_handler=None).exists()


def test_a_case_with_a_number_above_a_thousand_can_be_chosen():
    """A number in Danish has a point in it, which a box's value must not have."""
    html = render_to_string("surveys/agency/includes/pick.html", {"pk": 12345, "name": "By", "survey": "Tilsyn"})
    assert 'name="sag" value="12345"' in html
    assert html.count("sag-12345") == 2


def test_a_refusal_lists_each_case_and_keeps_the_ticks(client, cases, case_handler, manager):
    for case in cases[:2]:
        declare_conflict(user=case_handler, municipality=case.municipality, reason="Derfor.")
    client.force_login(manager)
    shown = client.post(
        address(sag=[c.pk for c in cases]), {"sag": [c.pk for c in cases], "behandlere": case_handler.pk}
    )
    html = shown.content.decode()
    assert "Sofie Sag er inhabil i By 0 Kommune." in html
    assert "Sofie Sag er inhabil i By 1 Kommune." in html
    assert all(row["is_chosen"] for row in shown.context["rows"])


def test_nothing_chosen_says_where_to_choose(client, manager):
    client.force_login(manager)
    assert "Ingen sager er valgt" in client.get(reverse("surveys:assign_cases")).content.decode()
    assert client.get(address(tilsyn=["9999"])).status_code == 404


def test_the_page_needs_as_many_queries_for_five_as_for_one(client, cases, manager, django_assert_num_queries):
    client.force_login(manager)
    client.get(address(sag=[cases[0].pk]))
    for chosen in (cases[:1], cases):
        with django_assert_num_queries(5):
            client.get(address(sag=[case.pk for case in chosen]))


@pytest.mark.parametrize("number", [1, 5])
def test_giving_many_takes_as_many_queries_as_giving_one(
    cases, case_handler, manager, number, django_assert_num_queries
):
    with django_assert_num_queries(10):
        assign_cases(responses=cases[:number], handlers=[case_handler], by=manager)
