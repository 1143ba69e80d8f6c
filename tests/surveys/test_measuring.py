"""Wishes for a measurement, the worker that grants them, and what is kept."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from municipalities.dane.evidence import Measurement
from municipalities.dane.measuring import Resolver
from municipalities.dane.sweep import Sweep
from municipalities.dane.verdicts import Reason, Verdict
from municipalities.dane_settings import measuring_from_settings
from surveys.enums import MeasurementState, SurveyState
from surveys.measurements import select_measured
from surveys.models import DomainMeasurement
from surveys.models.measurement import NOT_IN_LAB
from surveys.services.errors import MeasuringError
from surveys.services.measuring import (
    ABANDONED_AFTER,
    BATCH,
    FEW_DOMAINS,
    GREETED_WITHIN,
    PAUSES,
    RUN_FOR,
    claim,
    is_known_open,
    keep,
    measure_due,
    next_batch,
    storable,
    take_up_abandoned,
)
from surveys.services.measuring_wishes import REST, Asked, ask_measurements, drop_unlisted, plan_measurements
from surveys.services.surveys import move_survey
from tests.factories.measurements import make_attempt, make_domain, make_measurement, make_result
from tests.factories.municipalities import make_municipality
from tests.factories.surveys import make_survey

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))
DOMAIN = "sted.example"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def asked(clock, municipality, lead) -> DomainMeasurement:
    """A lead has asked for the municipality's one domain."""
    make_domain(municipality, DOMAIN)
    ask_measurements(municipality=municipality, by=lead)
    return DomainMeasurement.objects.get()


def claimed() -> dict[DomainMeasurement, str]:
    return {row: row.domain for row in claim(timezone.now())}


def seen(domain: str = DOMAIN, verdict: Verdict = Verdict.HOLDS) -> Measurement:
    return make_result(domain, verdict)


# --- Asking -----------------------------------------------------------------


def test_asking_writes_one_wish_for_each_approved_domain(clock, municipality, other_municipality, lead):
    make_domain(municipality, "a.example")
    make_domain(municipality, "b.example")
    make_domain(municipality, "proposed.example", is_approved=False)
    make_domain(other_municipality, "c.example")

    assert ask_measurements(municipality=municipality, by=lead) == Asked(new=2)

    rows = DomainMeasurement.objects.order_by("domain")
    assert [(row.domain, row.state, row.asked_by, row.due_at) for row in rows] == [
        ("a.example", MeasurementState.WAITING, lead, NOW),
        ("b.example", MeasurementState.WAITING, lead, NOW),
    ]


@pytest.mark.django_db(transaction=True)
def test_asking_wakes_the_worker_once_the_wish_is_there(municipality, lead):
    make_domain(municipality, DOMAIN)

    ask_measurements(municipality=municipality, by=lead)
    ask_measurements(municipality=municipality, by=lead)

    assert [row.task["func"] for row in OrmQ.objects.all()] == ["surveys.services.measuring.measure_due"]


def test_asking_twice_is_asking_once(asked, municipality, lead, approver):
    assert ask_measurements(municipality=municipality, by=approver) == Asked(waiting=1)
    claimed()
    assert ask_measurements(municipality=municipality, by=approver) == Asked(waiting=1)

    assert DomainMeasurement.objects.get().asked_by == lead


def test_without_an_approved_domain_there_is_nothing_to_ask_for(municipality, lead):
    make_domain(municipality, DOMAIN, is_approved=False)

    with pytest.raises(MeasuringError, match="ingen godkendte maildomæner"):
        ask_measurements(municipality=municipality, by=lead)


def test_a_domain_rests_for_a_quarter_of_an_hour(asked, municipality, lead, clock):
    keep(claimed(), Sweep((seen(),), is_port_blocked=False))

    clock.move_to(NOW + REST - timedelta(seconds=1))
    assert ask_measurements(municipality=municipality, by=lead) == Asked(rests_until=NOW + REST)
    clock.move_to(NOW + REST)
    assert ask_measurements(municipality=municipality, by=lead) == Asked(new=1)
    assert DomainMeasurement.objects.count() == 2


