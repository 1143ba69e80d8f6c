"""Internal notes: written beside the case or a question, struck out, never changed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from municipalities.enums import StaffRole
from surveys.access import can_strike
from surveys.enums import SurveyState
from surveys.models import InternalNote, Survey
from surveys.services.conflicts import declare_conflict
from surveys.services.errors import ResponseError
from surveys.services.notes import strike_note, write_note
from tests.factories.municipalities import make_staff
from tests.factories.surveys import make_survey
from tests.surveys.pages import text_of

STOPPED, ASKED = "070761-4285", "0101011234"


def url(name, response, *more):
    return reverse(f"surveys:{name}", args=[response.survey.slug, response.municipality.code, *more])


def write(client, response, **data):
    return client.post(url("notes", response), data, follow=True)


@pytest.fixture
def note(submitted_response, case_handler) -> InternalNote:
    return write_note(response=submitted_response, by=case_handler, text=" Ring til Lea.\nHun ved det. ")


# --- The services -------------------------------------------------------------------


def test_a_note_says_who_when_and_about_what(submitted_response, case_handler):
    question = submitted_response.survey.questions.get(key="dpia-2")
    note = write_note(response=submitted_response, by=case_handler, text=" Tynd. ", question=question)
    assert (note.text, note.by, note.question, note.is_struck) == ("Tynd.", case_handler, question, False)
    assert timezone.now() - note.at < timedelta(minutes=1)


def test_a_conflict_declared_meanwhile_stops_writing_and_striking(note, submitted_response, case_handler):
    declare_conflict(
        user=case_handler, municipality=submitted_response.municipality, reason="Min bror er kommunaldirektør."
    )
    with pytest.raises(ResponseError, match="inhabil"):
        write_note(response=submitted_response, by=case_handler, text="Ring igen.")
    with pytest.raises(ResponseError, match="inhabil"):
        strike_note(note=note, by=case_handler, reason="Forkert sag.")
    note.refresh_from_db()
    assert (submitted_response.notes.count(), note.is_struck) == (1, False)


def test_a_button_pressed_twice_writes_one_note(note, submitted_response, case_handler, manager):
    again = {"response": submitted_response, "text": note.text}
    assert write_note(**again, by=case_handler) == note
    assert write_note(**again, by=manager) != note
    assert write_note(**again, by=case_handler, now=timezone.now() + timedelta(minutes=2)) != note
    assert write_note(**again, by=case_handler, question=submitted_response.survey.questions.first()) != note


def test_a_note_that_was_struck_out_may_be_written_again(note, submitted_response, case_handler):
    strike_note(note=note, by=case_handler, reason="Fejl")
    assert write_note(response=submitted_response, by=case_handler, text=note.text) != note


def test_no_note_without_words_or_about_another_surveys_question(submitted_response, case_handler):
    other = make_survey("2027").questions.first()
    for data in ({"text": " \n"}, {"text": "Note", "question": other}):
        with pytest.raises(ResponseError):
            write_note(response=submitted_response, by=case_handler, **data)
    assert not InternalNote.objects.exists()


def test_striking_out_keeps_the_words_and_says_why(note, manager):
    struck = strike_note(note=note, by=manager, reason=" Forkert kommune. ")
    struck.refresh_from_db()
    assert (struck.text, struck.struck_by, struck.struck_reason) == (note.text, manager, "Forkert kommune.")


def test_a_note_is_struck_out_once_and_with_a_reason(note, case_handler, manager):
    with pytest.raises(ResponseError, match="begrundelse"):
        strike_note(note=note, by=case_handler, reason=" ")
    strike_note(note=note, by=case_handler, reason="Fejl")
    with pytest.raises(ResponseError, match="allerede"):
        strike_note(note=note, by=manager, reason="Igen")
    note.refresh_from_db()
    assert note.struck_reason == "Fejl"


def test_its_writer_or_a_manager_strikes_a_note_out(note, case_handler, manager, auditor, lead):
    another = make_staff(StaffRole.CASE_HANDLER, name="Nanna Ny")
    people = (case_handler, manager, another, auditor, lead)
    assert [can_strike(person, note) for person in people] == [True, True, False, False, False]
    case_handler.agency_roles.all().delete()
    assert not can_strike(type(case_handler).objects.get(pk=case_handler.pk), note)


# --- The pages ----------------------------------------------------------------------


def test_a_note_stands_beside_its_question_or_in_the_case(client, submitted_response, case_handler):
    client.force_login(case_handler)
    html = text_of(write(client, submitted_response, question="dpia-2", text="Se <b>2024</b>.\r\nOg 2023."))
    assert "Noten er gemt." in html
    beside = html[html.index('id="svar-dpia-2"') : html.index('id="svar-dpia-3"')]
    assert "Se &lt;b&gt;2024&lt;/b&gt;. Og 2023.</p>" in beside
    html = text_of(write(client, submitted_response, question="", text="Hele sagen er tynd."))
    assert "Hele sagen er tynd." in html[html.index('id="case"') :]
    assert "Alle noter (2)" in html


def test_a_long_note_of_the_case_is_cut_there_and_whole_on_its_page(client, submitted_response, case_handler):
    client.force_login(case_handler)
    long, short = "Lang " * 80 + "slut.", "x" * 300
    for text in (long, short):
        write_note(response=submitted_response, by=case_handler, text=text)
    case, notes = (text_of(client.get(url(name, submitted_response))) for name in ("response", "notes"))
    assert "slut." not in case
    assert case.count("Læs hele noten") == 1
    assert short in case
    assert long in notes
    assert "Læs hele noten" not in notes


def test_the_page_is_asked_about_a_question_and_leads_back_to_the_note(client, submitted_response, case_handler):
    client.force_login(case_handler)
    case = client.get(url("response", submitted_response)).content.decode()
    address = f"{url('notes', submitted_response)}?spoergsmaal=dane-3"
    assert address in case
    assert '<option value="dane-3" selected>' in client.get(address).content.decode()
    sent = client.post(url("notes", submitted_response), {"question": "dane-3", "text": "Nå."})
    assert sent["Location"] == f"{url('response', submitted_response)}#note-{InternalNote.objects.get().pk}"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"text": " "}, "Skriv en note."),
        ({"text": "x" * 5001}, "Skriv højst 5000 tegn"),
        ({"text": "Note", "question": "dpia-9"}, "Vælg et spørgsmål i listen"),
        ({"text": f"Borgeren er {STOPPED}."}, "Teksten indeholder et CPR-nummer: Borgeren er xxxxxx-xxxx."),
        ({"text": f"Sagen er {ASKED}."}, "Er der et CPR-nummer i teksten? Sagen er xxxxxx-xxxx."),
    ],
)
def test_a_mistaken_note_says_what_to_do_and_stays_in_the_field(client, submitted_response, case_handler, data, said):
    client.force_login(case_handler)
    html = text_of(write(client, submitted_response, **data))
    assert said in html
    assert "Der er problemer" in html
    assert data["text"].strip() in html
    assert not InternalNote.objects.exists()


def test_what_may_be_a_cpr_number_is_saved_once_someone_has_looked(client, submitted_response, case_handler):
    client.force_login(case_handler)
    text = f"Sagen er {ASKED}."
    assert 'name="not_cpr"' not in text_of(client.get(url("notes", submitted_response)))
    assert 'name="not_cpr"' in text_of(write(client, submitted_response, text=text))
    write(client, submitted_response, text=text, not_cpr="on")
    assert InternalNote.objects.get().is_cpr_denied
    write(client, submitted_response, text=f"Borgeren er {STOPPED}.", not_cpr="on")
    write(client, submitted_response, text="Almindelig.", not_cpr="on")
    assert list(InternalNote.objects.values_list("text", "is_cpr_denied")) == [(text, True), ("Almindelig.", False)]


def test_an_auditor_reads_and_writes_nothing(client, note, auditor):
    client.force_login(auditor)
    case, notes = (text_of(client.get(url(name, note.response))) for name in ("response", "notes"))
    for html in (case, notes):
        assert "Ring til Lea." in html
        assert "Skriv" not in html[html.index("<main") : html.index("</main")]
    assert "/overstreg/" not in notes


def test_striking_out_is_offered_and_done(client, note, case_handler):
    client.force_login(case_handler)
    address = url("strike_note", note.response, note.pk)
    assert address in text_of(client.get(url("notes", note.response)))
    assert "Skriv en begrundelse." in text_of(client.post(address, {"reason": ""}))
    html = text_of(client.post(address, {"reason": "Det var <i>en anden</i>."}, follow=True))
    assert "<s>Ring til Lea. Hun ved det.</s>" in html
    assert "af Sofie Sag: Det var &lt;i&gt;en anden&lt;/i&gt;." in html
    assert address not in html
    assert "allerede streget over" in text_of(client.get(address, follow=True))


def test_another_case_handler_may_not_strike_it_out(client, note):
    client.force_login(make_staff(StaffRole.CASE_HANDLER))
    address = url("strike_note", note.response, note.pk)
    assert address not in text_of(client.get(url("notes", note.response)))
    assert client.post(address, {"reason": "Nej"}).status_code == 403
    note.refresh_from_db()
    assert not note.is_struck


def test_a_note_of_another_case_is_not_found(client, note, survey, other_municipality, case_handler):
    client.force_login(case_handler)
    address = reverse("surveys:strike_note", args=[survey.slug, other_municipality.code, note.pk])
    assert client.get(address).status_code == 404
    assert "Ring til Lea." not in text_of(client.get(reverse("surveys:notes", args=[survey.slug, "9999"])))


def test_notes_can_be_written_in_an_archived_survey(client, submitted_response, case_handler):
    """The case may still be asked about."""
    Survey.objects.update(state=SurveyState.ARCHIVED)
    client.force_login(case_handler)
    assert "Noten er gemt." in text_of(write(client, submitted_response, text="Udleveret."))


def test_the_list_takes_as_many_queries_whatever_was_written(
    client, note, case_handler, manager, django_assert_num_queries
):
    client.force_login(case_handler)
    client.get(url("notes", note.response))
    with django_assert_num_queries(6):
        client.get(url("notes", note.response))
    questions = note.response.survey.questions.all()[:5]
    for question in questions:
        write_note(response=note.response, by=manager, text="Mere.", question=question)
    strike_note(note=note, by=manager, reason="Fejl")
    with django_assert_num_queries(6):
        client.get(url("notes", note.response))
    with django_assert_num_queries(21):
        client.get(url("response", note.response))
