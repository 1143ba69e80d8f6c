"""The pages of a follow-up, from both sides: what they show, refuse, keep and count."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from municipalities.enums import Role
from surveys.enums import FollowUpState, ResponseState
from surveys.merge import Value
from surveys.models import AreaAssignment, FollowUp, FollowUpFile, FollowUpMessage, Response, Survey
from surveys.services.evidence import sweep_files
from surveys.services.responses import move_response
from surveys.uploads import store
from tests.factories.evidence import MULTIPART, multipart
from tests.factories.files import SOUND, make_docx, make_pdf
from tests.factories.follow_ups import QUESTION, make_correction, make_follow_up, make_reply, put_reply_file
from tests.factories.municipalities import make_member
from tests.surveys.pages import text_of, url

CPR, MAYBE_CPR = "311236-9995", "0101369990"
HOSTILE = {
    "borger.txt": f"Bo, {CPR}".encode(),
    "forkert.pdf": SOUND["notat.docx"],
    "program.exe": b"MZ\x90\x00",
    "tom.txt": b"",
    "makro.docx": make_docx("Hej", parts={"word/vbaProject.bin": b"x"}),
    "hemmelig.pdf": make_pdf("Hej", password="kode"),
    "../../etc/passwd.txt": b"x",
    "usynlig\u200b.txt": b"x",
}


@pytest.fixture
def follow_up(submitted_response, case_handler) -> FollowUp:
    return make_follow_up(submitted_response, case_handler)


def thread(follow_up):
    return url(follow_up.response, "follow_up", number=follow_up.number)


def agency(name, follow_up, *more):
    response = follow_up.response
    return reverse(f"surveys:{name}", args=[response.survey.slug, response.municipality.code, *more])


def send(client, follow_up, text="Kun ét.", **fields):
    fields = {"seen": "1", "files": "", "text": text, "proposal": "", "send": "1"} | fields
    return client.post(thread(follow_up), {name: value for name, value in fields.items() if value is not None})


def upload(client, follow_up, name, content, **fields):
    fields = {"seen": "1", "files": "", "text": "Se filen.", "proposal": "1", "add": "1"} | fields
    return client.post(thread(follow_up), multipart(name, content, **fields), content_type=MULTIPART)


# --- The agency ---------------------------------------------------------------------


def test_the_case_handler_asks_from_the_answer(client, submitted_response, case_handler):
    client.force_login(case_handler)
    case = reverse("surveys:response", args=[submitted_response.survey.slug, submitted_response.municipality.code])
    address = f"{case}opfoelgning/ny/deletion-headline/"
    assert address in client.get(case).content.decode()
    assert "Spørgsmål 1 om Sletning?" in text_of(client.get(address))

    sent = {"text": "Hvilke systemer mangler på Ærø?", "proposal": "2", "answer_by": "24.12.2026"}
    shown = text_of(client.post(address, sent, follow=True))
    assert "Spørgsmålet er sendt til kommunen." in shown
    assert "Hvilke systemer mangler på Ærø?" in shown
    assert "Foreslår svaret »Delvist – mellem 1/3 og 2/3 gennemført«." in shown
    assert "Svar senest 24. december 2026" in shown
    assert "Opfølgning 1 er i gang" in text_of(client.get(case))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": " "}, "Skriv en tekst."),
        ({"text": "æ" * 5001}, "Teksten er på 5001 tegn."),
        ({"text": f"Anne, {CPR}"}, "Teksten indeholder et CPR-nummer: Anne, xxxxxx-xxxx."),
        ({"answer_by": "i morgen"}, "Skriv datoen som 24.12.2026."),
        ({"answer_by": "1.1.2020"}, "Dagen er gået."),
        ({"proposal": "9"}, "Vælg en af svarmulighederne."),
        ({"proposal": "-"}, "Vælg en af svarmulighederne."),
    ],
)
def test_a_question_that_would_not_do_is_refused_and_kept(client, submitted_response, case_handler, sent, said):
    client.force_login(case_handler)
    place = [submitted_response.survey.slug, submitted_response.municipality.code, "deletion-headline"]
    sent = {"text": "Hvad?", "proposal": "", "answer_by": "24.12.2026"} | sent
    answer = client.post(reverse("surveys:open_follow_up", args=place), sent)

    assert text_of(answer).count(said) == 2, "beside the field and in the summary"
    assert answer.context["form"]["text"].value() == sent["text"]
    assert not FollowUp.objects.exists()


def test_an_unknown_question_and_number_are_not_found(client, follow_up, case_handler, lead):
    client.force_login(case_handler)
    assert client.get(agency("open_follow_up", follow_up, "findes-ikke")).status_code == 404
    assert client.get(agency("agency_follow_up", follow_up, 9)).status_code == 404
    client.force_login(lead)
    assert client.get(url(follow_up.response, "follow_up", number=9)).status_code == 404


@pytest.mark.parametrize("state", ["returned", "withdrawn"])
def test_nothing_is_offered_where_it_cannot_be_asked(client, submitted_response, case_handler, state):
    move_response(response=submitted_response, target=ResponseState(state), by=case_handler, reason="Fordi.")
    client.force_login(case_handler)
    place = [submitted_response.survey.slug, submitted_response.municipality.code]
    assert "Følg op på svaret" not in client.get(reverse("surveys:response", args=place)).content.decode()
    sent = {"text": "Hvad?", "proposal": "", "answer_by": "24.12.2026"}
    answer = client.post(reverse("surveys:open_follow_up", args=[*place, "deletion-headline"]), sent)
    assert "Der kan spørges til et svar, når den er indsendt." in text_of(answer)
    assert not FollowUp.objects.exists()


def test_an_auditor_reads_and_is_offered_nothing(client, follow_up, auditor):
    client.force_login(auditor)
    shown = client.get(agency("agency_follow_up", follow_up, 1)).content.decode()
    assert QUESTION in shown
    assert "Spørg igen" not in shown
    assert "Afslut opfølgningen" not in shown
    case = client.get(agency("response", follow_up)).content.decode()
    assert "Opfølgning 1" in case
    assert "Følg op på svaret" not in case


def test_the_case_handler_asks_again_and_closes(client, follow_up, case_handler, lead):
    make_reply(follow_up, lead, "Kun ét, på Fanø.")
    client.force_login(case_handler)
    shown = text_of(client.get(agency("agency_follow_up", follow_up, 1)))
    assert "Kun ét, på Fanø." in shown
    assert "Svar fra Lea Leder" in shown
    sent = {"text": "Hvornår?", "proposal": "", "answer_by": "24.12.2026"}
    stale = client.post(agency("agency_follow_up", follow_up, 1), sent | {"seen": "1"})
    assert "Der er kommet en ny besked, siden du åbnede siden." in text_of(stale)
    assert stale.context["form"]["text"].value() == "Hvornår?"
    client.post(agency("agency_follow_up", follow_up, 1), sent | {"seen": "2"})
    make_reply(follow_up, lead, "I maj.")

    page = client.get(agency("close_follow_up", follow_up, 1))
    assert "Svaret står ved magt." in text_of(page)
    sent = {"seen": str(page.context["seen"]), "outcome": page.context["outcome"], "text": "Tak, så er det klart."}
    shown = text_of(client.post(agency("close_follow_up", follow_up, 1), sent, follow=True))
    assert "Opfølgningen er afsluttet." in shown
    assert "Tak, så er det klart." in shown
    assert "Spørg igen" not in shown
    assert client.get(agency("close_follow_up", follow_up, 1)).status_code == 302


def test_closing_on_an_answer_that_was_changed_meanwhile_is_refused_and_kept(client, follow_up, case_handler, lead):
    client.force_login(case_handler)
    make_correction(follow_up, lead, Value(choice=0))
    sent = {"seen": "1", "outcome": "upheld", "text": "Tak."}
    answer = client.post(agency("close_follow_up", follow_up, 1), sent)

    assert "Der er kommet en ny besked" in text_of(answer)
    assert answer.context["form"]["text"].value() == "Tak."
    assert "Svaret er rettet." in text_of(answer)
    follow_up.refresh_from_db()
    assert follow_up.state == FollowUpState.ANSWERED


def test_the_case_tells_which_submission_counts(client, follow_up, case_handler, lead):
    make_correction(follow_up, lead, Value(choice=0))
    client.force_login(case_handler)
    case = text_of(client.get(agency("response", follow_up)))
    assert "<strong>Nr. 2</strong> (tæller)" in case
    shown = text_of(client.get(agency("agency_follow_up", follow_up, 1)))
    assert "Svaret er rettet fra »Ja« til »Nej«. Det er indsendelse nr. 2, som tæller nu." in shown
    make_correction(follow_up, lead, Value(choice=0, comment="Se bilag"))
    shown = text_of(client.get(agency("agency_follow_up", follow_up, 1)))
    assert "Svaret er rettet fra »Ja« til »Nej«. Det er indsendelse nr. 2." in shown
    assert "Kommentaren til svaret er rettet. Det er indsendelse nr. 3, som tæller nu." in shown


@pytest.mark.parametrize(("state", "asks", "closes"), [("returned", False, True), ("withdrawn", False, False)])
def test_what_the_agency_is_offered_follows_the_response(client, follow_up, case_handler, state, asks, closes):
    move_response(response=follow_up.response, target=ResponseState(state), by=case_handler, reason="Fordi.")
    client.force_login(case_handler)
    shown = text_of(client.get(agency("agency_follow_up", follow_up, 1)))
    assert ("Spørg igen" in shown, "Er spørgsmålet besvaret?" in shown) == (asks, closes)
    assert ("Der kan spørges igen, når den er indsendt." in shown) == closes
    sent = {"seen": "1", "text": "Og hvornår?", "proposal": "", "answer_by": "24.12.2026"}
    late = client.post(agency("agency_follow_up", follow_up, 1), sent)
    assert late.context["form"].non_field_errors()
    assert late.context["form"]["text"].value() == "Og hvornår?"
    assert follow_up.messages.count() == 1


# --- The municipality ---------------------------------------------------------------


def test_the_start_and_the_overview_tell_what_is_waited_for(client, follow_up, lead, case_handler):
    client.force_login(lead)
    for address in (f"/kommuner/{follow_up.response.municipality.slug}/", url(follow_up.response, "overview")):
        shown = text_of(client.get(address))
        assert "venter på jeres svar" in shown
        assert thread(follow_up) in shown
        assert "14 dage tilbage" in shown
    make_reply(follow_up, lead)
    assert thread(follow_up) not in text_of(client.get(f"/kommuner/{follow_up.response.municipality.slug}/"))
    overview = client.get(url(follow_up.response, "overview")).content.decode()
    assert thread(follow_up) not in overview
    assert url(follow_up.response, "follow_ups") in overview
    assert "Venter på tilsynet" in text_of(client.get(url(follow_up.response, "follow_ups")))


def test_the_municipality_reads_the_agencys_name_and_not_the_persons(client, follow_up, reader, settings):
    settings.SENDER_NAME = "Prøvetilsynet"
    client.force_login(reader)
    shown = text_of(client.get(thread(follow_up)))
    assert "Spørgsmål fra Prøvetilsynet" in shown
    assert "Sofie Sag" not in shown
    assert "Jeres svar til tilsynet" not in shown, "a reader reads"


@pytest.mark.parametrize(("area", "is_offered"), [("deletion", True), ("dane", False)])
def test_a_contributor_replies_about_their_own_area(client, follow_up, contributor, area, is_offered):
    areas = follow_up.response.survey.areas
    AreaAssignment.objects.create(response=follow_up.response, area=areas.get(key=area), user=contributor)
    client.force_login(contributor)
    assert ("Jeres svar til tilsynet" in text_of(client.get(thread(follow_up)))) == is_offered
    assert send(client, follow_up).status_code == (302 if is_offered else 403)


def test_an_approver_replies(client, follow_up, approver):
    client.force_login(approver)
    assert "Svaret er sendt til tilsynet." in text_of(client.get(send(client, follow_up).url))


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 12])
def test_a_page_that_says_nothing_of_what_it_showed_sends_nothing(client, follow_up, lead, seen):
    client.force_login(lead)
    answer = send(client, follow_up, seen=seen)
    assert (answer.status_code, follow_up.messages.count()) == (422, 1)
    assert answer.context["form"]["text"].value() == "Kun ét."


@pytest.mark.parametrize(
    ("text", "said"), [("", "Skriv en tekst."), ("å" * 5001, "5001"), (f"Bo {CPR}", "Teksten rummer et CPR-nummer.")]
)
def test_a_reply_that_would_not_do_is_refused_and_kept(client, follow_up, lead, text, said):
    client.force_login(lead)
    answer = send(client, follow_up, text, proposal="2")
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert (answer.context["form"]["text"].value(), answer.context["form"]["proposal"].value()) == (text, "2")
    assert follow_up.messages.count() == 1


def test_a_doubtful_number_is_asked_about_and_a_no_sends(client, follow_up, lead):
    client.force_login(lead)
    answer = send(client, follow_up, f"Sag {MAYBE_CPR}")
    assert "Er det et CPR-nummer?" in text_of(answer)
    assert send(client, follow_up, f"Sag {MAYBE_CPR}", send=None, not_cpr="1").status_code == 302
    assert follow_up.messages.last().text == f"Sag {MAYBE_CPR}"


def test_a_file_is_added_beside_the_text_sent_along_and_read_by_the_agency(
    client, follow_up, lead, case_handler, outsider
):
    client.force_login(lead)
    shown = upload(client, follow_up, "Plan på Ærø.txt", b"Vi begynder i maj.")
    file = FollowUpFile.objects.get()
    assert "Filen »Plan på Ærø.txt« er tilføjet." in text_of(shown)
    assert (shown.context["form"]["text"].value(), shown.context["form"]["proposal"].value()) == ("Se filen.", "1")
    address = agency("agency_follow_up_file", follow_up, file.pk)
    client.force_login(case_handler)
    assert client.get(address).status_code == 404, "not before it is sent"

    client.force_login(lead)
    assert send(client, follow_up, files=str(file.pk)).status_code == 302
    client.force_login(case_handler)
    answer = client.get(address)
    assert answer.getvalue() == b"Vi begynder i maj."
    assert "attachment" in answer["Content-Disposition"]
    client.force_login(outsider)
    assert client.get(url(follow_up.response, "follow_up_file", pk=file.pk)).status_code == 404


def test_a_file_chosen_and_not_added_goes_along_when_the_reply_is_sent(client, follow_up, lead):
    client.force_login(lead)
    sent = {"seen": "1", "files": "", "text": "Se filen.", "proposal": "", "send": "1"}
    body = multipart("plan.txt", b"Maj.", **sent)
    assert client.post(thread(follow_up), body, content_type=MULTIPART).status_code == 302
    assert FollowUpFile.objects.get().message == follow_up.messages.last()


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_file_is_refused_and_the_text_is_kept(client, follow_up, lead, name):
    client.force_login(lead)
    answer = upload(client, follow_up, name, HOSTILE[name])
    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == "Se filen."
    assert answer.context["form"].errors.keys() == {"file"}
    assert not FollowUpFile.objects.exists()


def test_adding_without_choosing_says_so_beside_the_field(client, follow_up, lead):
    client.force_login(lead)
    answer = send(client, follow_up, "", send=None, add="1")
    assert answer.context["form"].errors == {"file": ["Vælg en fil."]}


def test_a_file_with_a_doubtful_number_waits_for_an_answer(client, follow_up, lead, approver):
    client.force_login(lead)
    for button, number in (("is_cpr_file", 0), ("not_cpr_file", 1)):
        shown = upload(client, follow_up, "sager.txt", f"Sag {MAYBE_CPR}".encode())
        assert "Er det et CPR-nummer?" in text_of(shown)
        held = shown.context["intake"].waiting
        client.force_login(approver)
        other = send(client, follow_up, send=None, held=held, **{button: "1"})
        assert "Filen har ventet for længe" in text_of(other), "another's file is not theirs to answer for"
        client.force_login(lead)
        shown = upload(client, follow_up, "sager.txt", f"Sag {MAYBE_CPR}".encode())
        held = shown.context["intake"].waiting
        answer = send(client, follow_up, "Mit svar", send=None, held=held, **{button: "1"})
        assert answer.context["form"]["text"].value() == "Mit svar"
        assert FollowUpFile.objects.count() == number


def test_a_file_is_taken_off_again_and_its_bytes_go(client, follow_up, lead, django_capture_on_commit_callbacks):
    file = put_reply_file(follow_up, lead)
    client.force_login(lead)
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(client, follow_up, send=None, remove=str(file.pk), files=str(file.pk))
    assert "Filen er fjernet." in text_of(answer)
    assert answer.context["form"]["text"].value() == "Kun ét."
    with pytest.raises(store.FileFaultError):
        store.open_whole(file.stored_as, file.sha256)
    assert send(client, follow_up, send=None, remove="x").status_code == 200


def test_a_sent_file_is_not_taken_off(client, follow_up, lead):
    file = put_reply_file(follow_up, lead)
    make_reply(follow_up, lead)
    client.force_login(lead)
    send(client, follow_up, send=None, remove=str(file.pk))
    assert FollowUpFile.objects.get() == file


def test_the_sweep_keeps_the_files_of_follow_ups(follow_up, lead):
    sent = put_reply_file(follow_up, lead)
    make_reply(follow_up, lead)
    waiting = put_reply_file(follow_up, lead, "b.txt", b"B")
    orphan = store.save(io.BytesIO(b"Ingens"))
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert sweep_files()
    with pytest.raises(store.FileFaultError):
        store.open_whole(orphan.name, orphan.sha256)
    for file in (sent, waiting):
        store.open_whole(file.stored_as, file.sha256).close()


def test_a_closed_follow_up_is_read_and_takes_nothing(client, follow_up, lead, case_handler):
    client.force_login(case_handler)
    client.post(agency("close_follow_up", follow_up, 1), {"seen": "1", "outcome": "upheld", "text": ""})
    client.force_login(lead)
    shown = text_of(client.get(thread(follow_up)))
    assert "Svaret står ved magt" in shown
    assert "Send svaret" not in shown
    answer = send(client, follow_up, "For sent", seen="2")
    assert (answer.status_code, FollowUpMessage.objects.count()) == (422, 2)
    assert "Opfølgningen er afsluttet" in text_of(answer)
    assert answer.context["form"]["text"].value() == "For sent"
    assert client.get(url(follow_up.response, "correct_answer", number=1)).status_code == 302


# --- The correction -----------------------------------------------------------------


def correct(client, follow_up, **fields):
    fields = {"seen": "1", "choice": "0", "comment_text": "", "message_text": "", "send": "1"} | fields
    return client.post(url(follow_up.response, "correct_answer", number=1), fields)


@pytest.mark.parametrize(("approval", "role"), [(False, Role.LEAD), (True, Role.APPROVER)])
@pytest.mark.parametrize("person", list(Role))
def test_only_whoever_submits_corrects(client, follow_up, municipality, approval, role, person):
    Survey.objects.update(requires_approval=approval)
    client.force_login(make_member(municipality, person))
    allowed = person == role
    assert client.get(url(follow_up.response, "correct_answer", number=1)).status_code == (200 if allowed else 403)
    assert correct(client, follow_up).status_code == (302 if allowed else 403)
    assert follow_up.response.submissions.count() == (2 if allowed else 1)


def test_the_correction_begins_with_what_was_proposed_last(client, submitted_response, case_handler, lead):
    client.force_login(case_handler)
    place = [submitted_response.survey.slug, submitted_response.municipality.code, "deletion-headline"]
    sent = {"text": "Er det ikke 2?", "proposal": "2", "answer_by": "24.12.2026"}
    client.post(reverse("surveys:open_follow_up", args=place), sent)
    client.force_login(lead)
    page = client.get(url(submitted_response, "correct_answer", number=1))
    assert page.context["form"]["choice"].value() == "2"
    assert "indsendelse nr. 2" in text_of(page)


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({"choice": ""}, "choice", "Vælg et svar."),
        ({"choice": "9"}, "choice", "Vælg en af svarmulighederne."),
        ({"comment_text": "ø" * 5001}, "comment_text", "Teksten er på 5001 tegn."),
        ({"comment_text": f"Bo {CPR}"}, "comment_text", "Teksten rummer et CPR-nummer. Fjern det."),
        ({"message_text": f"Sag {MAYBE_CPR}"}, "message_text", "Teksten rummer måske et CPR-nummer. Se efter."),
        ({"choice": "4"}, "__all__", "Det er det svar, I har indsendt."),
        ({"seen": "0"}, "__all__", "Der er kommet en ny besked"),
    ],
)
def test_a_correction_that_would_not_do_is_refused_and_kept(client, follow_up, lead, sent, field, said):
    client.force_login(lead)
    answer = correct(client, follow_up, **{"message_text": "Vi tog fejl."} | sent)

    assert answer.status_code == 422
    assert said in " ".join(answer.context["form"].errors[field])
    assert said in text_of(answer)
    assert answer.context["form"]["message_text"].value() == sent.get("message_text", "Vi tog fejl.")
    assert follow_up.response.submissions.count() == 1


def test_a_bare_not_relevant_is_refused_beside_the_comment(client, submitted_response, case_handler, lead):
    follow_up = make_follow_up(submitted_response, case_handler, "dpia-3")
    client.force_login(lead)
    answer = correct(client, follow_up, choice="-")
    assert answer.context["form"].errors == {
        "comment_text": ["Skriv i kommentaren, hvorfor spørgsmålet ikke er relevant for jer."]
    }


def test_a_correction_that_came_after_the_return_is_told_why_and_kept(client, follow_up, lead, case_handler):
    move_response(response=follow_up.response, target=ResponseState.RETURNED, by=case_handler, reason="Ret alt.")
    client.force_login(lead)
    answer = correct(client, follow_up, message_text="Vi tog fejl.")
    assert "Besvarelsen er sendt tilbage til jer" in text_of(answer)
    assert answer.context["form"]["message_text"].value() == "Vi tog fejl."
    shown = text_of(client.get(thread(follow_up)))
    assert "Besvarelsen er ved at blive rettet" in shown
    assert "Ret svaret</a>" not in shown
    assert send(client, follow_up).status_code == 302, "the conversation goes on"


# --- Queries ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "number"), [("thread", 10), ("list", 5), ("agency", 9), ("case", 21), ("home", 6), ("overview", 12)]
)
def test_the_pages_need_as_many_queries_whatever_was_said(
    client, submitted_response, lead, case_handler, django_assert_num_queries, name, number
):
    follow_up = make_follow_up(submitted_response, case_handler)
    make_correction(follow_up, lead, Value(choice=1))
    make_reply(follow_up, lead)
    address, user = {
        "thread": (thread(follow_up), lead),
        "list": (url(submitted_response, "follow_ups"), lead),
        "home": (f"/kommuner/{submitted_response.municipality.slug}/", lead),
        "overview": (url(submitted_response, "overview"), lead),
        "agency": (agency("agency_follow_up", follow_up, 1), case_handler),
        "case": (agency("response", follow_up), case_handler),
    }[name]
    client.force_login(user)
    client.get(address)
    with django_assert_num_queries(number):
        client.get(address)
    for question in ("dane-headline", "dpia-headline"):
        make_follow_up(submitted_response, case_handler, question)
    for content in (b"1", b"2", b"3"):
        put_reply_file(follow_up, lead, f"{content.decode()}.txt", content)
    make_correction(follow_up, lead, Value(choice=0))
    make_reply(follow_up, lead)
    with django_assert_num_queries(number):
        client.get(address)


def test_another_municipality_finds_nothing(client, follow_up, outsider, other_municipality):
    client.force_login(outsider)
    own = Response.objects.get(municipality=other_municipality)
    assert client.get(url(own, "follow_up", number=1)).status_code == 404
    assert client.get(thread(follow_up)).status_code == 404
    assert QUESTION not in client.get(url(own, "follow_ups")).content.decode()
