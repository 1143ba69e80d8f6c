"""Dividing the areas: who may answer which, on the pages and in the database, and what the lead's page does."""

import pytest
from django.urls import reverse
from django.utils import timezone

from municipalities.enums import Role
from municipalities.services import change_role, end_membership
from surveys.access import answerable, can_answer_area
from surveys.assignments import select_own_areas
from surveys.enums import ResponseState
from surveys.merge import Value
from surveys.models import AreaAssignment, Response
from surveys.services.assignments import assign_areas
from tests.factories.municipalities import make_member
from tests.factories.surveys import AREAS, answer, make_response, make_survey
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


def test_a_changed_role_counts_at_once_and_coming_back_brings_the_areas_back(draft_response, contributor, lead, client):
    give(draft_response, contributor, "deletion")
    client.force_login(contributor)
    save = url(draft_response, "area", area="deletion")

    for role, status in ((Role.READER, 403), (Role.CONTRIBUTOR, 302)):
        change_role(membership=contributor.memberships.current().get(), role=role, by=lead)
        assert client.post(save, page(typed(HEADLINE, "4"))).status_code == status


def test_someone_who_takes_over_goes_on_with_what_was_written(client, municipality, draft_response, contributor, lead):
    give(draft_response, contributor, "deletion")
    answer(draft_response, HEADLINE, Value(choice=3, comment="Bos tekst"), by=contributor)
    end_membership(membership=contributor.memberships.get(), by=lead)
    successor = make_member(municipality, Role.CONTRIBUTOR)
    give(draft_response, successor, "deletion")
    client.force_login(successor)

    sent = page(typed(HEADLINE, "4", "Bos tekst", versions="1.1"))
    assert client.post(url(draft_response, "area", area="deletion"), sent).status_code == 302
    revisions = draft_response.answers.get(question__key=HEADLINE).revisions
    assert list(revisions.values_list("choice", "saved_by")) == [(3, contributor.pk), (4, successor.pk)]


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

    sent = page(typed(HEADLINE, "4", "Ikke tabt & glemt"))
    answered = client.post(url(draft_response, name, area="deletion", **question), sent)

    assert answered.status_code == 403
    assert "Den ansvarlige i kommunen kan give dig det." in text_of(answered)
    assert ("Ikke tabt &amp; glemt" in text_of(answered)) is (name == "area"), "the page keeps what was typed"
    assert not draft_response.answers.exists()


@pytest.mark.parametrize("name", ["area", "save_answer"])
def test_saving_in_a_response_withdrawn_meanwhile_is_404(client, contributor, draft_response, name):
    give(draft_response, contributor, "deletion")
    Response.objects.update(state=ResponseState.WITHDRAWN)
    client.force_login(contributor)
    question = {"question": HEADLINE} if name == "save_answer" else {}

    answered = client.post(url(draft_response, name, area="deletion", **question), page(typed(HEADLINE, "4")))

    assert answered.status_code == 404


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


def test_home_leads_a_contributor_to_their_own_areas_in_one_more_query(
    client, contributor, reader, draft_response, django_assert_num_queries
):
    give(draft_response, contributor, "dane", "dpia")
    give(make_response(make_survey("2025"), draft_response.municipality), contributor, "deletion")
    home = reverse("surveys:home", args=[draft_response.municipality.slug])
    client.force_login(contributor)
    client.get(home)

    with django_assert_num_queries(7):
        shown = text_of(client.get(home))

    assert shown.count("Dine områder:") == 2
    for area in ("dane", "dpia"):
        assert url(draft_response, "area", area=area) in shown
    assert url(draft_response, "area", area="deletion") not in shown
    client.force_login(reader)
    assert "Dine områder" not in text_of(client.get(home))


def test_home_names_no_areas_where_all_are_open(client, contributor, draft_response):
    give(draft_response, contributor, "dane", is_open_to_all=True)
    client.force_login(contributor)

    home = reverse("surveys:home", args=[draft_response.municipality.slug])
    assert "Dine områder" not in text_of(client.get(home))


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
