"""The pages nobody plans to see: nothing there yet, something typed wrong, something that failed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from municipalities.enums import Role, StaffRole
from municipalities.services import invite
from reports.services.drafts import approve_letter, edit_letter
from surveys.enums import MailKind, MailState, MeasurementState, ResponseState, SurveyState
from surveys.merge import Value
from surveys.models import DomainMeasurement, Mail
from surveys.services.extensions import ask_extension
from surveys.services.mails import write_mails
from surveys.services.responses import move_response
from surveys.services.surveys import move_survey
from tests.e2e.inspection import faults, walk
from tests.e2e.visits import Visit, visit
from tests.factories.measurements import make_domain
from tests.factories.municipalities import make_member, make_municipality, make_staff
from tests.factories.reports import make_advice, make_draft
from tests.factories.surveys import answer, fill_response, make_response, make_survey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def submitted(submitted_response):
    return submitted_response


def test_empty_pages_are_accessible(open_page, lead, outsider, case_handler, administrator):
    """No survey, nobody's answers, no letters, no hits; and a person whose access has ended."""
    outsider.memberships.get().delete()
    asked = make_municipality("Spurgtby")
    asked_lead = make_member(asked, Role.LEAD)
    survey = make_survey("2027", municipalities=[asked])
    own = lead.memberships.get().municipality
    visits = [
        Visit("/"),
        Visit("/", outsider),
        visit("surveys:home", own.slug, user=lead),
        visit("reports:municipal_letters", asked.slug, survey.slug, user=asked_lead),
        visit("municipalities:register", user=administrator, query="?q=Ingensteds"),
        visit("municipalities:municipality", make_municipality("Tomby").code, user=administrator),
        visit("surveys:board", survey.slug, user=case_handler, query="?q=Ingensteds"),
        visit("surveys:response", survey.slug, asked.code, user=case_handler),
        *(visit(f"reports:{name}", survey.slug, user=case_handler) for name in ("tally", "letters", "publish")),
    ]
    assert walk(open_page, visits) == {}


def test_start_without_surveys_and_an_empty_register_are_accessible(open_page, case_handler):
    visits = [visit("surveys:agency_start", user=case_handler), visit("municipalities:register", user=case_handler)]
    assert walk(open_page, visits) == {}


def test_a_panel_in_every_state_is_accessible(open_page, lead, reader, draft_response):
    """No domain, one that waits for the agency, never measured, being measured, and given up."""
    own, survey = draft_response.municipality, draft_response.survey.slug

    def both() -> list[Visit]:
        return [visit("surveys:area", own.slug, survey, "dane", user=user) for user in (lead, reader)]

    found = walk(open_page, both())
    make_domain(own, "foreslaaet.example", is_approved=False)
    found |= walk(open_page, both())
    make_domain(own, "aldrig.example")
    for state in (MeasurementState.RUNNING, MeasurementState.FAILED):
        make_domain(own, f"{state}.example")
        DomainMeasurement.objects.create(municipality=own, domain=f"{state}.example", state=state)
    found |= walk(open_page, [*both(), visit("surveys:measurements", own.slug, user=lead)])
    assert found == {}


def test_error_pages_are_accessible(open_page, lead, case_handler, watch, settings):
    settings.ROOT_URLCONF = "tests.e2e.urls"
    watch.expect("status of (400|403|404|429|500)")
    visits = [
        Visit("/findes-ikke/"),
        Visit("/findes-ikke/", lead),
        Visit("/tilsyn/", lead),
        visit("municipalities:invite_staff", user=case_handler),
        *(Visit(f"/fejl/{status}/") for status in (400, 429, 500)),
    ]
    assert walk(open_page, visits) == {}
    page = open_page()
    page.goto(reverse("account_login"))
    page.context.clear_cookies()
    page.get_by_role("main").get_by_role("button", name="Log ind").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Siden havde været åben for længe")
    assert faults(page) == []


def send(page: Page, address: str, button: str, **typed: str) -> None:
    """Fill in the fields with these names, and press the button."""
    page.goto(address)
    for name, value in typed.items():
        page.locator(f"main [name={name}]").fill(value)
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()


def assert_refused(page: Page, words: str) -> None:
    """The page says what is wrong, and breaks no rule while it does."""
    expect(page.get_by_role("main")).to_contain_text(words)
    assert faults(page) == [], words


