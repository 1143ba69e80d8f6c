"""Who may do what with a response: predicates on a membership or a user, and the actor each role stands for."""

from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from municipalities.access import HANDLES_CASES, MANAGES
from municipalities.enums import Role
from municipalities.models import Membership, User
from surveys.models import Area, AreaAssignment, InternalNote, Response

ANSWERS = (Role.LEAD, Role.CONTRIBUTOR)
ASKS_FOR_TIME = (Role.LEAD, Role.APPROVER)


def can_answer(membership: Membership, response: Response) -> bool:
    """An approver and a reader read; answers are written by the lead and contributors, while it is open for it."""
    return membership.role in ANSWERS and response.is_open_for_answers


def can_answer_area(membership: Membership, response: Response, area: str, own_areas: Collection[str] | None) -> bool:
    """A contributor answers the areas they were given, which select_own_areas() reads; None holds nobody back."""
    return can_answer(membership, response) and (own_areas is None or area in own_areas)


def answerable(responses: QuerySet[Response], membership: Membership, area: str) -> QuerySet[Response]:
    """The rule of who may answer an area as a filter, for saving in the query that locks; a test holds them equal."""
    if membership.role == Role.CONTRIBUTOR:
        given = AreaAssignment.objects.filter(response=OuterRef("pk"), user=membership.user_id, area__key=area)
        return responses.filter(Q(is_open_to_all=True) | Exists(given))
    return responses if membership.role in ANSWERS else responses.none()


def can_reply(membership: Membership, area: str, own_areas: Collection[str] | None) -> bool:
    """Those in charge reply to a follow-up, and so does a contributor on an area they answer; in any state of it."""
    in_charge = membership.role in (Role.LEAD, Role.APPROVER)
    return in_charge or (membership.role == Role.CONTRIBUTOR and (own_areas is None or area in own_areas))


def can_measure(membership: Membership, area: str, own_areas: Collection[str] | None) -> bool:
    """Those in charge ask for a measurement, and so does a contributor who answers the area; a reader reads it."""
    return can_reply(membership, area, own_areas)


def answers_area(responses: Iterable[Response], area: Area) -> Q:
    """The contributors who answer an area of the responses, as a filter on memberships."""
    responses = list(responses)
    open_to_all = [response.municipality_id for response in responses if response.is_open_to_all]
    given = AreaAssignment.objects.filter(response__in=responses, area=area, user=OuterRef("user"))
    return Q(role=Role.CONTRIBUTOR) & (Q(municipality__in=open_to_all) | Q(Exists(given)))


def can_assign(membership: Membership) -> bool:
    """The lead divides the areas among contributors."""
    return membership.role == Role.LEAD


def submitting_role(response: Response) -> Role:
    """Management submits where the survey asks for its approval, otherwise the lead does."""
    return Role.APPROVER if response.survey.requires_approval else Role.LEAD


def can_submit(membership: Membership, response: Response) -> bool:
    return membership.role == submitting_role(response)


def can_mark_ready(membership: Membership, response: Response) -> bool:
    """The lead hands over to management, where the survey asks for its approval."""
    return membership.role == Role.LEAD and response.survey.requires_approval


def can_send_back(membership: Membership, response: Response) -> bool:
    """Management may ask for corrections instead of submitting."""
    return membership.role == Role.APPROVER and response.survey.requires_approval


def can_handle(user: User) -> bool:
    return user.has_staff_role(*HANDLES_CASES)


def can_manage(user: User) -> bool:
    return user.has_staff_role(*MANAGES)


def can_strike(user: User, note: InternalNote) -> bool:
    """Whoever wrote it, while they handle cases, or a manager; once is enough."""
    return can_handle(user) and not note.is_struck and (note.by_id == user.pk or can_manage(user))
