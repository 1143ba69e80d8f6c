"""An area's page, saved as a whole by its buttons and one answer at a time by its script."""

import json
from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from municipalities.access import require_role
from municipalities.middleware import MunicipalityRequest
from municipalities.typed import COMMENTS, keeps_typed
from surveys.access import ANSWERS, answerable, can_answer, can_answer_area
from surveys.assignments import select_own_areas
from surveys.enums import NOT_RELEVANT_LABEL
from surveys.forms.answering import SCALE, AnswerForm, AreaForm
from surveys.forms.values import NOT_RELEVANT, choice_on_screen
from surveys.last_time import select_last_time
from surveys.models import Area, Question, Response
from surveys.progress import AreaProgress, saved_words
from surveys.services.answers import Saved
from surveys.services.errors import NotEditableError, ResponseError
from surveys.services.pages import Typed, next_versions, save_page
from surveys.views.measuring import MEASURED_AREA, measuring_context
from surveys.views.municipality import deadline_of
from surveys.views.own import CHECK_TITLE, crumbs, files_url, own_response, own_responses, steps, url_of
from surveys.working_copy import (
    AreaCopy,
    Asked,
    anchor_of,
    select_area_copy,
    select_other_hands,
    select_progress,
    select_sent_back,
)

NOT_GIVEN = "Området er ikke fordelt til dig. Den ansvarlige i kommunen kan give dig det."


