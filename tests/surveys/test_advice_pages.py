"""The pages of the advice: reading a version, editing an area, and what differs between two versions."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from surveys.advice import texts_of
from surveys.advice_texts import LINKS, marks
from surveys.enums import SurveyState
from surveys.models import AdviceVersion
from surveys.services.advice import edit_advice, use_advice
from tests.factories.municipalities import make_staff
from tests.factories.reports import make_advice
from tests.factories.surveys import make_survey
from tests.surveys.pages import text_of

ADVICE = reverse("surveys:advice", args=["2026"])
EDIT = reverse("surveys:edit_advice", args=["2026", "dpia"])
NAME, OTHER = "dpia-headline-on_the_way-text", "dpia-2-in_place-text"


@pytest.fixture
def version(survey):
    return make_advice(survey)


@pytest.fixture
def chief(client, manager):
    client.force_login(manager)
    return client


def area(survey):
    return survey.areas.get(key="dpia")


def typed(survey, **texts):
    """The form as the page gives it, with these texts typed in."""
    stored = texts_of(survey.advice_versions.last(), area(survey))
    return stored | {"seen": json.dumps(marks(stored))} | texts


def test_an_edit_is_stored_and_told(chief, survey, version):
    answer = chief.post(EDIT, typed(survey, **{NAME: "Fortsæt **nu**.\r\n\r\nOg siden."}), follow=True)

    assert answer.redirect_chain == [(ADVICE, 302)]
    assert texts_of(version, area(survey))[NAME] == "Fortsæt **nu**.\n\nOg siden."
    assert "Rådene i Konsekvensanalyse er gemt." in text_of(answer)
    assert "<strong>nu</strong>" in answer.content.decode()


def test_an_edit_of_a_used_version_is_announced_and_makes_the_next(chief, survey, version):
    use_advice(survey=survey)
    assert "Udgave 1 er brugt" in text_of(chief.get(EDIT))

    chief.post(EDIT, typed(survey, **{NAME: "Nyt råd."}))

    assert list(survey.advice_versions.values_list("number", flat=True)) == [1, 2]
    assert "Udgave 2 er ikke brugt endnu" in text_of(chief.get(ADVICE))
    old = text_of(chief.get(reverse("surveys:advice_version", args=["2026", 1])))
    assert "Du læser en ældre udgave" in old
    assert "Fortsæt med dpia-headline." in old
    assert "Nyt råd." not in old
    changes = text_of(chief.get(reverse("surveys:advice_changes", args=["2026", 2])))
    assert '<ins><span class="sr-only">[tilføjet: </span>Nyt råd.<span class="sr-only">]</span></ins>' in changes
    assert "Sletning" not in changes


def test_what_is_wrong_is_said_beside_the_field_and_kept(chief, survey, version):
    wrong = {NAME: "", OTHER: "Ring til 010190-1234.", LINKS: "Om sletning http://example.dk"}
    answer = chief.post(EDIT, typed(survey, **wrong))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{NAME}"' in page
    assert "Spørgsmål 1: på vej: Skriv rådet." in page
    assert "Teksten kan indeholde et CPR-nummer: 010190-••••" in page or "CPR-nummer" in page
    assert "Skriv titlen, et mellemrum og https://…" in page
    assert "Ring til 010190-1234." in page
    assert texts_of(version, area(survey))[OTHER] == "Bliv ved med dpia-2."


def test_a_preview_shows_what_was_typed_and_stores_nothing(chief, survey, version):
    answer = chief.post(EDIT, typed(survey, **{NAME: "Se [siden](https://a.dk).", "preview": "1"}))

    assert "Sådan bliver det" in text_of(answer)
    assert '<a href="https://a.dk"' in answer.content.decode()
    assert texts_of(version, area(survey))[NAME] == "Fortsæt med dpia-headline."


def test_the_faster_hand_is_shown_and_the_slower_may_save_over_it(chief, survey, version, manager):
    mine = typed(survey, **{NAME: "Mit råd."})
    colleague = make_staff("manager", name="Karl Kollega")
    stored = texts_of(version, area(survey))
    theirs = stored | {NAME: "Kollegaens råd.", OTHER: "Kun kollegaens."}
    edit_advice(survey=survey, area=area(survey), typed=theirs, seen=marks(stored), by=colleague)

    answer = chief.post(EDIT, mine)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Spørgsmål 1: på vej: Karl Kollega har ændret teksten imens." in page
    assert "Mit råd." in page
    assert "Kollegaens råd." in page
    form = answer.context["form"]
    again = {name: form[name].value() for name in ("seen", *form.labels)}
    assert again[OTHER] == "Kun kollegaens."

    assert chief.post(EDIT, again).status_code == 302
    stored = texts_of(version, area(survey))
    assert (stored[NAME], stored[OTHER]) == ("Mit råd.", "Kun kollegaens.")


def test_a_survey_being_prepared_may_be_written_bit_by_bit(chief):
    draft = make_survey("2027", is_open=False)
    page = reverse("surveys:advice", args=["2027"])
    assert "Der mangler råd" in text_of(chief.get(page))

    address = reverse("surveys:edit_advice", args=["2027", "dpia"])
    assert chief.post(address, typed(draft, **{NAME: "Fortsæt."})).status_code == 302

    assert AdviceVersion.objects.get(survey=draft).number == 1
    assert "Fortsæt." in text_of(chief.get(page))


def test_the_archive_is_only_read(chief, survey, version):
    survey.state = SurveyState.ARCHIVED
    survey.save()
    assert "Ret rådene" not in text_of(chief.get(ADVICE))

    answer = chief.post(EDIT, typed(survey, **{NAME: "Nyt råd."}))

    assert answer.status_code == 409
    assert "arkiveret, og rådene kan ikke længere ændres" in text_of(answer)
    assert "Nyt råd." in answer.content.decode()


def test_those_who_only_read_are_offered_no_editing(survey, version, auditor, client):
    client.force_login(auditor)
    assert "Ret rådene" not in text_of(client.get(ADVICE))


def test_text_typed_after_the_session_ended_is_shown_and_kept(survey, version):
    answer = Client().post(EDIT, typed(survey, **{NAME: "Et langt råd."}))
    assert "Et langt råd." in text_of(answer)
    assert texts_of(version, area(survey))[NAME] == "Fortsæt med dpia-headline."


@pytest.mark.parametrize("query", ["", "?fra=1", "?fra=9", "?fra=x", "?fra=" + "9" * 30])
def test_two_versions_are_compared_whatever_is_asked(chief, survey, version, query):
    make_advice(survey, 2)
    answer = chief.get(reverse("surveys:advice_changes", args=["2026", 2]) + query)

    assert "udgave 2" in text_of(answer)
    assert chief.get(reverse("surveys:advice_changes", args=["2026", 3])).status_code == 404


@pytest.mark.parametrize("versions", [1, 3])
def test_the_page_costs_the_same_however_many_versions(chief, survey, versions, django_assert_num_queries):
    for number in range(1, versions + 1):
        make_advice(survey, number)
    chief.get(ADVICE)
    with django_assert_num_queries(9):  # session, person, roles, survey, versions, and four of the advice
        chief.get(ADVICE)
