"""Accepting an invitation. Opening the link changes nothing, since mail scanners open links; only the POST accepts."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from municipalities.forms import AcceptForm
from municipalities.models import Invitation, User
from municipalities.services import PeopleError, accept_invitation, find_invitation

BACKEND = "municipalities.backends.PasswordBackend"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """A used, withdrawn, expired or unknown link gets one and the same page, so it tells nothing."""
    invitation = find_invitation(token)
    if invitation is None:
        return render(request, "municipalities/invitation_gone.html", status=410)
    known = User.objects.filter(email__iexact=invitation.email).exists()
    signed_in = request.user.is_authenticated
    if signed_in and request.user.email.lower() != invitation.email:
        return _page(request, invitation, "wrong")
    if known:
        return _known_person(request, invitation, token) if signed_in else _page(request, invitation, "sign_in")
    return _new_person(request, invitation, token)


def _known_person(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    if request.method != "POST":
        return _page(request, invitation, "confirm")
    return _accept(request, token) or redirect("front")


def _new_person(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    form = AcceptForm(request.POST or None, email=invitation.email)
    if not form.is_valid():
        return _page(request, invitation, "new", form)
    data = form.cleaned_data
    gone = _accept(request, token, name=data["name"], title=data["title"], password=data["password"])
    return gone or redirect("front")


def _accept(request: HttpRequest, token: str, **details: str) -> HttpResponse | None:
    """Accept and sign in; a page only where someone else used or withdrew the invitation meanwhile."""
    user = request.user if request.user.is_authenticated else None
    try:
        person = accept_invitation(token=token, user=user, **details)
    except PeopleError:
        return render(request, "municipalities/invitation_gone.html", status=410)
    if user is None:
        login(request, person, backend=BACKEND)
    messages.success(request, "Du har taget imod invitationen. Velkommen til.")
    return None


def _page(request: HttpRequest, invitation: Invitation, step: str, form: AcceptForm | None = None) -> HttpResponse:
    return render(request, "municipalities/invitation.html", {"invitation": invitation, "step": step, "form": form})
