"""A municipality's pages. The fixed words stand before the areas, whose keys a questionnaire chooses."""

from django.urls import path

from surveys.views import (
    answering,
    assigning,
    correcting,
    evidence,
    extensions,
    follow_ups,
    history,
    measuring,
    municipality,
    presence,
    receipts,
    submitting,
    workbooks,
)

MEASUREMENTS = "kommuner/<slug:municipality>/maalinger/"
FOLLOW_UPS = "kommuner/<slug:municipality>/<slug:survey>/opfoelgning/"

urlpatterns = [
    path("kommuner/<slug:municipality>/", municipality.home, name="home"),
    path(MEASUREMENTS, measuring.measurements, name="measurements"),
    path(f"{MEASUREMENTS}<int:pk>/", measuring.measurement, name="measurement"),
    path(f"{MEASUREMENTS}<int:pk>/data.json", measuring.measurement_data, name="measurement_data"),
    path("kommuner/<slug:municipality>/<slug:survey>/", municipality.overview, name="overview"),
    path("kommuner/<slug:municipality>/<slug:survey>/tjek/", submitting.submit, name="submit"),
    path("kommuner/<slug:municipality>/<slug:survey>/kvittering/", receipts.receipt, name="receipt"),
    path("kommuner/<slug:municipality>/<slug:survey>/svar/", receipts.answers, name="answers"),
    path("kommuner/<slug:municipality>/<slug:survey>/maaling/", measuring.measuring, name="measuring"),
    path("kommuner/<slug:municipality>/<slug:survey>/tilstede/", presence.presence, name="presence"),
    path("kommuner/<slug:municipality>/<slug:survey>/fordeling/", assigning.assign, name="assign"),
    path("kommuner/<slug:municipality>/<slug:survey>/frist/", extensions.extension, name="extension"),
    path("kommuner/<slug:municipality>/<slug:survey>/regneark/", workbooks.workbook, name="workbook"),
    path("kommuner/<slug:municipality>/<slug:survey>/regneark/hent/", workbooks.workbook_file, name="workbook_file"),
    path("kommuner/<slug:municipality>/<slug:survey>/regneark/gem/", workbooks.save, name="save_workbook"),
    path("kommuner/<slug:municipality>/<slug:survey>/filer/<int:pk>/", evidence.evidence_file, name="evidence_file"),
    path(FOLLOW_UPS, follow_ups.follow_ups, name="follow_ups"),
    path(f"{FOLLOW_UPS}<int:number>/", follow_ups.follow_up, name="follow_up"),
    path(f"{FOLLOW_UPS}<int:number>/ret/", correcting.correct_answer, name="correct_answer"),
    path(f"{FOLLOW_UPS}filer/<int:pk>/", follow_ups.follow_up_file, name="follow_up_file"),
    path("kommuner/<slug:municipality>/<slug:survey>/<slug:area>/", answering.area, name="area"),
    path(
        "kommuner/<slug:municipality>/<slug:survey>/<slug:area>/<slug:question>/",
        answering.save_one,
        name="save_answer",
    ),
    path(
        "kommuner/<slug:municipality>/<slug:survey>/<slug:area>/<slug:question>/historik/",
        history.history,
        name="history",
    ),
    path(
        "kommuner/<slug:municipality>/<slug:survey>/<slug:area>/<slug:question>/filer/",
        evidence.evidence,
        name="evidence",
    ),
]