@keeps_typed(COMMENTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def area(request: MunicipalityRequest, survey: str, area: str) -> HttpResponse:
    response = own_response(request, survey)
    try:
        here = select_area_copy(response, area)
    except Area.DoesNotExist:
        raise Http404 from None
    if request.method == "POST":
        require_role(request.membership, *ANSWERS)
        return _save_area(request, response, here)
    own_areas = select_own_areas(request.membership, response)
    may_answer = can_answer_area(request.membership, response, here.area.key, own_areas)
    starts_from_last = request.GET.get("fra") == "sidst"
    form = _form(response, here, starts_from_last=starts_from_last) if may_answer else None
    return _render_area(request, response, here, form)


def _form(
    response: Response, here: AreaCopy, data: QueryDict | None = None, *, starts_from_last: bool = False
) -> AreaForm:
    """`use_last` names a question whose earlier answer the person takes over; a comment they wrote stays."""
    last_time = select_last_time(response, [asked.question for asked in here.asked])
    if data and (last := last_time.get(data.get("use_last", ""))):
        key = data["use_last"]
        data[f"{key}-choice"] = choice_on_screen(last.value)
        data[f"{key}-comment"] = data.get(f"{key}-comment") or last.value.comment
    place = {"area": here.area.key}
    urls = {asked.key: url_of(response, "save_answer", question=asked.key, **place) for asked in here.asked}
    return AreaForm(
        here,
        save_urls=urls,
        files_url=files_url(response),
        last_time=last_time,
        starts_from_last=starts_from_last,
        data=data,
    )


def _save_area(request: MunicipalityRequest, response: Response, here: AreaCopy) -> HttpResponse:
    """What is sound is saved also where another question has an error; the error keeps what was typed."""
    data = request.POST.copy()
    data.pop(f"{data.get('clear')}-choice", None)
    form = _form(response, here, data)
    form.is_valid()
    typed = form.typed(
        giving_up=data.get("keep", ""), saving_over=data.get("mine", ""), cpr_denied=data.get("not_cpr", "")
    )
    try:
        saved = save_page(
            responses=answerable(own_responses(request), request.membership, here.area.key),
            pk=response.pk,
            typed=typed,
            by=request.user,
            confirm=data.get("confirm", ""),
        )
    except Response.DoesNotExist:
        _require_still_there(request, pk=response.pk)
        return _render_area(request, response, here, form, locked=NOT_GIVEN, status=403)
    except NotEditableError as error:
        return _render_area(request, response, here, form, locked=str(error), status=409)
    form.take(_results(typed, saved))
    if form.errors:
        return _render_area(request, response, here, form, status=422)
    messages.success(request, "Svarene er gemt.")
    if any(one.value != result.value and not one.gives_up for one, result in zip(typed, saved, strict=True)):
        messages.info(request, "En kollega har også ændret svar her imens. Siden viser det nyeste.")
    return redirect(_after_saving(request, response, here))


def _require_still_there(request: MunicipalityRequest, **scope) -> None:
    """What a contributor may not answer is theirs to read, and what was typed there stays on the screen."""
    if not own_responses(request).filter(**scope).exists():
        raise Http404


def _results(typed: Sequence[Typed], saved: Sequence[Saved]) -> list[dict]:
    return [_result(one, outcome) for one, outcome in zip(typed, saved, strict=True)]


def _result(typed: Typed, saved: Saved) -> dict:
    """What the page shows after a save: when, the versions to start from next, and what other hands did meanwhile."""
    return {
        "key": typed.question,
        "words": saved_words(saved.saved_at, timezone.now()),
        "version": saved.version,
        "versions": "{}.{}".format(*next_versions(typed, saved)),
        "conflicts": saved.conflicts,
        "others": select_other_hands(typed, saved),
        "held": saved.held,
    }


def _after_saving(request: MunicipalityRequest, response: Response, here: AreaCopy) -> str:
    if "next" in request.POST:
        return _neighbours(response, select_progress(response), here)["next"]["url"]
    if (key := request.POST.get("files", "")) in {asked.key for asked in here.asked}:
        return url_of(response, "evidence", area=here.area.key, question=key)
    question = next(
        (
            request.POST[name]
            for name in ("clear", "keep", "mine", "confirm", "not_cpr", "use_last")
            if name in request.POST
        ),
        "",
    )
    anchor = f"#{anchor_of(question)}" if question else ""
    return url_of(response, "area", area=here.area.key) + anchor


def _neighbours(response: Response, areas: list[AreaProgress], here: AreaCopy) -> dict:
    place = [area.key for area in areas].index(here.area.key)
    before, after = areas[:place], areas[place + 1 :]
    check = {"title": CHECK_TITLE, "url": url_of(response, "submit")}
    return {
        "previous": _place(response, before[-1]) if before else None,
        "next": _place(response, after[0]) if after else check,
    }


def _place(response: Response, area: AreaProgress) -> dict:
    return {"title": area.title, "url": url_of(response, "area", area=area.key)}


def _render_area(
    request: MunicipalityRequest,
    response: Response,
    here: AreaCopy,
    form: AreaForm | None,
    *,
    locked: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        **area_context(response, here, form, select_progress(response)),
        "locked": locked,
        "reading": [] if form else [_reading(response, here, asked) for asked in here.asked],
        "choice_labels": json.dumps({**dict(SCALE), NOT_RELEVANT: NOT_RELEVANT_LABEL}),
        "files_url": files_url(response),
        "presence_url": url_of(response, "presence"),
        "not_given": NOT_GIVEN if form is None and can_answer(request.membership, response) else "",
        "sent_back": select_sent_back(response),
        "crumbs": crumbs(response, here.area.title),
        "measuring": measuring_context(request, response) if here.area.key == MEASURED_AREA else None,
    }
    return render(request, "surveys/municipal/area.html", context, status=status)


def area_context(response: Response, here: AreaCopy, form: AreaForm | None, progress: list[AreaProgress]) -> dict:
    """What the page shows whoever reads it, a municipality or the agency in a preview; no query."""
    return {
        "form": form,
        "area": here.area,
        "response": response,
        "offers": form.offers if form else 0,
        "corrected": [asked for asked in here.asked if asked.erratum],
        "deadline": deadline_of(response, timezone.now()),
        "is_demo": response.survey.is_demo,
        "measuring": None,
        **_neighbours(response, progress, here),
        **steps(response, progress, here.area.key),
    }


def _reading(response: Response, here: AreaCopy, asked: Asked) -> dict:
    return {
        "asked": asked,
        "choice": choice_on_screen(asked.value),
        "history_url": url_of(response, "history", area=here.area.key, question=asked.key),
    }


@never_cache
@require_POST
def save_one(request: MunicipalityRequest, survey: str, area: str, question: str) -> HttpResponse:
    """Save one answer and tell it in a fragment: 409 where another hand or a lock stands in the way, 422 if unsound."""
    require_role(request.membership, *ANSWERS)
    form = AnswerForm(request.POST, question=question)
    if not form.is_valid():
        problems = [problem for found in form.errors.values() for problem in found]
        return _fragment(request, {"problems": problems}, status=422)
    scope = {"survey__slug": survey, "survey__areas__key": area}
    try:
        responses = answerable(own_responses(request), request.membership, area)
        [saved] = save_page(responses=responses, typed=[form.typed], by=request.user, **scope)
    except Response.DoesNotExist:
        _require_still_there(request, **scope)
        return _fragment(request, {"locked": f"Ikke gemt. {NOT_GIVEN}"}, status=403)
    except Question.DoesNotExist:
        raise Http404 from None
    except NotEditableError as error:
        return _fragment(request, {"locked": str(error)}, status=409)
    except ResponseError as error:
        return _fragment(request, {"problems": [str(error)]}, status=422)
    return _fragment(request, {"result": _result(form.typed, saved)}, status=_status(saved))


def _status(saved: Saved) -> int:
    if saved.held:
        return 422
    return 409 if saved.conflicts else 200


def _fragment(request: MunicipalityRequest, context: dict, *, status: int) -> HttpResponse:
    return render(request, "surveys/municipal/includes/saved.html", context, status=status)
