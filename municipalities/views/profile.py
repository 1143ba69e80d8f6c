"""A person's own account: what the portal knows of them, and the way to a new password."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from municipalities.selectors import select_own_roles


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Name and title are read only: receipts already made name the person by them."""
    return render(
        request, "municipalities/profile.html", {"person": request.user, "roles": select_own_roles(request.user)}
    )
