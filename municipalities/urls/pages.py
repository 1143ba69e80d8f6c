"""The register and people. The agency's pages come first, then those of a municipality's own lead."""

from django.urls import include, path

from municipalities.views import members, people, register, staff

app_name = "municipalities"

municipality = [
    path("", register.municipality, name="municipality"),
    path("inviter/", members.invite_member, name="invite_member"),
    path("adgange/<int:pk>/", members.membership, name="membership"),
    path("adgange/<int:pk>/afslut/", members.end_membership, name="end_membership"),
    path("invitationer/<int:pk>/send-igen/", members.resend_invitation, name="resend_invitation"),
    path("invitationer/<int:pk>/traek-tilbage/", members.withdraw_invitation, name="withdraw_invitation"),
    path("invitationer/<int:pk>/godkend/", members.approve_invitation, name="approve_invitation"),
    path("maildomaener/<int:pk>/godkend/", register.approve_domain, name="approve_domain"),
    path("maildomaener/<int:pk>/fjern/", register.remove_domain, name="remove_domain"),
]
agency_staff = [
    path("", staff.staff, name="staff"),
    path("inviter/", staff.invite_staff, name="invite_staff"),
    path("<int:pk>/<slug:role>/fjern/", staff.remove_role, name="remove_staff_role"),
    path("invitationer/<int:pk>/send-igen/", staff.resend_staff_invitation, name="resend_staff_invitation"),
    path("invitationer/<int:pk>/traek-tilbage/", staff.withdraw_staff_invitation, name="withdraw_staff_invitation"),
]
colleagues = [
    path("", people.people, name="people"),
    path("inviter/", people.invite_colleague, name="invite_colleague"),
    path("<int:pk>/", people.colleague, name="colleague"),
    path("<int:pk>/afslut/", people.end_colleague, name="end_colleague"),
    path("invitationer/<int:pk>/send-igen/", people.resend_colleague_invitation, name="resend_colleague_invitation"),
    path(
        "invitationer/<int:pk>/traek-tilbage/",
        people.withdraw_colleague_invitation,
        name="withdraw_colleague_invitation",
    ),
]

urlpatterns = [
    path("tilsyn/kommuner/", register.register, name="register"),
    path("tilsyn/kommuner/<str:code>/", include(municipality)),
    path("tilsyn/medarbejdere/", include(agency_staff)),
    path("kommuner/<slug:municipality>/personer/", include(colleagues)),
]
