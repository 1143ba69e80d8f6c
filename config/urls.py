from django.urls import include, path

from config import errors, pages

urlpatterns = [
    path("", pages.front, name="front"),
    path("tilgaengelighed/", pages.accessibility, name="accessibility"),
    path("privatliv/", pages.privacy, name="privacy"),
    path("konto/", include("municipalities.urls.account")),
    path("", include("municipalities.urls.pages")),
    path("", include("surveys.urls")),
    path("", include("reports.urls")),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error
