"""The files of one answer: to see, to add and to take off; and each file to download."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from municipalities.access import require_role
from municipalities.middleware import MunicipalityRequest
from surveys.access import ANSWERS, answerable, can_answer_area
from surveys.assignments import select_own_areas
from surveys.errata import note_of, with_erratum
from surveys.forms.evidence import UploadForm
from surveys.models import Evidence, Question, Response
from surveys.numbers import read_number
from surveys.services.errors import NotEditableError
from surveys.services.evidence import LOCKED, SoundFile, add_file, remove_file
from surveys.uploads import holding, store
from surveys.uploads.examining import Examined, FileRefusedError, examine
from surveys.uploads.limits import RefusedFileError
from surveys.uploads.refusals import MESSAGES, message
from surveys.uploads.turns import takes_turn
from surveys.views.answering import NOT_GIVEN
from surveys.views.downloading import give_file
from surveys.views.own import crumbs, files_url, own_response, own_responses, url_of
from surveys.working_copy import anchor_of

UNREAD = "Vi kan ikke læse tekst i den, så se selv efter, om den rummer CPR-numre."


@never_cache
@require_safe
def evidence_file(request: MunicipalityRequest, survey: str, pk: int) -> HttpResponse:
    response = own_response(request, survey)
    return give_file(request, get_object_or_404(Evidence.objects.visible_to(request.user), response=response, pk=pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: MunicipalityRequest, survey: str, area: str, question: str) -> HttpResponse:
    response = own_response(request, survey)
    asked = get_object_or_404(
        with_erratum(response.survey.questions.select_related("area")), key=question, area__key=area
    )
    if request.method != "POST":
        return _page(request, response, asked)
    require_role(request.membership, *ANSWERS)
    if not _may_change(request, response, asked):
        return _closed(request, response, asked)
    try:
        return _change(request, response, asked)
    except FileRefusedError as refused:
        return _page(request, response, asked, problems=refused.problems, status=422)
    except RefusedFileError as refused:
        return _page(request, response, asked, problems=[message(refused)], status=422)
    except (Response.DoesNotExist, NotEditableError):  # closed, or given to someone else, since we looked
        return _closed(request, own_response(request, survey), asked)


def _may_change(request: MunicipalityRequest, response: Response, asked: Question) -> bool:
    own_areas = select_own_areas(request.membership, response)
    return can_answer_area(request.membership, response, asked.area.key, own_areas)


def _closed(request: MunicipalityRequest, response: Response, asked: Question) -> HttpResponse:
    if not response.is_open_for_answers:
        return _page(request, response, asked, locked=LOCKED, status=409)
    return _page(request, response, asked, locked=NOT_GIVEN, status=403)


def _change(request: MunicipalityRequest, response: Response, asked: Question) -> HttpResponse:
    if "remove" in request.POST:
        return _remove(request, response, asked)
    if "held" in request.POST:
        return _take_held(request, response, asked)
    return _upload(request, response, asked)


def _scope(request: MunicipalityRequest, response: Response, asked: Question) -> dict:
    """What a service needs to find the response again, under its lock and with the rule of who may."""
    responses = answerable(own_responses(request), request.membership, asked.area.key)
    return {"responses": responses, "pk": response.pk, "question_key": asked.key, "by": request.user}


def _upload(request: MunicipalityRequest, response: Response, asked: Question) -> HttpResponse:
    """Nothing is stored before the file has been looked over, and what may hold a CPR number waits for a Nej."""
    received = request.FILES.get("file")
    if received is None:
        # The page's script does not send what is too large, only that it is.
        reason = "too_large" if "too_large" in request.POST else "missing"
        raise FileRefusedError([MESSAGES[reason]])
    with takes_turn(request.user.pk):
        examined = examine(received)
    if examined.asked:
        place = {"user": request.user.pk, "response": response.pk, "question": asked.key}
        held = holding.hold(received, examined, **place)
        return _page(request, response, asked, held=held, examined=examined, status=422)
    add_file(
        file=SoundFile(examined.name, examined.kind.key),
        stored=store.save(received),
        **_scope(request, response, asked),
    )
    unread = "" if examined.has_text else f" {UNREAD}"
    return _done(request, response, asked, f"Filen »{examined.name}« er tilføjet.{unread}")


def _take_held(request: MunicipalityRequest, response: Response, asked: Question) -> HttpResponse:
    """A Nej puts the file that waited on the answer; anything else lets it go."""
    waiting = holding.read(request.POST["held"])
    here = (request.user.pk, response.pk, asked.key)
    if waiting is None or (waiting.user, waiting.response, waiting.question) != here:
        raise FileRefusedError([MESSAGES["waited"]])
    with holding.take(waiting) as file:
        if "not_cpr" not in request.POST:
            return _done(request, response, asked, "Filen er ikke gemt. Fjern nummeret, og vælg filen igen.")
        if file is None:
            raise FileRefusedError([MESSAGES["waited"]])
        sound = SoundFile(waiting.name, waiting.kind, waiting.asked)
        add_file(file=sound, stored=store.save(file), **_scope(request, response, asked))
    return _done(request, response, asked, f"Filen »{waiting.name}« er tilføjet.")


def _remove(request: MunicipalityRequest, response: Response, asked: Question) -> HttpResponse:
    scope = _scope(request, response, asked)
    try:
        gone = remove_file(evidence_pk=read_number(request.POST["remove"]) or 0, **scope)
    except Evidence.DoesNotExist:
        raise Http404 from None
    return _done(request, response, asked, f"Filen »{gone.name}« er fjernet.")


def _done(request: MunicipalityRequest, response: Response, asked: Question, text: str) -> HttpResponse:
    if request.htmx:
        return _page(request, response, asked, done=text)
    messages.success(request, text)
    return redirect(url_of(response, "evidence", area=asked.area.key, question=asked.key))


def _page(
    request: MunicipalityRequest,
    response: Response,
    asked: Question,
    *,
    problems: Sequence[str] = (),
    held: str = "",
    examined: Examined | None = None,
    locked: str = "",
    done: str = "",
    status: int = 200,
) -> HttpResponse:
    """A script gets the part of the page that changes."""
    may_change = not locked and _may_change(request, response, asked)
    action = url_of(response, "evidence", area=asked.area.key, question=asked.key)
    context = {
        "question": asked,
        "erratum": note_of(asked),
        "files": response.evidence.current().filter(question=asked).select_related("added_by"),
        "files_url": files_url(response),
        "form": UploadForm(action=action, problems=problems) if may_change else None,
        "held": held,
        "examined": examined,
        "locked": locked,
        "done": done,
        "action": action,
        "back_url": f"{url_of(response, 'area', area=asked.area.key)}#{anchor_of(asked.key)}",
        "survey": response.survey,
        "crumbs": crumbs(response, "Filer"),
        "is_demo": response.survey.is_demo,
    }
    template = "surveys/municipal/includes/files_part.html" if request.htmx else "surveys/municipal/evidence.html"
    return render(request, template, context, status=status)
