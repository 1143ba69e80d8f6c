"""What may be next in a case, said in SQL: the conditions of the work list's actions, and since when each holds."""

from datetime import date

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.sql.compiler import SQLCompiler

from municipalities.enums import Role
from municipalities.models import Membership
from surveys.enums import ResponseState as R
from surveys.enums import SurveyState
from surveys.models import FollowUp, Mail, Response
from surveys.states import AWAITED

# The states of reports.models.Letter, which this app does not import; a test holds the words equal.
LETTER_DRAFT, LETTER_APPROVED = "draft", "approved"
COUNTED = (R.SUBMITTED, R.ACCEPTED)


class DayBegins(Func):
    """A date as a moment to sort among others: midnight in UTC, which is the same day in Copenhagen.

    Not the other way round: what makes a date of each of ten thousand moments is slow in every database.
    """

    template = "(%(expressions)s::timestamp AT TIME ZONE 'UTC')"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context) -> tuple[str, list]:
        return self.as_sql(compiler, connection, template="(%(expressions)s || ' 00:00:00')", **context)


TAKES_SUBMISSION = Q(survey__state=SurveyState.OPEN) | Q(current_submission__isnull=False)
IS_AWAITED = Q(state__in=AWAITED) & TAKES_SUBMISSION
DEADLINE = Coalesce("own_deadline", "survey__deadline")
LETTER_IS_CURRENT = Q(state__in=COUNTED, unsent__submission=F("current_submission"))


def failed_mail(today: date) -> Q:
    return Q(pk__in=Mail.objects.may_be_sent_again().order_by().values("response"))


def nobody_in_charge(today: date) -> Q:
    leads = Membership.objects.current().filter(role=Role.LEAD, user__is_active=True)
    return IS_AWAITED & ~Q(municipality__in=leads.order_by().values("municipality"))


def since_mail() -> Subquery:
    mails = Mail.objects.may_be_sent_again().filter(response=OuterRef("pk")).order_by().values("response")
    return Subquery(mails.annotate(first=Min("created_at")).values("first"))


def with_reply(today: date) -> Q:
    return _of_follow_ups(FollowUp.objects.awaiting_agency())


def without_reply(today: date) -> Q:
    return _of_follow_ups(FollowUp.objects.awaiting_municipality().filter(answer_by__lt=today))


def _of_follow_ups(found: QuerySet[FollowUp]) -> Q:
    return Q(pk__in=found.order_by().values("response"))


def first_of(found: QuerySet[FollowUp], field: str) -> Subquery:
    of_case = found.filter(response=OuterRef("pk")).order_by().values("response")
    return Subquery(of_case.annotate(first=Min(field)).values("first"))


def undecided_requests() -> QuerySet[Response]:
    """By the relation of reports.models.DocumentRequest, which this app does not import."""
    return Response.objects.filter(
        document_requests__due_on__isnull=False, document_requests__decided_at__isnull=True
    ).order_by()


def first_request_due() -> Subquery:
    of_case = undecided_requests().filter(pk=OuterRef("pk")).values("pk")
    return Subquery(of_case.annotate(first=Min("document_requests__due_on")).values("first"))
