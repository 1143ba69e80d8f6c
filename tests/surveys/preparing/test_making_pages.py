"""The pages that make a survey, fill a draft again, and delete one."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from surveys.models import Question, Survey
from surveys.services.surveys import survey_content
from tests.factories.reports import make_advice
from tests.factories.surveys import make_survey
from tests.surveys.pages import text_of

QUESTIONNAIRE = Path(settings.BASE_DIR, "surveys/questionnaires/2024.toml").read_bytes()
NEW = "/tilsyn/nyt/"


def file(content=QUESTIONNAIRE, name="2027.toml"):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def manager_client(client, manager):
    client.force_login(manager)
    return client


def make(client, **data):
    return client.post(NEW, data, follow=True)


def test_a_survey_is_made_from_a_file(manager_client):
    page = make(manager_client, source="fil", file=file(), slug="2027")
    assert page.redirect_chain == [("/tilsyn/2027/spoergsmaal/", 302)]
    assert "Tilsynet er lavet." in text_of(page)
    survey = Survey.objects.get()
    assert (survey.slug, survey.title[:18], survey.questions.count()) == ("2027", "Modenhedstilsyn 20", 22)


def test_a_survey_is_made_as_a_copy(manager_client):
    source = make_survey("2026")
    make_advice(source)
    make(manager_client, source=str(source.pk), title="Tilsyn  2027 ", slug="2027")
    copy = Survey.objects.get(slug="2027")
    assert survey_content(copy) == survey_content(source) | {"title": "Tilsyn 2027"}


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({"slug": "2027"}, "source", "Vælg, hvad du begynder med."),
        ({"source": "999", "slug": "2027"}, "source", "Vælg, hvad du begynder med."),
        ({"source": "fil", "slug": "2027"}, "file", "Vælg filen med spørgeskemaet."),
        ({"source": "fil", "slug": ""}, "slug", "Skriv et navn, fx 2027."),
        ({"source": "kopi", "slug": "2027"}, "title", "Skriv en titel, så kopien kan kendes fra originalen."),
        ({"source": "kopi", "title": "Ny", "slug": "2026"}, "slug", "Der er allerede et tilsyn med den adresse."),
        ({"source": "kopi", "title": "Ny", "slug": "nyt"}, "slug", "»nyt« er navnet på en anden side i portalen."),
        ({"source": "kopi", "title": "Ny", "slug": "æ ø"}, "slug", "kan ikke stå i en adresse."),
        ({"source": "kopi", "title": "Ny", "slug": "x" * 41}, "slug", "Navnet er for langt. Skriv højst 40 tegn."),
        ({"source": "kopi", "title": "x" * 121, "slug": "ny"}, "title", "Titlen er for lang. Skriv højst 120 tegn."),
    ],
)
def test_bad_input_is_told_beside_its_field_and_in_the_summary(manager_client, data, field, message):
    source = make_survey("2026")
    if data.get("source") == "kopi":
        data = data | {"source": str(source.pk)}
    page = make(manager_client, **data)
    assert any(message in error for error in page.context["form"].errors[field])
    assert text_of(page).count(message) == 2
    assert {name: page.context["form"][name].value() for name in data} == data
    assert Survey.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Filen er tom. Vælg en anden."),
        (b"\xff\xfe", "Filen er ikke tekst i UTF-8."),
        (b"#" * 300_001, "Filen er større end 300 kB."),
        (b"title = ", "Filen har en fejl. Den står nederst på siden."),
        (b"title = 1\nminutes = 0", "Filen har 4 fejl. De står nederst på siden."),
        (QUESTIONNAIRE.replace(b"is_headline = true", b"is_headline = false"), "Filen har 5 fejl."),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_nothing_is_made(manager_client, content, message):
    page = make(manager_client, source="fil", file=file(content), slug="2027")
    assert any(message in error for error in page.context["form"].errors["file"])
    assert Survey.objects.count() == 0


def test_each_fault_of_a_file_is_told_with_its_place_and_what_to_do(manager_client):
    wrong = QUESTIONNAIRE.replace(b'key = "deletion-deadlines"', b'key = "Deletion"').replace(b"minutes = 90", b"")
    page = text_of(make(manager_client, source="fil", file=file(wrong), slug="2027"))
    assert "2027.toml, spørgsmål »Deletion«" in page
    assert "Nøglen må kun have små bogstaver a-z" in page
    assert "Skriv, hvor mange minutter det tager at svare." in page


def test_a_file_without_end_of_faults_is_answered_with_the_first_hundred(manager_client):
    page = text_of(
        make(manager_client, source="fil", file=file(b"".join(b"x%d=1\n" % n for n in range(150))), slug="n")
    )
    assert page.count("kendes ikke.") == 96  # four fields are missing, and come first
    assert "Og 54 fejl til." in page


def test_a_file_in_a_folder_is_told_by_its_own_name(manager_client):
    page = text_of(make(manager_client, source="fil", file=file(b"x", "../../a<b>.toml"), slug="2027"))
    assert "a&lt;b&gt;.toml, linje 1" in page
    assert "../" not in page.split("Fejl i filen")[1]


def test_the_page_that_fills_again_says_what_goes_and_does_it(manager_client, draft):
    address = reverse("surveys:reload_questions", args=["2027"])
    page = manager_client.get(address)
    assert "5 områder med 15 spørgsmål" in text_of(page)
    token = page.context["form"]["token"].value()
    done = manager_client.post(address, {"file": file(), "token": token}, follow=True)
    assert "Spørgsmålene er erstattet med filens." in text_of(done)
    assert draft.questions.count() == 22


def test_a_file_with_faults_replaces_nothing(manager_client, draft):
    before = survey_content(draft)
    address = reverse("surveys:reload_questions", args=["2027"])
    page = text_of(manager_client.post(address, {"file": file(b"title = 1")}))
    assert "Feltet »title« skal være en tekst." in page
    draft.refresh_from_db()
    assert survey_content(draft) == before


def test_filling_again_over_a_colleagues_edit_is_refused(manager_client, draft):
    address = reverse("surveys:reload_questions", args=["2027"])
    token = manager_client.get(address).context["form"]["token"].value()
    Question.objects.filter(key="dane-2").update(help="Kollegaens hjælp.")
    page = text_of(manager_client.post(address, {"file": file(), "token": token}))
    assert "En kollega har rettet i tilsynet" in page
    assert draft.questions.get(key="dane-2").help == "Kollegaens hjælp."


def test_deleting_says_what_goes_and_does_it(manager_client, draft):
    address = reverse("surveys:delete_survey", args=["2027"])
    page = manager_client.get(address)
    assert "5 områder med 15 spørgsmål" in text_of(page)
    done = manager_client.post(address, {"token": page.context["token"]}, follow=True)
    assert "Tilsyn 2027 er slettet." in text_of(done)
    assert Survey.objects.count() == 0


def test_a_draft_that_changed_is_not_deleted_unseen(manager_client, draft):
    address = reverse("surveys:delete_survey", args=["2027"])
    done = manager_client.post(address, {"token": "gammel"}, follow=True)
    assert "En kollega har rettet i tilsynet" in text_of(done)
    assert Survey.objects.count() == 1


def test_the_start_page_offers_a_new_survey_to_managers_alone(client, manager, case_handler):
    for user, offered in ((manager, True), (case_handler, False)):
        client.force_login(user)
        assert (f'href="{NEW}"' in client.get(reverse("surveys:agency_start")).content.decode()) == offered


@pytest.mark.parametrize(("name", "queries"), [("new_survey", 4), ("reload_questions", 10), ("delete_survey", 10)])
def test_the_number_of_queries_is_the_same_however_many_surveys_and_questions(
    manager_client, draft, django_assert_num_queries, name, queries
):
    address = reverse(f"surveys:{name}", args=[] if name == "new_survey" else ["2027"])
    manager_client.get(address)  # notes in the session when it was used
    with django_assert_num_queries(queries):
        manager_client.get(address)
    for number in range(3):
        make_survey(f"flere-{number}", is_open=False)
        Question.objects.create(
            survey=draft, area=draft.areas.first(), key=f"q-{number}", order=100 + number, text="?", unit="systemer"
        )
    with django_assert_num_queries(queries):
        manager_client.get(address)
