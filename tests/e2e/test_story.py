"""The whole story in a real browser, with script and without: from the first invitation to the letter in the hand."""

import csv
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from reports.models import Letter
from surveys.models import Question
from tests.e2e import municipal_story as municipality
from tests.e2e import steps
from tests.e2e.municipal_story import AREAS, COMMENTS, LEAD, TITLE
from tests.e2e.steps import follow, heading, press, see
from tests.e2e.worker import running_worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]

ADMINISTRATOR, HANDLER, MANAGER = "ada@tilsyn.example", "sofie@tilsyn.example", "mads@tilsyn.example"
# Ærø answers in the portal, Aarhus' answers come in a file, Tønder is asked but never answers.
CODES = {"Ærø": "0492", "Tønder": "0550", "Aarhus": "0751"}
# Ærø's answers, and Ja to everything from Aarhus: more than two thirds counts, but in the fifth area only Ja.
COUNTED = {"Sletning": 2, "Udgående mail": 1, "Adgang til oplysninger": 1, "Konsekvensanalyse": 2, "Domænesikkerhed": 1}
GREETING = "Kære Ærø Kommune"
JOURNAL_NUMBER = "2024-432-0492"


@pytest.fixture
def worker(transactional_db, tmp_path):
    with running_worker(tmp_path / "worker.log"):
        yield


@pytest.mark.parametrize("scripted", [True, False], ids=["with-script", "without-script"])
def test_story_from_invitation_to_published_report(worker, live_server, open_page, watch, settings, tmp_path, scripted):
    settings.SITE_URL = live_server.url
    pages = [open_page(java_script_enabled=scripted) for _ in range(7)]
    administrator, lead, colleague, approver, handler, manager, visitor = pages
    operator_prepares_the_survey(tmp_path)
    administrator_lets_people_in(administrator)
    municipality.lead_finds_the_survey(lead)
    municipality.lead_lets_colleagues_in(lead)
    municipality.colleague_waits_for_an_area(colleague)
    municipality.lead_divides_the_work(lead)
    municipality.colleague_answers_their_own_area_only(colleague)
    municipality.lead_answers_the_rest(lead)
    municipality.lead_sends_it_to_management(lead)
    municipality.approver_sends_it_back(approver)
    municipality.lead_sends_it_to_management_again(lead)
    municipality.approver_submits_and_keeps_a_receipt(approver)
    municipality.lead_reads_what_was_submitted(lead)
    operator_imports_another_municipality(tmp_path)
    handler_accepts(handler)
    manager_closes_and_reads_the_tally(manager)
    handler_drafts_the_letters(handler, scripted=scripted)
    manager_approves_the_letters(manager)
    manager_issues_the_letters(manager, scripted=scripted)
    watch.expect("status of 404")
    assert visitor.goto("/resultater/2024/").status == 404
    manager_publishes(manager)
    visitor_reads_the_result(visitor)
    lead_downloads_the_letter(lead)


def operator_prepares_the_survey(folder):
    codes = folder / "kommuner.txt"
    codes.write_text("\n".join(CODES.values()), encoding="utf-8")
    deadline = timezone.localdate() + timedelta(days=17)
    call_command("add_staff", ADMINISTRATOR, "--role", "administrator")
    call_command("load_register")
    call_command("load_questionnaire", "surveys/questionnaires/2024.toml")
    call_command("open_survey", "2024", "--deadline", deadline.isoformat(), "--municipalities", str(codes))


def administrator_lets_people_in(page: Page):
    steps.accept_invitation(page, email=ADMINISTRATOR, name="Ada Ager", title="Fuldmægtig", role="Administrator")
    expect(heading(page)).to_have_text("Tilsyn")
    see(page, "Din rolle giver ikke adgang til at læse besvarelser.")
    for email, role in ((HANDLER, "Sagsbehandler: læser"), (MANAGER, "Leder: som sagsbehandler")):
        page.goto("/tilsyn/medarbejdere/")
        follow(page, "Invitér en medarbejder")
        steps.invite(page, email=email, role=role)
    follow(page, "Kommuner")
    page.get_by_label("Navn eller kommunekode").fill("Ærø")
    press(page, "Vis")
    see(page, "1 kommune passer til valget.")
    follow(page, "Ærø")
    expect(heading(page)).to_have_text("Ærø Kommune")
    see(page, "Ingen har adgang endnu")
    page.get_by_label("Nyt maildomæne").fill("aeroe.example")
    press(page, "Tilføj domæne")
    see(page, "Maildomænet aeroe.example er tilføjet.")
    follow(page, "Invitér en person")
    steps.invite(page, email=LEAD, role="Ansvarlig (DPO): svarer")


def operator_imports_another_municipality(folder):
    answers = folder / "svar.csv"
    with answers.open("w", encoding="utf-8", newline="") as target:
        rows = csv.writer(target)
        rows.writerow(("municipality", "question", "choice", "comment"))
        rows.writerows((CODES["Aarhus"], key, 4, "") for key in Question.objects.values_list("key", flat=True))
    call_command("import_answers", "2024", str(answers), "--submit")


def handler_accepts(page: Page):
    steps.accept_invitation(page, email=HANDLER, name="Sofie Sand", title="Specialkonsulent", role="Sagsbehandler")
    follow(page, TITLE)
    for words in ("ud af 3", "kommuner har indsendt"):
        see(page, words)
    page.get_by_label("Navn eller kommunekode").fill("Ærø")
    press(page, "Vis")
    see(page, "1 besvarelse passer til valget.")
    follow(page, "Ærø")
    for words in ("Indsendt", "hovedspørgsmål tæller som på plads", "ud af 5", *COMMENTS.values()):
        see(page, words)
    page.get_by_label("Journalnummer").fill(JOURNAL_NUMBER)
    page.get_by_label("Sagsbehandler").select_option(label="Sofie Sand")
    press(page, "Gem")
    see(page, "Sagen er gemt.")
    follow(page, "Godkend")
    expect(heading(page)).to_have_text("Godkend besvarelsen")
    press(page, "Godkend besvarelsen")
    see(page, "Besvarelsen er godkendt.")


