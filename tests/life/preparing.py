"""The agency lets people in and makes the survey."""

from django.core.management import call_command

from municipalities.models import Municipality
from reports.enums import FormalKind
from surveys.demo.answers import DemoQuestion, invented_answers
from surveys.demo.build import QUESTIONNAIRE
from surveys.enums import Choice
from surveys.merge import Value
from surveys.models import Sample, Survey
from tests.commands import run
from tests.life.people import EXAGGERATED, Town, accept_invitation
from tests.life.story import ASKED, DEADLINE, EARLY, SLUG, Story, in_charge
from tests.life.visitor import Visitor

SEED = "modenhed-2026-udtraek"


def people_are_let_in(story: Story) -> None:
    call_command("load_register", verbosity=0)
    run("add_staff", "ada@tilsyn.example", "--role", "administrator")
    story.administrator = accept_invitation("ada@tilsyn.example", "Ada Ager", "Fuldmægtig", story.mailbox)
    story.handler = _colleague(story, "sofie@tilsyn.example", "Sofie Sand", "case_handler")
    story.manager = _colleague(story, "mads@tilsyn.example", "Mads Møller", "manager")


def _colleague(story: Story, email: str, name: str, role: str) -> Visitor:
    story.administrator.open("/tilsyn/medarbejdere/inviter/").press("Send invitation", email=email, role=role)
    return accept_invitation(email, name, "Specialkonsulent", story.mailbox)


def survey_is_made(story: Story) -> None:
    """From a file, and one help text is written anew."""
    with QUESTIONNAIRE.open("rb") as file:
        story.manager.open("/tilsyn/nyt/").press("Lav tilsynet", {"file": file}, source="fil", slug=SLUG)
    story.manager.open(f"/tilsyn/{SLUG}/spoergsmaal/ret/{EXAGGERATED}/")
    story.manager.press("Gem", help_text="Tæl *alle* mailservere, også dem hos leverandører.")
    story.manager.open(f"/tilsyn/{SLUG}/forhaandsvisning/dane/").see("Tæl alle mailservere")
    survey = Survey.objects.get(slug=SLUG)
    story.areas = {area.key: list(area.questions.values_list("key", flat=True)) for area in survey.areas.all()}


def municipalities_are_drawn(story: Story) -> None:
    """48 of 98, by a seed that anyone may draw again with."""
    story.manager.open(f"/tilsyn/{SLUG}/udvaelg/udtraek/")
    story.manager.press("Se fordelingen", size=str(ASKED), seed=SEED).see(f"Der trækkes {ASKED} af 98 kommuner.")
    story.manager.press(f"Træk {ASKED} kommuner").see(SEED)


def lawyers_have_read_the_formal_letters(story: Story) -> None:
    for kind in FormalKind:
        page = story.manager.open(f"/tilsyn/{SLUG}/breve/formelle/tekster/{kind.value}/")
        page.press("Marker som gennemgået af jurist").see("Gennemgået af jurist")


def municipalities_get_their_people(story: Story) -> None:
    asked = Municipality.objects.filter(code__in=Sample.objects.get().codes).order_by("code")
    story.towns = [_town(story, *one) for one in zip(asked, _answers(), strict=True)]
    modest = [town for town in story.towns[1:EARLY] if town.answers[EXAGGERATED].choice != Choice.YES]
    story.returned, story.corrected = modest[:2]
    story.returned.exaggerates = story.corrected.exaggerates = True


def _answers() -> list[dict[str, Value]]:
    """48 municipalities' answers that give the published figures."""
    questions = Survey.objects.get(slug=SLUG).questions.select_related("area")
    return invented_answers([DemoQuestion(one.counted(one.area.key), one.allows_not_relevant) for one in questions])


def _town(story: Story, municipality: Municipality, answers: dict[str, Value]) -> Town:
    page, domain = f"/tilsyn/kommuner/{municipality.code}/", f"k{municipality.code}.example"
    story.administrator.open(page).press("Tilføj domæne", domain=domain)
    story.administrator.open(f"{page}inviter/").press("Send invitation", email=f"dpo@{domain}", role="lead")
    lead = accept_invitation(f"dpo@{domain}", f"Lea {municipality.name}", "DPO", story.mailbox)
    invite = lead.open(f"/kommuner/{municipality.slug}/personer/inviter/")
    invite.press("Send invitation", email=f"direktion@{domain}", role="approver")
    approver = accept_invitation(f"direktion@{domain}", f"Dina {municipality.name}", "Direktør", story.mailbox)
    return Town(municipality, answers, lead, approver)


def survey_is_opened(story: Story) -> None:
    """What will happen is said first; then each municipality has its invitation and its formal letter."""
    story.manager.open(f"/tilsyn/{SLUG}/aabn/")
    story.manager.press("Se det hele, før du åbner", deadline=f"{DEADLINE:%d.%m.%Y}")
    story.manager.see(f"Åbn tilsynet for {ASKED} kommuner?", f"{2 * ASKED} invitationer").press("Åbn tilsynet")
    story.expect_mails("er udtaget til", in_charge(story.towns))
    for town in story.towns:
        town.lead.see("0 af 22 spørgsmål besvaret", "Åbningsbrev")


def one_is_taken_out_and_another_asked(story: Story) -> None:
    """The first is merged with its neighbour; the one that takes its place has the same answers to give."""
    out = story.towns[0]
    reason = "Kommunen er ved at blive lagt sammen med naboen."
    story.handler.open(story.case(out, "udtag/")).press("Udtag besvarelsen", reason=reason)
    out.lead.open(out.page(SLUG), status=404)
    other = Municipality.objects.exclude(code__in=Sample.objects.get().codes).order_by("code")[0]
    story.towns[0] = town = _town(story, other, out.answers)
    story.manager.open(f"/tilsyn/{SLUG}/kommuner/tilfoej/").press(
        "Se, hvad der sker", text=other.name, why_text="I stedet for en, der er udtaget."
    )
    story.manager.press("Tilføj 1 kommune")
    story.expect_mails("er udtaget til", in_charge([town]))
    story.manager.open(f"/tilsyn/{SLUG}/udvaelgelse/").see(reason, "I stedet for en, der er udtaget.")
