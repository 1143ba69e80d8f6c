"""The page behind an invitation's link: opening it changes nothing, and only its POST accepts."""

import pytest
from django.urls import reverse

from municipalities.enums import Role, StaffRole
from municipalities.models import User
from municipalities.services import find_invitation, invite, withdraw_invitation

NEW = {
    "name": "Ny Person",
    "title": "Jurist",
    "password": "en lang og god sætning",
    "again": "en lang og god sætning",
}


@pytest.fixture
def invited(municipality, administrator):
    """Token of an invitation to someone the portal does not know."""
    return invite(email="ny@sted.example", municipality=municipality, role=Role.LEAD, by=administrator)[1]


def url(token):
    return reverse("accept_invitation", args=[token])


def test_opening_the_link_changes_nothing(client, invited, django_assert_num_queries):
    for _ in range(3):
        response = client.get(url(invited))
        client.head(url(invited))
    html = response.content.decode()
    assert (response.status_code, User.objects.filter(email="ny@sted.example").exists()) == (200, False)
    assert "Ada Administrator" in html
    assert "Prøveby Kommune" in html
    assert "no-store" in response["Cache-Control"]
    assert find_invitation(invited)


def test_a_new_person_accepts_and_is_signed_in(client, invited):
    response = client.post(url(invited), NEW)
    person = User.objects.get(email="ny@sted.example")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert person.memberships.current().get().role == Role.LEAD
    assert client.get(url(invited)).status_code == 410


def test_new_staff_accept_and_are_signed_in(client, administrator):
    token = invite(email="ny@sted.example", staff_role=StaffRole.AUDITOR, by=administrator)[1]
    client.post(url(token), NEW)
    assert client.get("/", follow=True).redirect_chain[-1][0] == reverse("surveys:agency_start")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Skriv dit navn."),
        ({"name": "<b>Bo</b>"}, "Navnet kan ikke indeholde"),
        ({"again": "noget andet"}, "De to adgangskoder er ikke ens."),
        ({"password": "kort", "again": "kort"}, "12"),
        ({"password": "123456789012", "again": "123456789012"}, "tal"),
    ],
)
def test_a_mistake_is_named_at_the_field_and_in_the_summary(client, invited, changed, said):
    html = client.post(url(invited), NEW | changed).content.decode()
    summary = html[html.index("error-summary") : html.index("</ul>", html.index("error-summary"))]
    assert said in summary
    assert html.count("form-error-message") >= 1
    assert 'value="Jurist"' in html
    assert "en lang og god" not in html
    assert not User.objects.filter(email="ny@sted.example").exists()


@pytest.mark.parametrize("token", ["findes-ikke", "withdrawn", "used", "waiting"])
def test_a_link_that_cannot_be_used_gets_one_and_the_same_page(
    client, municipality, administrator, lead, invited, token
):
    if token == "withdrawn":
        withdraw_invitation(invitation=find_invitation(invited))
        token = invited
    elif token == "used":
        client.post(url(invited), NEW)
        client.logout()
        token = invited
    elif token == "waiting":
        token = invite(email="x@ude.example", municipality=municipality, role=Role.READER, by=lead)[1]
    unknown = client.get(url("noget-helt-andet"))
    response = client.get(url(token))
    assert response.status_code == unknown.status_code == 410
    assert response.content == unknown.content
    assert client.post(url(token), NEW).status_code == 410


def test_a_known_person_signs_in_first_and_then_confirms(client, municipality, outsider, administrator):
    token = invite(email=outsider.email, municipality=municipality, role=Role.READER, by=administrator)[1]
    html = client.get(url(token)).content.decode()
    assert f"{reverse('account_login')}?next={url(token)}" in html
    assert client.post(url(token), NEW).status_code == 200
    assert outsider.memberships.current().count() == 1
    client.force_login(outsider)
    assert "Tag imod invitationen" in client.get(url(token)).content.decode()
    assert outsider.memberships.current().count() == 1
    assert client.post(url(token)).status_code == 302
    assert outsider.memberships.current().count() == 2


def test_someone_signed_in_as_another_is_told_so_and_nothing_happens(client, invited, reader):
    client.force_login(reader)
    for response in (client.get(url(invited)), client.post(url(invited), NEW)):
        assert f"Du er logget ind som {reader.email}" in response.content.decode()
    assert not User.objects.filter(email="ny@sted.example").exists()
    assert reader.memberships.count() == 1


def test_a_known_persons_link_gives_another_who_is_signed_in_nothing(
    client, municipality, outsider, reader, administrator
):
    token = invite(email=outsider.email, municipality=municipality, role=Role.LEAD, by=administrator)[1]
    client.force_login(reader)
    for response in (client.get(url(token)), client.post(url(token)), client.post(url(token), NEW)):
        assert f"Du er logget ind som {reader.email}" in response.content.decode()
    assert [one.memberships.count() for one in (reader, outsider)] == [1, 1]
    assert find_invitation(token), "the invited person can still use it"


def test_accepting_needs_the_forms_secret(invited):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post(url(invited), NEW).status_code == 403