def test_account_forms_with_errors_are_accessible(open_page, lead, watch):
    watch.expect("status of (422|429)")
    page = open_page()
    send(page, reverse("account_login"), "Log ind", login=lead.email, password="forkert")
    assert_refused(page, "Der er problemer")
    send(page, reverse("account_reset_password"), "Send link", email="ingen adresse")
    assert_refused(page, "Der er problemer")
    send(page, reverse("reports:verify_letter"), "Tjek brevet", code="KODE")
    assert_refused(page, "Koden er på 16 tegn.")
    send(page, reverse("reports:verify_letter"), "Tjek brevet", code="ABCD-EFGH-IJKL-MN23")
    assert_refused(page, "Vi kender ikke brevet")
    for _ in range(19):
        send(page, reverse("reports:verify_letter"), "Tjek brevet", code="KODE")
    assert_refused(page, "Vent et minut")
    own = open_page(lead)
    send(own, reverse("account_change_password"), "Skift adgangskode", oldpassword="forkert", password1="kort")
    assert_refused(own, "Der er problemer")


def test_every_step_of_an_invitation_is_accessible(open_page, municipality, outsider, administrator):
    _, fresh = invite(email="ny@proeveby.example", municipality=municipality, role=Role.READER, by=administrator)
    _, known = invite(email=outsider.email, municipality=municipality, role=Role.READER, by=administrator)
    for token, user in ((fresh, None), (known, None), (fresh, outsider), (known, outsider)):
        assert walk(open_page, [visit("accept_invitation", token, user=user)]) == {}
    page = open_page()
    send(page, reverse("accept_invitation", args=[fresh]), "Opret konto og tag imod", password="kort")
    assert_refused(page, "Skriv dit navn.")


def test_answering_with_errors_is_accessible(open_page, lead, contributor, draft_response, watch):
    watch.expect("status of (409|422)")
    address = [draft_response.municipality.slug, draft_response.survey.slug]
    page = open_page(lead)
    area = reverse("surveys:area", args=[*address, "deletion"])
    page.goto(area)
    page.locator("textarea").first.evaluate("(field, text) => field.value = text", "For lang. " * 600)
    page.get_by_role("button", name="Gem", exact=True).click()
    assert_refused(page, "Forkort den til højst")
    page.goto(area)
    answer(draft_response, "deletion-headline", Value(choice=0, comment="Min"), by=contributor)
    page.locator("textarea").first.evaluate("(field, text) => field.value = text", "Din")
    page.get_by_role("button", name="Gem", exact=True).click()
    assert_refused(page, "Vælg, hvad der skal gælde")
    page.goto(reverse("surveys:submit", args=address))
    assert_refused(page, "Det mangler, før I kan indsende")
    draft_response.answers.all().delete()
    fill_response(draft_response, by=lead, dane_2=None, access_3=None)
    send(page, reverse("surveys:submit", args=address), "Indsend besvarelsen")
    assert_refused(page, "Sæt kryds, hvis I vil indsende")


def test_approval_and_a_returned_response_are_accessible(open_page, lead, approver, municipality, watch):
    watch.expect("status of 422")
    survey = make_survey("2028", municipalities=[municipality], requires_approval=True)
    response = fill_response(make_response(survey, municipality), by=lead)
    address = [municipality.slug, survey.slug]
    assert walk(open_page, [visit("surveys:submit", *address, user=lead)]) == {}
    move_response(response=response, target=ResponseState.READY, by=lead)
    page = open_page(approver)
    send(page, reverse("surveys:submit", args=address), "Send tilbage til rettelse")
    assert_refused(page, "Skriv, hvad der skal rettes.")
    move_response(response=response, target=ResponseState.DRAFT, by=approver, reason="Ret spørgsmål 2.")
    visits = [visit("surveys:overview", *address, user=lead), visit("surveys:area", *address, "access", user=lead)]
    assert walk(open_page, visits) == {}


def test_casework_forms_with_errors_are_accessible(open_page, case_handler, manager, submitted):
    slug, code = submitted.survey.slug, submitted.municipality.code
    page = open_page(case_handler)
    send(page, reverse("surveys:return_response", args=[slug, code]), "Send tilbage til kommunen", own_deadline="i går")
    assert_refused(page, "Skriv datoen som")
    send(page, reverse("surveys:withdraw_response", args=[slug, code]), "Udtag besvarelsen")
    assert_refused(page, "Skriv en begrundelse.")
    lines = f"{code};2026-432-0001\nD999;2026-432-0002\n"
    send(page, reverse("surveys:journal_numbers", args=[slug]), "Se, hvad der bliver sat", text=lines)
    assert_refused(page, "Nogle linjer skal rettes")
    move_survey(survey=submitted.survey, target=SurveyState.CLOSED)
    chief = open_page(manager)
    send(chief, reverse("surveys:reopen", args=[slug]), "Genåbn tilsynet")
    assert_refused(chief, "Skriv en begrundelse.")


