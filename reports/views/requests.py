"""Requests to see a case's documents: registered, parts chosen, looked through, decided."""

from collections.abc import Collection, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from municipalities.access import HANDLES_CASES, READS_RESPONSES, require_staff, staff_required
from municipalities.typed import DESCRIBED, keeps_typed
from reports import files
from reports.html import case_html
from reports.models import DocumentRequest
from reports.pdf import render_pdf
from reports.request_forms import RegisterForm, read_choices, unknown
from reports.services.errors import RequestError
from reports.services.requests import choose_parts, decide_request, register_request
from reports.timeline.bases import bases_of
from reports.timeline.choosing import complete, every_part, omissions, repeated
from reports.timeline.document import copy_document, fingerprint
from reports.timeline.entries import Case
from reports.timeline.selectors import select_case
from reports.views.request_rows import choice_rows, due_words
from surveys.access import can_handle
from surveys.models import Response
from surveys.views.agency.board import survey_crumbs
from surveys.views.agency.responses import find_response

METHODS = ["GET", "HEAD", "POST"]


@keeps_typed(DESCRIBED)
@require_http_methods(METHODS)
@staff_required(*READS_RESPONSES)
def document_requests(request: HttpRequest, survey: str, code: str) -> HttpResponse:
    """The requests in a case, and the form that registers one."""
    found = find_response(request, survey, code)
    may_handle = can_handle(request.user)
    form = RegisterForm(request.POST or None, municipality=str(found.municipality)) if may_handle else None
    if request.method == "POST":
        require_staff(request.user, *HANDLES_CASES)
        if form.is_valid() and (made := _register(request, found, form)):
            messages.success(request, "Anmodningen er registreret. Vælg nu, hvad der skal med.")
            return redirect("reports:document_request", survey=survey, code=code, number=made.number)
    rows = DocumentRequest.objects.visible_to(request.user).without_bytes().filter(response=found)
    context = {
        **_case(found, ("Aktindsigt", "")),
        "rows": [(row, due_words(row, timezone.now())) for row in rows.order_by("-number")],
        "form": form,
    }
    return render(request, "reports/document_requests.html", context, status=422 if form and form.errors else 200)


def _register(request: HttpRequest, found: Response, form: RegisterForm) -> DocumentRequest | None:
    try:
        fields = {name: form.cleaned_data[name] for name in ("law", "received_on", "reference")}
        return register_request(response=found, by=request.user, **fields)
    except RequestError as error:
        form.add_error("received_on", str(error))
        return None


@keeps_typed(DESCRIBED)
@require_http_methods(METHODS)
@staff_required(*READS_RESPONSES)
def document_request(request: HttpRequest, survey: str, code: str, number: int) -> HttpResponse:
    """GET shows every part with what was chosen, POST stores the choices and goes on to the last look."""
    found = _find(request, survey, code, number)
    case = select_case(found.response)
    stored = complete(case, found.law, found.choices)
    if request.method != "POST":
        return _choose(request, found, case, stored)
    require_staff(request.user, *HANDLES_CASES)
    choices = stored | read_choices(request.POST, every_part(case))
    if wrong := unknown(choices, bases_of(found.law)):
        return _choose(request, found, case, choices, errors=_wrong(wrong), wrong=wrong, status=422)
    try:
        choose_parts(request=found, by=request.user, choices=choices, seen=request.POST.get("seen", ""))
    except RequestError as error:
        found = _find(request, survey, code, number)
        case = select_case(found.response)
        choices = complete(case, found.law, choices)
        return _choose(request, found, case, choices, errors=_refused(str(error)), status=409)
    return redirect("reports:document_request_preview", survey=survey, code=code, number=number)


def _choose(
    request: HttpRequest,
    found: DocumentRequest,
    case: Case,
    choices: dict[str, str],
    *,
    errors: Sequence[dict] = (),
    wrong: Collection[str] = (),
    status: int = 200,
) -> HttpResponse:
    """What was chosen stays on the page where it is refused; `seen` is then of the case as it is shown now."""
    bases = bases_of(found.law)
    may_choose = can_handle(request.user) and not found.is_decided
    stored = complete(case, found.law, found.choices)
    context = {
        **_one(found, (f"Nr. {found.number}", "")),
        "rows": choice_rows(case, choices, bases, wrong) if may_choose else [],
        "errors": errors,
        "omissions": found.omissions,
        "may_choose": may_choose,
        "seen": fingerprint(case, stored),
    }
    return render(request, "reports/document_request.html", context, status=status)


