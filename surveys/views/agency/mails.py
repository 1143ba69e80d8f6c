"""The mails of a survey: what became of each, sending failed ones again, and the words and days of them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from municipalities.access import HANDLES_CASES, MANAGES, READS_RESPONSES, require_staff, staff_required
from municipalities.typed import LINES, keeps_typed
from surveys.access import can_handle, can_manage
from surveys.enums import MailKind, MailState, SurveyState
from surveys.forms.mails import MailTextForm, ReminderDaysForm
from surveys.mail_texts import MEANINGS, Text, fill, placeholders
from surveys.models import Mail, Survey
from surveys.services.composing import example_values, select_text, select_texts
from surveys.services.errors import SurveyError
from surveys.services.mail_texts import reset_mail_text, save_mail_text, set_reminder_days
from surveys.services.mails import send_again
from surveys.views.agency.board import find_survey, survey_crumbs

PAGE_SIZE = 50
METHODS = ["GET", "HEAD", "POST"]
TONES = {
    MailState.SENT: "success",
    MailState.WAITING: "warning",
    MailState.SENDING: "info",
    MailState.FAILED: "error",
    MailState.HELD: "error",
}


@require_safe
@staff_required(*READS_RESPONSES)
def mails(request: HttpRequest, survey: str) -> HttpResponse:
    found = find_survey(request, survey)
    all_mails = Mail.objects.visible_to(request.user).filter(response__survey=found)
    counts = dict(all_mails.order_by().values_list("state").annotate(Count("pk")))
    state = request.GET.get("status", "")
    chosen = all_mails.filter(state=state) if state in MailState.values else all_mails
    page = Paginator(chosen.select_related("recipient", "response__municipality"), PAGE_SIZE).get_page(
        request.GET.get("side")
    )
    may_send = can_handle(request.user)
    context = {
        "survey": found,
        "is_demo": found.is_demo,
        "tiles": _tiles(counts, state),
        "rows": [_row(mail, found, may_send=may_send) for mail in page],
        "page": page,
        "total": sum(counts.values()),
        "again": counts.get(MailState.FAILED, 0) + counts.get(MailState.HELD, 0) if may_send else 0,
        "crumbs": survey_crumbs(found, ("Mails", "")),
    }
    return render(request, "surveys/agency/mails.html", context)


def _tiles(counts: dict[str, int], chosen: str) -> list[dict]:
    """One number a state, each a way to filter by it; the one in use leads back to all."""
    return [
        {
            "label": state.label,
            "number": counts.get(state, 0),
            "query": "?" if state == chosen else f"?status={state}",
            "is_chosen": state == chosen,
        }
        for state in MailState
        if counts.get(state) or state == chosen
    ]


def _row(mail: Mail, survey: Survey, *, may_send: bool) -> dict:
    again = reverse("surveys:send_mail_again", args=[survey.slug, mail.pk])
    return {
        "mail": mail,
        "municipality": mail.response.municipality,
        "case_url": reverse("surveys:response", args=[survey.slug, mail.response.municipality.code]),
        "tone": TONES.get(mail.state, ""),
        "is_waiting": mail.state == MailState.WAITING,
        "again_url": again if may_send and mail.may_be_sent_again else "",
    }


@require_POST
@staff_required(*HANDLES_CASES)
def send_mail_again(request: HttpRequest, survey: str, mail: int) -> HttpResponse:
    found = find_survey(request, survey)
    asked = get_object_or_404(Mail.objects.visible_to(request.user).filter(response__survey=found), pk=mail)
    return _send(request, found, asked.pk)


@require_POST
@staff_required(*HANDLES_CASES)
def send_mails_again(request: HttpRequest, survey: str) -> HttpResponse:
    return _send(request, find_survey(request, survey), None)


def _send(request: HttpRequest, survey: Survey, pk: int | None) -> HttpResponse:
    try:
        number = send_again(survey=survey, by=request.user, pk=pk)
    except SurveyError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{number} {'mail' if number == 1 else 'mails'} bliver sendt igen om et øjeblik.")
    return redirect("surveys:mails", survey=survey.slug)


@require_http_methods(METHODS)
@staff_required(*READS_RESPONSES)
def mail_texts(request: HttpRequest, survey: str) -> HttpResponse:
    """The words of each kind, and the days of the reminders; a survey being prepared has them too."""
    found = _find_any(request, survey)
    if request.method == "POST":
        require_staff(request.user, *MANAGES)
    form = ReminderDaysForm(request.POST or None, days=found.reminder_days)
    if request.method == "POST" and form.is_valid():
        set_reminder_days(survey=found, days=form.days)
        messages.success(request, "Dagene er gemt.")
        return redirect("surveys:mail_texts", survey=survey)
    context = {
        "survey": found,
        "is_demo": found.is_demo,
        "texts": select_texts(found),
        "form": form,
        "may_edit": can_manage(request.user),
        "crumbs": _crumbs(found, ("Mailtekster og påmindelser", "")),
    }
    return render(request, "surveys/agency/mail_texts.html", context)


@keeps_typed(LINES)
@require_http_methods(METHODS)
@staff_required(*MANAGES)
def mail_text(request: HttpRequest, survey: str, kind: str) -> HttpResponse:
    found, back = _find_any(request, survey), reverse("surveys:mail_texts", args=[survey])
    if kind not in MailKind.values:
        raise Http404
    if "reset" in request.POST:
        reset_mail_text(survey=found, kind=kind)
        messages.success(request, "Standardteksten gælder igen.")
        return redirect(back)
    text = select_text(found, kind)
    form = MailTextForm(
        request.POST or None, kind=kind, cancel_url=back, initial={"subject": text.subject, "text": text.body}
    )
    if form.is_valid() and "preview" not in request.POST:
        save_mail_text(survey=found, kind=kind, text=form.words, by=request.user)
        messages.success(request, "Teksten er gemt. Mails, der venter, bliver sendt med den.")
        return redirect(back)
    shown = form.words if form.is_bound and form.is_valid() else None if form.is_bound else text
    label = MailKind(kind).label
    context = {
        "survey": found,
        "is_demo": found.is_demo,
        "label": label,
        "form": form,
        "preview": _filled(shown, found) if shown else None,
        "meanings": [(f"{{{name}}}", MEANINGS[name]) for name in placeholders(kind)],
        "is_own": found.mail_texts.filter(kind=kind).exists(),
        "crumbs": _crumbs(found, ("Mailtekster og påmindelser", back), (label, "")),
    }
    return render(request, "surveys/agency/mail_text.html", context)


def _filled(text: Text, survey: Survey) -> Text:
    values = example_values(survey, timezone.now())
    return Text(fill(text.subject, values), fill(text.body, values))


def _find_any(request: HttpRequest, slug: str) -> Survey:
    surveys: QuerySet[Survey] = Survey.objects.visible_to(request.user)
    return get_object_or_404(surveys, slug=slug)


def _crumbs(survey: Survey, *more: tuple[str, str]) -> list[dict]:
    """A survey being prepared has no list of mails to go back to."""
    if survey.state == SurveyState.DRAFT:
        return survey_crumbs(survey, *more)
    return survey_crumbs(survey, ("Mails", reverse("surveys:mails", args=[survey.slug])), *more)
