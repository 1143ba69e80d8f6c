"""What a municipality can see of what it has submitted."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from municipalities.middleware import MunicipalityRequest
from surveys.accountability import select_accountable
from surveys.models import Response
from surveys.views.municipality import state_of
from surveys.views.own import crumbs, files_url, own_response, url_of
from surveys.working_copy import select_submitted_copy, select_submitted_files


def _submitted_response(request: MunicipalityRequest, survey: str) -> Response:
    """404 until something has been submitted."""
    response = own_response(request, survey, "current_submission__submitted_by")
    if response.current_submission is None:
        raise Http404
    return response


@never_cache
@require_safe
def receipt(request: MunicipalityRequest, survey: str) -> HttpResponse:
    response = _submitted_response(request, survey)
    context = {
        "response": response,
        "submission": response.current_submission,
        "accountable": select_accountable(response, response.current_submission),
        "files": select_submitted_files(response.current_submission),
        "files_url": files_url(response),
        "digest": _in_groups(response.current_submission.digest),
        "state": state_of(response),
        "overview_url": url_of(response, "overview"),
        "answers_url": url_of(response, "answers"),
        "crumbs": crumbs(response, "Kvittering"),
        "is_demo": response.survey.is_demo,
    }
    return render(request, "surveys/municipal/receipt.html", context)


def _in_groups(digest: str) -> str:
    """Sixty-four characters are compared by eye only in small groups."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


@never_cache
@require_safe
def answers(request: MunicipalityRequest, survey: str) -> HttpResponse:
    """The answers as they were submitted, also while a returned response is being corrected."""
    response = _submitted_response(request, survey)
    context = {
        "response": response,
        "submission": response.current_submission,
        "areas": select_submitted_copy(response, response.current_submission).areas,
        "receipt_url": url_of(response, "receipt"),
        "files_url": files_url(response),
        "crumbs": crumbs(response, "Indsendte svar"),
        "is_demo": response.survey.is_demo,
    }
    return render(request, "surveys/municipal/answers.html", context)