def test_a_wish_that_was_put_off_is_brought_forward_but_not_at_once(asked, municipality, approver, clock):
    keep(claimed(), Sweep((), is_port_blocked=True))
    clock.move_to(NOW + REST)
    keep(claimed(), Sweep((), is_port_blocked=True))

    clock.move_to(NOW + 2 * REST - timedelta(seconds=1))
    assert ask_measurements(municipality=municipality, by=approver) == Asked(rests_until=NOW + 2 * REST)
    clock.move_to(NOW + 2 * REST)
    assert ask_measurements(municipality=municipality, by=approver) == Asked(new=1)

    asked.refresh_from_db()
    assert (asked.due_at, asked.asked_by, asked.attempts) == (NOW + 2 * REST, approver, 2)


# --- The worker -------------------------------------------------------------


def test_a_result_is_kept_whole(asked, clock):
    result, rows = replace(seen(), at="2026-11-30T11:00:05+00:00"), claimed()
    clock.move_to(NOW + timedelta(minutes=4))
    keep(rows, Sweep((result,), is_port_blocked=False))

    asked.refresh_from_db()
    assert (asked.state, asked.verdict, asked.reason) == (
        MeasurementState.DONE,
        Verdict.HOLDS,
        Reason.ALL_HOSTS_HOLD,
    )
    assert asked.measured_at == NOW + timedelta(minutes=4)
    assert Measurement.from_dict(asked.result) == result
    assert not asked.is_lab


def test_an_answer_submitted_while_it_was_measured_is_held_against_nothing(asked, municipality, clock):
    """Nobody could see the result yet, though the measuring had begun."""
    began, rows = replace(seen(), at=timezone.now().isoformat()), claimed()
    submitted_at = NOW + timedelta(minutes=2)
    clock.move_to(NOW + timedelta(minutes=3))
    keep(rows, Sweep((began,), is_port_blocked=False))

    def verdict_at(at: datetime) -> Verdict | None:
        return select_measured([municipality.pk], at)[municipality.pk].verdict

    assert verdict_at(submitted_at) is None
    assert verdict_at(timezone.now()) == Verdict.HOLDS


def test_two_municipalities_with_one_domain_share_a_look_but_not_a_row(asked, other_municipality, outsider):
    make_domain(other_municipality, DOMAIN)
    ask_measurements(municipality=other_municipality, by=outsider)

    keep(claimed(), Sweep((seen(),), is_port_blocked=False))

    assert DomainMeasurement.objects.done().count() == 2


def test_one_sweep_at_a_time_takes_a_batch_with_those_people_wait_for_first(clock, municipality, lead):
    for number in range(BATCH + 1):
        DomainMeasurement.objects.create(
            municipality=municipality, domain=f"d{number}.example", asked_by=lead if number == BATCH else None
        )
    later = DomainMeasurement.objects.create(
        municipality=municipality, domain="later.example", due_at=NOW + timedelta(seconds=1)
    )

    first = claim(NOW)

    assert len(first) == BATCH
    assert f"d{BATCH}.example" in {row.domain for row in first}
    assert later not in first
    assert claim(NOW) == []
    assert {(row.started_at, row.attempts) for row in first} == {(NOW, 1)}


def test_the_last_batch_ends_before_its_worker_is_ended():
    """`prove()` takes ten seconds at most. A batch waits for no turn: all its domains are measured at once."""
    limits, timeout = measuring_from_settings().limits, django_settings.Q_CLUSTER["timeout"]
    proof, margin = timedelta(seconds=10), timedelta(seconds=30)

    longest = RUN_FOR + proof + timedelta(seconds=limits.domain_seconds)

    assert longest + margin <= timedelta(seconds=timeout) < ABANDONED_AFTER
    assert limits.domains_at_once >= BATCH


