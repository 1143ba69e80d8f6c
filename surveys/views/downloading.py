"""Giving a file out: always as something to save, never as something the browser shows in our name."""

import logging

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from surveys.models import Evidence
from surveys.uploads.store import FileFaultError, open_whole

logger = logging.getLogger(__name__)


def give_file(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    """The caller got the row from visible_to(); a file that is not what was uploaded is not given out at all."""
    try:
        file = open_whole(evidence.stored_as, evidence.sha256)
    except FileFaultError as fault:
        logger.error("The file of evidence %s is %s.", evidence.pk, fault)
        return render(request, "surveys/file_fault.html", status=500)
    response = FileResponse(file, as_attachment=True, filename=evidence.name, content_type=evidence.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
