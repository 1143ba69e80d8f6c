"""What a survey asks: all of it on one page, being prepared or frozen."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from municipalities.access import READS_RESPONSES, staff_required
from surveys.access import can_manage
from surveys.enums import Choice
from surveys.models import Area, Question, Survey
from surveys.preparation import count_without_advice, find_gaps, select_areas
from surveys.views.agency.board import STATE_TONES, survey_crumbs


def find_any_survey(request: HttpRequest, slug: str) -> Survey:
    return get_object_or_404(Survey.objects.visible_to(request.user), slug=slug)


def questions_crumbs(survey: Survey, *more: tuple[str, str]) -> list[dict]:
    """A survey being prepared has no board, so this page is its first."""
    if not survey.is_frozen:
        return survey_crumbs(survey, *more)
    page = reverse("surveys:questions", args=[survey.slug]) if more else ""
    return survey_crumbs(survey, ("Spørgsmål", page), *more)


@require_safe
@staff_required(*READS_RESPONSES)
def questions(request: HttpRequest, survey: str) -> HttpResponse:
    found = find_any_survey(request, survey)
    areas, may_edit = select_areas(found), can_manage(request.user) and not found.is_frozen
    context = {
        "survey": found,
        "is_demo": found.is_demo,
        "tone": STATE_TONES.get(found.state, ""),
        "areas": [_area(area, number, len(areas)) for number, area in enumerate(areas, start=1)],
        "number": sum(len(area.questions.all()) for area in areas),
        "gaps": [] if found.is_frozen else find_gaps(areas, count_without_advice(found)),
        "may_edit": may_edit,
        "crumbs": questions_crumbs(found),
    }
    return render(request, "surveys/agency/questions.html", context)


def _area(area: Area, number: int, last: int) -> dict:
    asked = list(area.questions.all())
    return {
        "area": area,
        "number": number,
        "needs": area.needs.splitlines(),
        "is_first": number == 1,
        "is_last": number == last,
        "questions": [_question(question, number, place, len(asked)) for place, question in enumerate(asked, start=1)],
    }


def _question(question: Question, area: int, place: int, last: int) -> dict:
    return {
        "question": question,
        "number": f"{area}.{place}",
        "counts_from": Choice(question.threshold).label,
        "is_first": place == 1,
        "is_last": place == last,
    }
