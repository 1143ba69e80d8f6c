"""What the pages that change a draft share: a save that is refused shows why, and keeps what was typed."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.forms import Field
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from municipalities.typed import typed_in
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


def keeps_when_gone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A colleague may delete the whole survey while someone writes: what was typed is shown, to be copied."""

    @wraps(view)
    def kept(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            typed = typed_in(request)
            if typed is None:
                raise
            return render(request, "surveys/agency/gone.html", {"texts": typed.texts}, status=404)

    return kept


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
    except StaleError as error:
        form.stale = str(error)
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


def theirs(form: PreparingForm) -> tuple[Change, ...]:
    """What a colleague saved meanwhile, against what was typed; saving again has seen it."""
    if not form.stale or not form.initial.get("token"):
        return ()
    form.start_from(form.initial["token"])
    fields = {name: field for name, field in form.fields.items() if name != "token"}
    stored = {name: _on_screen(field, form.initial[name]) for name, field in fields.items()}
    typed = {name: _on_screen(field, form.cleaned_data[name]) for name, field in fields.items()}
    return compare_texts(stored, typed, {name: str(field.label) for name, field in fields.items()})


def _on_screen(field: Field, value: object) -> str:
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    return str(dict(getattr(field, "choices", ())).get(value, value))


def edit_page(request: HttpRequest, template: str, form: PreparingForm, context: dict) -> HttpResponse:
    """Saving was refused for good or for now: 409, so that no program takes the page for a saved one."""
    refused = form.stale or not form.helper.inputs
    return render(request, template, {"form": form, "changes": theirs(form), **context}, status=409 if refused else 200)
