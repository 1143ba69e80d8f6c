"""A municipality asks for a later deadline, and reads the answers it got."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from municipalities.access import require_role
from municipalities.middleware import MunicipalityRequest
from municipalities.typed import REASON, keeps_typed
from surveys.access import ASKS_FOR_TIME
from surveys.deadlines import in_words
from surveys.forms.extensions import AskForm
from surveys.models import Extension, Response
from surveys.services.errors import PastDeadlineError, ResponseError
from surveys.services.extensions import ask_extension
from surveys.views.own import crumbs, own_response, url_of

TITLE = "Længere frist"


@keeps_typed(REASON)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def extension(request: MunicipalityRequest, survey: str) -> HttpResponse:
    response = own_response(request, survey)
    form = AskForm(request.POST if request.method == "POST" else None, cancel_url=url_of(response, "overview"))
    if request.method == "POST":
        require_role(request.membership, *ASKS_FOR_TIME)
        if form.is_valid() and _ask(request, response, form):
            messages.success(request, "Anmodningen er sendt. I får svar på mail, og svaret står på denne side.")
            return redirect(url_of(response, "extension"))
    extensions = list(
        Extension.objects.visible_to(request.user).filter(response=response).select_related("asked_by", "decided_by")
    )
    may_ask = request.membership.role in ASKS_FOR_TIME and response.is_awaited
    context = {
        "response": response,
        "survey": response.survey,
        "words": in_words(response.deadline, timezone.now()) if response.is_awaited else "",
        "extensions": extensions,
        "form": form if may_ask and (form.is_bound or not any(one.is_awaiting for one in extensions)) else None,
        "is_municipal": True,
        "is_demo": response.survey.is_demo,
        "crumbs": crumbs(response, TITLE),
    }
    return render(request, "surveys/municipal/extension.html", context, status=422 if form.errors else 200)


def _ask(request: MunicipalityRequest, response: Response, form: AskForm) -> bool:
    try:
        ask_extension(response=response, by=request.user, **form.cleaned_data)
    except ResponseError as error:
        form.add_error("wanted" if isinstance(error, PastDeadlineError) else None, str(error))
        return False
    return True
