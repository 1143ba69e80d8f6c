"""The municipality's correction of the one answer a follow-up is about, sent by whoever submits for it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from municipalities.middleware import MunicipalityRequest
from municipalities.typed import LINES, keeps_typed
from surveys.access import can_submit, submitting_role
from surveys.cpr import Held
from surveys.enums import TextPlace
from surveys.follow_ups import select_counting, select_proposal
from surveys.forms.follow_ups import CorrectionForm
from surveys.models import FollowUp
from surveys.services.corrections import send_correction
from surveys.services.errors import HeldBackError, IncompleteError, ResponseError
from surveys.services.follow_ups import STANDS
from surveys.views.follow_ups import find_follow_up, own_crumbs, seen_in
from surveys.views.own import url_of


@keeps_typed(LINES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct_answer(request: MunicipalityRequest, survey: str, number: int) -> HttpResponse:
    response, here = find_follow_up(request, survey, number)
    if not can_submit(request.membership, response):
        raise PermissionDenied(f"Det kræver rollen {submitting_role(response).label} i kommunen.")
    counting, held = select_counting(here), None
    data = request.POST if request.method == "POST" else None
    form = CorrectionForm(data, question=here.question, counting=counting, proposal=select_proposal(here))
    if form.is_valid():
        try:
            _send(request, here, form)
            messages.success(request, "Rettelsen er indsendt. Tilsynet kan læse den nu.")
            return redirect(url_of(response, "follow_up", number=number))
        except ResponseError as error:
            held = _explain(form, error)
    if request.method != "POST" and not here.is_open:
        return redirect(url_of(response, "follow_up", number=number))
    response, here = find_follow_up(request, survey, number)
    counting = select_counting(here)
    context = {
        "here": here,
        "survey": response.survey,
        "counting": counting,
        "next_number": response.submissions.count() + 1,
        "form": form,
        "held": held,
        "seen": here.messages.count(),
        "stands": response.state in STANDS,
        "back_url": url_of(response, "follow_up", number=number),
        "crumbs": own_crumbs(response, f"Ret svaret i opfølgning {number}"),
        "is_demo": response.survey.is_demo,
    }
    return render(request, "surveys/municipal/correction.html", context, status=422 if form.errors else 200)


def _send(request: MunicipalityRequest, here: FollowUp, form: CorrectionForm) -> None:
    send_correction(
        follow_up=here,
        by=request.user,
        new=form.value,
        seen=seen_in(request),
        text=form.cleaned_data["message_text"],
        is_cpr_denied="not_cpr" in request.POST,
    )


def _explain(form: CorrectionForm, error: ResponseError) -> Held | None:
    """Each refusal stands beside the field it is about; the CPR guard's also shows where to look."""
    if isinstance(error, HeldBackError):
        form.add_error("comment_text" if error.place == TextPlace.COMMENT else "message_text", str(error))
        return error.held
    if isinstance(error, IncompleteError):
        for problem in error.problems:
            form.add_error("comment_text", problem.message)
        return None
    form.add_error(None, str(error))
    return None
