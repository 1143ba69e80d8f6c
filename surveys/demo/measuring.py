"""The demo's mail domains and what was measured of them: results from our own test servers, dealt out by a plan.

`measurements.json` is a list of `{"case": name in the laboratory, "measurement": Measurement.to_dict()}`.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from municipalities.dane.verdicts import Verdict
from municipalities.models import MailDomain, Municipality, User
from surveys.enums import Choice, MeasurementState, ProviderStanding
from surveys.models import DomainMeasurement, ProviderAdvice, SubmittedAnswer, Survey
from surveys.reminders import local_day

MEASUREMENTS = Path(__file__).parent / "measurements.json"
HOLDS, FAILS, UNDECIDED, NO_MAIL = Verdict.HOLDS, Verdict.FAILS, Verdict.UNDECIDED, Verdict.NO_MAIL
# Which of the laboratory's cases stand for a verdict; they take turns, and one that the file lacks is passed over.
CASES = {
    HOLDS: ("good-ee", "good-ta", "ee-expired"),
    FAILS: ("insecure", "no-tlsa", "insecure-host", "mixed-mx", "wrong-digest", "no-starttls", "ta-misnamed"),
    UNDECIDED: ("silent", "busy"),
    NO_MAIL: ("null-mx",),
}
# Of those who answered Ja, and of the others: every so many comes out otherwise than they answered, or undecided.
YES_BUT_FAILS, YES_BUT_UNDECIDED = 5, 7
NO_BUT_HOLDS, NO_BUT_UNDECIDED = 11, 9
BEFORE = timedelta(days=3)
# Egelund, whose accounts can sign in, sees a bit of everything: each domain with its cases, one a week, oldest first.
OWN = "D001"
OWN_DOMAINS = (
    ("egelund.example", (("no-tlsa", FAILS), ("no-tlsa", FAILS), ("good-ee", HOLDS))),
    ("skoler.egelund.example", (("insecure-host", FAILS), ("insecure-host", FAILS), ("insecure-host", FAILS))),
    ("borger.egelund.example", (("silent", UNDECIDED),)),
    ("nyheder.egelund.example", (("null-mx", NO_MAIL),)),
)
OWN_PROPOSED = "foreninger.egelund.example"
# So that the demo shows what advice by provider looks like; no real provider's servers are in the laboratory.
PROVIDER = {
    "suffix": "insecure-host-hosts.lab",
    "provider": "Demoleverandøren",
    "standing": ProviderStanding.CANNOT,
    "text": "Opdigtet: Leverandørens gamle servere ligger i et domæne uden DNSSEC. Bed om at blive flyttet til de nye.",
    "source_url": "https://demoleverandoeren.example/dane",
}


@dataclass(frozen=True)
class Case:
    """What the laboratory measured."""

    result: dict

    @property
    def verdict(self) -> Verdict:
        return Verdict(self.result["verdict"])


class Answered(NamedTuple):
    """What a municipality submitted to the headline question about DANE."""

    municipality: int
    slug: str
    submitted_at: datetime
    choice: int | None


@cache
def cases() -> dict[str, Case]:
    rows = json.loads(MEASUREMENTS.read_text(encoding="utf-8"))
    return {row["case"]: Case(row["measurement"]) for row in rows}


def named(name: str, verdict: Verdict) -> Case:
    """The laboratory's case of that name, or another with the verdict where the file has no such."""
    found = cases().get(name)
    return found if found and found.verdict == verdict else case_of(verdict, 0)


def case_of(verdict: Verdict, number: int) -> Case:
    """The named ones in turn; any other with that verdict where the file has none of them."""
    named = [cases()[name] for name in CASES[verdict] if name in cases() and cases()[name].verdict == verdict]
    found = named or [case for case in cases().values() if case.verdict == verdict]
    return found[number % len(found)]


def add_domains(municipalities: Iterable[Municipality], approved_at: datetime) -> None:
    """One each, listed before any of them answered."""
    MailDomain.objects.bulk_create(
        MailDomain(municipality=one, domain=f"{one.slug}.example", approved_at=approved_at) for one in municipalities
    )


