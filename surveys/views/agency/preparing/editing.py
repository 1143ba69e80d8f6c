"""Editing a draft: what it says of itself, its areas and its questions."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from municipalities.access import MANAGES, staff_required
from municipalities.typed import LINES, keeps_typed
from surveys.enums import Choice
from surveys.forms.preparing import AreaTextsForm, NewQuestionForm, QuestionForm, SurveyForm
from surveys.models import Area, Question, Survey
from surveys.services import preparing
from surveys.views.agency.preparing.overview import find_any_survey, questions_crumbs
from surveys.views.agency.preparing.saving import (
    METHODS,
    edit_page,
    is_done,
    is_saved,
    keeps_when_gone,
    questions_url,
    refuse_frozen,
)

TEMPLATE = "surveys/agency/edit_part.html"
STEPS = {"op": -1, "ned": 1}


@keeps_typed(LINES)
@require_http_methods(METHODS)
@staff_required(*MANAGES)
@keeps_when_gone
def edit_survey(request: HttpRequest, survey: str) -> HttpResponse:
    found = find_any_survey(request, survey)
    if refusal := refuse_frozen(request, found):
        return refusal
    back = questions_url(found)
    form = SurveyForm(request.POST or None, survey=found, cancel_url=back)

    def save() -> Survey:
        return preparing.edit_survey(survey=found, fields=form.values, token=form.cleaned_data["token"])

    if is_saved(request, form, save):
        messages.success(request, "Tilsynet er rettet.")
        return redirect(back)
    return edit_page(request, TEMPLATE, form, _context(found, "Ret tilsynet"))


@keeps_typed(LINES)
@require_http_methods(METHODS)
@staff_required(*MANAGES)
@keeps_when_gone
def edit_area(request: HttpRequest, survey: str, area: str) -> HttpResponse:
    found = find_any_survey(request, survey)
    part = get_object_or_404(found.areas, key=area)
    if refusal := refuse_frozen(request, found):
        return refusal
    back = questions_url(found, f"area-{area}")
    form = AreaTextsForm(request.POST or None, area=part, cancel_url=back)

    def save() -> Area:
        chosen, token = form.cleaned_data["headline"], form.cleaned_data["token"]
        return preparing.edit_area(survey=found, key=area, fields=form.values, headline=chosen, token=token)

    if is_saved(request, form, save):
        messages.success(request, "Området er rettet.")
        return redirect(back)
    return edit_page(request, TEMPLATE, form, _context(found, f"Ret området {part.title}"))


@keeps_typed(LINES)
@require_http_methods(METHODS)
@staff_required(*MANAGES)
@keeps_when_gone
def add_question(request: HttpRequest, survey: str, area: str) -> HttpResponse:
    found = find_any_survey(request, survey)
    part = get_object_or_404(found.areas, key=area)
    if refusal := refuse_frozen(request, found):
        return refusal
    form = NewQuestionForm(
        request.POST or None, cancel_url=questions_url(found, f"area-{area}"), submit="Tilføj spørgsmålet"
    )

    def save() -> Question:
        return preparing.add_question(survey=found, area=area, key=form.cleaned_data["key"], fields=form.values)

    if is_saved(request, form, save):
        messages.success(request, "Spørgsmålet er tilføjet som det sidste i området. Husk at skrive råd til det.")
        return redirect(questions_url(found, f"question-{form.cleaned_data['key']}"))
    return edit_page(request, TEMPLATE, form, _context(found, f"Nyt spørgsmål om {part.title}"))


@keeps_typed(LINES)
@require_http_methods(METHODS)
@staff_required(*MANAGES)
@keeps_when_gone
def edit_question(request: HttpRequest, survey: str, question: str) -> HttpResponse:
    """Also where a colleague has deleted the question meanwhile: what was typed is shown, and can be copied."""
    found = find_any_survey(request, survey)
    part = found.questions.select_related("area").filter(key=question).first()
    if part is None and request.method != "POST":
        raise Http404
    if refusal := refuse_frozen(request, found):
        return refusal
    back = questions_url(found, f"question-{question}")
    form = QuestionForm(request.POST or None, question=part, cancel_url=back)

    def save() -> Question:
        token = form.cleaned_data["token"]
        return preparing.edit_question(survey=found, key=question, fields=form.values, token=token)

    if is_saved(request, form, save):
        messages.success(request, "Spørgsmålet er rettet.")
        return redirect(back)
    return edit_page(request, TEMPLATE, form, _context(found, _heading(part)))


def _heading(part: Question | None) -> str:
    if part is None:
        return "Ret spørgsmålet"
    return f"Ret {'hovedspørgsmålet' if part.is_headline else 'spørgsmålet'} {part.key}"


@require_http_methods(METHODS)
@staff_required(*MANAGES)
def delete_question(request: HttpRequest, survey: str, question: str) -> HttpResponse:
    """A page that says what goes, and the POST behind it."""
    found = find_any_survey(request, survey)
    part = get_object_or_404(found.questions.select_related("area"), key=question)
    if refusal := refuse_frozen(request, found):
        return refusal
    back = questions_url(found, f"area-{part.area.key}")
    if request.method == "POST":
        token = request.POST.get("token", "")
        if is_done(request, lambda: preparing.delete_question(survey=found, key=question, token=token)):
            messages.success(request, "Spørgsmålet er slettet.")
        return redirect(back)
    context = _context(found, f"Slet spørgsmålet {part.key}")
    context |= {"question": part, "token": preparing.question_token(part), "back": back}
    context["counts_from"] = Choice(part.threshold).label
    return render(request, "surveys/agency/delete_question.html", context)


@require_POST
@staff_required(*MANAGES)
def move_area(request: HttpRequest, survey: str, area: str) -> HttpResponse:
    found = find_any_survey(request, survey)
    get_object_or_404(found.areas, key=area)
    return _move(request, found, f"area-{area}", lambda step: preparing.move_area(survey=found, key=area, step=step))


@require_POST
@staff_required(*MANAGES)
def move_question(request: HttpRequest, survey: str, question: str) -> HttpResponse:
    found = find_any_survey(request, survey)
    anchor = f"question-{question}"
    return _move(request, found, anchor, lambda step: preparing.move_question(survey=found, key=question, step=step))


def _move(request: HttpRequest, survey: Survey, anchor: str, move: Callable[[int], None]) -> HttpResponse:
    step = STEPS.get(request.POST.get("flyt", ""))
    if step:
        is_done(request, lambda: move(step))
    return redirect(questions_url(survey, anchor))


def _context(survey: Survey, heading: str) -> dict:
    return {
        "survey": survey,
        "is_demo": survey.is_demo,
        "heading": heading,
        "crumbs": questions_crumbs(survey, (heading, "")),
    }