def _refused(text: str) -> list[dict]:
    return [{"text": text, "url": ""}]


def _wrong(parts: Collection[str]) -> list[dict]:
    text = "Vælg en hjemmel på listen, eller tag delen med."
    return [{"text": text, "url": f"#part-{key}"} for key in sorted(parts)]


@require_safe
@staff_required(*READS_RESPONSES)
def document_request_preview(request: HttpRequest, survey: str, code: str, number: int) -> HttpResponse:
    """The last look: what is left out and by which rule, and the copy itself as a draft."""
    found = _find(request, survey, code, number)
    if found.is_decided or found.chosen_at is None:
        return redirect("reports:document_request", survey=survey, code=code, number=number)
    return _preview(request, found)


def _preview(request: HttpRequest, found: DocumentRequest, refusal: str = "") -> HttpResponse:
    case = select_case(found.response)
    choices = complete(case, found.law, found.choices)
    own = reverse("reports:document_request", args=_place(found))
    context = {
        **_one(found, (f"Nr. {found.number}", own), ("Se det igennem", "")),
        "omissions": omissions(case, choices),
        "repeated": repeated(case, choices),
        "given": sum(not choices[one.key] for one in case.entries),
        "of": len(case.entries),
        "errors": _refused(refusal) if refusal else [],
        "may_decide": can_handle(request.user),
        "seen": fingerprint(case, choices),
        "decide_url": reverse("reports:decide_document_request", args=_place(found)),
        "choose_url": own,
    }
    return render(request, "reports/document_request_preview.html", context, status=409 if refusal else 200)


@require_POST
@staff_required(*HANDLES_CASES)
def decide_document_request(request: HttpRequest, survey: str, code: str, number: int) -> HttpResponse:
    found = _find(request, survey, code, number)
    try:
        decide_request(request=found, by=request.user, seen=request.POST.get("seen", ""))
    except RequestError as error:
        found = _find(request, survey, code, number)
        if found.is_decided or found.chosen_at is None:
            messages.warning(request, str(error))
            return redirect("reports:document_request", survey=survey, code=code, number=number)
        return _preview(request, found, str(error))
    messages.success(request, "Anmodningen er afgjort, og kopien er gemt i sagen.")
    return redirect("reports:document_request", survey=survey, code=code, number=number)


@require_safe
@staff_required(*READS_RESPONSES)
def document_request_draft(request: HttpRequest, survey: str, code: str, number: int) -> HttpResponse:
    """The copy as it would be decided now, with the watermark."""
    found = _find(request, survey, code, number)
    case = select_case(found.response)
    choices = complete(case, found.law, found.choices)
    content = render_pdf(case_html(copy_document(case, found, choices, timezone.now(), is_decided=False)))
    return files.pdf(content, name=f"udkast-aktindsigt-{survey}-{code}-{number}.pdf")


@require_safe
@staff_required(*READS_RESPONSES)
def document_request_pdf(request: HttpRequest, survey: str, code: str, number: int) -> HttpResponse:
    """The stored bytes, once decided."""
    decided = DocumentRequest.objects.visible_to(request.user).filter(decided_at__isnull=False)
    response = find_response(request, survey, code)
    found = get_object_or_404(decided, response=response, number=number)
    return files.pdf(found.pdf, name=f"aktindsigt-{survey}-{code}-{number}.pdf")


def _find(request: HttpRequest, survey: str, code: str, number: int) -> DocumentRequest:
    response = find_response(request, survey, code)
    requests = DocumentRequest.objects.visible_to(request.user).defer("pdf")
    people = requests.select_related("registered_by", "chosen_by", "decided_by")
    found = get_object_or_404(people, response=response, number=number)
    found.response = response
    return found


def _place(found: DocumentRequest) -> list:
    return [found.response.survey.slug, found.response.municipality.code, found.number]


def _one(found: DocumentRequest, *crumbs: tuple[str, str]) -> dict:
    response = found.response
    above = reverse("reports:document_requests", args=[response.survey.slug, response.municipality.code])
    return {
        **_case(response, ("Aktindsigt", above), *crumbs),
        "asked": found,
        "due": due_words(found, timezone.now()),
    }


def _case(response: Response, *crumbs: tuple[str, str]) -> dict:
    case = reverse("surveys:response", args=[response.survey.slug, response.municipality.code])
    return {
        "response": response,
        "survey": response.survey,
        "municipality": response.municipality,
        "is_demo": response.survey.is_demo,
        "crumbs": survey_crumbs(response.survey, (response.municipality.name, case), *crumbs),
    }