def test_each_step_of_a_letter_is_accessible(open_page, case_handler, manager, submitted, watch):
    watch.expect("status of (409|422)")
    make_advice(submitted.survey)
    slug, name = submitted.survey.slug, submitted.municipality.name
    page, chief = open_page(case_handler), open_page(manager)

    def choose(of, button, words):
        of.goto(reverse("reports:letters", args=[slug]))
        of.get_by_label(f"Vælg {name}", exact=True).check()
        of.get_by_role("button", name=button, exact=True).click()
        assert_refused(of, words)

    choose(page, "Lav udkast til valgte", "Den, der laver udkastet")
    draft = make_draft(submitted, manager)
    choose(chief, "Godkend valgte", "Breve, du ikke kan godkende")
    address = reverse("reports:letter", args=[slug, submitted.municipality.code])
    send(page, address, "Gem teksten", extra="Ring om 070761-4285.")
    assert_refused(page, "CPR-nummer")
    page.goto(address)
    edited = edit_letter(letter=draft, by=manager, greeting="", extra="Andre ord", seen=draft.content_digest)
    page.get_by_label("Hilsen").fill("Kære alle")
    page.get_by_role("button", name="Gem teksten").click()
    assert_refused(page, "Brevet er ændret, siden du så det.")
    approve_letter(letter=edited, by=make_staff(StaffRole.MANAGER), digest=edited.content_digest)
    choose(chief, "Udsend valgte", "Modtagere")


def test_mails_in_every_state_and_their_forms_with_errors_are_accessible(
    open_page, case_handler, manager, lead, approver, draft_response
):
    slug = draft_response.survey.slug
    write_mails(responses=[draft_response], kind=MailKind.INVITATION, now=timezone.now())
    write_mails(responses=[draft_response], kind=MailKind.RECEIPT, now=timezone.now())
    for pk, state in zip(Mail.objects.values_list("pk", flat=True), MailState, strict=False):
        sent_at = timezone.now() if state == MailState.SENT else None
        Mail.objects.filter(pk=pk).update(state=state, sent_at=sent_at, attempts=2, failure="550 no such user")
    assert walk(open_page, [visit("surveys:mails", slug, user=case_handler)]) == {}
    chief = open_page(manager)
    text = reverse("surveys:mail_text", args=[slug, "reminder"])
    send(chief, text, "Gem teksten", subject="{x}", text="Uden link")
    assert_refused(chief, "{x} er ingen pladsholder.")
    send(chief, text, "Se, hvordan mailen bliver", subject="Husk", text="{link}")
    assert_refused(chief, "Sådan bliver mailen")
    send(chief, reverse("surveys:mail_texts", args=[slug]), "Gem dagene", before="syv")
    assert_refused(chief, "Skriv hele dage med komma imellem")


def test_asking_for_time_and_answering_with_errors_are_accessible(open_page, case_handler, lead, draft_response, watch):
    watch.expect("status of 422")
    slug, municipality = draft_response.survey.slug, draft_response.municipality
    page = open_page(lead)
    send(page, reverse("surveys:extension", args=[municipality.slug, slug]), "Bed om længere frist", wanted="snart")
    assert_refused(page, "Skriv datoen som")
    wanted = draft_response.deadline + timedelta(days=7)
    ask_extension(response=draft_response, by=lead, wanted=wanted, reason="Ferie")
    handler = open_page(case_handler)
    send(handler, reverse("surveys:decide_extension", args=[slug, municipality.code]), "Send svaret")
    assert_refused(handler, "Vælg et svar.")
    visits = [
        visit("surveys:board", slug, user=case_handler),
        visit("surveys:response", slug, municipality.code, user=case_handler),
        visit("surveys:overview", municipality.slug, slug, user=lead),
        visit("surveys:extension", municipality.slug, slug, user=lead),
    ]
    assert walk(open_page, visits) == {}


def test_people_forms_with_errors_are_accessible(open_page, administrator, lead, municipality):
    page = open_page(administrator)
    send(page, reverse("municipalities:invite_member", args=[municipality.code]), "Send invitation", email="forkert")
    assert_refused(page, "Vælg en rolle.")
    send(page, reverse("municipalities:invite_staff"), "Send invitation")
    assert_refused(page, "Skriv personens e-mail.")
    send(page, reverse("municipalities:municipality", args=[municipality.code]), "Tilføj domæne", domain="uden punktum")
    assert_refused(page, "Skriv domænet som kommune.dk.")
    own = open_page(lead)
    send(own, reverse("municipalities:invite_colleague", args=[municipality.slug]), "Send invitation")
    assert_refused(own, "Vælg en rolle.")