def test_a_killed_workers_row_is_taken_up_again(asked, clock):
    claimed()
    clock.move_to(NOW + ABANDONED_AFTER - timedelta(seconds=1))
    take_up_abandoned(timezone.now())
    asked.refresh_from_db()
    assert asked.state == MeasurementState.RUNNING

    clock.move_to(NOW + ABANDONED_AFTER)
    take_up_abandoned(timezone.now())
    asked.refresh_from_db()
    assert (asked.state, asked.due_at) == (MeasurementState.WAITING, timezone.now() + PAUSES[0])


def test_a_worker_thought_dead_that_comes_back_changes_nothing(asked, clock):
    late = claimed()
    clock.move_to(NOW + ABANDONED_AFTER)
    take_up_abandoned(timezone.now())
    clock.move_to(NOW + ABANDONED_AFTER + PAUSES[0])
    again = claimed()
    keep(late, Sweep((seen(verdict=Verdict.FAILS),), is_port_blocked=False))
    asked.refresh_from_db()
    assert asked.state == MeasurementState.RUNNING

    keep(again, Sweep((seen(),), is_port_blocked=False))
    keep(late, Sweep((seen(verdict=Verdict.FAILS),), is_port_blocked=False))

    asked.refresh_from_db()
    assert (asked.verdict, asked.attempts) == (Verdict.HOLDS, 2)


def test_a_blocked_port_stores_nothing_and_is_tried_again_with_longer_pauses(asked, clock):
    dues = []
    for _ in PAUSES:
        keep(claimed(), Sweep((seen(verdict=Verdict.UNDECIDED),), is_port_blocked=True))
        asked.refresh_from_db()
        assert (asked.state, asked.reason) == (MeasurementState.WAITING, Reason.PORT_BLOCKED)
        assert (asked.verdict, asked.result) == ("", None)
        dues.append(asked.due_at - timezone.now())
        clock.move_to(asked.due_at)
    assert dues == list(PAUSES)

    keep(claimed(), Sweep((), is_port_blocked=True))

    asked.refresh_from_db()
    assert (asked.state, asked.reason, asked.result) == (MeasurementState.FAILED, Reason.PORT_BLOCKED, None)


@pytest.mark.parametrize(
    ("domains", "ago", "is_open"),
    [
        (1, GREETED_WITHIN, True),
        (FEW_DOMAINS, GREETED_WITHIN, True),
        (FEW_DOMAINS + 1, GREETED_WITHIN, False),
        (1, GREETED_WITHIN + timedelta(seconds=1), False),
    ],
)
def test_a_greeting_lately_shows_that_the_port_is_open_to_a_sweep_of_few(municipality, domains, ago, is_open):
    make_measurement(municipality, at=NOW - ago)

    assert is_known_open(domains, NOW) == is_open


@pytest.mark.parametrize(
    ("reason", "is_lab", "is_open"),
    [
        (Reason.MATCHES, False, True),
        (Reason.MISMATCH, False, True),
        (Reason.TEMPORARY, False, True),
        (Reason.TIMEOUT, False, False),
        (Reason.MATCHES, True, False),
    ],
)
def test_any_server_that_greeted_us_shows_it_however_it_was_judged(municipality, reason, is_lab, is_open):
    [host] = seen().hosts
    result = replace(seen(), hosts=(replace(host, attempts=(make_attempt(reason),)),))
    make_measurement(municipality, result=result, at=NOW, is_lab=is_lab)
    make_measurement(municipality, verdict=Verdict.FAILS, at=NOW)

    assert is_known_open(1, NOW) == is_open


