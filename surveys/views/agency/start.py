"""Where the agency begins: every survey as a card."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from municipalities.access import ANY_STAFF, MANAGES, READS_RESPONSES, staff_required
from surveys.access import can_manage
from surveys.board import NO_RESPONSES, STATES, Counts, select_counts
from surveys.deadlines import in_words
from surveys.enums import SurveyState
from surveys.models import Response, Survey
from surveys.views.agency.board import STATE_TONES

DRAFT_LINKS = [
    ("Forbered tilsynet", "surveys:questions"),
    ("Råd", "surveys:advice"),
    ("Forhåndsvisning", "surveys:preview"),
    ("Udvælgelse", "surveys:sample"),
    ("Mailtekster og påmindelser", "surveys:mail_texts"),
]


@require_safe
@staff_required(*ANY_STAFF)
def agency_start(request: HttpRequest) -> HttpResponse:
    surveys = list(Survey.objects.visible_to(request.user))
    counts = select_counts(Response.objects.filter(survey__in=surveys))
    may_read = request.user.has_staff_role(*READS_RESPONSES)
    cards = [_card(survey, counts.get(survey.pk, NO_RESPONSES), request) for survey in surveys]
    return render(
        request,
        "surveys/agency/start.html",
        {"cards": cards, "may_read": may_read, "may_make": can_manage(request.user)},
    )


def _card(survey: Survey, counts: Counts, request: HttpRequest) -> dict:
    is_open = survey.state == SurveyState.OPEN
    return {
        "survey": survey,
        "tone": STATE_TONES.get(survey.state, ""),
        "deadline_words": in_words(survey.deadline, timezone.now()) if is_open else "",
        "respondents": counts.respondents,
        "invited": counts.invited,
        "states": [(state.label, counts.of(state.key)) for state in STATES if counts.of(state.key)],
        "links": _links(survey, request),
    }


def _links(survey: Survey, request: HttpRequest) -> list[dict]:
    """What there is to open now; each role sees only what it may open."""
    if not request.user.has_staff_role(*READS_RESPONSES):
        return []
    if survey.state == SurveyState.DRAFT:
        links = DRAFT_LINKS + ([("Åbn tilsynet", "surveys:open")] if request.user.has_staff_role(*MANAGES) else [])
        return [{"label": label, "url": reverse(name, args=[survey.slug])} for label, name in links]
    links = [
        ("Besvarelser", "surveys:board"),
        ("National opgørelse", "reports:tally"),
        ("Vejledningsbreve", "reports:letters"),
        ("Formelle breve", "reports:formal_letters"),
    ]
    if survey.state == SurveyState.CLOSED and request.user.has_staff_role(*MANAGES):
        links.append(("Offentliggørelse", "reports:publish"))
    if survey.state in (SurveyState.PUBLISHED, SurveyState.ARCHIVED):
        links.append(("Offentliggjort resultat", "reports:results"))
    return [{"label": label, "url": reverse(name, args=[survey.slug])} for label, name in links]
