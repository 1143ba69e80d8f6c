"""Making a survey, filling a draft again from a file, and deleting one that was never opened."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from municipalities.access import MANAGES, staff_required
from surveys.forms.making import NewSurveyForm, ReloadForm
from surveys.models import Survey
from surveys.services.errors import FieldError, SurveyError
from surveys.services.making import content_token, copy_survey, delete_draft, make_survey, reload_survey
from surveys.views.agency.preparing.overview import find_any_survey, questions_crumbs
from surveys.views.agency.preparing.saving import METHODS, is_done, questions_url, refuse_frozen

PROBLEMS_SHOWN = 100


@require_http_methods(METHODS)
@staff_required(*MANAGES)
def new_survey(request: HttpRequest) -> HttpResponse:
    """From a questionnaire file, or as a copy of a survey."""
    surveys, start = list(Survey.objects.visible_to(request.user)), reverse("surveys:agency_start")
    form = NewSurveyForm(request.POST or None, request.FILES or None, surveys=surveys, cancel_url=start)
    if form.is_valid() and (made := _make(request, form, surveys)):
        messages.success(request, "Tilsynet er lavet. Gå det igennem her, før det bliver åbnet.")
        return redirect(questions_url(made))
    crumbs = [{"label": "Tilsyn", "url": start}, {"label": "Nyt tilsyn", "url": ""}]
    context = {"form": form, "crumbs": crumbs, **_problems(form)}
    return render(request, "surveys/agency/new_survey.html", context)


def _make(request: HttpRequest, form: NewSurveyForm, surveys: list[Survey]) -> Survey | None:
    cleaned = form.cleaned_data
    named = {"slug": cleaned["slug"], "title": cleaned["title"], "by": request.user}
    try:
        if form.is_from_file:
            return make_survey(questionnaire=cleaned["file"], **named)
        return copy_survey(source=next(one for one in surveys if str(one.pk) == cleaned["source"]), **named)
    except FieldError as error:
        form.add_error(error.field, str(error))
    return None


def _problems(form: NewSurveyForm | ReloadForm) -> dict:
    return {"problems": form.problems[:PROBLEMS_SHOWN], "more_problems": max(len(form.problems) - PROBLEMS_SHOWN, 0)}


@require_http_methods(METHODS)
@staff_required(*MANAGES)
def reload_questions(request: HttpRequest, survey: str) -> HttpResponse:
    """A page that says what will be replaced, and takes the file that replaces it."""
    found = find_any_survey(request, survey)
    if refusal := refuse_frozen(request, found):
        return refusal
    back = questions_url(found)
    form = ReloadForm(request.POST or None, request.FILES or None, cancel_url=back, token=content_token(found))
    if form.is_valid() and _reload(request, form, found):
        messages.success(request, "Spørgsmålene er erstattet med filens.")
        return redirect(back)
    context = _context(found, "Indlæs spørgsmålene igen") | {"form": form, **_problems(form)}
    return render(request, "surveys/agency/reload_questions.html", context)


def _reload(request: HttpRequest, form: ReloadForm, survey: Survey) -> bool:
    cleaned = form.cleaned_data
    try:
        reload_survey(survey=survey, questionnaire=cleaned["file"], by=request.user, token=cleaned["token"])
    except SurveyError as error:
        form.add_error(None, str(error))
        return False
    return True


@require_http_methods(METHODS)
@staff_required(*MANAGES)
def delete_survey(request: HttpRequest, survey: str) -> HttpResponse:
    """A page that says what goes, and the POST behind it."""
    found = find_any_survey(request, survey)
    if refusal := refuse_frozen(request, found):
        return refusal
    if request.method == "POST":
        token = request.POST.get("token", "")
        if is_done(request, lambda: delete_draft(survey=found, token=token)):
            messages.success(request, f"{found.title} er slettet.")
            return redirect("surveys:agency_start")
        return redirect(questions_url(found))
    context = _context(found, "Slet tilsynet") | {"token": content_token(found), "back": questions_url(found)}
    return render(request, "surveys/agency/delete_survey.html", context)


def _context(survey: Survey, heading: str) -> dict:
    return {
        "survey": survey,
        "is_demo": survey.is_demo,
        "heading": heading,
        "areas": survey.areas.count(),
        "number": survey.questions.count(),
        "advice": survey.advice_versions.count(),
        "texts": survey.mail_texts.count(),
        "crumbs": questions_crumbs(survey, (heading, "")),
    }
