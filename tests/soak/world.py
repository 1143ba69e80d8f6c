"""What the clients work on: a survey that asks for no approval, and several people in charge of each response."""

import itertools
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.test import Client
from django.utils import timezone

from municipalities.enums import Role, UserKind
from municipalities.models import Membership, Municipality, User
from surveys.demo.build import QUESTIONNAIRE, build_demo
from surveys.merge import Value
from surveys.models import Question, Response, Survey
from surveys.questionnaire import parse_questionnaire
from surveys.services.answers import lock_response, save_answer
from surveys.services.questionnaires import load_questionnaire
from surveys.services.surveys import open_survey
from tests.soak.person import Person

SLUG = "pres"


@dataclass
class World:
    survey: Survey
    handler: User
    responses: list[Response]
    # By area, the keys of its questions.
    areas: dict[str, list[str]] = field(default_factory=dict)


def make_world(responses: int) -> World:
    build_demo(timezone.now())
    questionnaire = parse_questionnaire(QUESTIONNAIRE.read_text(encoding="utf-8"), filename=QUESTIONNAIRE.name)
    survey = load_questionnaire(questionnaire=questionnaire, slug=SLUG, is_demo=True)
    survey.requires_approval = False
    survey.save(update_fields=["requires_approval"])
    asked = list(Municipality.objects.filter(is_demo=True).order_by("code")[:responses])
    open_survey(survey=survey, deadline=timezone.localdate() + timedelta(days=30), municipalities=asked)
    world = World(
        survey=survey,
        handler=User.objects.get(email="sagsbehandler@demo.example"),
        responses=list(survey.responses.select_related("municipality").order_by("pk")),
    )
    for question in Question.objects.filter(survey=survey).select_related("area"):
        world.areas.setdefault(question.area.key, []).append(question.key)
    for response in world.responses:
        _answer_headlines(response, [headline for headline, *_ in world.areas.values()])
    return world


def _answer_headlines(response: Response, headlines: list[str]) -> None:
    """Otherwise a short run would be over before anything could be submitted."""
    with transaction.atomic():
        locked = lock_response(Response.objects.all(), pk=response.pk)
        for key in headlines:
            save_answer(response=locked, question_key=key, base_version=0, new=Value(choice=4), by=None)


NUMBERS = itertools.count(1)


def make_person(world: World, response: Response, host: str) -> Person:
    """Someone in charge of the response, signed in, with the tokens a page gives."""
    number = next(NUMBERS)
    user = User.objects.create_user(email=f"hand{number}@pres.example", kind=UserKind.MUNICIPAL, is_demo=True)
    Membership.objects.create(user=user, municipality=response.municipality, role=Role.LEAD)
    client = Client()
    client.force_login(user)
    base = f"/kommuner/{response.municipality.slug}/{world.survey.slug}/"
    person = Person(number=number, host=host, base=base, session=client.session.session_key)
    person.get("")
    return person
