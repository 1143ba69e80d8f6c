"""The workbook there and back: what the preview says, and what is stored when the person has confirmed it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from surveys.enums import ResponseState, Source
from surveys.merge import Value
from surveys.models import Answer, AnswerRevision, AreaAssignment
from surveys.services.responses import submit_response
from tests.factories.surveys import answer, fill_response, make_response, make_survey
from tests.surveys.pages import text_of, url
from tests.surveys.workbook.sheets import (
    KEY,
    SECOND,
    SKIPPABLE,
    carried,
    confirm,
    fetch,
    fill,
    stored,
    upload,
)


def test_new_answers_are_shown_and_written_only_when_confirmed(client, lead, own):
    filled = fill(
        fetch(client, own), {KEY: ("Ja", "Vi sletter hver nat.\nAltid."), SKIPPABLE: ("Ikke relevant", "Ingen")}
    )

    preview = upload(client, own, filled)

    shown = text_of(preview)
    assert preview.status_code == 200
    assert "2 nye svar" in shown
    assert "13 rækker siger ikke noget nyt" in shown
    assert "Vi sletter hver nat.<br>Altid." in shown
    assert not Answer.objects.exists()
    assert not AnswerRevision.objects.exists()

    saved = confirm(client, own, preview)

    assert saved.url == url(own, "overview")
    assert "2 svar er gemt fra regnearket." in text_of(client.get(saved.url))
    assert stored(own) == (4, False, "Vi sletter hver nat.\nAltid.")
    assert stored(own, SKIPPABLE) == (None, True, "Ingen")
    assert set(AnswerRevision.objects.values_list("source", "saved_by")) == {(Source.WORKBOOK, lead.pk)}
    own.refresh_from_db()
    assert own.answered_count == 2


def test_a_workbook_as_fetched_changes_nothing(client, lead, own):
    fill_response(own, by=lead, deletion_3=Value(not_relevant=True, comment="Fordi"))

    preview = upload(client, own, fetch(client, own))

    assert "Der er ikke noget at gemme." in text_of(preview)
    assert "15 rækker siger ikke noget nyt" in text_of(preview)
    assert 'name="confirm"' not in preview.content.decode()


def test_an_empty_cell_changes_nothing(client, lead, own):
    answer(own, KEY, Value(choice=3, comment="Her står noget"), by=lead)
    emptied = fill(fetch(client, own), {KEY: ("", "")})

    assert "Der er ikke noget at gemme." in text_of(upload(client, own, emptied))


def test_a_field_of_each_hand_is_merged_and_marked_to_be_read(client, contributor, own):
    filled = fill(fetch(client, own), {KEY: ("Nej", None)})
    answer(own, KEY, Value(comment="Kollegaens"), by=contributor)

    preview = upload(client, own, filled)
    assert "bliver mærket »læs igennem«" in text_of(preview)
    assert confirm(client, own, preview).status_code == 302

    assert stored(own) == (0, False, "Kollegaens")
    assert own.answers.get().needs_reading


def test_a_conflict_shows_both_texts_who_and_when_and_overwrites_nothing(client, contributor, own):
    filled = fill(fetch(client, own), {KEY: ("Ja", "Min tekst"), SECOND: ("Nej", None)})
    with time_machine.travel(timezone.now() - timedelta(hours=1), tick=False) as then:
        answer(own, KEY, Value(choice=4, comment="Kollegaens tekst"), by=contributor)
        at = timezone.localtime()

    preview = upload(client, own, filled)

    shown = text_of(preview)
    assert "1 svar er ændret af en anden imens" in shown
    assert f"Bo Bidrag, {at.day}." in shown
    assert f"kl. {at:%H.%M}" in shown
    assert "Kollegaens tekst" in shown
    assert "Min tekst" in shown
    assert then

    left = confirm(client, own, preview)

    assert left.status_code == 409
    assert "1 svar er gemt fra regnearket." in text_of(left)
    assert "Række 2: Vælg, hvad der skal gælde." in text_of(left)
    assert "Nye svar" not in text_of(left)
    assert stored(own) == (4, False, "Kollegaens tekst")
    assert stored(own, SECOND) == (0, False, "")


@pytest.mark.parametrize(("keep", "text"), [("stored", "Kollegaens tekst"), ("workbook", "Min tekst")])
def test_the_person_chooses_which_text_counts(client, contributor, own, keep, text):
    filled = fill(fetch(client, own), {KEY: ("Ja", "Min tekst")})
    answer(own, KEY, Value(choice=1, comment="Kollegaens tekst"), by=contributor)
    preview = upload(client, own, filled)

    saved = confirm(client, own, preview, deletion_headline_keep=keep, deletion_headline_seen="1")

    assert saved.status_code == 302
    assert stored(own)[2] == text
    assert stored(own)[0] == (1 if keep == "stored" else 4)


def test_keeping_the_stored_comment_still_saves_the_new_choice(client, contributor, own):
    filled = fill(fetch(client, own), {KEY: ("Ja", "Min tekst")})
    answer(own, KEY, Value(comment="Kollegaens tekst"), by=contributor)
    preview = upload(client, own, filled)

    confirm(client, own, preview, deletion_headline_keep="stored", deletion_headline_seen="2")

    assert stored(own) == (4, False, "Kollegaens tekst")


def test_a_choice_beside_a_comment_in_conflict_is_taken_as_seen(client, contributor, own):
    """The trial wrote the choice and took it back; the version the page names is the one that saving makes."""
    filled = fill(fetch(client, own), {KEY: ("Ja", "Min tekst")})
    answer(own, KEY, Value(comment="Kollegaens tekst"), by=contributor)
    preview = upload(client, own, filled)
    assert f'name="{KEY}-seen" value="2"' in preview.content.decode()

    assert (
        confirm(client, own, preview, deletion_headline_keep="workbook", deletion_headline_seen="2").status_code == 302
    )

    assert stored(own) == (4, False, "Min tekst")


def test_a_change_between_preview_and_confirming_is_a_new_conflict(client, contributor, own):
    preview = upload(client, own, fill(fetch(client, own), {KEY: ("Ja", None), SECOND: ("Ja", None)}))
    answer(own, KEY, Value(choice=1), by=contributor)

    left = confirm(client, own, preview)

    assert left.status_code == 409
    assert "Hvad skal gælde?" in text_of(left)
    assert stored(own) == (1, False, "")
    assert stored(own, SECOND) == (4, False, "")


def test_a_choice_made_over_an_older_text_is_asked_again(client, contributor, own):
    filled = fill(fetch(client, own), {KEY: (None, "Min tekst")})
    answer(own, KEY, Value(comment="Første"), by=contributor)
    preview = upload(client, own, filled)
    answer(own, KEY, Value(comment="Anden"), by=contributor, base_version=1)

    left = confirm(client, own, preview, deletion_headline_keep="workbook", deletion_headline_seen="1")

    assert left.status_code == 409
    assert "Anden" in text_of(left)
    assert stored(own) == (None, False, "Anden")


def test_pressing_twice_writes_once(client, own):
    preview = upload(client, own, fill(fetch(client, own), {KEY: ("Ja", "Tekst")}))

    confirm(client, own, preview)
    again = confirm(client, own, preview)

    assert again.status_code == 302
    assert "Alt fra regnearket stod her i forvejen." in text_of(client.get(again.url))
    assert AnswerRevision.objects.count() == 1


def test_a_contributor_saves_only_their_own_areas(client, contributor, own):
    AreaAssignment.objects.create(response=own, area=own.survey.areas.get(key="deletion"), user=contributor)
    client.force_login(contributor)
    filled = fill(fetch(client, own), {KEY: ("Ja", None), "dane-headline": ("Ja", "Ikke min")})

    preview = upload(client, own, filled)
    assert "1 svar er i et område, du ikke har" in text_of(preview)
    assert "Området er ikke fordelt til dig." in text_of(preview)
    confirm(client, own, preview)

    assert stored(own) == (4, False, "")
    assert stored(own, "dane-headline") is None


def test_an_area_taken_away_before_confirming_is_not_written(client, contributor, own):
    given = AreaAssignment.objects.create(response=own, area=own.survey.areas.get(key="deletion"), user=contributor)
    client.force_login(contributor)
    preview = upload(client, own, fill(fetch(client, own), {KEY: ("Ja", None)}))
    given.delete()

    assert confirm(client, own, preview).status_code == 409
    assert not Answer.objects.exists()


def test_a_preview_of_another_person_response_or_time_saves_nothing(client, lead, contributor, own, municipality):
    own.is_open_to_all = True
    own.save()
    preview = upload(client, own, fill(fetch(client, own), {KEY: ("Ja", None)}))
    other = make_response(make_survey("2024"), municipality)
    sent = {"rows": carried(preview), "confirm": "1"}

    assert client.post(url(other, "save_workbook"), sent).status_code == 409
    assert client.post(url(own, "save_workbook"), sent | {"rows": carried(preview)[:-1]}).status_code == 409
    assert client.post(url(own, "save_workbook")).status_code == 409
    client.force_login(contributor)
    refused = client.post(url(own, "save_workbook"), sent)
    assert refused.status_code == 409
    assert "Listen er for gammel eller er vist for en anden. Intet er gemt." in text_of(refused)
    client.force_login(lead)
    with time_machine.travel(timezone.now() + timedelta(hours=2, minutes=1)):
        client.force_login(lead)
        assert client.post(url(own, "save_workbook"), sent).status_code == 409
    assert not Answer.objects.exists()
    assert client.post(url(own, "save_workbook"), sent).status_code == 302


def test_a_locked_response_takes_no_workbook_and_still_gives_one(client, lead, own):
    content = fetch(client, own)
    preview = upload(client, own, fill(content, {"dane-2": ("Nej", None)}))
    fill_response(own, by=lead)
    submit_response(response=own, by=lead)

    late = confirm(client, own, preview)
    refused = upload(client, own, content)

    for answered in (late, refused):
        assert answered.status_code == 409
        assert "Besvarelsen er låst, så regnearket kan ikke læses ind." in text_of(answered)
    assert stored(own, "dane-2") == (4, False, "")
    own.refresh_from_db()
    assert own.state == ResponseState.SUBMITTED
    assert client.get(url(own, "workbook")).status_code == 200
    assert fetch(client, own)[:2] == b"PK"


def test_a_form_without_a_file_says_so(client, own):
    refused = client.post(url(own, "workbook"))

    assert refused.status_code == 422
    assert text_of(refused).count("Vælg den fil, I har udfyldt.") == 2


def test_coming_back_to_the_preview_by_its_address_leads_to_the_upload(client, own):
    assert client.get(url(own, "save_workbook")).url == url(own, "workbook")


# Six of them take the person's turn at reading a file, in the shared cache, and give it back.
OF_EVERY_PREVIEW = 17
OF_A_NEW_ANSWER = 4


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_preview_costs_a_fixed_number_of_queries_for_each_new_answer(client, own, count, django_assert_num_queries):
    keys = own.survey.questions.values_list("key", flat=True)[:count]
    filled = fill(fetch(client, own), dict.fromkeys(keys, ("Ja", "Tekst")))
    address = url(own, "workbook")

    with django_assert_num_queries(OF_EVERY_PREVIEW + OF_A_NEW_ANSWER * count):
        client.post(address, {"workbook": SimpleUploadedFile("svar.xlsx", filled)})
