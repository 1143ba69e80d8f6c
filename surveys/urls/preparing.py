"""Making a survey and what it asks. Words that a survey may not be called stand before its name."""

from django.urls import path

from surveys.views.agency.preparing import overview

QUESTIONS = "tilsyn/<slug:survey>/spoergsmaal/"

urlpatterns = [
    path(QUESTIONS, overview.questions, name="questions"),
]
