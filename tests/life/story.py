"""What the chapters of the story share: the hour it has come to, who takes part, and the mail server."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from email.message import EmailMessage

from surveys.deadlines import COPENHAGEN
from tests.life.mailbox import Mailbox
from tests.life.people import Town
from tests.life.visitor import Visitor
from tests.life.work import work

SLUG = "2026"
BEGINS = datetime(2026, 9, 1, 9, 0, tzinfo=COPENHAGEN)
DEADLINE = date(2026, 10, 15)
ASKED = 48
# How many answer before the first reminder.
EARLY = 40


class Story:
    administrator: Visitor
    handler: Visitor
    manager: Visitor
    # These two say more than is true at first: one gets its response back, the other is asked about the answer.
    returned: Town
    corrected: Town
    # Area to its questions.
    areas: dict[str, list[str]]

    def __init__(self, mailbox: Mailbox, clock) -> None:
        self.mailbox, self.clock = mailbox, clock
        self.now = BEGINS
        self.towns: list[Town] = []

    def wait(self, until: datetime | None = None, **time: float) -> None:
        self.now = until or self.now + timedelta(**time)
        self.clock.move_to(self.now)

    def wait_until_morning(self, day: date) -> None:
        """Half past eight: reminders go from eight."""
        self.wait(datetime(day.year, day.month, day.day, 8, 30, tzinfo=COPENHAGEN))

    def case(self, town: Town, page: str = "") -> str:
        return f"/tilsyn/{SLUG}/besvarelser/{town.code}/{page}"

    def mails_of_the_worker(self) -> list[EmailMessage]:
        """What the worker sends now."""
        self.mailbox.new()
        work()
        return self.mailbox.new()

    def expect_mails(self, subject: str, people: Sequence[Visitor]) -> None:
        """The worker sends this to these and nothing else to anyone, and each link opens for who got it."""
        mails = self.mails_of_the_worker()
        got = sorted((one["To"], subject if subject in one["Subject"] else one["Subject"]) for one in mails)
        assert got == sorted((person.email, subject) for person in people), got
        for person in people:
            person.open(self.mailbox.link(person.email))


def in_charge(towns: Sequence[Town]) -> list[Visitor]:
    return [person for town in towns for person in (town.lead, town.approver)]
