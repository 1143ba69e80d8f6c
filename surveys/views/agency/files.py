"""The files of a submission; a file that none has frozen is not there for the agency."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from municipalities.access import READS_RESPONSES, staff_required
from surveys.models import Evidence
from surveys.views.agency.responses import find_response
from surveys.views.downloading import give_file


@never_cache
@require_safe
@staff_required(*READS_RESPONSES)
def submitted_file(request: HttpRequest, survey: str, code: str, pk: int) -> HttpResponse:
    found = find_response(request, survey, code)
    return give_file(request, get_object_or_404(Evidence.objects.visible_to(request.user), response=found, pk=pk))
