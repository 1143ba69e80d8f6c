"""A person's own account."""

from django.urls import reverse

from municipalities.enums import Role
from municipalities.models import Membership
from municipalities.services import end_membership
from tests.factories.municipalities import make_municipality


def profile(client, person):
    client.force_login(person)
    return client.get(reverse("profile")).content.decode()


def test_a_member_sees_who_they_are_and_each_municipality_they_serve(client, lead, municipality):
    lead.memberships.create(municipality=make_municipality("Ærø"), role=Role.READER)
    html = profile(client, lead)

    assert lead.email in html
    assert f"<li>{municipality.official_name}: Ansvarlig (DPO)</li>" in html
    assert "<li>Ærø Kommune: Læser</li>" in html


def test_an_access_that_ended_is_not_shown(client, lead, administrator):
    end_membership(membership=Membership.objects.get(user=lead), by=administrator)

    assert "Du har ingen adgang lige nu." in profile(client, lead)


def test_staff_see_their_role_at_the_agency(client, case_handler, settings):
    assert f"<li>{settings.SENDER_NAME}: Sagsbehandler</li>" in profile(client, case_handler)


def test_every_page_leads_to_the_account_and_the_account_to_a_new_password(client, lead):
    client.force_login(lead)

    assert f'href="{reverse("profile")}"' in client.get("/", follow=True).content.decode()
    assert f'href="{reverse("account_change_password")}"' in client.get(reverse("profile")).content.decode()


def test_the_account_takes_as_many_queries_for_two_municipalities_as_for_one(client, lead, django_assert_num_queries):
    def count():
        with django_assert_num_queries(3):  # session, person, memberships
            client.get(reverse("profile"))

    client.force_login(lead)
    client.get("/")
    count()
    lead.memberships.create(municipality=make_municipality("Ærø"), role=Role.READER)
    count()
