"""Two months of send_due at every hour, through outages of the portal, the mail server and the worker's life."""

import random
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db.models import F
from django.utils import timezone

from municipalities.enums import Role
from surveys.deadlines import COPENHAGEN
from surveys.enums import MailKind, MailState, ResponseState
from surveys.models import Mail, Response
from surveys.reminders import DEFAULT_DAYS, LATEST_DAYS, local_day
from surveys.services.due import send_due, write_reminders
from surveys.services.extensions import ask_extension, decide_extension
from surveys.services.responses import move_response, submit_response
from tests.factories.municipalities import make_member, make_municipality, make_staff
from tests.factories.surveys import make_response, make_submission, make_survey
from tests.smtp import mail_server

BEGINS = datetime(2026, 10, 12, 0, 0, tzinfo=COPENHAGEN)
DEADLINE = date(2026, 11, 20)
HOURS = 61 * 24


class World:
    """Five municipalities with two people each; what is done to them is drawn, and what they were told is kept."""

    def __init__(self, seed, server):
        self.draw = random.Random(seed)  # noqa: S311 - a story that can be told again, no secret
        self.server = server
        survey = make_survey(deadline=DEADLINE)
        self.handler = make_staff()
        self.responses = {}
        for _ in range(5):
            municipality = make_municipality()
            people = [make_member(municipality, role) for role in (Role.LEAD, Role.APPROVER)]
            self.responses[make_response(survey, municipality).pk] = people
        self.submitted: dict[int, list[tuple[datetime, datetime | None]]] = {pk: [] for pk in self.responses}
        # Each deadline it was told of, and when.
        self.told = {pk: [(BEGINS, DEADLINE)] for pk in self.responses}
        self.withdrawn: dict[int, datetime] = {}
        self.portal_down = self.server_down = 0
        # Who was to get a reminder at eight of a day on which nothing went wrong: response and day.
        self.promised: set[tuple[int, date]] = set()

    def hour(self, now):
        """What people and misfortune do in this hour; then the schedule runs, unless the portal is down."""
        self.portal_down = max(0, self.portal_down - 1) or self.outage(0.004, 150)
        self.server_down = max(0, self.server_down - 1) or self.outage(0.012, 60)
        # There are two ways to be down: it refuses each mail, or whoever connects.
        self.server.is_closed = self.server_down % 2 == 1
        self.server.refused = {"@": "451 not now"} if self.server_down else {}
        if self.draw.random() < 0.03:
            self.move(now)
        if self.portal_down:
            return
        if self.draw.random() < 0.01:
            self.run_killed(now)
            return
        send_due()
        if now.hour == 8 and not self.server_down:
            self.promised |= {(pk, now.date()) for pk in self.responses if self.is_due(pk, now)}

    def is_due(self, pk, now):
        """Told of its deadline before today, not submitted, not withdrawn, and today is a day of its reminders."""
        return (
            self.deadline_in_force(pk, now)[0].date() < now.date()
            and pk not in self.withdrawn
            and not self.is_submitted(pk, now)
            and now.date() in self.due_days(pk, now)
        )

    def deadline_in_force(self, pk, at):
        return [(since, deadline) for since, deadline in self.told[pk] if since <= at][-1]

    def due_days(self, pk, at):
        return {self.deadline_in_force(pk, at)[1] - timedelta(days=days) for days in DEFAULT_DAYS}

    def is_submitted(self, pk, at):
        return any(start <= at and (back is None or at < back) for start, back in self.submitted[pk])

    def outage(self, chance, hours):
        return self.draw.randint(1, hours) if self.draw.random() < chance else 0

    def move(self, now):
        pk = self.draw.choice(list(self.responses))
        response = Response.objects.select_related("survey", "municipality").get(pk=pk)
        if response.state == ResponseState.WITHDRAWN:
            return
        if response.state == ResponseState.DRAFT and self.draw.random() < 0.5:
            self.extend(response, now)
        elif response.state == ResponseState.DRAFT:
            make_submission(response)
            self.submitted[pk].append((now, None))
        elif response.state == ResponseState.SUBMITTED and now.date() > DEADLINE - timedelta(days=20):
            own = now.date() + timedelta(days=self.draw.randint(2, 20))
            move_response(
                response=response, target=ResponseState.RETURNED, by=self.handler, reason="Ret.", own_deadline=own
            )
            self.submitted[pk][-1] = (self.submitted[pk][-1][0], now)
            self.told[pk].append((now, own))
        elif response.state == ResponseState.RETURNED and self.draw.random() < 0.5:
            submit_response(response=response, by=None, confirmed_missing=True)
            self.submitted[pk].append((now, None))
        elif self.draw.random() < 0.1:
            move_response(response=response, target=ResponseState.WITHDRAWN, by=self.handler, reason="Udgår.")
            self.withdrawn[pk] = now

    def extend(self, response, now):
        own = max(response.deadline, now.date()) + timedelta(days=self.draw.randint(1, 20))
        [lead, _] = self.responses[response.pk]
        asked = ask_extension(response=response, by=lead, wanted=own, reason="Ferie.")
        granted = self.draw.choice([own, own, None])
        decide_extension(extension=asked, by=self.handler, granted=granted, answer="Svar.")
        if granted:
            self.told[response.pk].append((now, own))

    def run_killed(self, now):
        """What a worker leaves that is killed before it speaks to the mail server: a mail claimed, and not sent."""
        write_reminders(now)
        first = Mail.objects.waiting(now).order_by("try_at", "pk").values("pk")[:1]
        Mail.objects.filter(pk__in=list(first.values_list("pk", flat=True))).update(
            state=MailState.SENDING, claimed_at=now, attempts=F("attempts") + 1
        )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_each_reminder_comes_once_never_late_and_never_after_submission(db, settings, seed):
    with mail_server(settings) as server, time_machine.travel(BEGINS, tick=False) as clock:
        world = World(seed, server)
        arrived = []
        for hour in range(HOURS):
            now = BEGINS + timedelta(hours=hour)
            clock.move_to(now)
            world.hour(now)
            arrived += [(now, message) for message in server.took]
            server.took.clear()

        check(world, arrived)


