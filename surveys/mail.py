"""Mails about a response's moves: who did what, and a link. Never an answer, a comment or a reason."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django_q.tasks import async_task

from municipalities.enums import Role, UserKind
from municipalities.models import Membership, User
from surveys.enums import ResponseState
from surveys.models import Response

# Who is told when a response becomes this, and the page that the link opens.
TOLD = {
    ResponseState.READY: ((Role.APPROVER,), "submit"),
    ResponseState.DRAFT: ((Role.LEAD,), "overview"),
    ResponseState.SUBMITTED: ((Role.LEAD, Role.APPROVER), "receipt"),
    ResponseState.RETURNED: ((Role.LEAD, Role.APPROVER), "overview"),
}


def tell_next(response: Response, state: ResponseState, by: User | None) -> None:
    """Once the move is stored, a mail to each it concerns is left to the worker; nobody is told what they did.

    A queue that is down costs the mail, never the page: the move stands, and the failure is logged.
    """
    if state not in TOLD:
        return
    roles, _ = TOLD[state]
    people = response.municipality.memberships.current().filter(role__in=roles, user__is_active=True)
    for membership in people.exclude(user=by).values_list("pk", flat=True):
        transaction.on_commit(lambda pk=membership: _leave_to_worker(response, state, pk, by), robust=True)


def _leave_to_worker(response: Response, state: ResponseState, membership: int, by: User | None) -> None:
    async_task("surveys.mail.send_step", response.pk, str(state), membership, by.pk if by else None)


def send_step(response: int, state: str, membership: int, by: int | None) -> None:
    """Run by the worker, which tries again if the mail server fails; an access that has ended meanwhile gets none."""
    found = Response.objects.select_related("survey", "municipality").get(pk=response)
    recipient = Membership.objects.current().select_related("user").filter(pk=membership).first()
    if recipient is None:
        return
    link = reverse(f"surveys:{TOLD[state][1]}", args=[found.municipality.slug, found.survey.slug])
    context = {
        "response": found,
        "state": state,
        "by": _name(by),
        "link": f"{settings.SITE_URL}{link}",
        "sender": settings.SENDER_NAME,
    }
    subject = render_to_string("surveys/email/step_subject.txt", context).strip()
    send_mail(subject, render_to_string("surveys/email/step.txt", context), None, [recipient.user.email])


def _name(user: int | None) -> str:
    """Agency staff write for the agency."""
    person = User.objects.filter(pk=user).first()
    return settings.SENDER_NAME if person is None or person.kind == UserKind.AGENCY else str(person)
