"""The agency's own people: their roles, and the invitations that wait."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from municipalities.access import ANY_STAFF, MANAGES_PEOPLE, staff_required
from municipalities.enums import StaffRole
from municipalities.forms import InviteStaffForm
from municipalities.log import select_staff_log
from municipalities.models import Invitation, User
from municipalities.selectors import select_open_invitations, select_staff
from municipalities.services import PeopleError, invite, remove_staff_role
from municipalities.views.changes import change_invitation
from municipalities.views.rows import invitation_rows
from municipalities.views.sending import send_and_tell


@require_safe
@staff_required(*ANY_STAFF)
def staff(request: HttpRequest) -> HttpResponse:
    may_change = request.user.has_staff_role(*MANAGES_PEOPLE)

    def invitation_url(action: str, row: Invitation) -> str:
        return reverse(f"municipalities:{action}_staff_invitation", args=[row.pk])

    waiting = select_open_invitations(Invitation.objects.visible_to(request.user).filter(municipality=None))
    context = {
        "staff": select_staff(),
        "invitations": invitation_rows(waiting, invitation_url, may_change=may_change, may_approve=False),
        "may_change": may_change,
        "log": select_staff_log() if may_change else [],
    }
    return render(request, "municipalities/staff.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*MANAGES_PEOPLE)
def invite_staff(request: HttpRequest) -> HttpResponse:
    back = reverse("municipalities:staff")
    form = InviteStaffForm(request.POST or None, cancel_url=back)
    if form.is_valid():
        data = form.cleaned_data
        try:
            invitation, token = invite(email=data["email"], staff_role=data["role"], by=request.user)
        except PeopleError as error:
            form.add_error("email", str(error))
        else:
            send_and_tell(request, invitation, token)
            return redirect(back)
    crumbs = [{"label": "Medarbejdere", "url": back}, {"label": "Invitér en medarbejder", "url": ""}]
    return render(request, "municipalities/invite_staff.html", {"form": form, "crumbs": crumbs})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*MANAGES_PEOPLE)
def remove_role(request: HttpRequest, pk: int, role: str) -> HttpResponse:
    """A page that says what will happen, and the POST behind it."""
    if role not in StaffRole.values:
        raise Http404
    person = get_object_or_404(User, pk=pk, agency_roles__role=role)
    if request.method == "POST":
        _remove(request, person, StaffRole(role))
        return redirect("municipalities:staff")
    crumbs = [
        {"label": "Medarbejdere", "url": reverse("municipalities:staff")},
        {"label": f"Fjern rolle fra {person}", "url": ""},
    ]
    context = {"person": person, "role": StaffRole(role), "crumbs": crumbs}
    return render(request, "municipalities/remove_role.html", context)


def _remove(request: HttpRequest, person: User, role: StaffRole) -> None:
    try:
        remove_staff_role(user=person, role=role)
    except PeopleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{person} har ikke længere rollen {role.label}.")


@require_POST
@staff_required(*MANAGES_PEOPLE)
def resend_staff_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, pk, "resend")


@require_POST
@staff_required(*MANAGES_PEOPLE)
def withdraw_staff_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, pk, "withdraw")


def _change(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    invitations = Invitation.objects.visible_to(request.user).filter(municipality=None)
    change_invitation(request, get_object_or_404(invitations, pk=pk), action)
    return redirect("municipalities:staff")
