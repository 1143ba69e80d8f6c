"""Letters are written, approved and issued, and the result is published."""

import json
import zipfile
from io import BytesIO

from reports.models import Letter
from surveys.demo.answers import PUBLISHED
from tests.commands import run
from tests.e2e.steps import text_of
from tests.life.reviewing import NOTE
from tests.life.story import ASKED, SLUG, Story, in_charge
from tests.life.visitor import Visitor
from tests.life.work import work


def survey_is_closed(story: Story) -> None:
    story.manager.open(f"/tilsyn/{SLUG}/luk/").press("Luk tilsynet")
    assert story.mails_of_the_worker() == []


def letters_are_issued(story: Story) -> None:
    letters = f"/tilsyn/{SLUG}/breve/"
    story.handler.open(letters).press("Lav alle udkast").press("Lav udkastene")
    work()
    story.handler.open(story.handler.address).see(f"{ASKED} af {ASKED} udkast er færdige.")
    story.manager.open(letters).press("Godkend alle").press("Godkend brevene")
    story.manager.press("Udsend alle").press("Udsend brevene")
    story.expect_mails("Der er et nyt brev til jer", in_charge(story.towns))
    story.manager.open(letters).see(f"{ASKED} ud af {ASKED}")
    for town in story.towns[:3]:
        _letter_is_ours(story, town)


def _letter_is_ours(story: Story, town) -> None:
    """The municipality takes its letter, and anyone may ask whether it is ours."""
    letter = Letter.objects.get(response__municipality=town.municipality)
    pdf = town.lead.fetch(town.page(SLUG, "breve/1.pdf"))
    assert pdf == bytes(letter.pdf)
    page = Visitor("").open("/breve/verificer/")
    page.press("Tjek brevet", code=letter.verification_code).see("Brevet er fra os")


def someone_asks_to_see_a_case(story: Story) -> None:
    """The copy has what was said to the municipality and by it, and no internal note."""
    case = story.case(story.corrected)
    story.handler.open(f"{case}forloeb/").see("Opfølgning", "Intern note", "Åbningsbrev", "Vejledningsbrev")
    asked = story.handler.open(f"{case}aktindsigt/")
    asked.press("Registrér anmodningen", law="public", reference="2026-432-0099", received_on=f"{story.now:%d.%m.%Y}")
    asked.press("Gem, og se det igennem").press("Afgør anmodningen")
    copy = text_of(story.handler.fetch(f"{case}aktindsigt/1.pdf"))
    assert "Gælder svaret alle servere?" in copy
    assert NOTE not in copy


def survey_is_archived(story: Story) -> None:
    story.manager.open(f"/tilsyn/{SLUG}/arkiver/").press("Arkiver tilsynet")
    town = story.towns[1]
    town.lead.open(town.page(SLUG, "kvittering/")).see("Kvittering")
    story.handler.open(story.case(town))
    assert run("verify", SLUG).code == 0


def letters_go_to_digital_post(story: Story) -> None:
    archive = zipfile.ZipFile(BytesIO(story.handler.fetch(f"/tilsyn/{SLUG}/breve/overlevering.zip")))
    rows = json.loads(archive.read("metadata.json"))["letters"]
    guidance = [row for row in rows if row["kind"] == "guidance"]
    assert {row["recipient_cvr"] for row in guidance} == {town.municipality.cvr for town in story.towns}
    assert {row["file"] for row in rows} <= set(archive.namelist())


def result_is_published(story: Story) -> None:
    """The figures are the agency's own of 2024, on every way out."""
    story.manager.open(f"/tilsyn/{SLUG}/offentliggoer/").press("Offentliggør rapporten")
    told = json.loads(run("tally", SLUG, "--format", "json").output)
    assert {area["area"]: area["counted"] for area in told["areas"]} == PUBLISHED
    shown = json.loads(Visitor("").fetch(f"/resultater/{SLUG}/data.json"))
    assert [area["counted"] for area in shown["areas"]] == list(PUBLISHED.values())
    assert {area["of"] for area in shown["areas"]} == {ASKED}
    assert run("verify", SLUG).code == 0
