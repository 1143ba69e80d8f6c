"""Dividing the areas: who may answer which, on the pages and in the database, and what the lead's page does."""

import pytest
from django.utils import timezone

from municipalities.enums import Role
from surveys.access import answerable, can_answer_area
from surveys.assignments import select_own_areas
from surveys.merge import Value
from surveys.models import AreaAssignment, Response
from surveys.services.assignments import assign_areas
from tests.factories.municipalities import make_member
from tests.factories.surveys import AREAS, answer
from tests.surveys.pages import page, text_of, typed, url

HEADLINE = "deletion-headline"


def give(response, user, *areas, is_open_to_all=False):
    assign_areas(
        responses=Response.objects.all(),
        pk=response.pk,
        wanted={user.pk: areas},
        is_open_to_all=is_open_to_all,
        by=user,
    )


def areas_of(user):
    return set(AreaAssignment.objects.filter(user=user).values_list("area__key", flat=True))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("is_open_to_all", [False, True])
@pytest.mark.parametrize("is_given", [False, True])
def test_the_filter_that_saves_is_the_rule_the_pages_ask(draft_response, municipality, role, is_open_to_all, is_given):
    person = make_member(municipality, role)
    if is_given:
        AreaAssignment.objects.create(
            response=draft_response, area=draft_response.survey.areas.get(key="dpia"), user=person
        )
    Response.objects.update(is_open_to_all=is_open_to_all)
    draft_response.refresh_from_db()
    membership = person.memberships.get()

    own = select_own_areas(membership, draft_response)
    for area in AREAS:
        expected = role == Role.LEAD or (role == Role.CONTRIBUTOR and (is_open_to_all or (is_given and area == "dpia")))
        assert can_answer_area(membership, draft_response, area, own) is expected
        assert answerable(Response.objects.all(), membership, area).filter(pk=draft_response.pk).exists() is expected


def test_assigning_gives_exactly_what_is_wanted(draft_response, contributor):
    give(draft_response, contributor, "dpia", "dane")
    give(draft_response, contributor, "dane", "access")

    assert areas_of(contributor) == {"dane", "access"}


def test_assigning_leaves_unknown_areas_and_people_without_access_out(draft_response, contributor, reader, outsider):
    give(draft_response, contributor, "nowhere")
    for person in (reader, outsider):
        give(draft_response, person, "dpia")

    assert not AreaAssignment.objects.exists()


def test_an_ended_access_keeps_what_was_written_and_counts_no_more(draft_response, contributor, lead, client):
    give(draft_response, contributor, "deletion")
    answer(draft_response, HEADLINE, Value(comment="Bos tekst"), by=contributor)
    contributor.memberships.update(ended_at=timezone.now())
    client.force_login(lead)

    assert "Bo Bidrag" not in text_of(client.get(url(draft_response, "assign")))
    assert "Bos tekst" in text_of(client.get(url(draft_response, "area", area="deletion")))


def test_contributor_reads_an_area_of_others_and_is_told_why(client, contributor, draft_response):
    give(draft_response, contributor, "dpia")
    client.force_login(contributor)

    shown = text_of(client.get(url(draft_response, "area", area="deletion")))

    assert "Området er ikke fordelt til dig. Den ansvarlige i kommunen kan give dig det." in shown
    assert "data-answering" not in shown


@pytest.mark.parametrize("name", ["area", "save_answer"])
def test_contributor_cannot_save_in_an_area_of_others(client, contributor, draft_response, name):
    give(draft_response, contributor, "dpia")
    client.force_login(contributor)
    question = {"question": HEADLINE} if name == "save_answer" else {}

    answered = client.post(url(draft_response, name, area="deletion", **question), page(typed(HEADLINE, "4")))

    assert answered.status_code == 403
    assert not draft_response.answers.exists()


def test_contributor_saves_in_a_given_area(client, contributor, draft_response):
    give(draft_response, contributor, "deletion")
    client.force_login(contributor)

    answered = client.post(url(draft_response, "area", area="deletion"), page(typed(HEADLINE, "4")))

    assert answered.status_code == 302
    assert draft_response.answers.get().choice == 4


def test_contributor_saves_anywhere_once_the_lead_opens_all(client, contributor, draft_response):
    give(draft_response, contributor, is_open_to_all=True)
    client.force_login(contributor)

    assert client.post(url(draft_response, "area", area="deletion"), page(typed(HEADLINE, "4"))).status_code == 302


def test_contributor_saving_one_answer_takes_no_more_queries_than_the_lead(
    client, contributor, draft_response, django_assert_num_queries
):
    """Eight that read or write, and the two that open and close the transaction."""
    give(draft_response, contributor, "deletion")
    client.force_login(contributor)
    save_url = url(draft_response, "save_answer", area="deletion", question=HEADLINE)
    client.get(save_url)

    with django_assert_num_queries(10):
        assert client.post(save_url, typed(HEADLINE, "4")).status_code == 200


def test_contributor_area_page_takes_at_most_ten_queries(
    client, contributor, draft_response, django_assert_max_num_queries
):
    give(draft_response, contributor, "deletion")
    client.force_login(contributor)
    area = url(draft_response, "area", area="deletion")
    client.get(area)

    with django_assert_max_num_queries(10):
        client.get(area)


def test_overview_shows_a_contributor_their_own_areas_first(client, contributor, draft_response):
    give(draft_response, contributor, "dane")
    client.force_login(contributor)

    shown = text_of(client.get(url(draft_response, "overview")))

    assert shown.index("Dine områder") < shown.index("De fem områder")
    assert "Begynd med DANE" in shown


def test_overview_tells_a_contributor_without_areas_to_wait(client, contributor, draft_response):
    client.force_login(contributor)

    shown = text_of(client.get(url(draft_response, "overview")))

    assert "Du har ingen områder endnu" in shown
    assert "Læs svarene" in shown


def test_overview_says_who_answers_an_area(client, contributor, lead, draft_response):
    give(draft_response, contributor, "dane")
    client.force_login(lead)

    assert "Svarer: Bo Bidrag" in text_of(client.get(url(draft_response, "overview")))


def test_check_page_lets_a_contributor_correct_their_own_areas_only(client, contributor, draft_response):
    give(draft_response, contributor, "dane")
    client.force_login(contributor)

    shown = client.get(url(draft_response, "submit")).content.decode()

    assert shown.count('class="edit"') == 3


def test_the_leads_page_saves_and_comes_back_filled_in(client, lead, contributor, draft_response):
    client.force_login(lead)
    assign = url(draft_response, "assign")

    answered = client.post(assign, {f"person-{contributor.pk}": ["dane", "dpia"], "open_to_all": "on"})

    draft_response.refresh_from_db()
    assert answered.status_code == 302
    assert areas_of(contributor) == {"dane", "dpia"}
    assert draft_response.is_open_to_all
    assert client.get(assign).content.decode().count(" checked") == 3


def test_the_leads_page_refuses_an_unknown_area(client, lead, contributor, draft_response):
    client.force_login(lead)

    answered = client.post(url(draft_response, "assign"), {f"person-{contributor.pk}": ["nowhere"]})

    assert answered.status_code == 422
    assert "Vælg blandt de viste områder." in text_of(answered)
    assert not AreaAssignment.objects.exists()


def test_the_leads_page_without_contributors_points_to_inviting(client, lead, draft_response):
    client.force_login(lead)

    assert "I har ingen bidragydere endnu" in text_of(client.get(url(draft_response, "assign")))
