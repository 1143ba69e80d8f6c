"""One letter: what it says and why, and until it is sent the words that staff may write themselves."""

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from municipalities.access import HANDLES_CASES, READS_RESPONSES, require_staff, staff_required
from municipalities.typed import DESCRIBED, keeps_typed
from reports.enums import LetterState
from reports.forms import LetterTextForm
from reports.letters import LetterContent
from reports.models import Letter
from reports.reasons import own_words, reasoned_areas
from reports.selectors.letters import select_letter
from reports.services.drafts import edit_letter, why_not_approve
from reports.services.errors import LetterError
from surveys.access import can_handle, can_manage


@keeps_typed(DESCRIBED)
@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*READS_RESPONSES)
def letter(request: HttpRequest, survey: str, code: str) -> HttpResponse:
    """GET shows the draft, or else the letter that is valid; POST saves the free texts of a draft.

    What was typed stays in the page where it is refused, also where the letter was sent meanwhile.
    """
    found = _find(request, survey, code)
    content = LetterContent.from_json(found.content)
    if request.method != "POST":
        return _page(request, found, content, None if found.is_sent else LetterTextForm(content=content))
    require_staff(request.user, *HANDLES_CASES)
    form = LetterTextForm(request.POST, content=content)
    if not form.is_valid():
        return _page(request, found, content, form, status=422)
    texts = {name: form.cleaned_data[name] for name in ("greeting", "extra", "seen")}
    try:
        edit_letter(letter=found, by=request.user, **texts)
    except LetterError as error:
        form.add_error(None, str(error))
        form.data = form.data.copy()
        form.data["seen"] = content.digest
        return _page(request, found, content, form, status=409)
    messages.success(request, "Teksten er gemt.")
    return redirect("reports:letter", survey=survey, code=code)


def _find(request: HttpRequest, survey: str, code: str) -> Letter:
    letters = Letter.objects.visible_to(request.user).exclude(state=LetterState.SUPERSEDED).defer("pdf")
    related = ("survey", "municipality", "current_submission", "case_handler")
    return get_object_or_404(
        letters.select_related(
            "drafted_by", "edited_by", "approved_by", "advice_version", *(f"response__{name}" for name in related)
        )
        .filter(response__survey__slug=survey, response__municipality__code=code)
        .order_by(F("issued_at").desc(nulls_first=True))[:1]
    )


def _page(
    request: HttpRequest, found: Letter, content: LetterContent, form: LetterTextForm | None, *, status: int = 200
) -> HttpResponse:
    may_approve = can_manage(request.user) and found.state == LetterState.DRAFT
    today = select_letter(found.response).with_texts(greeting=content.greeting, extra=content.extra)
    context = {
        "letter": found,
        "response": found.response,
        "survey": found.response.survey,
        "is_demo": found.response.survey.is_demo,
        "content": content,
        "own_words": own_words(content),
        "areas": reasoned_areas(content),
        "form": form if can_handle(request.user) else None,
        "may_handle": can_handle(request.user),
        "may_approve": may_approve,
        "why_not": why_not_approve(found, request.user) if may_approve else "",
        "is_approved": found.state == LetterState.APPROVED,
        "is_outdated": not found.is_sent and today.digest != content.digest,
    }
    return render(request, "reports/letter.html", context, status=status)
