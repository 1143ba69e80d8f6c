"""The front door and the pages that belong to no app."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from municipalities.enums import UserKind
from municipalities.models import Municipality
from reports.models import Publication


@login_not_required
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Send each person to their own start; someone with several municipalities chooses."""
    if not request.user.is_authenticated:
        publications = Publication.objects.current().order_by("-published_at")
        return render(request, "pages/front.html", {"publications": publications})
    if request.user.kind == UserKind.AGENCY:
        return redirect("surveys:agency_start")
    municipalities = list(Municipality.objects.visible_to(request.user))
    if len(municipalities) == 1:
        return redirect("surveys:home", municipality=municipalities[0].slug)
    return render(request, "pages/choose.html", {"municipalities": municipalities})


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html")
