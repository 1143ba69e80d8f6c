"""A municipality reads what the agency asks about one of its answers, and replies with text and files."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from municipalities.middleware import MunicipalityRequest
from municipalities.typed import LINES, keeps_typed
from surveys.access import can_reply, can_submit, submitting_role
from surveys.assignments import select_own_areas
from surveys.cpr import Held
from surveys.dane_compared import AREA
from surveys.enums import SurveyState
from surveys.follow_ups import select_counting, select_own_follow_ups, select_talk, standing
from surveys.forms.follow_ups import ReplyForm
from surveys.models import FollowUp, FollowUpFile, Response
from surveys.numbers import read_number
from surveys.services.errors import HeldBackError, ResponseError
from surveys.services.follow_ups import STANDS, reply
from surveys.uploads.examining import FileRefusedError
from surveys.uploads.limits import RefusedFileError
from surveys.uploads.refusals import message
from surveys.views.downloading import give_file
from surveys.views.own import crumbs, own_response, url_of
from surveys.views.reply_files import Intake, take_in

TITLE = "Opfølgninger"


@never_cache
@require_safe
def follow_ups(request: MunicipalityRequest, survey: str) -> HttpResponse:
    response = own_response(request, survey)
    context = {
        "response": response,
        "survey": response.survey,
        "rows": select_own_follow_ups(response, request.user, timezone.now()),
        "crumbs": crumbs(response, TITLE),
        "is_demo": response.survey.is_demo,
    }
    return render(request, "surveys/municipal/follow_ups.html", context)


@dataclass(frozen=True)
class Attempt:
    """What came of a form that was sent: it is shown again with all that was typed."""

    form: ReplyForm
    held: Held | None = None
    intake: Intake = field(default_factory=Intake)
    status: int = 200


@keeps_typed(LINES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: MunicipalityRequest, survey: str, number: int) -> HttpResponse:
    """One form for the reply and its files, so that neither is lost for the other, with or without script."""
    response, here = find_follow_up(request, survey, number)
    if request.method != "POST":
        return _page(request, response, here, Attempt(ReplyForm(question=here.question)))
    if not _may_reply(request, here):
        raise PermissionDenied("Det kræver, at I har fået området, eller en rolle som ansvarlig eller godkender.")
    form = ReplyForm(request.POST, question=here.question)
    try:
        intake = take_in(request, here)
        if intake.waiting:
            return _page(request, response, here, Attempt(_unsent(form), intake=intake, status=422))
        if not {"send", "not_cpr"} & set(request.POST):
            return _page(request, response, here, Attempt(_unsent(form), intake=intake))
        if form.is_valid() and _send(request, here, form, intake):
            messages.success(request, "Svaret er sendt til tilsynet.")
            return redirect(url_of(response, "follow_up", number=number))
        attempt = Attempt(form, intake=intake, status=422)
    except HeldBackError as error:
        form.add_error("text", str(error))
        attempt = Attempt(form, held=error.held, status=422)
    except (FileRefusedError, RefusedFileError) as refused:
        problems = refused.problems if isinstance(refused, FileRefusedError) else [message(refused)]
        attempt = Attempt(_with_errors(form, problems), status=422)
    except ResponseError as error:
        form.add_error(None, str(error))
        attempt = Attempt(form, status=422)
    return _page(request, *find_follow_up(request, survey, number), attempt)


def _send(request: MunicipalityRequest, here: FollowUp, form: ReplyForm, intake: Intake) -> bool:
    read = (read_number(part) for part in request.POST.get("files", "").split(","))
    shown = {number for number in read if number is not None}
    reply(
        follow_up=here,
        by=request.user,
        said=form.said,
        seen=seen_in(request),
        files=shown | ({intake.added} if intake.added else set()),
        is_cpr_denied="not_cpr" in request.POST,
    )
    return True


def seen_in(request: MunicipalityRequest) -> int:
    """How many messages the page showed; what is no number has seen nothing."""
    return read_number(request.POST.get("seen", "")) or 0


def _unsent(form: ReplyForm) -> ReplyForm:
    """The same words without judging them: nothing is sent yet."""
    typed = {name: form[name].value() for name in ("text", "proposal")}
    return ReplyForm(question=form.question, initial=typed)


def _with_errors(form: ReplyForm, problems: list[str]) -> ReplyForm:
    """Only the file is at fault; that the text is not written yet is no error before it is sent."""
    form.fields["text"].required = False
    form.add_error("file", problems)
    return form


def find_follow_up(request: MunicipalityRequest, survey: str, number: int) -> tuple[Response, FollowUp]:
    response = own_response(request, survey)
    rows = FollowUp.objects.visible_to(request.user).filter(response=response).select_related("question__area")
    here = get_object_or_404(rows, number=number)
    here.response = response
    return response, here


def _may_reply(request: MunicipalityRequest, here: FollowUp) -> bool:
    own_areas = select_own_areas(request.membership, here.response)
    return can_reply(request.membership, here.question.area.key, own_areas)


def _page(request: MunicipalityRequest, response: Response, here: FollowUp, attempt: Attempt) -> HttpResponse:
    talk = select_talk(here, names_staff=False)
    is_live = here.is_open and response.survey.state != SurveyState.ARCHIVED
    may_correct = is_live and can_submit(request.membership, response)
    unsent = list(here.files.unsent().select_related("added_by")) if is_live else []
    context = {
        "here": here,
        "survey": response.survey,
        "counting": select_counting(here),
        "standing": standing(here, timezone.now(), own=True),
        "talk": talk,
        "seen": len(talk),
        # What came too late to be sent is still there to be copied.
        "form": attempt.form if attempt.form.is_bound or (is_live and _may_reply(request, here)) else None,
        "held": attempt.held,
        "intake": attempt.intake,
        "unsent": unsent,
        "shown_files": ",".join(str(file.pk) for file in unsent),
        "is_live": is_live,
        "stands": response.state in STANDS,
        "correct_url": url_of(response, "correct_answer", number=here.number) if may_correct else "",
        "corrector": submitting_role(response).label,
        "overview_url": url_of(response, "overview"),
        "files_url": f"{url_of(response, 'follow_ups')}filer/",
        "measurements_url": _measurements(response) if here.question.area.key == AREA else "",
        "crumbs": own_crumbs(response, f"Opfølgning {here.number}"),
        "is_demo": response.survey.is_demo,
    }
    return render(request, "surveys/municipal/follow_up.html", context, status=attempt.status)


def _measurements(response: Response) -> str:
    """The agency names measurements by number and date; they are found here."""
    return reverse("surveys:measurements", args=[response.municipality.slug])


def own_crumbs(response: Response, *here: str) -> list[dict]:
    *way, last = crumbs(response, TITLE)
    return [*way, last | {"url": url_of(response, "follow_ups")}, *({"label": label, "url": ""} for label in here)]


@never_cache
@require_safe
def follow_up_file(request: MunicipalityRequest, survey: str, pk: int) -> HttpResponse:
    response = own_response(request, survey)
    files = FollowUpFile.objects.visible_to(request.user).filter(follow_up__response=response)
    return give_file(request, get_object_or_404(files, pk=pk))