def add_own_domains(approved_at: datetime) -> None:
    """Some more for Egelund, of which one still waits for the agency."""
    own = Municipality.objects.get(code=OWN)
    more = [domain for domain, _ in OWN_DOMAINS if not own.mail_domains.filter(domain=domain).exists()]
    MailDomain.objects.bulk_create(
        [
            *(MailDomain(municipality=own, domain=domain, approved_at=approved_at) for domain in more),
            MailDomain(municipality=own, domain=OWN_PROPOSED),
        ]
    )


def add_provider(now: datetime) -> None:
    fields = {name: value for name, value in PROVIDER.items() if name != "suffix"} | {"as_of": local_day(now)}
    ProviderAdvice.objects.get_or_create(suffix=PROVIDER["suffix"], defaults=fields)


def add_measured_2024(survey: Survey) -> None:
    """Of each that answered, some days before it did, so that it could see what it answered beside."""
    headlines = SubmittedAnswer.objects.filter(
        submission__current_of__survey=survey, question__area__key="dane", question__is_headline=True
    ).order_by("submission__response__municipality__code")
    rows = [
        Answered(*row)
        for row in headlines.values_list(
            "submission__response__municipality",
            "submission__response__municipality__slug",
            "submission__submitted_at",
            "choice",
        )
    ]
    said_yes = [row for row in rows if row.choice == Choice.YES]
    others = [row for row in rows if row.choice != Choice.YES]
    DomainMeasurement.objects.bulk_create([*_planned(said_yes, _of_yes), *_planned(others, _of_others)])


def _planned(rows: Sequence[Answered], verdict_of: Callable[[int], Verdict]) -> Iterator[DomainMeasurement]:
    turns = dict.fromkeys(Verdict, 0)
    for number, row in enumerate(rows, start=1):
        verdict = verdict_of(number)
        case = case_of(verdict, turns[verdict])
        turns[verdict] += 1
        yield _row(row.municipality, f"{row.slug}.example", case, row.submitted_at - BEFORE)


def _of_yes(number: int) -> Verdict:
    if number % YES_BUT_FAILS == 0:
        return FAILS
    return UNDECIDED if number % YES_BUT_UNDECIDED == 0 else HOLDS


def _of_others(number: int) -> Verdict:
    if number % NO_BUT_HOLDS == 0:
        return HOLDS
    return UNDECIDED if number % NO_BUT_UNDECIDED == 0 else FAILS


def add_measured_2026(survey: Survey, lead: User, now: datetime) -> None:
    """Measured while the survey is open: Egelund each week, the others once as it opened."""
    rows = []
    others = survey.responses.exclude(municipality__code=OWN).order_by("municipality__code")
    for number, (municipality, slug) in enumerate(others.values_list("municipality", "municipality__slug")):
        verdict = (HOLDS, FAILS, FAILS, HOLDS, UNDECIDED, FAILS)[number % 6]
        rows.append(_row(municipality, f"{slug}.example", case_of(verdict, number), survey.opened_at))
    own = Municipality.objects.get(code=OWN)
    for place, (domain, weeks) in enumerate(OWN_DOMAINS):
        for week, case in enumerate(reversed(weeks)):
            at = now - timedelta(days=1 + 7 * week, minutes=17 * place)
            asked = lead if week == 0 and place == 0 else None
            rows.append(_row(own.pk, domain, named(*case), at, asked_by=asked))
    # Numbered as they were made.
    DomainMeasurement.objects.bulk_create(sorted(rows, key=lambda row: row.measured_at))


def _row(
    municipality: int, domain: str, case: Case, at: datetime, *, asked_by: User | None = None
) -> DomainMeasurement:
    return DomainMeasurement(
        municipality_id=municipality,
        domain=domain,
        state=MeasurementState.DONE,
        asked_by=asked_by,
        asked_at=at,
        due_at=at,
        attempts=1,
        started_at=at,
        measured_at=at,
        verdict=case.verdict,
        reason=case.result["reason"],
        result=case.result,
        is_lab=True,
    )
