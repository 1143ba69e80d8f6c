"""What a manager may do with a survey from where it stands, and what each move does and to how many."""

from datetime import datetime

from django.urls import reverse

from municipalities.models import User
from surveys.access import can_manage
from surveys.board import Counts, municipalities_in_words
from surveys.enums import ExtensionState, SurveyState
from surveys.models import Extension, Survey
from surveys.reminders import local_day
from surveys.states import AWAITED

MOVES = {
    SurveyState.OPEN: (("Luk tilsynet", "surveys:close"), ("Tilføj kommuner", "surveys:add_municipalities")),
    SurveyState.CLOSED: (("Genåbn tilsynet", "surveys:reopen"),),
    SurveyState.PUBLISHED: (("Arkiver tilsynet", "reports:archive"),),
}
NOT_SUBMITTED = ("ikke-begyndt", "kladde", "klar")


def moves_of(survey: Survey, user: User) -> list[dict]:
    if not can_manage(user):
        return []
    return [{"label": label, "url": reverse(name, args=[survey.slug])} for label, name in MOVES.get(survey.state, ())]


def closing_effects(survey: Survey, counts: Counts, now: datetime) -> list[str]:
    """What happens to those in each state, leaving out what concerns nobody. Two queries."""
    waiting = survey.responses.filter(state__in=AWAITED, current_submission__isnull=True)
    later = waiting.filter(own_deadline__gte=local_day(now)).count()
    asked = Extension.objects.filter(response__in=waiting, state=ExtensionState.ASKED).count()
    effects = (
        (counts.of("indsendt", "godkendt"), "har indsendt. Deres besvarelser tæller med som nu."),
        (counts.of(*NOT_SUBMITTED), "har ikke indsendt og kan ikke længere svare eller indsende. De får ikke flere "
         "påmindelser og ingen mail om, at tilsynet er lukket."),
        (later, "af dem har en egen frist, der ikke er udløbet, men kan heller ikke indsende."),
        (asked, "af dem har bedt om længere frist og ikke fået svar. Lukker du nu, kan de kun få afslag."),
        (counts.of("sendt-tilbage"), "har fået besvarelsen tilbage og kan stadig rette og indsende igen."),
    )  # fmt: skip
    return [f"{municipalities_in_words(number)} {text}" for number, text in effects if number]


def reopening_effects(survey: Survey, counts: Counts, now: datetime) -> list[str]:
    late = "Indsendelser bliver mærket som efter fristen" if survey.deadline < local_day(now) else ""
    awaited = counts.of(*NOT_SUBMITTED)
    effects = (
        f"{municipalities_in_words(awaited)}, der ikke har indsendt, kan igen svare og indsende." if awaited else "",
        f"{late}, medmindre kommunen har en egen frist, der ikke er udløbet." if late else "",
        "De får igen påmindelser på de dage, tilsynet er sat til." if awaited else "",
        "Ingen mail fortæller, at tilsynet er åbnet igen: Fortæl det selv." if awaited else "",
        "Resultatet kan først offentliggøres, når tilsynet er lukket igen.",
    )
    return [effect for effect in effects if effect]


def publishing_effects(counts: Counts) -> list[str]:
    """What the first publication does to those who are not counted, or not as they will be."""
    effects = (
        (counts.of(*NOT_SUBMITTED), "har ikke indsendt og indgår ikke i tallene. Tilsynet kan ikke åbnes igen."),
        (counts.of("sendt-tilbage"), "har fået besvarelsen tilbage. Den seneste indsendelse tæller med; indsender de "
         "igen, kan en rettelse offentliggøres."),
        (counts.of("udtaget"), "er udtaget og indgår ikke i tallene."),
    )  # fmt: skip
    return [f"{municipalities_in_words(number)} {text}" for number, text in effects if number]