def manager_closes_and_reads_the_tally(page: Page):
    steps.accept_invitation(page, email=MANAGER, name="Mads Møller", title="Kontorchef", role="Leder")
    follow(page, TITLE)
    follow(page, "Luk tilsynet")
    expect(heading(page)).to_have_text("Luk tilsynet")
    press(page, "Luk tilsynet")
    see(page, "Lukket")
    follow(page, "National opgørelse")
    expect(heading(page)).to_have_text("National opgørelse")
    see(page, "2 af 3 spurgte kommuner har indsendt.")
    for area, counted in COUNTED.items():
        figure = page.get_by_role("region", name=area, exact=True).locator(".figure-number")
        expect(figure).to_have_text(f"{counted} ud af 2")
    follow(page, "Se den kommune, der tæller (Domænesikkerhed)")
    see(page, "Aarhus")
    expect(page.get_by_role("row").filter(has_text="Ærø")).to_have_count(0)


def handler_drafts_the_letters(page: Page, *, scripted: bool):
    page.goto("/tilsyn/2024/breve/")
    expect(heading(page)).to_have_text("Vejledningsbreve")
    see(page, "0 ud af 2")
    see(page, "2 kommuner mangler et udkast.")
    press(page, "Lav alle udkast")
    expect(heading(page)).to_have_text("Lav udkast til 2 vejledningsbreve")
    press(page, "Lav udkastene")
    steps.await_job(page, done="2 af 2 udkast er færdige.", scripted=scripted)
    follow(page, "Se brevene")
    follow(page, "Udkast til Ærø")
    expect(heading(page)).to_have_text("Udkast: brev til Ærø Kommune")
    see(page, "Derfor rådet til »På plads«.")
    page.get_by_label("Hilsen").fill(GREETING)
    press(page, "Gem teksten")
    see(page, "Teksten er gemt.")
    see(page, GREETING)


def manager_approves_the_letters(page: Page):
    page.goto("/tilsyn/2024/breve/")
    see(page, "2 udkast venter på en leder")
    for name in ("Ærø", "Aarhus"):
        page.get_by_label(f"Vælg {name}", exact=True).check()
    press(page, "Godkend valgte")
    expect(heading(page)).to_have_text("Godkend 2 vejledningsbreve")
    press(page, "Godkend brevene")
    see(page, "2 breve er godkendt.")


def manager_issues_the_letters(page: Page, *, scripted: bool):
    press(page, "Udsend alle")
    expect(heading(page)).to_have_text("Udsend 2 vejledningsbreve")
    press(page, "Udsend brevene")
    steps.await_job(page, done="2 af 2 breve er færdige.", scripted=scripted)
    see(page, "Kommunerne kan nu hente deres breve i portalen.")
    follow(page, "Se brevene")
    see(page, "2 ud af 2")


def manager_publishes(page: Page):
    follow(page, "Offentliggørelse")
    expect(heading(page)).to_have_text("Offentliggørelse")
    press(page, "Offentliggør rapporten")
    see(page, "Offentliggørelse nr. 1 kan nu læses af alle.")
    assert page.url.endswith("/resultater/2024/")


def visitor_reads_the_result(page: Page):
    page.goto("/")
    follow(page, "Læs hele resultatet")
    expect(heading(page)).to_have_text(TITLE)
    see(page, "2 kommuner har svaret")
    for area, counted in COUNTED.items():
        section = page.get_by_role("region", name=area, exact=True)
        expect(section.locator(".figure-number")).to_have_text(f"{counted} ud af 2")
        # Each region has one respondent, so no regional number may be shown.
        expect(section.get_by_role("row").filter(has_text="Region Syddanmark")).to_contain_text("skjult")
    report = steps.text_of(steps.take(page, "Hent rapporten (PDF)"))
    assert all(area in report for area in AREAS)
    data = json.loads(steps.take(page, "Data som JSON"))
    assert {area["title"]: (area["counted"], area["of"]) for area in data["areas"]} == {
        title: (counted, 2) for title, counted in COUNTED.items()
    }
    rows = csv.DictReader(steps.take(page, "Data som CSV").decode("utf-8-sig").splitlines(), delimiter=";")
    assert {row["titel"]: int(row["tæller"]) for row in rows if not row["region"]} == COUNTED


def lead_downloads_the_letter(page: Page):
    page.goto("/")
    follow(page, TITLE)
    see(page, "Godkendt")
    downloaded = steps.take(page, "Hent vejledningsbrevet (PDF)")
    letter = Letter.objects.get(response__municipality__code=CODES["Ærø"])
    assert downloaded == bytes(letter.pdf)
    words = steps.text_of(downloaded)
    for expected in ("Ærø Kommune", JOURNAL_NUMBER, "Sofie Sand", letter.verification_code, GREETING, *AREAS):
        assert expected in words
    page.goto("/breve/verificer/")
    page.get_by_label("Eller kontrolkoden").fill(letter.verification_code)
    press(page, "Tjek brevet")
    see(page, "Brevet er fra os")
    page.get_by_label("Brevet som PDF-fil").set_input_files(
        {"name": "brev.pdf", "mimeType": "application/pdf", "buffer": downloaded}
    )
    press(page, "Tjek brevet")
    see(page, "Brevet er fra os")
