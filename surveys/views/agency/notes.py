"""Internal notes of a case: read, written, struck out."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from municipalities.access import HANDLES_CASES, READS_RESPONSES, require_staff, staff_required
from municipalities.typed import LINES, REASON, keeps_typed
from surveys.access import can_handle, can_strike
from surveys.forms.notes import NoteForm, StrikeForm
from surveys.models import InternalNote, Response
from surveys.services.errors import ResponseError
from surveys.services.notes import strike_note, write_note
from surveys.views.agency.board import survey_crumbs
from surveys.views.agency.responses import find_response

METHODS = ["GET", "HEAD", "POST"]


@keeps_typed(LINES)
@require_http_methods(METHODS)
@staff_required(*READS_RESPONSES)
def notes(request: HttpRequest, survey: str, code: str) -> HttpResponse:
    """All of a case's notes, and a form for the next; the address may name the question it is about."""
    if request.method == "POST":
        require_staff(request.user, *HANDLES_CASES)
    found = find_response(request, survey, code)
    case = reverse("surveys:response", args=[survey, code])
    form = NoteForm(
        request.POST or None,
        survey=found.survey,
        cancel_url=case,
        initial={"question": request.GET.get("spoergsmaal", "")},
    )
    if request.method == "POST" and form.is_valid() and (note := _write(request, found, form)):
        messages.success(request, "Noten er gemt.")
        return redirect(f"{case}#{note.anchor}")
    own = InternalNote.objects.visible_to(request.user).filter(response=found)
    rows = [
        {"note": note, "strike_url": _strike_url(found, note) if can_strike(request.user, note) else ""}
        for note in own.select_related("by", "struck_by", "question")
    ]
    context = {
        "response": found,
        "survey": found.survey,
        "municipality": found.municipality,
        "rows": rows,
        "form": form if can_handle(request.user) else None,
        "is_demo": found.survey.is_demo,
        "crumbs": survey_crumbs(found.survey, (found.municipality.name, case), ("Interne noter", "")),
    }
    return render(request, "surveys/agency/notes.html", context)


def _write(request: HttpRequest, found: Response, form: NoteForm) -> InternalNote | None:
    try:
        return write_note(
            response=found,
            by=request.user,
            text=form.cleaned_data["text"],
            question=form.cleaned_data["question"],
            is_cpr_denied=form.is_denied,
        )
    except ResponseError as error:
        form.add_error("text", str(error))
        return None


def _strike_url(found: Response, note: InternalNote) -> str:
    return reverse("surveys:strike_note", args=[found.survey.slug, found.municipality.code, note.pk])


@keeps_typed(REASON)
@require_http_methods(METHODS)
@staff_required(*HANDLES_CASES)
def strike(request: HttpRequest, survey: str, code: str, pk: int) -> HttpResponse:
    found = find_response(request, survey, code)
    own = InternalNote.objects.visible_to(request.user).filter(response=found)
    note = get_object_or_404(own.select_related("by", "struck_by", "question"), pk=pk)
    back = reverse("surveys:notes", args=[survey, code])
    if note.is_struck:
        messages.warning(request, "Noten er allerede streget over.")
        return redirect(f"{back}#{note.anchor}")
    if not can_strike(request.user, note):
        raise PermissionDenied("En note streges over af den, der har skrevet den, eller af en leder.")
    form = StrikeForm(request.POST or None, cancel_url=back)
    if request.method == "POST" and form.is_valid() and _strike(request, note, form):
        messages.success(request, "Noten er streget over.")
        return redirect(f"{back}#{note.anchor}")
    context = {
        "survey": found.survey,
        "municipality": found.municipality,
        "note": note,
        "form": form,
        "is_demo": found.survey.is_demo,
        "crumbs": survey_crumbs(
            found.survey,
            (found.municipality.name, reverse("surveys:response", args=[survey, code])),
            ("Interne noter", back),
            ("Streg over", ""),
        ),
    }
    return render(request, "surveys/agency/strike_note.html", context)


def _strike(request: HttpRequest, note: InternalNote, form: StrikeForm) -> bool:
    try:
        strike_note(note=note, by=request.user, reason=form.cleaned_data["reason"])
    except ResponseError as error:
        form.add_error(None, str(error))
        return False
    return True
