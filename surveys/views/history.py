"""What became of one answer, for the municipality's own people."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from municipalities.middleware import MunicipalityRequest
from surveys.errata import note_of, with_erratum
from surveys.history import compare
from surveys.views.own import crumbs, own_response, url_of
from surveys.working_copy import anchor_of, answer_label, select_file_changes, select_history


@never_cache
@require_safe
def history(request: MunicipalityRequest, survey: str, area: str, question: str) -> HttpResponse:
    response = own_response(request, survey)
    asked = get_object_or_404(
        with_erratum(response.survey.questions.select_related("area")), key=question, area__key=area
    )
    lines = [
        {"at": line.kept.at, "line": line, "before": answer_label(line.before), "after": answer_label(line.kept.value)}
        for line in compare(select_history(response, asked))
    ]
    files = [{"at": change.at, "file": change} for change in select_file_changes(response, asked)]
    context = {
        "question": asked,
        "erratum": note_of(asked),
        "lines": sorted([*lines, *files], key=lambda row: row["at"], reverse=True),
        "back_url": f"{url_of(response, 'area', area=area)}#{anchor_of(question)}",
        "survey": response.survey,
        "crumbs": crumbs(response, "Historik"),
        "is_demo": response.survey.is_demo,
    }
    return render(request, "surveys/municipal/history.html", context)
