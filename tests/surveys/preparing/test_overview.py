"""The page of what a survey asks: for all who read responses, being prepared or frozen."""

from django.test import Client
from django.urls import reverse

from surveys.models import Advice, Question
from surveys.preparation import find_gaps, select_areas
from surveys.services.surveys import open_survey
from tests.factories.surveys import today
from tests.surveys.pages import text_of


def shown(user, survey):
    client = Client()
    client.force_login(user)
    return text_of(client.get(reverse("surveys:questions", args=[survey.slug])))


def test_everything_that_is_asked_stands_there(draft, auditor):
    Question.objects.filter(key="dpia-3").update(help="Tæl **alle** [her](https://a.dk).")
    page = shown(auditor, draft)
    assert "Vi spørger jer om sikkerhed." in page
    assert page.count("Det er vigtigt.") == 5
    assert "5.3 Spørgsmål 3 om DANE?" in page
    assert "<strong>Hovedspørgsmål.</strong> Tæl i systemer. Tæller fra »Ja«." in page
    assert "Tæller fra »Delvist – mere end 2/3 gennemført«. Kan være ikke relevant." in page
    assert 'Tæl <strong>alle</strong> <a href="https://a.dk"' in page
    assert "Artikel 32" in page
    assert "Spørgsmålene mangler ingenting." in page


def test_what_is_missing_is_told(draft, manager):
    Question.objects.filter(key="dpia-headline").update(is_headline=False)
    Advice.objects.filter(question__key__in=["dane-2", "dane-3"]).update(on_the_way="")
    page = shown(manager, draft)
    assert '<a href="#area-dpia">Konsekvensanalyse har intet hovedspørgsmål.</a>' in page
    assert f'<a href="{reverse("surveys:advice", args=["2027"])}">2 spørgsmål mangler råd.' in page


def test_an_empty_area_and_a_missing_one_are_told(draft):
    draft.areas.get(key="dane").delete()
    draft.questions.filter(area__key="dpia").delete()
    assert [(gap.text, gap.blocks) for gap in find_gaps(select_areas(draft), 1)] == [
        ("Området »dane« mangler. Indlæs et spørgeskema.", True),
        ("Konsekvensanalyse har ingen spørgsmål.", True),
        ("Ét spørgsmål mangler råd. De skal være skrevet, før der bliver skrevet breve.", False),
    ]


def test_once_opened_the_digest_stands_there_and_nothing_is_missing(draft, manager, municipality):
    open_survey(survey=draft, deadline=today(), municipalities=[municipality])
    draft.refresh_from_db()
    page = shown(manager, draft)
    assert draft.content_digest in page
    assert "Siden da har spørgsmålene ligget fast." in page
    assert "Før tilsynet åbnes" not in page


def test_the_start_page_leads_there(draft, client, auditor):
    client.force_login(auditor)
    page = client.get(reverse("surveys:agency_start")).content.decode()
    assert f'href="{reverse("surveys:questions", args=["2027"])}"' in page


def test_the_number_of_queries_is_the_same_however_much_is_asked(draft, client, manager, django_assert_num_queries):
    client.force_login(manager)
    address = reverse("surveys:questions", args=[draft.slug])
    client.get(address)
    with django_assert_num_queries(7):
        client.get(address)
    area = draft.areas.first()
    for number in range(100, 120):
        Question.objects.create(survey=draft, area=area, key=f"q-{number}", order=number, text="?", unit="systemer")
    with django_assert_num_queries(7):
        client.get(address)


def test_every_page_of_a_draft_leads_back_to_this_one(draft, manager, client):
    client.force_login(manager)
    back = f'<a class="breadcrumbs__link" href="{reverse("surveys:questions", args=[draft.slug])}">'
    names = ("surveys:advice", "surveys:preview", "surveys:sample", "surveys:choose_sample", "surveys:open")
    for name in (*names, "surveys:mail_texts", "surveys:differences", "reports:formal_texts"):
        assert back in text_of(client.get(reverse(name, args=[draft.slug]))), name
