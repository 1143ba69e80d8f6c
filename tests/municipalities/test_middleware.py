"""The session's two limits, at both sides; and the municipality in the address, which answers members only."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from municipalities.enums import Role
from municipalities.middleware import SEEN, SEEN_EVERY_SECONDS, MunicipalityMiddleware
from municipalities.models import Membership

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
IDLE, LONGEST = timedelta(minutes=60), timedelta(hours=12)


@pytest.fixture
def signed_in(client, lead):
    """Signed in at START, with one visit made then."""
    with time_machine.travel(START, tick=False):
        client.force_login(lead)
        client.get("/privatliv/")
    return client


def visit(client, at):
    """Whether the person is still signed in after a visit at that time."""
    with time_machine.travel(at, tick=False):
        client.get("/privatliv/")
        return SESSION_KEY in client.session


def test_the_limits_are_sixty_minutes_and_twelve_hours():
    assert (settings.SESSION_IDLE_SECONDS, settings.SESSION_MAX_SECONDS) == (3600, 43200)
    assert settings.SESSION_COOKIE_AGE == settings.SESSION_MAX_SECONDS


@pytest.mark.parametrize(("idle", "stays"), [(IDLE, True), (IDLE + SECOND, False)])
def test_a_session_ends_after_sixty_idle_minutes(signed_in, idle, stays):
    assert visit(signed_in, START + idle) is stays


@pytest.mark.parametrize(("age", "stays"), [(LONGEST - SECOND, True), (LONGEST + SECOND, False)])
def test_a_session_ends_twelve_hours_after_signing_in_whatever_the_person_does(signed_in, age, stays):
    at = START
    while at < START + age - IDLE:
        at += IDLE - SECOND
        assert visit(signed_in, at)

    assert visit(signed_in, START + age) is stays


def test_each_visit_begins_the_idle_time_anew(signed_in):
    assert visit(signed_in, START + IDLE - SECOND)
    assert visit(signed_in, START + 2 * IDLE - 2 * SECOND)


def test_a_session_that_ended_stays_ended(signed_in):
    assert not visit(signed_in, START + IDLE + SECOND)
    assert not visit(signed_in, START + IDLE + 2 * SECOND)


def test_the_page_asked_for_after_the_limit_is_the_sign_in_page(signed_in, municipality):
    address = f"/kommuner/{municipality.slug}/"
    with time_machine.travel(START + IDLE + SECOND, tick=False):
        answer = signed_in.get(address)

    assert (answer.status_code, answer.url) == (302, f"/konto/log-ind/?next={address}")


@pytest.mark.parametrize(("after", "is_written"), [(SEEN_EVERY_SECONDS - 1, False), (SEEN_EVERY_SECONDS, True)])
def test_a_visit_is_noted_at_most_once_a_minute(signed_in, after, is_written):
    with time_machine.travel(START, tick=False) as clock:
        before = signed_in.session[SEEN]
        clock.shift(after)
        signed_in.get("/privatliv/")

        assert signed_in.session[SEEN] == before + (after if is_written else 0)


def test_signing_in_again_after_the_limit_starts_a_new_session(signed_in, lead):
    assert not visit(signed_in, START + LONGEST + SECOND)
    with time_machine.travel(START + LONGEST + 2 * SECOND, tick=False):
        signed_in.force_login(lead)

    assert visit(signed_in, START + LONGEST + IDLE)


def test_a_visitor_who_is_not_signed_in_has_no_session(client, db):
    client.get("/privatliv/")

    assert not client.cookies


# --- The municipality in the address ----------------------------------------------


def pass_through(user, slug):
    """The request and the address's parts as a view below /kommuner/<slug>/ gets them."""
    request = RequestFactory().get("/")
    request.user = user
    parts = {"municipality": slug, "survey": "2026"}
    MunicipalityMiddleware(lambda request: HttpResponse()).process_view(request, pass_through, (), parts)
    return request, parts


def test_a_member_gets_municipality_and_membership_and_the_view_the_rest(lead, municipality):
    request, parts = pass_through(lead, municipality.slug)

    assert (request.municipality, request.membership) == (municipality, lead.memberships.get())
    assert parts == {"survey": "2026"}


def test_finding_the_municipality_takes_one_query(lead, municipality, django_assert_num_queries):
    with django_assert_num_queries(1):
        request, _ = pass_through(lead, municipality.slug)
        assert request.membership.municipality.name


def test_a_person_of_two_municipalities_has_in_each_the_role_held_there(lead, municipality, other_municipality):
    Membership.objects.create(user=lead, municipality=other_municipality, role=Role.READER)

    roles = [pass_through(lead, one.slug)[0].membership.role for one in (municipality, other_municipality)]
    assert roles == [Role.LEAD, Role.READER]


def not_found(user, slug):
    with pytest.raises(Http404) as answer:
        pass_through(user, slug)
    return str(answer.value)


def test_another_municipality_answers_like_one_that_does_not_exist(outsider, municipality):
    assert not_found(outsider, municipality.slug) == not_found(outsider, "findes-ikke") == ""


def test_a_membership_that_ended_is_none(lead, municipality):
    now = timezone.now()
    lead.memberships.update(started_at=now - IDLE, ended_at=now)

    not_found(lead, municipality.slug)


def test_a_membership_that_has_not_begun_is_none(lead, municipality):
    lead.memberships.update(started_at=timezone.now() + IDLE)

    not_found(lead, municipality.slug)


def test_agency_staff_are_never_members_whatever_rows_exist(case_handler, administrator, municipality):
    Membership.objects.create(user=case_handler, municipality=municipality, role=Role.LEAD)

    for staff in (case_handler, administrator):
        not_found(staff, municipality.slug)


def test_an_address_without_a_municipality_is_left_alone(lead):
    request = SimpleNamespace(user=lead)
    parts = {"survey": "2026"}
    MunicipalityMiddleware(pass_through).process_view(request, pass_through, (), parts)

    assert (vars(request), parts) == ({"user": lead}, {"survey": "2026"})


def test_someone_signed_out_is_left_to_the_sign_in_page(municipality):
    request, _ = pass_through(AnonymousUser(), municipality.slug)

    assert not hasattr(request, "membership")