def test_a_resolver_that_does_not_validate_is_our_fault_and_nothing_is_stored(asked):
    ours = replace(seen(verdict=Verdict.UNDECIDED), reason=Reason.RESOLVER_NOT_VALIDATING, hosts=())

    keep(claimed(), Sweep((ours,), is_port_blocked=False))

    asked.refresh_from_db()
    assert (asked.state, asked.reason) == (MeasurementState.WAITING, Reason.RESOLVER_NOT_VALIDATING)


def test_the_worker_measures_with_the_library_and_puts_off_what_no_resolver_here_can_prove(asked, settings):
    """No validating resolver listens at the address: the whole way is walked, and nothing is stored."""
    settings.DANE_RESOLVERS = (Resolver("127.0.0.1", 1),)

    assert measure_due() == 0

    asked.refresh_from_db()
    assert (asked.state, asked.reason, asked.attempts) == (
        MeasurementState.WAITING,
        Reason.RESOLVER_NOT_VALIDATING,
        1,
    )


def test_a_name_that_cannot_be_asked_for_fails_alone(clock, municipality):
    make_domain(municipality, "ikke et domæne")
    DomainMeasurement.objects.create(municipality=municipality, domain="ikke et domæne")

    assert measure_due() == 0

    row = DomainMeasurement.objects.get()
    assert (row.state, row.reason) == (MeasurementState.FAILED, Reason.NO_SUCH_DOMAIN)


def test_the_demos_domains_are_shown_once_more_as_the_laboratory_saw_them(clock, lead):
    demo = make_municipality(is_demo=True)
    make_domain(demo, "demo.example", at=NOW - timedelta(days=9))
    make_measurement(demo, "demo.example", Verdict.FAILS, at=NOW - timedelta(days=1), is_lab=True)
    ask_measurements(municipality=demo, by=lead)

    assert measure_due() == 1

    newest = DomainMeasurement.objects.order_by("pk").last()
    assert (newest.measured_at, newest.verdict, newest.is_lab) == (NOW, Verdict.FAILS, True)


def test_the_demo_speaks_to_nobody_about_a_domain_that_the_laboratory_has_not(clock, lead, settings):
    """Had it been looked up, no resolver here would have proved itself, and the wish would wait."""
    settings.DANE_RESOLVERS = (Resolver("127.0.0.1", 1),)
    demo = make_municipality(is_demo=True)
    make_domain(demo, "rigtigt.example")
    make_measurement(demo, "rigtigt.example", at=NOW - timedelta(days=1))
    ask_measurements(municipality=demo, by=lead)

    assert measure_due() == 0

    newest = DomainMeasurement.objects.order_by("pk").last()
    assert (newest.state, newest.reason) == (MeasurementState.FAILED, NOT_IN_LAB)


def test_what_a_server_said_can_be_stored_whatever_it_holds(asked):
    """PostgreSQL keeps neither NUL nor a lone surrogate in JSON."""
    result = replace(seen(), detail="220 \0 \ud800 æøå", notes=("\0",))

    keep(claimed(), Sweep((result,), is_port_blocked=False))

    asked.refresh_from_db()
    assert asked.result["detail"] == "220 \N{REPLACEMENT CHARACTER} ? æøå"
    assert asked.result["notes"] == ["\N{REPLACEMENT CHARACTER}"]
    assert storable({"ttl": 300, "is": True, "none": None}) == {"ttl": 300, "is": True, "none": None}


# --- The schedule -----------------------------------------------------------


@pytest.fixture
def due(clock, municipality, survey):
    """The survey's municipality has a domain, and the time of its first measurement has come."""
    make_domain(municipality, DOMAIN)
    clock.move_to(NOW + timedelta(days=1))


def test_an_approved_domain_is_measured_while_a_survey_is_open(due, municipality):
    assert plan_measurements(timezone.now()) == 1
    assert plan_measurements(timezone.now()) == 0

    row = DomainMeasurement.objects.get()
    assert (row.municipality, row.domain, row.state, row.asked_by) == (
        municipality,
        DOMAIN,
        MeasurementState.WAITING,
        None,
    )


