"""What the pages that change a draft share: a save that is refused shows why, and keeps what was typed."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from surveys.comparing import Change, compare_texts
from surveys.forms.preparing import PreparingForm
from surveys.models import Survey
from surveys.services.errors import FieldError, FrozenSurveyError, StaleError, SurveyError

METHODS = ["GET", "HEAD", "POST"]
FROZEN = "Tilsynet er åbnet, og spørgsmålene ligger fast. De kan ikke ændres mere."


def questions_url(survey: Survey, anchor: str = "") -> str:
    return reverse("surveys:questions", args=[survey.slug]) + (f"#{anchor}" if anchor else "")


def refuse_frozen(request: HttpRequest, survey: Survey) -> HttpResponse | None:
    """Where the survey has been opened there is nothing to edit; a form that comes too late is shown with its text."""
    if survey.is_frozen and request.method != "POST":
        messages.error(request, FROZEN)
        return redirect(questions_url(survey))
    return None


def is_saved(request: HttpRequest, form: PreparingForm, save: Callable[[], object]) -> bool:
    if "preview" in request.POST or not form.is_valid():
        return False
    try:
        save()
    except FieldError as error:
        form.add_refusal(error.field, str(error))
    except FrozenSurveyError as error:
        form.add_error(None, str(error))
        form.lock()
    except SurveyError as error:
        form.add_error(None, str(error))
        form.is_stale = isinstance(error, StaleError)
    else:
        return True
    return False


def is_done(request: HttpRequest, act: Callable[[], object]) -> bool:
    """For what has no form: a refusal is a message on the next page."""
    try:
        act()
    except SurveyError as error:
        messages.error(request, str(error))
        return False
    return True


def theirs(form: PreparingForm, stored: Mapping[str, str], token: Callable[[], str]) -> tuple[Change, ...]:
    """What a colleague saved meanwhile, against what was typed; saving again has seen it."""
    if not form.is_stale:
        return ()
    form.start_from(token())
    labels = {name: str(form.fields[name].label) for name in stored}
    typed = {name: str(form.cleaned_data.get(name, "")) for name in stored}
    return compare_texts(stored, typed, labels)


def edit_page(request: HttpRequest, template: str, form: PreparingForm, context: dict) -> HttpResponse:
    """Saving was refused for good or for now: 409, so that no program takes the page for a saved one."""
    refused = form.is_stale or not form.helper.inputs
    return render(request, template, {"form": form, **context}, status=409 if refused else 200)
