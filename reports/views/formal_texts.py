"""The words of a survey's formal letters: writing them, seeing them as a letter, and the lawyer's mark."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from municipalities.access import MANAGES, READS_RESPONSES, staff_required
from municipalities.typed import LINES, keeps_typed
from reports import files
from reports.enums import FormalKind, FormalState
from reports.formal import MUST_BE_REVIEWED
from reports.formal_forms import FormalTextForm
from reports.formal_texts import MEANINGS, placeholders
from reports.models import FormalLetter
from reports.selectors.formal import SurveyText, select_example, select_text, select_texts
from reports.services.errors import LetterError
from reports.services.formal_making import formal_draft
from reports.services.formal_texts import ARCHIVED, mark_reviewed, reset_words, save_words
from reports.views.formal import SEEN_IN_DEMO, formal_crumbs
from surveys.access import can_manage
from surveys.enums import SurveyState
from surveys.models import Survey
from surveys.views.agency.board import survey_crumbs

METHODS = ["GET", "HEAD", "POST"]


@require_safe
@staff_required(*READS_RESPONSES)
def formal_texts(request: HttpRequest, survey: str) -> HttpResponse:
    """Also of a survey being prepared: its opening letter is to be ready when it is opened."""
    found = _find_any(request, survey)
    context = {
        "survey": found,
        "is_demo": found.is_demo,
        "texts": select_texts(found),
        "may_edit": can_manage(request.user) and found.state != SurveyState.ARCHIVED,
        "crumbs": _crumbs(found, ("Tekster i formelle breve", "")),
    }
    return render(request, "reports/formal_texts.html", context)


@keeps_typed(LINES)
@require_http_methods(METHODS)
@staff_required(*MANAGES)
def formal_text(request: HttpRequest, survey: str, kind: str) -> HttpResponse:
    """GET shows the words; POST saves, previews or resets them."""
    found, kind = _find_any(request, survey), _kind(kind)
    text, back = select_text(found, kind), reverse("reports:formal_texts", args=[survey])
    if found.state == SurveyState.ARCHIVED and request.method != "POST":
        messages.warning(request, ARCHIVED)
        return redirect(back)
    form = FormalTextForm(request.POST or None, kind=kind, words=text.words, cancel_url=back)
    if "reset" in request.POST:
        return _act(request, found, kind, lambda seen: reset_words(survey=found, kind=kind, seen=seen), RESET)
    if form.is_valid() and "preview" not in request.POST:
        try:
            save_words(survey=found, kind=kind, words=form.words, by=request.user, seen=form.cleaned_data["seen"])
        except LetterError as error:
            form.add_error(None, str(error))
            form.data = form.data.copy()
            form.data["seen"] = text.words.digest
            return _page(request, found, text, form, status=409)
        messages.success(
            request, "Teksten er gemt. Den skal gennemgås af en jurist, før kommunerne kan se breve med den."
        )
        return redirect("reports:formal_text", survey=survey, kind=kind)
    return _page(request, found, text, form, status=422 if form.is_bound and not form.is_valid() else 200)


RESET = "Standardteksten gælder igen."


@require_POST
@staff_required(*MANAGES)
def mark_formal_text(request: HttpRequest, survey: str, kind: str) -> HttpResponse:
    """Names the words by their digest, so that nobody marks others than those they had before them."""
    found, kind = _find_any(request, survey), _kind(kind)
    return _act(
        request,
        found,
        kind,
        lambda seen: mark_reviewed(survey=found, kind=kind, by=request.user, seen=seen),
        "Teksten er markeret som gennemgået af jurist.",
    )


def _act(
    request: HttpRequest, survey: Survey, kind: FormalKind, act: Callable[[str], int | None], done: str
) -> HttpResponse:
    try:
        renewed = act(request.POST.get("seen", ""))
    except LetterError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{done} {_in_words(renewed)} bliver dannet igen." if renewed else done)
    return redirect("reports:formal_text", survey=survey.slug, kind=kind)


@require_safe
@staff_required(*READS_RESPONSES)
def formal_text_pdf(request: HttpRequest, survey: str, kind: str) -> HttpResponse:
    """The saved words as a letter to an invented municipality."""
    found, kind = _find_any(request, survey), _kind(kind)
    text = select_text(found, kind)
    example = select_example(found, kind, text.words, timezone.now())
    pdf = formal_draft(example, "" if text.is_reviewed else MUST_BE_REVIEWED)
    return files.pdf(pdf, name=f"eksempel-{kind}-{survey}.pdf")


def _page(
    request: HttpRequest, survey: Survey, text: SurveyText, form: FormalTextForm, *, status: int = 200
) -> HttpResponse:
    kind = text.kind
    shown = form.words if form.is_bound and form.is_valid() else None if form.is_bound else text.words
    drafts = FormalLetter.objects.visible_to(request.user).filter(
        response__survey=survey, kind=kind, state=FormalState.DRAFT
    )
    context = {
        "survey": survey,
        "is_demo": survey.is_demo,
        "text": text,
        "label": kind.label,
        "form": form,
        "must_be_reviewed": MUST_BE_REVIEWED,
        "until_then": SEEN_IN_DEMO if survey.is_demo else "Indtil da er brevene udkast, og kommunerne ser dem ikke.",
        "preview": select_example(survey, kind, shown, timezone.now()) if shown else None,
        "meanings": [(f"{{{name}}}", MEANINGS[name]) for name in placeholders(kind)],
        "drafts": drafts.count(),
        "crumbs": _crumbs(
            survey, ("Tekster i formelle breve", reverse("reports:formal_texts", args=[survey.slug])), (kind.label, "")
        ),
    }
    return render(request, "reports/formal_text.html", context, status=status)


def _kind(kind: str) -> FormalKind:
    if kind not in FormalKind.values:
        raise Http404
    return FormalKind(kind)


def _in_words(number: int) -> str:
    return "1 brev" if number == 1 else f"{number} breve"


def _find_any(request: HttpRequest, slug: str) -> Survey:
    surveys: QuerySet[Survey] = Survey.objects.visible_to(request.user)
    return get_object_or_404(surveys, slug=slug)


def _crumbs(survey: Survey, *more: tuple[str, str]) -> list[dict]:
    """A survey being prepared has no letters to go back to."""
    if survey.state == SurveyState.DRAFT:
        return survey_crumbs(survey, *more)
    return formal_crumbs(survey, *more)
