"""The account pages, listed one by one: sign-up and the rest of allauth stay closed."""

from allauth.account import views
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path

from municipalities.views import invitations, profile, session

urlpatterns = [
    path("", profile.profile, name="profile"),
    path("log-ind/", login_not_required(views.login), name="account_login"),
    path("log-af/", login_not_required(views.logout), name="account_logout"),
    path("bekraeft/", views.reauthenticate, name="account_reauthenticate"),
    path("adgangskode/", views.password_change, name="account_change_password"),
    path("adgangskode/opret/", views.password_set, name="account_set_password"),
    path("lukket/", login_not_required(views.account_inactive), name="account_inactive"),
    path("glemt-adgangskode/", login_not_required(views.password_reset), name="account_reset_password"),
    path("glemt-adgangskode/sendt/", login_not_required(views.password_reset_done), name="account_reset_password_done"),
    # The key has a hyphen too; a path converter would take the first half of it for the person.
    re_path(
        r"^ny-adgangskode/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-\w]+)/$",
        login_not_required(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "ny-adgangskode/gemt/",
        login_not_required(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("tid/", session.session_time, name="session_time"),
    path("bliv/", session.stay, name="stay"),
    path("log-ind/og-gem/", session.resume, name="resume"),
    path("invitation/<str:token>/", invitations.accept, name="accept_invitation"),
]
