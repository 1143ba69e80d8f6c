import json
from datetime import timedelta

import pytest

from municipalities.models import User
from surveys.demo.build import QUESTIONNAIRE
from surveys.enums import Choice, SurveyState
from surveys.merge import Value
from surveys.models import Survey
from surveys.questionnaire import parse_questionnaire
from surveys.services.errors import SurveyError
from surveys.services.questionnaires import load_questionnaire
from tests.commands import run
from tests.factories.municipalities import make_municipality, make_staff
from tests.factories.surveys import answer, make_response, make_submission, make_survey, today


def test_load_questionnaire_fills_a_draft_and_can_be_repeated(db):
    assert run("load_questionnaire", QUESTIONNAIRE, "--survey", "proeve").code == 0
    assert run("load_questionnaire", QUESTIONNAIRE, "--survey", "proeve").code == 0
    survey = Survey.objects.get()
    assert (survey.slug, survey.state) == ("proeve", SurveyState.DRAFT)
    assert survey.areas.count() == 5
    assert survey.questions.filter(is_headline=True).count() == 5
    assert survey.advice_versions.get().advice.count() == survey.questions.count()


def test_load_questionnaire_takes_the_files_name_as_slug(db):
    run("load_questionnaire", QUESTIONNAIRE)
    assert Survey.objects.get().slug == "2024"


def test_load_questionnaire_refuses_an_open_survey(survey):
    questions = list(survey.questions.values())
    ran = run("load_questionnaire", QUESTIONNAIRE, "--survey", survey.slug)
    assert ran.code == 2
    assert "spørgsmålene ligger fast" in ran.said
    assert list(survey.questions.values()) == questions


