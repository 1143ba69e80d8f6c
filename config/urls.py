from django.urls import include, path

from config import pages

urlpatterns = [
    path("", pages.front, name="front"),
    path("tilgaengelighed/", pages.accessibility, name="accessibility"),
    path("privatliv/", pages.privacy, name="privacy"),
    path("konto/", include("municipalities.urls.account")),
    path("", include("municipalities.urls.pages")),
    # Before surveys, whose last pattern takes any word below a survey as an area.
    path("", include("reports.urls")),
    path("", include("surveys.urls")),
]
