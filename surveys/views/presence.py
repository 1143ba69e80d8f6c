"""Who else is writing: polled by a page's script, which is no activity of the person's."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from municipalities.access import require_role
from municipalities.middleware import MunicipalityRequest
from municipalities.sessions import does_not_prolong
from surveys.access import ANSWERS
from surveys.presence import note_presence, select_present
from surveys.views.own import own_response


@does_not_prolong
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def presence(request: MunicipalityRequest, survey: str) -> HttpResponse:
    """GET tells, and writes nothing; POST says which question the person has open."""
    response, now = own_response(request, survey), timezone.now()
    if request.method == "POST":
        require_role(request.membership, *ANSWERS)
        question = get_object_or_404(response.survey.questions, key=request.POST.get("question", "").replace("\0", ""))
        note_presence(response=response, question=question, by=request.user, now=now)
        return HttpResponse(status=204)
    return JsonResponse({"present": select_present(response, but=request.user, now=now)})
