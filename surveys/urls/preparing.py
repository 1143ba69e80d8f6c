"""Making a survey and what it asks. Words that a survey may not be called stand before its name."""

from django.urls import path

from surveys.views.agency.preparing import differences, editing, making, overview

QUESTIONS = "tilsyn/<slug:survey>/spoergsmaal/"

urlpatterns = [
    path("tilsyn/nyt/", making.new_survey, name="new_survey"),
    path("tilsyn/<slug:survey>/forskelle/", differences.differences, name="differences"),
    path(QUESTIONS, overview.questions, name="questions"),
    path(f"{QUESTIONS}ret/", editing.edit_survey, name="edit_survey"),
    path(f"{QUESTIONS}fil/", making.reload_questions, name="reload_questions"),
    path(f"{QUESTIONS}slet/", making.delete_survey, name="delete_survey"),
    path(f"{QUESTIONS}omraade/<slug:area>/", editing.edit_area, name="edit_area"),
    path(f"{QUESTIONS}omraade/<slug:area>/flyt/", editing.move_area, name="move_area"),
    path(f"{QUESTIONS}omraade/<slug:area>/nyt/", editing.add_question, name="add_question"),
    path(f"{QUESTIONS}ret/<slug:question>/", editing.edit_question, name="edit_question"),
    path(f"{QUESTIONS}ret/<slug:question>/flyt/", editing.move_question, name="move_question"),
    path(f"{QUESTIONS}ret/<slug:question>/slet/", editing.delete_question, name="delete_question"),
]
