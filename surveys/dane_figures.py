"""How many respondents were measured to be protected by DANE when they submitted: beside the tally, never in it."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import F, OuterRef, Subquery

from municipalities.dane.verdicts import Verdict
from municipalities.models import MailDomain
from surveys.enums import ResponseState
from surveys.measured import municipality_verdict
from surveys.models import DomainMeasurement, Survey

OF_SURVEY = "municipality__responses__"
NOT_WITHDRAWN = [state for state in ResponseState if state != ResponseState.WITHDRAWN]
SUBMITTED_AT = f"{OF_SURVEY}current_submission__submitted_at"


@dataclass(frozen=True)
class MeasuredFigures:
    """Of the respondents: how many hold, and the rest apart."""

    of: int
    holds: int
    fails: int
    undecided: int
    no_mail: int

    @property
    def not_measured(self) -> int:
        return self.of - self.holds - self.fails - self.undecided - self.no_mail

    @property
    def is_any_measured(self) -> bool:
        return self.not_measured < self.of


def select_measured_figures(survey: Survey, respondents: int) -> MeasuredFigures:
    """One query, however many: the verdict of each listed domain at its municipality's submission.

    The same rule as `select_compared()`, which reads the rows one by one; a test holds them equal.
    """
    # Said in one filter, so that all of it is of one response, and without a negation, which would make a subquery.
    respondents_only = {f"{OF_SURVEY}survey": survey, f"{OF_SURVEY}state__in": NOT_WITHDRAWN}
    listed = MailDomain.objects.filter(approved_at__lte=F(SUBMITTED_AT), **respondents_only).annotate(
        submitted_at=F(SUBMITTED_AT)
    )
    latest = DomainMeasurement.objects.done().filter(
        municipality=OuterRef("municipality"), domain=OuterRef("domain"), measured_at__lte=OuterRef("submitted_at")
    )
    newest = latest.order_by("-measured_at", "-pk").values("verdict")[:1]
    by_municipality: dict[int, list[Verdict | None]] = defaultdict(list)
    for municipality, verdict in listed.order_by().values_list("municipality", Subquery(newest)):
        by_municipality[municipality].append(Verdict(verdict) if verdict else None)
    found = Counter(municipality_verdict(verdicts) for verdicts in by_municipality.values())
    return MeasuredFigures(
        of=respondents,
        holds=found[Verdict.HOLDS],
        fails=found[Verdict.FAILS],
        undecided=found[Verdict.UNDECIDED],
        no_mail=found[Verdict.NO_MAIL],
    )
