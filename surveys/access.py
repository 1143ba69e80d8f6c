"""Who may do what with a response: predicates on a membership or a user, and the actor each role stands for."""

from municipalities.access import HANDLES_CASES, MANAGES
from municipalities.enums import Role
from municipalities.models import Membership, User
from surveys.models import Response

ANSWERS = (Role.LEAD, Role.CONTRIBUTOR)


def can_answer(membership: Membership, response: Response) -> bool:
    """An approver and a reader read; answers are written by the lead and contributors, while it is open for it."""
    return membership.role in ANSWERS and response.is_open_for_answers


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