def check(world, arrived):
    ids = Counter(message["Message-ID"] for _, message in arrived)
    assert set(ids.values()) == {1}, "no mail arrived twice"
    sent = Mail.objects.filter(state=MailState.SENT)
    assert len(ids) == sent.count() > 20, "what is said to be sent has arrived"

    assert not Mail.objects.filter(state=MailState.SENDING, claimed_at__lt=timezone.now() - timedelta(days=7)).exists()
    reminders = list(sent.filter(kind=MailKind.REMINDER))
    once = Counter((one.response_id, one.recipient_id, one.due_on) for one in reminders)
    assert set(once.values()) == {1}
    daily = Counter((one.recipient_id, local_day(one.sent_at)) for one in reminders)
    assert set(daily.values()) == {1}, "one reminder a day"
    assert world.promised
    kept = {
        (one.response_id, one.due_on, one.recipient_id) for one in reminders if local_day(one.sent_at) == one.due_on
    }
    assert {(pk, day, person.pk) for pk, day in world.promised for person in world.responses[pk]} <= kept
    for one in reminders:
        day, pk = local_day(one.sent_at), one.response_id
        due = world.due_days(pk, one.sent_at)
        assert one.due_on in due, "a day of the deadline that is in force"
        assert local_day(world.deadline_in_force(pk, one.sent_at)[0]) < one.due_on, "not of what they were told since"
        assert 0 <= (day - one.due_on).days <= LATEST_DAYS, "neither early nor late"
        assert not [other for other in due if one.due_on < other <= day], "an older one never comes beside a newer"
        assert not world.is_submitted(pk, one.sent_at)
        assert one.sent_at < world.withdrawn.get(pk, one.sent_at + timedelta(1))
