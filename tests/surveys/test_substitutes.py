"""Substitutes: who may name one, for which days, and what they see meanwhile."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from municipalities.enums import StaffRole
from surveys.models import Substitution
from surveys.services.errors import SubstitutionError
from surveys.services.substitutes import end_substitution, name_substitute
from surveys.worklist_page import make_viewer
from tests.factories.municipalities import make_staff
from tests.factories.surveys import today


@pytest.fixture
def colleague(db):
    return make_staff(StaffRole.CASE_HANDLER, name="Kim Kollega")


def name(absent, substitute, *, first=0, last=7, by=None):
    return name_substitute(
        absent=absent,
        substitute=substitute,
        first_day=today() + timedelta(days=first),
        last_day=today() + timedelta(days=last),
        by=by or absent,
    )


@pytest.mark.parametrize(("days", "stands_in"), [(1, False), (2, True), (4, True), (5, False)])
def test_both_days_are_included(case_handler, colleague, days, stands_in):
    name(case_handler, colleague, first=2, last=4)
    viewer = make_viewer(colleague, today() + timedelta(days=days))
    assert (case_handler.pk in viewer.handlers) is stands_in


def test_a_substitute_of_a_substitute_stands_in_for_one_alone(case_handler, colleague, manager):
    name(case_handler, colleague)
    name(colleague, manager)
    assert make_viewer(manager, today()).handlers == (manager.pk, colleague.pk)


def test_it_ends_before_time_and_the_row_stays(case_handler, colleague, manager):
    made = name(case_handler, colleague)
    for stranger in (colleague, make_staff(StaffRole.CASE_HANDLER)):
        with pytest.raises(SubstitutionError):
            end_substitution(substitution=made, by=stranger)
    first = end_substitution(substitution=made, by=case_handler)
    assert make_viewer(colleague, today()).handlers == (colleague.pk,)
    again = end_substitution(substitution=made, by=manager)
    assert (again.ended_at, again.ended_by) == (first.ended_at, case_handler)
    assert name(case_handler, colleague, by=manager).named_by == manager


@pytest.mark.parametrize(
    ("change", "said", "field"),
    [
        ({"first": 3, "last": 2}, "ligger før den første", "last_day"),
        ({"first": -9, "last": -1}, "allerede gået", "last_day"),
        ({"last": 366}, "mere end et år", "last_day"),
        ({"substitute": "case_handler"}, "Vælg en anden end den, der er væk", "substitute"),
        ({"substitute": "auditor"}, "behandler ikke sager", "substitute"),
        ({"by": "colleague"}, "Kun en leder", "absent"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(request, case_handler, colleague, change, said, field):
    people = {key: request.getfixturevalue(value) for key, value in change.items() if isinstance(value, str)}
    days = {key: value for key, value in change.items() if isinstance(value, int)}
    with pytest.raises(SubstitutionError, match=said) as refused:
        name(case_handler, people.get("substitute", colleague), by=people.get("by"), **days)
    assert refused.value.field == field
    assert not Substitution.objects.exists()


@pytest.mark.parametrize(("first", "last", "is_free"), [(1, 2, True), (2, 3, False), (5, 9, False), (6, 9, True)])
def test_one_substitute_at_a_time(case_handler, colleague, manager, first, last, is_free):
    name(case_handler, colleague, first=3, last=5)
    if is_free:
        assert name(case_handler, manager, first=first, last=last)
    else:
        with pytest.raises(SubstitutionError, match="Kim Kollega er allerede stedfortræder"):
            name(case_handler, manager, first=first, last=last)


def test_the_database_refuses_days_the_wrong_way_oneself_and_half_an_end(case_handler, colleague):
    made = name(case_handler, colleague)
    for fields in (
        {"last_day": made.first_day - timedelta(days=1)},
        {"substitute": case_handler},
        {"ended_by": case_handler},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Substitution.objects.filter(pk=made.pk).update(**fields)


# --- The page ---------------------------------------------------------------


def days(first, last):
    return {
        "first_day": (today() + timedelta(days=first)).strftime("%d.%m.%Y"),
        "last_day": (today() + timedelta(days=last)).strftime("%d.%m.%Y"),
    }


def test_a_case_handler_names_their_own_and_cannot_name_anothers(client, case_handler, colleague):
    client.force_login(case_handler)
    address = reverse("surveys:substitutions")
    assert "Hvem er væk?" not in client.get(address).content.decode()
    client.post(address, {"absent": colleague.pk, "substitute": colleague.pk, **days(0, 3)})
    made = Substitution.objects.get()
    assert (made.absent, made.substitute) == (case_handler, colleague)
    html = client.get(address).content.decode()
    assert "I gang" in html
    client.post(reverse("surveys:end_substitution", args=[made.pk]))
    assert "I gang" not in client.get(address).content.decode()


def test_a_manager_names_one_for_another_and_strangers_do_not_see_it(client, case_handler, colleague, manager):
    client.force_login(manager)
    address = reverse("surveys:substitutions")
    client.post(address, {"absent": case_handler.pk, "substitute": colleague.pk, **days(2, 3)})
    made = Substitution.objects.get()
    assert (made.absent, made.named_by) == (case_handler, manager)
    assert "Kommer" in client.get(address).content.decode()
    client.force_login(colleague)
    html = client.get(address).content.decode()
    assert "Sofie Sag" in html
    assert "Afslut" not in html
    client.force_login(make_staff(StaffRole.CASE_HANDLER))
    end = reverse("surveys:end_substitution", args=[made.pk])
    assert client.post(end).status_code == 404
    assert Substitution.objects.get().ended_at is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"substitute": ""}, "Vælg en kollega."),
        ({"first_day": "i morgen"}, "Skriv datoen som 24.12.2026."),
        ({"last_day": ""}, "Skriv en dato."),
        (days(3, 2), "ligger før den første"),
    ],
)
def test_a_mistaken_form_says_what_to_do_and_keeps_what_was_typed(client, case_handler, colleague, fields, said):
    client.force_login(case_handler)
    data = {"substitute": colleague.pk, **days(1, 4), **fields}
    html = client.post(reverse("surveys:substitutions"), data).content.decode()
    assert said in html
    assert data["first_day"] in html
    assert not Substitution.objects.exists()


def test_the_list_needs_as_many_queries_for_three_as_for_one(
    client, case_handler, colleague, manager, django_assert_num_queries
):
    name(case_handler, colleague)
    client.force_login(manager)
    address = reverse("surveys:substitutions")
    client.get(address)
    with django_assert_num_queries(7):
        client.get(address)
    name(colleague, case_handler)
    name(manager, colleague)
    with django_assert_num_queries(7):
        client.get(address)
