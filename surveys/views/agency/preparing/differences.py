"""What a survey asks otherwise than an earlier one."""

from collections import Counter
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from municipalities.access import READS_RESPONSES, staff_required
from surveys.comparing import Asked, Change, Compared, compare, compare_texts
from surveys.enums import Difference
from surveys.forms.making import CompareForm
from surveys.models import Area, Survey
from surveys.preparation import select_areas
from surveys.views.agency.preparing.overview import find_any_survey, questions_crumbs

AREA_LABELS = {"title": "Titel", "why": "Hvorfor", "needs": "Det skal kommunen bruge"}
TONES = {
    Difference.REWORDED: "info",
    Difference.COUNTS_OTHERWISE: "warning",
    Difference.NEW: "success",
    Difference.GONE: "error",
}


@require_safe
@staff_required(*READS_RESPONSES)
def differences(request: HttpRequest, survey: str) -> HttpResponse:
    found = find_any_survey(request, survey)
    others = list(Survey.objects.visible_to(request.user).exclude(pk=found.pk))
    chosen = {one.slug: one for one in others}.get(request.GET.get("fra", "")) or latest_before(found, others)
    context = {
        "survey": found,
        "is_demo": found.is_demo,
        "other": chosen,
        "form": CompareForm(initial={"fra": chosen.slug}, surveys=others) if chosen else None,
        "crumbs": questions_crumbs(found, ("Forskelle", "")),
        **(_comparison(chosen, found) if chosen else {"tiles": [], "intro": (), "areas": []}),
    }
    return render(request, "surveys/agency/differences.html", context)


def latest_before(survey: Survey, others: Sequence[Survey]) -> Survey | None:
    """The one opened last before this one; among drafts alone, the first of the list."""
    opened = [one for one in others if one.opened_at and (not survey.opened_at or one.opened_at < survey.opened_at)]
    return max(opened, key=lambda one: one.opened_at, default=None) or next(iter(others), None)


def _comparison(old: Survey, new: Survey) -> dict:
    """Four queries: areas and questions of both."""
    before, after = select_areas(old), select_areas(new)
    compared = compare(_asked(before), _asked(after))
    counts = Counter(one.difference for one in compared)
    old_areas = {area.key: area for area in before}
    rows = [_row(one) for one in compared]
    return {
        "tiles": [(kind.label, counts[kind]) for kind in Difference if counts[kind]],
        "intro": compare_texts({"intro": old.intro}, {"intro": new.intro}, {"intro": "Intro"}),
        "areas": [_area(area, old_areas.get(area.key), rows) for area in after],
    }


def _asked(areas: Sequence[Area]) -> list[Asked]:
    return [
        Asked(
            key=question.key,
            area=area.key,
            area_title=area.title,
            text=question.text,
            unit=question.unit,
            help=question.help,
            references=question.references,
            threshold=question.threshold,
            is_headline=question.is_headline,
            allows_not_relevant=question.allows_not_relevant,
        )
        for area in areas
        for question in area.questions.all()
    ]


def _area(area: Area, old: Area | None, rows: Sequence[dict]) -> dict:
    """An area with its questions, those that are gone last; the five areas are the same in all surveys."""
    return {
        "area": area,
        "changes": _area_changes(old, area) if old else (),
        "rows": [row for row in rows if row["compared"].question.area == area.key],
    }


def _area_changes(old: Area, new: Area) -> tuple[Change, ...]:
    texts = [{name: getattr(area, name) for name in AREA_LABELS} for area in (old, new)]
    return compare_texts(*texts, AREA_LABELS)


def _row(compared: Compared) -> dict:
    return {
        "compared": compared,
        "label": compared.difference.label,
        "tone": TONES.get(compared.difference, ""),
        "is_gone": compared.difference == Difference.GONE,
        "is_new": compared.difference == Difference.NEW,
    }
