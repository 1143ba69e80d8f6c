"""The administrator's changes to one municipality's people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from municipalities.access import MANAGES_PEOPLE, staff_required
from municipalities.forms import InvitePersonForm
from municipalities.models import Invitation, Membership, Municipality
from municipalities.services import PeopleError, invite
from municipalities.views.changes import change_invitation, end_and_tell, role_page
from municipalities.views.sending import send_and_tell


def _crumbs(municipality: Municipality, label: str) -> list[dict]:
    return [
        {"label": "Kommuner", "url": reverse("municipalities:register")},
        {"label": municipality.name, "url": reverse("municipalities:municipality", args=[municipality.code])},
        {"label": label, "url": ""},
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*MANAGES_PEOPLE)
def invite_member(request: HttpRequest, code: str) -> HttpResponse:
    municipality = get_object_or_404(Municipality.objects.visible_to(request.user), code=code)
    back = reverse("municipalities:municipality", args=[code])
    form = InvitePersonForm(request.POST or None, cancel_url=back)
    if form.is_valid():
        try:
            invitation, token = invite(municipality=municipality, by=request.user, **form.cleaned_data)
        except PeopleError as error:
            form.add_error("email", str(error))
        else:
            send_and_tell(request, invitation, token)
            return redirect(back)
    context = {"form": form, "place": municipality, "crumbs": _crumbs(municipality, "Invitér en person")}
    return render(request, "municipalities/invite.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*MANAGES_PEOPLE)
def membership(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = _current_membership(request, code, pk)
    return role_page(
        request,
        found,
        back=reverse("municipalities:municipality", args=[code]),
        end_url=reverse("municipalities:end_membership", args=[code, pk]),
        crumbs=_crumbs(found.municipality, str(found.user)),
    )


@require_POST
@staff_required(*MANAGES_PEOPLE)
def end_membership(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    end_and_tell(request, _current_membership(request, code, pk))
    return redirect("municipalities:municipality", code=code)


def _current_membership(request: HttpRequest, code: str, pk: int) -> Membership:
    memberships = Membership.objects.visible_to(request.user).current().select_related("user", "municipality")
    return get_object_or_404(memberships, municipality__code=code, pk=pk)


@require_POST
@staff_required(*MANAGES_PEOPLE)
def resend_invitation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _change(request, code, pk, "resend")


@require_POST
@staff_required(*MANAGES_PEOPLE)
def withdraw_invitation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _change(request, code, pk, "withdraw")


@require_POST
@staff_required(*MANAGES_PEOPLE)
def approve_invitation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _change(request, code, pk, "approve")


def _change(request: HttpRequest, code: str, pk: int, action: str) -> HttpResponse:
    invitations = Invitation.objects.visible_to(request.user)
    change_invitation(request, get_object_or_404(invitations, municipality__code=code, pk=pk), action)
    return redirect("municipalities:municipality", code=code)
