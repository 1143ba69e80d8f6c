"""The register, one municipality and the agency's own people, as the agency sees and changes them."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from municipalities.enums import Role, StaffRole
from municipalities.models import Invitation, Membership
from municipalities.services import add_mail_domain, approve_mail_domain, invite
from tests.factories.municipalities import make_member, make_municipality, make_region, make_staff

DEAD_SERVER = {
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_HOST": "127.0.0.1",
    "EMAIL_PORT": 1,
}


def page(client, name, *args, **query):
    response = client.get(reverse(f"municipalities:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def post(client, name, *args, **data):
    return client.post(reverse(f"municipalities:{name}", args=args), data, follow=True).content.decode()


# --- The register -----------------------------------------------------------


@pytest.fixture
def three(db):
    """Ærø without people, Aarhus with a lead, Vejen with a reader only; two regions."""
    east, west = make_region("Region Øst"), make_region("Region Vest")
    island, city = make_municipality("Ærø", region=east), make_municipality("Aarhus", region=west)
    town = make_municipality("Vejen", region=west)
    make_member(city, Role.LEAD)
    make_member(town, Role.READER)
    return island, city, town


def shown(html):
    return [name for name in ("Vejen", "Ærø", "Aarhus") if f">{name}</a>" in html]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Vejen", "Ærø", "Aarhus"]),
        ({"q": "ærø"}, ["Ærø"]),
        ({"q": "aar"}, ["Aarhus"]),
        ({"q": "findes ikke"}, []),
        ({"ansvarlig": "uden"}, ["Vejen", "Ærø"]),
        ({"ansvarlig": "med"}, ["Aarhus"]),
        ({"ansvarlig": "vrøvl", "region": "vrøvl", "side": "vrøvl"}, ["Vejen", "Ærø", "Aarhus"]),
    ],
)
def test_the_register_is_searched(client, auditor, three, query, names):
    client.force_login(auditor)
    html = page(client, "register", **query)
    assert shown(html) == names


def test_the_register_is_in_danish_order(client, auditor, three):
    client.force_login(auditor)
    html = page(client, "register")
    assert html.index(">Vejen<") < html.index(">Ærø<") < html.index(">Aarhus<")


def test_the_register_is_filtered_by_region_and_found_by_code(client, auditor, three):
    client.force_login(auditor)
    assert shown(page(client, "register", region=make_region("Region Øst").pk)) == ["Ærø"]
    assert shown(page(client, "register", q=three[1].code)) == ["Aarhus"]


def test_the_register_needs_as_many_queries_for_three_as_for_one(client, auditor, django_assert_num_queries):
    client.force_login(auditor)
    make_member(make_municipality(), Role.LEAD)
    page(client, "register")
    with django_assert_num_queries(6):
        page(client, "register")
    for _ in range(2):
        make_member(make_municipality(), Role.LEAD)
    with django_assert_num_queries(6):
        page(client, "register")


def test_the_register_tells_an_administrator_whose_mail_domains_wait(
    client, administrator, auditor, municipality, lead
):
    domain = add_mail_domain(municipality=municipality, domain="sted.example", by=lead)
    waiting = f"{reverse('municipalities:municipality', args=[municipality.code])}#domains-heading"

    client.force_login(administrator)
    assert waiting in page(client, "register")
    approve_mail_domain(mail_domain=domain)
    assert waiting not in page(client, "register")
    domain.approved_at = None
    domain.save()
    client.force_login(auditor)
    assert waiting not in page(client, "register")


# --- One municipality -------------------------------------------------------


def test_a_municipality_shows_its_facts_people_and_what_waits(client, administrator, municipality, lead):
    former = make_member(municipality, Role.READER, "Før Her")
    Membership.objects.filter(user=former).update(ended_at=timezone.now())
    add_mail_domain(municipality=municipality, domain="sted.example", by=lead)
    invite(email="x@ude.example", municipality=municipality, role=Role.READER, by=lead)
    client.force_login(administrator)
    html = page(client, "municipality", municipality.code)
    for said in (municipality.cvr, "Lea Leder", "Ansvarlig (DPO)", "Tidligere adgange (1)", "Før Her", "x@ude.example"):
        assert said in html
    assert html.count("Venter på godkendelse") == 2
    assert "Godkend og send" in html


def test_other_staff_read_but_are_offered_no_change(client, auditor, municipality, lead):
    invite(email="x@ude.example", municipality=municipality, role=Role.READER, by=lead)
    client.force_login(auditor)
    html = page(client, "municipality", municipality.code)
    assert "Lea Leder" in html
    for offer in ("Invitér", "Godkend og send", "Træk tilbage", "Tilføj domæne", "ret adgangen"):
        assert offer not in html
    assert "sted.example" not in post(client, "municipality", municipality.code, domain="sted.example")


def test_an_administrator_invites_and_the_mail_goes_out(client, administrator, municipality):
    client.force_login(administrator)
    html = post(client, "invite_member", municipality.code, email="ny@ude.example", role="lead")
    assert "Invitationen er sendt til ny@ude.example." in html
    message = mail.outbox[0]
    assert (message.subject, message.to) == ("Du er inviteret til Modenhed", ["ny@ude.example"])
    assert "Ada Administrator har inviteret dig" in message.body
    assert "http://localhost:8000/konto/invitation/" in message.body
    assert municipality.name not in message.body


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"email": "", "role": "lead"}, "Skriv personens e-mail."),
        ({"email": "vrøvl", "role": "lead"}, "Skriv en e-mail som navn@kommune.dk."),
        ({"email": "ny@ude.example", "role": ""}, "Vælg en rolle."),
        ({"email": "ny@ude.example", "role": "boss"}, "boss"),
        ({"email": "LEAD", "role": "lead"}, "allerede adgang"),
    ],
)
def test_a_mistaken_invitation_says_what_to_do(client, administrator, municipality, lead, data, said):
    client.force_login(administrator)
    html = post(
        client, "invite_member", municipality.code, **{**data, "email": data["email"].replace("LEAD", lead.email)}
    )
    assert said in html
    assert "form-error" in html
    assert not Invitation.objects.exists()


def test_a_mail_server_that_fails_leaves_the_invitation_to_be_sent_again(client, administrator, municipality, settings):
    client.force_login(administrator)
    before = {name: getattr(settings, name) for name in DEAD_SERVER}
    for name, value in DEAD_SERVER.items():
        setattr(settings, name, value)
    html = post(client, "invite_member", municipality.code, email="ny@ude.example", role="lead")
    assert "mailen kunne ikke sendes" in html
    invitation = Invitation.objects.get()
    old = invitation.token_hash
    for name, value in before.items():
        setattr(settings, name, value)
    assert "er sendt" in post(client, "resend_invitation", municipality.code, invitation.pk)
    invitation.refresh_from_db()
    assert (len(mail.outbox), invitation.token_hash != old) == (1, True)


def test_what_waits_is_mailed_only_once_approved(client, administrator, municipality, lead):
    invitation, _ = invite(email="x@ude.example", municipality=municipality, role=Role.READER, by=lead)
    client.force_login(administrator)
    assert "venter på tilsynsmyndighedens" in post(client, "resend_invitation", municipality.code, invitation.pk)
    assert mail.outbox == []
    post(client, "approve_invitation", municipality.code, invitation.pk)
    assert "Lea Leder har inviteret dig" in mail.outbox[0].body


def test_a_withdrawn_invitation_cannot_be_withdrawn_again(client, administrator, municipality):
    invitation, _ = invite(email="x@ude.example", municipality=municipality, role=Role.READER, by=administrator)
    client.force_login(administrator)
    assert "er trukket tilbage" in post(client, "withdraw_invitation", municipality.code, invitation.pk)
    assert "allerede brugt eller trukket tilbage" in post(
        client, "withdraw_invitation", municipality.code, invitation.pk
    )


def test_a_role_is_changed_and_access_ended(client, administrator, municipality, reader):
    client.force_login(administrator)
    first = reader.memberships.get()
    assert "nu rollen Bidragyder" in post(client, "membership", municipality.code, first.pk, role="contributor")
    current = reader.memberships.current().get()
    assert "ikke længere adgang" in post(client, "end_membership", municipality.code, current.pk)
    assert not reader.memberships.current().exists()
    ended = client.get(reverse("municipalities:membership", args=[municipality.code, current.pk]))
    assert ended.status_code == 404


def test_a_membership_is_found_under_its_own_municipality_only(client, administrator, municipality, outsider):
    client.force_login(administrator)
    args = [municipality.code, outsider.memberships.get().pk]
    assert client.get(reverse("municipalities:membership", args=args)).status_code == 404


@pytest.mark.parametrize("typed", ["sted.example", " @Sted.Example ", "STED.EXAMPLE"])
def test_a_domain_is_added_approved_and_removed(client, administrator, municipality, typed):
    client.force_login(administrator)
    assert "sted.example er tilføjet" in post(client, "municipality", municipality.code, domain=typed)
    domain = municipality.mail_domains.get()
    assert domain.approved_at is not None
    assert "står allerede" in post(client, "municipality", municipality.code, domain="sted.example")
    assert "er fjernet" in post(client, "remove_domain", municipality.code, domain.pk)
    assert "er fjernet" not in post(client, "remove_domain", municipality.code, domain.pk)


@pytest.mark.parametrize("typed", ["", "sted", "a b.dk", "person@sted.dk", "-sted.dk", "<b>.dk"])
def test_a_domain_is_written_as_one(client, administrator, municipality, typed):
    client.force_login(administrator)
    assert "form-error-message" in post(client, "municipality", municipality.code, domain=typed)
    assert not municipality.mail_domains.exists()


def test_a_domain_that_others_list_says_so_before_it_is_approved(
    client, administrator, municipality, other_municipality, lead
):
    """It may be shared, and it may be a mistake: whoever approves it can see which to ask."""
    third = make_municipality("Ærø")
    for place in (municipality, third, other_municipality):
        add_mail_domain(municipality=place, domain="faelles.example", by=lead)
    for place, name in ((municipality, "egen"), (third, "anden")):
        add_mail_domain(municipality=place, domain=f"{name}.example", by=lead)
    client.force_login(administrator)

    found = page(client, "municipality", municipality.code)

    note = f"Står også hos {other_municipality.official_name}, {third.official_name}"
    assert found.count("Står også hos") == 1
    assert (
        found.index("faelles.example")
        < found.index(note)
        < found.index('<button class="link-button"', found.index(note))
    )
    assert "er godkendt" in post(client, "approve_domain", municipality.code, municipality.mail_domains.last().pk)


def test_a_municipality_is_not_told_who_else_lists_its_domain(client, municipality, other_municipality, lead):
    for place in (municipality, other_municipality):
        add_mail_domain(municipality=place, domain="faelles.example", by=lead)
    client.force_login(lead)

    found = client.get(reverse("municipalities:people", args=[municipality.slug])).content.decode()

    assert "faelles.example" in found
    assert "Står også hos" not in found


def test_a_page_of_a_municipality_needs_as_many_queries_for_three_people_and_domains_as_for_one(
    client, administrator, municipality, other_municipality, lead, django_assert_num_queries
):
    client.force_login(administrator)
    page(client, "municipality", municipality.code)
    with django_assert_num_queries(11):
        page(client, "municipality", municipality.code)
    for number in range(3):
        for place in (municipality, other_municipality):
            add_mail_domain(municipality=place, domain=f"d{number}.example", by=lead)
    for number in range(2):
        make_member(municipality, Role.READER)
        invite(email=f"x{number}@ude.example", municipality=municipality, role=Role.READER, by=lead)
    with django_assert_num_queries(11):
        page(client, "municipality", municipality.code)


# --- The agency's own people ------------------------------------------------


def test_staff_are_listed_with_their_roles(client, auditor, administrator):
    make_staff(StaffRole.CASE_HANDLER, StaffRole.MANAGER, name="Bodil Begge")
    client.force_login(auditor)
    html = page(client, "staff")
    for said in ("Bodil Begge", "Sagsbehandler", "Leder", "Ruth Revisor", "Ada Administrator"):
        assert said in html
    for offer in ("Invitér", ">Fjern<", "Seneste ændringer"):
        assert offer not in html


def test_an_administrator_invites_staff_and_takes_it_back(client, administrator):
    client.force_login(administrator)
    assert "er sendt til" in post(client, "invite_staff", email="ny@myndighed.example", role="auditor")
    invitation = Invitation.objects.get()
    assert "er sendt til" in post(client, "resend_staff_invitation", invitation.pk)
    assert "er trukket tilbage" in post(client, "withdraw_staff_invitation", invitation.pk)
    assert len(mail.outbox) == 2


def test_a_municipal_user_is_not_invited_to_the_agency(client, administrator, lead):
    client.force_login(administrator)
    assert "anden slags" in post(client, "invite_staff", email=lead.email, role="auditor")


def test_a_role_is_removed_after_a_page_that_says_what_happens(client, administrator, manager):
    client.force_login(administrator)
    assert "med det samme" in page(client, "remove_staff_role", manager.pk, "manager")
    assert manager.agency_roles.exists()
    assert "ikke længere rollen Leder" in post(client, "remove_staff_role", manager.pk, "manager")
    assert not manager.agency_roles.exists()


def test_the_last_administrator_stays_and_is_told_why(client, administrator):
    client.force_login(administrator)
    assert "mindst én administrator" in post(client, "remove_staff_role", administrator.pk, "administrator")
    assert administrator.agency_roles.exists()


@pytest.mark.parametrize("role", ["auditor", "vrøvl"])
def test_a_role_nobody_has_is_not_found(client, administrator, manager, role):
    client.force_login(administrator)
    url = f"/tilsyn/medarbejdere/{manager.pk}/{role}/fjern/"
    assert client.get(url).status_code == 404


def test_an_invitation_to_a_municipality_is_not_found_among_staffs(client, administrator, municipality):
    invitation, _ = invite(email="x@ude.example", municipality=municipality, role=Role.READER, by=administrator)
    client.force_login(administrator)
    url = reverse("municipalities:withdraw_staff_invitation", args=[invitation.pk])
    assert client.post(url).status_code == 404
