"""Is this letter ours: for anyone, and telling nothing else. Nothing of what is handed in is kept."""

from allauth.core.ratelimit import consume
from django.contrib.auth.decorators import login_not_required
from django.db.models import DateTimeField, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from reports.forms import MOST_BYTES, VerifyForm
from reports.hashing import HashingUploadHandler
from reports.models import FormalLetter, Letter

RATE = "verify_letter"


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def verify_letter(request: HttpRequest) -> HttpResponse:
    """Nothing may read the form before the handler is set, so the token is checked by _answer."""
    is_limited = request.method == "POST" and not consume(request, action=RATE)
    request.upload_handlers = [HashingUploadHandler(most=0 if is_limited else MOST_BYTES)]
    return _answer(request, is_limited=is_limited)


@never_cache
@csrf_protect
def _answer(request: HttpRequest, *, is_limited: bool) -> HttpResponse:
    """One and the same look-up whatever the answer is, so that its time tells nothing either."""
    if request.method != "POST":
        return _page(request, VerifyForm())
    if is_limited:
        return _page(request, VerifyForm(initial={"code": request.POST.get("code", "")}), is_limited=True, status=429)
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    return _page(request, VerifyForm(), asked=True, found=_find(form.asked_for))


def _find(asked_for: dict[str, str]) -> dict | None:
    """When a letter of either kind was issued and superseded; a formal one never is."""
    never = Value(None, output_field=DateTimeField())
    sent = Letter.objects.sent().filter(**asked_for).order_by().values_list("issued_at", "superseded_at")
    formal = FormalLetter.objects.issued().filter(**asked_for).order_by().values_list("made_at", never)
    found = next(iter(sent.union(formal)), None)
    return found and {"issued_at": found[0], "superseded_at": found[1]}


def _page(request: HttpRequest, form: VerifyForm, *, status: int = 200, **answer) -> HttpResponse:
    context = {"form": form, "asked": False, "found": None, "is_limited": False} | answer
    return render(request, "reports/verify.html", context, status=status)
