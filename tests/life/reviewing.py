"""The agency reads what it was sent: one is sent back, one is asked and corrects its answer, all are accepted."""

from datetime import timedelta

from surveys.models import Response
from tests.life.answering import answer_and_submit
from tests.life.people import EXAGGERATED, NO
from tests.life.story import ASKED, SLUG, Story, in_charge

REASON = "I skriver Ja, men kommentaren siger noget andet. Ret svaret."
NOTE = "Ring til kommunen, før der følges op."


def cases_are_shared_out(story: Story) -> None:
    share = story.manager.open(f"/tilsyn/arbejdsliste/fordel/?tilsyn={SLUG}&alle=1&valg=alle")
    everyone = [option for option in share.options("behandlere") if option]
    share.press("Fordel sagerne", behandlere=everyone)
    assert not Response.objects.exclude(state="withdrawn").filter(case_handler=None).exists()


def work_list_tells_what_is_next(story: Story) -> None:
    page = story.handler.open("/tilsyn/arbejdsliste/?visning=alle")
    page.see("Læs og afgør indsendelsen", f"{ASKED} ")


def one_is_sent_back_and_submits_again(story: Story) -> None:
    town = story.returned
    returned = story.handler.open(story.case(town, "returner/"))
    until = story.now.date() + timedelta(days=14)
    returned.press("Send tilbage til kommunen", reason=REASON, own_deadline=f"{until:%d.%m.%Y}")
    story.handler.see_message("Besvarelsen er sendt tilbage til kommunen.")
    story.expect_mails("Jeres besvarelse er sendt tilbage", in_charge([town]))
    town.lead.see(REASON, "Tilbagesendelse")
    story.wait(days=1)
    town.exaggerates = False
    answer_and_submit(story, town)
    story.expect_mails("Jeres besvarelse er indsendt", [town.lead])
    story.handler.open(story.case(town)).see("Nr. 2", "(tæller)", "1 svar er ændret")


def one_is_asked_and_corrects_the_answer(story: Story) -> None:
    town, case = story.corrected, story.case(story.corrected)
    story.handler.open(f"{case}noter/").press("Gem noten", text=NOTE)
    ask = story.handler.open(f"{case}opfoelgning/ny/{EXAGGERATED}/")
    until = story.now.date() + timedelta(days=7)
    ask.press("Send spørgsmålet", text="Gælder svaret alle servere?", answer_by=f"{until:%d.%m.%Y}")
    story.expect_mails("Et spørgsmål til et af jeres svar", in_charge([town]))
    story.wait(days=2)
    talk = town.page(SLUG, "opfoelgning/1/")
    town.lead.open(talk).see("Gælder svaret alle servere?").press("Send svaret", text="Nej, kun den ene. Vi retter.")
    town.approver.open(talk).follow("Ret svaret")
    town.approver.press("Indsend rettelsen", choice=NO, comment_text="Den ene af to servere.")
    story.expect_mails("Jeres besvarelse er indsendt", [town.lead])
    close = story.handler.open(f"{case}opfoelgning/1/").follow("Afslut opfølgningen")
    close.see("Svaret er rettet").press("Afslut opfølgningen")
    story.handler.open(case).see("Nr. 2", "(tæller)", NOTE)
    town.lead.open(town.page(SLUG))
    assert NOTE not in town.lead.text


def all_are_accepted(story: Story) -> None:
    for town in story.towns:
        story.handler.open(story.case(town)).follow("Godkend").press("Godkend besvarelsen")
        story.handler.see_message("Besvarelsen er godkendt.")
    assert story.mails_of_the_worker() == []
