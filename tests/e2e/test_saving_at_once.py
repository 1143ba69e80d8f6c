"""Two people in two browsers at the same moment: a request is held back on its way until the other's has gone."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from municipalities.enums import Role
from surveys.models import Presence, ResponseEvent, Submission
from tests.e2e.test_answering import HEADLINE, choose, comment, question, status, stored
from tests.e2e.test_saving_together import sign_in_here
from tests.factories.municipalities import make_member
from tests.factories.surveys import fill_response
from tests.surveys.pages import url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RECEIPT = "Tak. Besvarelsen er indsendt"


@pytest.fixture
def response(draft_response):
    """Everyone may answer everywhere."""
    draft_response.is_open_to_all = True
    draft_response.save()
    return draft_response


@pytest.fixture
def area_url(response):
    return url(response, "area", area="deletion")


def hold_posts(page: Page, pattern: str, held: list[Route]) -> None:
    page.route(pattern, lambda route: held.append(route) if route.request.method == "POST" else route.continue_())


def await_held(page: Page, held: list[Route], count: int) -> None:
    for _ in range(300):
        if len(held) == count:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{len(held)} requests were made, not {count}")


def heading(page: Page):
    return page.get_by_role("heading", level=1)


@pytest.mark.parametrize("script", [True, False])
def test_two_people_submit_at_the_same_second_and_both_get_the_one_receipt(
    open_page, municipality, lead, response, script
):
    fill_response(response, by=lead)
    people = [lead, make_member(municipality, Role.LEAD, "Bente Medansvarlig")]
    pages, held = [open_page(person, java_script_enabled=script) for person in people], []
    for number, page in enumerate(pages, start=1):
        page.goto(url(response, "submit"))
        hold_posts(page, "**/tjek/", held)
        page.get_by_role("button", name="Indsend besvarelsen").click(no_wait_after=True)
        await_held(page, held, number)
    for route in held:
        route.continue_()

    for page in pages:
        expect(heading(page)).to_have_text(RECEIPT)
    facts = [page.locator(".receipt-facts").inner_text() for page in pages]
    assert facts[0] == facts[1], "number, name and code are those of the one submission"
    assert (Submission.objects.count(), ResponseEvent.objects.count()) == (1, 1)


def test_a_save_under_way_while_a_colleague_submits_is_told_and_the_text_stays(
    open_page, watch, lead, contributor, response, area_url
):
    watch.expect("status of 409")
    fill_response(response, by=lead)
    writer, submitter, held = open_page(contributor), open_page(lead), []
    writer.goto(area_url)
    submitter.goto(url(response, "submit"))
    hold_posts(writer, f"**/{HEADLINE}/", held)
    comment(writer).type("Et sekund for sent")
    await_held(writer, held, 1)
    submitter.get_by_role("button", name="Indsend besvarelsen").click()
    expect(heading(submitter)).to_have_text(RECEIPT)

    held[0].continue_()

    expect(status(writer)).to_contain_text("Besvarelsen er låst, så ændringen er ikke gemt.")
    expect(comment(writer)).to_have_value("Et sekund for sent")
    assert stored(response) == (4, "")
    assert Submission.objects.get().answers.get(question__key=HEADLINE).comment == ""


def test_a_save_that_lands_before_the_submission_is_shown_before_it_is_submitted(
    open_page, watch, lead, contributor, response, area_url
):
    watch.expect("status of 409")
    fill_response(response, by=lead)
    writer, submitter, held = open_page(contributor), open_page(lead), []
    writer.goto(area_url)
    submitter.goto(url(response, "submit"))
    hold_posts(submitter, "**/tjek/", held)
    submitter.get_by_role("button", name="Indsend besvarelsen").click(no_wait_after=True)
    await_held(submitter, held, 1)
    with writer.expect_response(f"**/{HEADLINE}/") as saved:
        comment(writer).type("Lige i tide")
    assert saved.value.status == 200

    held[0].continue_()

    expect(submitter.get_by_role("main")).to_contain_text("En kollega har ændret svar, siden du åbnede siden.")
    expect(submitter.get_by_role("main")).to_contain_text("Lige i tide")
    assert not Submission.objects.exists()
    submitter.unroute("**/tjek/")
    submitter.get_by_role("button", name="Indsend besvarelsen").click()
    expect(heading(submitter)).to_have_text(RECEIPT)
    assert Submission.objects.get().answers.get(question__key=HEADLINE).comment == "Lige i tide"


def test_two_choices_at_the_same_second_are_shown_and_one_is_kept(
    open_page, watch, lead, contributor, response, area_url
):
    watch.expect("status of 409")
    one, other, held = open_page(lead), open_page(contributor), []
    for number, (page, label) in enumerate(((one, "Ja"), (other, "Nej")), start=1):
        page.goto(area_url)
        hold_posts(page, f"**/{HEADLINE}/", held)
        choose(page, label)
        await_held(page, held, number)
    held[0].continue_()
    expect(status(one)).to_contain_text("Gemt ")
    held[1].continue_()

    expect(status(other)).to_contain_text("Lea Leder")
    expect(status(other)).to_contain_text("Ja")
    expect(status(other)).to_contain_text("Nej")
    expect(status(other)).not_to_contain_text("samle de to kommentarer")
    assert stored(response) == (4, "")
    comment(other).fill("Skrevet ved siden af")
    question(other).get_by_role("button", name="Behold kollegaens").click()

    expect(other.get_by_text("Svarene er gemt.")).to_be_visible()
    expect(question(other).get_by_label("Ja", exact=True)).to_be_checked()
    assert stored(response) == (4, "Skrevet ved siden af")


def test_a_save_that_was_tried_again_meets_what_a_colleague_wrote_meanwhile(
    open_page, watch, lead, contributor, response, area_url
):
    watch.expect("ERR_FAILED|htmx:(sendError|afterRequest)|status of 409")
    one, other = open_page(lead), open_page(contributor)
    one.goto(area_url)
    other.goto(area_url)
    one.route(f"**/{HEADLINE}/", lambda route: route.abort())
    comment(one).type("Skrevet uden net")
    expect(status(one)).to_have_text("Ikke gemt – prøver igen")
    comment(other).type("Bos tekst")
    expect(status(other)).to_contain_text("Gemt ")

    one.unroute(f"**/{HEADLINE}/")

    expect(status(one)).to_contain_text("Vælg, hvad der skal gælde")
    expect(status(one)).to_contain_text("Bos tekst")
    expect(comment(one)).to_have_value("Skrevet uden net")
    assert stored(response) == (None, "Bos tekst")


def test_a_colleague_who_left_is_no_longer_shown_after_thirty_seconds(open_page, lead, contributor, response, area_url):
    one, other = open_page(lead), open_page(contributor)
    other.goto(area_url)
    with other.expect_response("**/tilstede/"):
        comment(other).focus()
    other.close()
    one.goto(area_url)
    present = question(one).locator("[data-present]")
    expect(present).to_have_text("Bo Bidrag skriver her")

    row = Presence.objects.get()
    row.seen_at -= timedelta(seconds=31)
    row.save()
    one.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(present).to_be_empty()


def sign_in_anew(page: Page, person) -> None:
    """In another tab of the same browser, as after a lunch; the form's secret in the first tab is outdated by it."""
    page.context.clear_cookies()
    tab = page.context.new_page()
    tab.goto("/konto/log-ind/")
    sign_in_here(tab, person)
    expect(tab.get_by_role("banner")).to_contain_text(str(person))
    tab.close()


