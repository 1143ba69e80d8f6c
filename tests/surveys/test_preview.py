"""A survey as a municipality sees it, for the agency: the same pages, and nothing that can be saved."""

import re

import pytest
from django.urls import reverse

from surveys.models import Answer, Response
from surveys.services.errata import write_erratum
from surveys.views.own import url_of
from tests.factories.surveys import make_survey
from tests.surveys.pages import text_of

AREAS = ("deletion", "outgoing-mail", "access", "dpia", "dane")


@pytest.fixture
def draft(db):
    return make_survey("2027", is_open=False)


def addresses(slug):
    return [
        reverse("surveys:preview", args=[slug]),
        *(reverse("surveys:preview_area", args=[slug, key]) for key in AREAS),
    ]


def questions_of(page):
    """What the blocks of questions say, without the addresses that save."""
    blocks = re.findall(r'<div class="question" .*?(?=<div class="question" |<nav class="neighbours")', page, re.DOTALL)
    return [re.findall(r"<legend.*?</legend>|<h2.*?</h2>|<label.*?</label>", block, re.DOTALL) for block in blocks]


def test_an_area_is_shown_as_a_municipality_sees_it(client, auditor, lead, draft_response):
    client.force_login(lead)
    theirs = client.get(url_of(draft_response, "area", area="dpia")).content.decode()
    client.force_login(auditor)
    ours = client.get(reverse("surveys:preview_area", args=["2026", "dpia"])).content.decode()

    assert questions_of(ours) == questions_of(theirs)
    assert len(questions_of(ours)) == 3


@pytest.mark.parametrize("address", addresses("2027"))
def test_nothing_on_a_preview_can_be_saved(client, manager, draft, address):
    client.force_login(manager)
    page = client.get(address).content.decode()
    main = page[page.index("<main") : page.index("</main>")]

    assert "Forhåndsvisning" in main
    assert "<form" not in main
    assert "<button" not in main
    assert "hx-post" not in main
    assert "answering.js" not in page
    assert "/kommuner/" not in main
    assert client.post(address, {"dpia-headline-choice": "4"}).status_code == 405
    assert not Response.objects.exists()
    assert not Answer.objects.exists()


def test_every_link_of_a_preview_leads_somewhere(client, auditor, draft):
    client.force_login(auditor)
    for address in addresses("2027"):
        page = client.get(address).content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        links = set(re.findall(r'href="(/(?!static)[^"#]*)', main))
        assert reverse("surveys:preview_area", args=["2027", "deletion"]) in links
        assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_a_survey_being_prepared_stays_so(client, auditor, draft):
    client.force_login(auditor)
    overview = text_of(client.get(reverse("surveys:preview", args=["2027"])))
    draft.refresh_from_db()

    assert draft.state == "draft"
    assert "Det skal I bruge" in overview
    assert "Begynd" in overview


def test_the_preview_shows_errata(client, auditor, survey, manager):
    question = survey.questions.get(key="dpia-headline")
    write_erratum(question=question, text="Læs systemer.", by=manager, seen=0)
    client.force_login(auditor)

    assert "har rettet spørgsmål" in text_of(client.get(reverse("surveys:preview", args=["2026"])))
    assert "Læs systemer." in text_of(client.get(reverse("surveys:preview_area", args=["2026", "dpia"])))


def test_the_questionnaire_on_paper_can_be_had_before_opening(client, auditor, draft):
    client.force_login(auditor)
    answer = client.get(reverse("reports:preview_blank", args=["2027"]))
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_an_unknown_area_is_not_found(client, auditor, draft):
    client.force_login(auditor)
    assert client.get(reverse("surveys:preview_area", args=["2027", "tjek"])).status_code == 404


@pytest.mark.parametrize("asked", [1, 3])
def test_a_preview_costs_the_same_however_much_is_asked(client, auditor, draft, asked, django_assert_num_queries):
    if asked == 1:
        draft.questions.exclude(key__endswith="headline").delete()
    client.force_login(auditor)
    for address in addresses("2027"):
        client.get(address)
        with django_assert_num_queries(6):  # session, person, roles, survey, questions, areas
            client.get(address)
