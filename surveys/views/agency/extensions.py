"""The agency's answer to a request for a later deadline."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from municipalities.access import HANDLES_CASES, staff_required
from municipalities.typed import REASON, keeps_typed
from surveys.forms.extensions import DecisionForm
from surveys.models import Extension
from surveys.services.errors import PastDeadlineError, ResponseError
from surveys.services.extensions import decide_extension
from surveys.views.agency.board import survey_crumbs
from surveys.views.agency.responses import find_response


@keeps_typed(REASON)
@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*HANDLES_CASES)
def decide(request: HttpRequest, survey: str, code: str) -> HttpResponse:
    """Where nothing is asked, or it was answered meanwhile, the case tells."""
    found = find_response(request, survey, code)
    back = reverse("surveys:response", args=[survey, code])
    extensions = Extension.objects.visible_to(request.user).filter(response=found)
    asked = extensions.awaiting().select_related("asked_by").first()
    if asked is None:
        messages.warning(request, "Der er ingen anmodning om længere frist, der venter på svar.")
        return redirect(back)
    asked.response = found
    form = DecisionForm(request.POST or None, extension=asked, cancel_url=back)
    if form.is_valid() and _decide(request, asked, form):
        messages.success(request, "Svaret er sendt til kommunen.")
        return redirect(back)
    context = {
        "response": found,
        "survey": found.survey,
        "municipality": found.municipality,
        "asked": asked,
        "form": form,
        "is_demo": found.survey.is_demo,
        "crumbs": survey_crumbs(found.survey, (found.municipality.name, back), ("Længere frist", "")),
    }
    return render(request, "surveys/agency/decide_extension.html", context)


def _decide(request: HttpRequest, asked: Extension, form: DecisionForm) -> bool:
    try:
        decide_extension(extension=asked, by=request.user, granted=form.day, answer=form.cleaned_data["reason"])
    except ResponseError as error:
        form.add_error("granted" if isinstance(error, PastDeadlineError) else None, str(error))
        return False
    return True