def test_nothing_is_planned_before_the_domains_own_time(clock, municipality, survey):
    make_domain(municipality, DOMAIN)

    assert plan_measurements(NOW) == 0


def test_a_week_later_it_is_measured_again(due, municipality):
    plan_measurements(timezone.now())
    keep(claimed(), Sweep((seen(),), is_port_blocked=False))

    assert plan_measurements(timezone.now() + timedelta(days=3)) == 0
    assert plan_measurements(timezone.now() + timedelta(days=11)) == 1
    assert DomainMeasurement.objects.done().count() == 1


def test_no_survey_open_plans_nothing(due, survey, manager):
    move_survey(survey=survey, target=SurveyState.CLOSED, by=manager)

    assert plan_measurements(timezone.now()) == 0


def test_a_municipality_that_is_not_asked_or_was_withdrawn_is_not_measured(due, survey, municipality):
    make_domain(make_municipality(), "udenfor.example")
    survey.responses.filter(municipality=municipality).update(state="withdrawn")

    assert plan_measurements(timezone.now()) == 0


def test_a_domain_that_only_was_proposed_is_not_measured(due, municipality):
    municipality.mail_domains.update(approved_at=None)

    assert plan_measurements(timezone.now()) == 0


def test_the_demo_is_not_measured_by_the_clock(db, clock):
    demo = make_municipality(is_demo=True)
    make_survey("demo", is_demo=True, municipalities=[demo])
    make_domain(demo, "demo.example")

    assert plan_measurements(NOW + timedelta(days=1)) == 0


def test_a_domain_taken_off_the_list_is_not_measured_and_its_results_stay(asked, municipality):
    kept = make_measurement(municipality, DOMAIN)
    municipality.mail_domains.all().delete()

    assert drop_unlisted() == 1

    assert list(DomainMeasurement.objects.all()) == [kept]


def test_a_domain_taken_off_while_others_were_measured_is_not_in_the_next_batch(asked, municipality):
    make_domain(municipality, "andet.example")
    other = DomainMeasurement.objects.create(municipality=municipality, domain="andet.example")
    municipality.mail_domains.filter(domain=DOMAIN).delete()

    assert next_batch(NOW) == [other]

    assert not DomainMeasurement.objects.filter(pk=asked.pk).exists()


@pytest.mark.parametrize("take_off", [lambda rows: rows.delete(), lambda rows: rows.update(approved_at=None)])
def test_a_domain_taken_off_while_it_is_measured_keeps_its_result_and_counts_for_nothing(
    client, asked, municipality, lead, take_off
):
    rows = claimed()
    take_off(municipality.mail_domains.all())
    drop_unlisted()

    keep(rows, Sweep((seen(),), is_port_blocked=False))

    asked.refresh_from_db()
    assert (asked.state, asked.verdict) == (MeasurementState.DONE, Verdict.HOLDS)
    assert select_measured([municipality.pk], NOW)[municipality.pk].verdict is None
    client.force_login(lead)
    page = client.get(reverse("surveys:measurements", args=[municipality.slug])).content.decode()
    assert page.index(DOMAIN) < page.index("Domænet står ikke længere på jeres liste")


def test_a_domain_taken_off_while_it_is_measured_is_not_tried_again(asked, municipality, clock):
    rows = claimed()
    municipality.mail_domains.all().delete()
    keep(rows, Sweep((), is_port_blocked=True))
    clock.move_to(NOW + PAUSES[0])

    assert next_batch(timezone.now()) == []

    assert not DomainMeasurement.objects.exists()


def test_planning_takes_three_queries_however_many_are_listed(due, municipality, django_assert_num_queries):
    for number in range(5):
        make_domain(municipality, f"d{number}.example", at=timezone.now())

    with django_assert_num_queries(3):
        assert plan_measurements(NOW) == 0
