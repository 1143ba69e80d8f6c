"""The municipality's part of the story, in three hands: one in charge, one with an own area, and one who approves."""

from playwright.sync_api import Page, expect

from surveys.models import Question, Submission
from tests.e2e import steps
from tests.e2e.steps import follow, heading, press, see

LEAD, COLLEAGUE, APPROVER = "lea@aeroe.example", "bo@aeroe.example", "dina@aeroe.example"
TITLE = "Modenhedstilsyn 2024: grundlæggende behandlingssikkerhed"
AREAS = ["Sletning", "Udgående mail", "Adgang til oplysninger", "Konsekvensanalyse", "Domænesikkerhed"]
ANSWERS = {
    "deletion-routine": "Delvist – mere end 2/3 gennemført",
    "outgoing-mail-scan": "Nej",
    "outgoing-mail-recipient": "Ikke relevant",
    "access-log-review": "Delvist – mellem 1/3 og 2/3 gennemført",
    "dane-inbound": "Delvist – mere end 2/3 gennemført",
}
COMMENTS = {
    "outgoing-mail-scan": "Vi mangler <ESDH> & løn; færdigt i uge 42.",
    "outgoing-mail-recipient": "Vi sender kun til Digital Post.",
}
# The colleague's, and the reason management gives.
OWN_AREA, REASON = "Domænesikkerhed", "Står det rigtigt om udgående mail? Se på det igen."
QUESTIONS = 22


def lead_finds_the_survey(page: Page):
    steps.accept_invitation(page, email=LEAD, name="Lea Lind", title="Databeskyttelsesrådgiver", role="Ansvarlig (DPO)")
    expect(heading(page)).to_have_text("Ærø Kommune")
    steps.sign_out(page)
    steps.sign_in(page, LEAD)
    expect(heading(page)).to_have_text("Ærø Kommune")
    for words in (TITLE, "Ikke begyndt", "17 dage tilbage", "Lea Lind (dig)"):
        see(page, words)
    follow(page, "Gå til besvarelsen")
    expect(heading(page)).to_have_text(TITLE)
    for words in (*AREAS, "0 af 22 spørgsmål besvaret", "Det skal I bruge", "Cirka 90 minutter"):
        see(page, words)
    blank = steps.text_of(steps.take(page, "Hent spørgeskemaet (PDF)"))
    assert Question.objects.get(key="deletion-routine").text in blank


def open_the_response(page: Page):
    page.goto("/")
    follow(page, "Gå til besvarelsen")


def lead_lets_colleagues_in(page: Page):
    page.goto("/")
    for email, role in ((COLLEAGUE, "Bidragyder: svarer"), (APPROVER, "Godkender (ledelse): læser")):
        if not page.url.endswith("/personer/"):
            follow(page, "Inviter kolleger, og ret adgange")
        follow(page, "Invitér en kollega")
        steps.invite(page, email=email, role=role)


def colleague_waits_for_an_area(page: Page):
    steps.accept_invitation(page, email=COLLEAGUE, name="Bo Bak", title="It-arkitekt", role="Bidragyder")
    follow(page, "Gå til besvarelsen")
    see(page, "Du har ingen områder endnu")


def lead_divides_the_work(page: Page):
    open_the_response(page)
    follow(page, "Fordel områderne mellem kolleger")
    expect(heading(page)).to_have_text("Fordel områderne")
    page.get_by_role("group", name="Bo Bak").get_by_text(OWN_AREA).click()
    press(page, "Gem fordelingen")
    see(page, "Fordelingen er gemt.")
    see(page, "Svarer: Bo Bak")


def colleague_answers_their_own_area_only(page: Page):
    open_the_response(page)
    follow(page, AREAS[0])
    see(page, "Området er ikke fordelt til dig. Den ansvarlige i kommunen kan give dig det.")
    expect(page.locator("[data-question]")).to_have_count(0)
    page.goto("/")
    see(page, f"Dine områder: {OWN_AREA}")
    follow(page, OWN_AREA)
    assert steps.answer_area(page, ANSWERS, COMMENTS) > 0
    press(page, "Gem og gå videre")
    see(page, "Svarene er gemt.")
    expect(heading(page)).to_have_text("Tjek jeres svar")


def lead_answers_the_rest(page: Page):
    open_the_response(page)
    follow(page, "Fortsæt med Sletning")
    for area in AREAS[:-1]:
        expect(heading(page)).to_have_text(area)
        steps.answer_area(page, ANSWERS, COMMENTS)
        press(page, "Gem og gå videre")
        see(page, "Svarene er gemt.")
    expect(heading(page)).to_have_text(OWN_AREA)
    open_the_response(page)
    follow(page, "Tjek jeres svar")


def lead_sends_it_to_management(page: Page):
    expect(heading(page)).to_have_text("Tjek jeres svar")
    for words in ("Alle spørgsmål er besvaret", *ANSWERS.values(), *COMMENTS.values()):
        see(page, words)
    expect(page.get_by_role("button", name="Godkend og indsend")).to_have_count(0)
    expect(page.get_by_text("I har ingen godkender endnu.")).to_be_visible()
    press(page, "Send til godkendelse")
    see(page, "Besvarelsen er sendt til ledelsens godkendelse.")
    follow(page, AREAS[0])
    see(page, "I kan læse svarene her, men ikke ændre dem.")


def approver_sends_it_back(page: Page):
    steps.accept_invitation(page, email=APPROVER, name="Dina Dal", title="Direktør", role="Godkender (ledelse)")
    follow(page, "Gå til besvarelsen")
    follow(page, "Tjek og godkend svarene")
    see(page, COMMENTS["outgoing-mail-scan"])
    page.get_by_label("Hvad skal rettes?").fill(REASON)
    press(page, "Send tilbage til rettelse")
    see(page, "Besvarelsen er sendt tilbage og kan rettes igen.")


def lead_sends_it_to_management_again(page: Page):
    open_the_response(page)
    for words in ("Dina Dal har sendt besvarelsen tilbage", REASON):
        see(page, words)
    follow(page, "Tjek jeres svar")
    press(page, "Send til godkendelse")
    see(page, "Besvarelsen er sendt til ledelsens godkendelse.")


def approver_submits_and_keeps_a_receipt(page: Page):
    open_the_response(page)
    follow(page, "Tjek og godkend svarene")
    press(page, "Godkend og indsend")
    expect(heading(page)).to_have_text("Tak. Besvarelsen er indsendt")
    submission = Submission.objects.get()
    assert submission.answers.exclude(choice=None, not_relevant=False).count() == QUESTIONS
    accountable = ("Gjort klar af", "Lea Lind, Databeskyttelsesrådgiver", "Dina Dal, Direktør")
    shown = "".join(page.get_by_role("main").inner_text().split())
    receipt = steps.text_of(steps.take(page, "Hent kvitteringen (PDF)"))
    for words in ("Ærø Kommune", TITLE, *accountable, submission.digest):
        for text in (shown, receipt):
            assert "".join(words.split()) in "".join(text.split())


def lead_reads_what_was_submitted(page: Page):
    open_the_response(page)
    follow(page, "Se jeres kvittering")
    follow(page, "Læs de indsendte svar")
    see(page, COMMENTS["outgoing-mail-scan"])
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
