"""Errata: which questions have one, writing one, and taking it away again."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from municipalities.access import MANAGES, READS_RESPONSES, require_staff, staff_required
from municipalities.typed import LINES, REASON, keeps_typed
from surveys.access import can_manage
from surveys.errata import select_question_errata
from surveys.forms.errata import ErratumForm, WithdrawErratumForm
from surveys.models import Erratum, Question, Survey
from surveys.services.errata import TAKES_ERRATA, StaleErratumError, withdraw_erratum, write_erratum
from surveys.services.errors import SurveyError
from surveys.views.agency.board import find_survey, survey_crumbs

TITLE = "Rettelser"
METHODS = ["GET", "HEAD", "POST"]


@require_safe
@staff_required(*READS_RESPONSES)
def errata(request: HttpRequest, survey: str) -> HttpResponse:
    found = find_survey(request, survey)
    listed = select_question_errata(found)
    context = {
        "survey": found,
        "is_demo": found.is_demo,
        "questions": listed,
        "current": sum(one.current is not None for one in listed),
        "may_write": _may_write(request, found),
        "crumbs": survey_crumbs(found, (TITLE, "")),
    }
    return render(request, "surveys/agency/errata.html", context)


def _may_write(request: HttpRequest, survey: Survey) -> bool:
    return can_manage(request.user) and survey.state in TAKES_ERRATA


@keeps_typed(LINES)
@require_http_methods(METHODS)
@staff_required(*READS_RESPONSES)
def erratum(request: HttpRequest, survey: str, question: str) -> HttpResponse:
    """A question's errata; managers write. What was typed stays where it is refused or another was faster."""
    found = find_survey(request, survey)
    asked = get_object_or_404(found.questions.select_related("area"), key=question)
    if request.method == "POST":
        require_staff(request.user, *MANAGES)
    current = asked.errata.current().first()
    form = ErratumForm(
        request.POST or None,
        cancel_url=_address(found),
        initial={"text": current.text if current else "", "seen": current.pk if current else 0},
    )
    status = 200
    if form.is_bound:
        status = _act(form, asked, lambda seen: _write(asked, form, request, seen))
        if status == 200:
            messages.success(request, "Rettelsen er gemt og vises nu ved spørgsmålet.")
            return redirect(_address(found))
    return _page(request, found, asked, form if _may_write(request, found) or form.is_bound else None, status)


def _write(asked: Question, form: Form, request: HttpRequest, seen: int) -> Erratum:
    return write_erratum(question=asked, text=form.cleaned_data["text"], by=request.user, seen=seen)


@keeps_typed(REASON)
@require_http_methods(METHODS)
@staff_required(*MANAGES)
def withdraw(request: HttpRequest, survey: str, question: str) -> HttpResponse:
    found = find_survey(request, survey)
    asked = get_object_or_404(found.questions.select_related("area"), key=question)
    current = asked.errata.current().first()
    form = WithdrawErratumForm(
        request.POST or None, cancel_url=_address(found), initial={"seen": current.pk if current else 0}
    )
    status = 200
    if form.is_bound:
        status = _act(form, asked, lambda seen: _withdraw(asked, form, request, seen))
        if status == 200:
            messages.success(request, "Rettelsen er trukket tilbage og vises ikke længere ved spørgsmålet.")
            return redirect(_address(found))
    context = {
        "survey": found,
        "is_demo": found.is_demo,
        "question": asked,
        "current": current,
        "form": form,
        "crumbs": _crumbs(found, "Træk rettelsen tilbage"),
    }
    return render(request, "surveys/agency/withdraw_erratum.html", context, status=status)


def _withdraw(asked: Question, form: Form, request: HttpRequest, seen: int) -> Erratum:
    return withdraw_erratum(question=asked, reason=form.cleaned_data["reason"], by=request.user, seen=seen)


def _act(form: Form, asked: Question, act: Callable[[int], Erratum]) -> int:
    """200 where it is done, else what the page answers with; the reasons stand in the form."""
    if not form.is_valid():
        return 422
    try:
        act(form.cleaned_data["seen"] or 0)
    except SurveyError as error:
        form.add_error(None, str(error))
        if isinstance(error, StaleErratumError):
            newest = asked.errata.current().first()
            form.data = form.data.copy()
            form.data["seen"] = newest.pk if newest else 0
        return 409
    return 200


def _page(request: HttpRequest, survey: Survey, asked: Question, form: Form | None, status: int) -> HttpResponse:
    history: QuerySet[Erratum] = asked.errata.select_related("by", "ended_by").order_by("-at", "-pk")
    context = {
        "survey": survey,
        "is_demo": survey.is_demo,
        "question": asked,
        "history": history,
        "form": form,
        "crumbs": _crumbs(survey, "Rettelse til spørgsmålet"),
    }
    return render(request, "surveys/agency/erratum.html", context, status=status)


def _address(survey: Survey) -> str:
    return reverse("surveys:errata", args=[survey.slug])


def _crumbs(survey: Survey, here: str) -> list[dict]:
    return survey_crumbs(survey, (TITLE, _address(survey)), (here, ""))