def test_load_questionnaire_refuses_a_bad_file(db, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text('title = "Uden områder"', encoding="utf-8")
    assert run("load_questionnaire", bad).code == 2
    assert run("load_questionnaire", tmp_path / "mangler.toml").code == 2
    assert not Survey.objects.exists()


@pytest.mark.parametrize("slug", ["kommuner", "medarbejdere", "personer", "arbejdsliste", "Årets tilsyn", "a/b", ""])
def test_load_questionnaire_refuses_a_name_no_address_can_have(db, slug):
    questionnaire = parse_questionnaire(QUESTIONNAIRE.read_text(encoding="utf-8"), filename="2024.toml")
    with pytest.raises(SurveyError):
        load_questionnaire(questionnaire=questionnaire, slug=slug)
    assert not Survey.objects.exists()


def test_open_survey_asks_all_real_municipalities_in_force(db):
    run("load_register")
    make_municipality(is_demo=True)
    run("load_questionnaire", QUESTIONNAIRE, "--survey", "2026")
    deadline = today() + timedelta(days=42)
    ran = run("open_survey", "2026", "--deadline", deadline.isoformat(), "--municipalities", "all")
    survey = Survey.objects.get()
    assert (ran.code, survey.state, survey.deadline) == (0, SurveyState.OPEN, deadline)
    assert survey.responses.count() == 98


def test_open_survey_of_a_list_names_every_wrong_line(db, tmp_path):
    known = make_municipality()
    make_survey("2026", is_open=False)
    codes = tmp_path / "koder.txt"
    codes.write_text(f"{known.code}\n\n9999\n{known.code}\n", encoding="utf-8")
    ran = run("open_survey", "2026", "--deadline", today().isoformat(), "--municipalities", codes)
    assert ran.code == 2
    assert ran.said.splitlines() == [
        "Linje 3: der er ingen kommune med koden 9999.",
        f"Linje 4: koden {known.code} står der mere end én gang.",
    ]
    codes.write_text(known.code, encoding="utf-8")
    assert run("open_survey", "2026", "--deadline", today().isoformat(), "--municipalities", codes).code == 0
    assert run("open_survey", "2026", "--deadline", today().isoformat(), "--municipalities", codes).code == 2


def test_open_survey_refuses_a_deadline_that_has_passed(db, tmp_path):
    codes = tmp_path / "koder.txt"
    codes.write_text(make_municipality().code, encoding="utf-8")
    survey = make_survey("2026", is_open=False)
    yesterday = today() - timedelta(days=1)
    ran = run("open_survey", "2026", "--deadline", yesterday.isoformat(), "--municipalities", codes)
    survey.refresh_from_db()
    assert (ran.code, survey.state, survey.responses.count()) == (2, SurveyState.DRAFT, 0)


OPEN_UNKNOWN = ("open_survey", "findes-ikke", "--deadline", "2027-01-01", "--municipalities", "all")


@pytest.mark.parametrize("command", [("tally", "findes-ikke"), OPEN_UNKNOWN])
def test_a_command_that_knows_no_such_survey_says_which_there_are(survey, command):
    ran = run(*command)
    assert (ran.code, ran.output) == (2, "")
    assert "Tilsyn: 2026." in ran.said


def test_tally_prints_the_contract_and_nothing_else(submitted_response):
    ran = run("tally", "2026", "--format", "json", "--by", "region")
    assert (ran.code, ran.said) == (0, "")
    content = json.loads(ran.output)
    assert (content["survey"], content["respondents"]) == ("2026", 1)
    assert content["areas"][0] == {
        "area": "deletion",
        "question": "deletion-headline",
        "counted": 1,
        "of": 1,
        "regions": [{"region": "Region Prøveland", "counted": 1, "of": 1}],
    }
    assert "regions" not in json.loads(run("tally", "2026", "--format", "json").output)["areas"][0]


def test_tally_as_csv_and_table(submitted_response):
    lines = run("tally", "2026", "--format", "csv").output.splitlines()
    assert lines[:2] == ["area,question,region,counted,of", "deletion,deletion-headline,,1,1"]
    assert run("tally", "2026").output.splitlines()[0] == "2026: 1 besvarelse"


def test_tally_counts_dane_by_its_own_threshold(survey, municipality):
    make_submission(make_response(survey, municipality), Choice.MOST)
    counted = [area["counted"] for area in json.loads(run("tally", "2026", "--format", "json").output)["areas"]]
    assert counted == [1, 1, 1, 1, 0]


def test_tally_of_a_survey_nobody_has_answered(survey):
    content = json.loads(run("tally", "2026", "--format", "json").output)
    assert content["respondents"] == 0
    assert [(area["counted"], area["of"]) for area in content["areas"]] == [(0, 0)] * 5


def test_demo_refuses_beside_a_real_survey(survey):
    ran = run("demo")
    assert (ran.code, "rigtigt tilsyn" in ran.said) == (2, True)
    assert not User.objects.filter(is_demo=True).exists()


def test_demo_refuses_beside_a_real_user(db):
    make_staff()
    ran = run("demo")
    assert (ran.code, "rigtige brugere" in ran.said) == (2, True)
    assert not Survey.objects.exists()


def test_import_answers_writes_submits_and_counts(survey, municipality, other_municipality, tmp_path):
    file = tmp_path / "svar.csv"
    headlines = survey.questions.filter(is_headline=True).values_list("key", flat=True)
    rows = [f"{municipality.code},{key},4,Ærligt svar" for key in headlines]
    rows.append(f"{municipality.code},dpia-3,-,Ikke vores opgave")
    file.write_text("municipality,question,choice,comment\n" + "\n".join(rows), encoding="utf-8")
    ran = run("import_answers", "2026", file, "--submit")
    assert (ran.code, ran.output) == (0, "")
    response = make_response(survey, municipality)
    assert response.current_submission.answers.get(question__key="dpia-3").not_relevant
    assert response.answers.get(question__key="dpia-3").revisions.get().source == "import"
    assert json.loads(run("tally", "2026", "--format", "json").output)["areas"][4]["counted"] == 1


def test_import_answers_of_a_bad_file_writes_nothing(survey, municipality, tmp_path):
    file = tmp_path / "svar.csv"
    file.write_text(
        "municipality,question,choice,comment\n"
        f"{municipality.code},dpia-headline,4,\n"
        f"{municipality.code},dpia-2,5,\n"
        "9999,dpia-2,4,\n"
        f"{municipality.code},findes-ikke,4,\n"
        f"{municipality.code},dpia-headline,3,\n"
        f"{municipality.code},dane-headline,-,\n",
        encoding="utf-8",
    )
    ran = run("import_answers", "2026", file)
    assert ran.code == 2
    assert ran.said.splitlines() == [
        "Linje 3: svaret »5« skal være 0, 1, 2, 3, 4, - eller tomt.",
        "Linje 4: kommunen »9999« er ikke med i tilsynet.",
        "Linje 5: tilsynet har intet spørgsmål med nøglen »findes-ikke«.",
        "Linje 6: kommunen har allerede en linje med dette spørgsmål.",
        "Linje 7: spørgsmålet kan ikke være »Ikke relevant«.",
        "Intet er skrevet.",
    ]
    assert not make_response(survey, municipality).answers.exists()


def test_import_answers_replaces_only_when_told_to(survey, municipality, tmp_path):
    response = make_response(survey, municipality)
    answer(response, "dpia-headline", Value(choice=Choice.YES, comment="Skrevet i portalen"))
    file = tmp_path / "svar.csv"
    file.write_text(f"municipality,question,choice,comment\n{municipality.code},dpia-headline,0,\n", encoding="utf-8")
    ran = run("import_answers", "2026", file)
    assert (ran.code, "--replace" in ran.said) == (2, True)
    assert response.answers.get().choice == Choice.YES
    assert run("import_answers", "2026", file, "--replace").code == 0
    current = response.answers.get()
    assert (current.choice, current.comment, current.version) == (Choice.NO, "", 2)
    assert [one.comment for one in current.revisions.all()] == ["Skrevet i portalen", ""]


def test_import_answers_with_submit_refuses_what_the_page_would(survey, municipality, tmp_path):
    file = tmp_path / "svar.csv"
    file.write_text(f"municipality,question,choice,comment\n{municipality.code},dpia-headline,4,\n", encoding="utf-8")
    ran = run("import_answers", "2026", file, "--submit")
    assert ran.code == 2
    assert "Linje 2: kan ikke indsendes: deletion-headline: Besvar hovedspørgsmålet." in ran.said
    assert not make_response(survey, municipality).answers.exists()