def test_text_under_an_outdated_secret_is_kept_and_saved_after_reloading(
    open_page, watch, lead, contributor, response, area_url
):
    watch.expect("status of 403|Response Status Error Code 403")
    page, other = open_page(lead), open_page(contributor)
    page.goto(area_url)
    sign_in_anew(page, lead)
    other.goto(area_url)
    choose(other, "Nej")
    expect(status(other)).to_contain_text("Gemt ")

    comment(page).type("Fra den gamle fane")
    expect(status(page)).to_contain_text("Ikke gemt. Genindlæs siden.")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()

    expect(status(page)).to_contain_text("Gemt ")
    assert stored(response) == (0, "Fra den gamle fane")


def test_without_script_an_outdated_form_is_shown_and_meets_a_colleagues_text(
    open_page, watch, lead, contributor, response, area_url
):
    watch.expect("status of (403|422)")
    page, other = open_page(lead, java_script_enabled=False), open_page(contributor)
    page.goto(area_url)
    comment(page).fill("Fra den gamle fane")
    sign_in_anew(page, lead)
    other.goto(area_url)
    comment(other).type("Bos tekst")
    expect(status(other)).to_contain_text("Gemt ")

    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Fra den gamle fane")
    page.get_by_role("button", name="Gem svarene").click()

    expect(question(page)).to_contain_text("Vælg, hvad der skal gælde")
    expect(comment(page)).to_have_value("Fra den gamle fane")
    assert stored(response) == (None, "Bos tekst")
    question(page).get_by_role("button", name="Gem mit").click()
    expect(page.get_by_text("Svarene er gemt.")).to_be_visible()
    assert stored(response) == (None, "Fra den gamle fane")
