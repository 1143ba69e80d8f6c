"""Requests for documents: registered with their seven working days, chosen from, and decided once for all."""

import hashlib
import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from municipalities.enums import StaffRole
from reports.enums import RequestLaw
from reports.models import DocumentRequest
from reports.pdf import render_pdf
from reports.services.errors import RequestError
from reports.services.requests import choose_parts, decide_request
from reports.timeline.choosing import complete
from reports.timeline.document import fingerprint
from reports.timeline.selectors import select_case, select_entries
from reports.verification import find_faults
from surveys.deadlines import COPENHAGEN
from surveys.enums import MailKind, MailState, ResponseState
from surveys.models import Mail
from surveys.services.conflicts import declare_conflict
from surveys.services.responses import move_response, submit_response
from tests.factories.cases import make_request
from tests.factories.municipalities import make_staff
from tests.factories.reports import make_advice, make_draft
from tests.surveys.pages import text_of

NOW = datetime(2026, 12, 21, 9, 0, tzinfo=COPENHAGEN)
WHY = "public-control"
REASON = "Ret svaret om sletning."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def returned(submitted_response, case_handler, clock):
    clock.move_to(NOW + timedelta(minutes=1))
    move_response(response=submitted_response, target=ResponseState.RETURNED, by=case_handler, reason=REASON)
    return submitted_response


@pytest.fixture
def asked(returned, case_handler) -> DocumentRequest:
    return make_request(returned, case_handler)


def test_a_conflict_declared_meanwhile_stops_every_act(asked, case_handler):
    response, mark = asked.response, seen(asked)
    declare_conflict(user=case_handler, municipality=response.municipality, reason="Min bror er kommunaldirektør.")
    acts = (
        lambda: make_request(response, case_handler),
        lambda: choose_parts(request=asked, by=case_handler, choices={}, seen=mark),
        lambda: decide_request(request=asked, by=case_handler, seen=mark),
    )
    for act in acts:
        with pytest.raises(RequestError, match="inhabil"):
            act()
    assert response.document_requests.get().chosen_at is None


def seen(request) -> str:
    request.refresh_from_db()
    case = select_case(request.response)
    return fingerprint(case, complete(case, request.law, request.choices))


def choose(request, by, **left) -> DocumentRequest:
    choices = {key.replace("_", "-"): basis for key, basis in left.items()}
    return choose_parts(request=request, by=by, choices=choices, seen=seen(request))


def decide(request, by) -> DocumentRequest:
    return decide_request(request=request, by=by, seen=seen(request))


def reason_key(response) -> str:
    return f"move-{response.events.get(to_state=ResponseState.RETURNED).pk}-reason"


def url(request, name="document_request", **kwargs) -> str:
    of_case = {"survey": request.response.survey.slug, "code": request.response.municipality.code}
    return reverse(f"reports:{name}", kwargs={**of_case, "number": request.number, **kwargs})


def list_url(response) -> str:
    return reverse("reports:document_requests", args=[response.survey.slug, response.municipality.code])


# --- Registering -----------------------------------------------------------------


def test_a_request_is_due_seven_working_days_after_it_came(returned, case_handler):
    """21 December: 22, 23, 24, 28, 29, 30, 31; Christmas is free and its eve is not."""
    made = make_request(returned, case_handler, received_on=date(2026, 12, 21))

    assert (made.received_on, made.due_on) == (date(2026, 12, 21), date(2026, 12, 31))


def test_each_request_in_a_case_has_the_next_number(returned, case_handler, other_municipality, survey):
    other = survey.responses.get(municipality=other_municipality)
    numbers = [make_request(response, case_handler).number for response in (returned, returned, other)]

    assert numbers == [1, 2, 1]


@pytest.mark.parametrize(("day", "words"), [(date(2026, 12, 22), "fremtiden"), (date(2025, 12, 20), "et år")])
def test_a_day_that_cannot_be_is_refused(returned, case_handler, day, words):
    with pytest.raises(RequestError, match=words):
        make_request(returned, case_handler, received_on=day)
    assert not DocumentRequest.objects.exists()


@pytest.mark.parametrize("day", [NOW.date(), date(2025, 12, 21)])
def test_the_first_and_the_last_day_that_can_be_are_taken(returned, case_handler, day):
    assert make_request(returned, case_handler, received_on=day).received_on == day


def test_open_requests_stand_by_the_day_they_are_due(returned, case_handler, asked):
    earlier = make_request(returned, case_handler, received_on=date(2026, 12, 1))
    decided = make_request(returned, case_handler, received_on=date(2026, 11, 2))
    decide(choose(decided, case_handler), case_handler)

    assert list(DocumentRequest.objects.open()) == [earlier, asked]


# --- Choosing --------------------------------------------------------------------


def test_choosing_stores_a_choice_for_every_part_with_who_and_when(asked, returned, case_handler):
    chosen = choose(asked, case_handler, **{reason_key(returned): WHY})

    assert chosen.choices[reason_key(returned)] == WHY
    assert chosen.choices.keys() >= {entry.key for entry in select_entries(returned)}
    assert (chosen.chosen_by, chosen.chosen_at) == (case_handler, NOW + timedelta(minutes=1))


@pytest.mark.parametrize("basis", ["public-made-up", "party-internal"])
def test_a_basis_of_no_law_or_another_law_is_refused(asked, returned, case_handler, basis):
    with pytest.raises(RequestError, match="hjemmel"):
        choose(asked, case_handler, **{reason_key(returned): basis})
    asked.refresh_from_db()
    assert (asked.choices, asked.chosen_at) == ({}, None)


def test_choices_made_from_an_older_case_are_refused(asked, returned, case_handler):
    before = seen(asked)
    make_request(returned, case_handler)

    with pytest.raises(RequestError, match="ændret"):
        choose_parts(request=asked, by=case_handler, choices={}, seen=before)


def test_of_two_who_choose_at_once_the_second_is_told(asked, returned, case_handler):
    before = seen(asked)
    choose(asked, case_handler, **{reason_key(returned): WHY})

    with pytest.raises(RequestError, match="ændret"):
        choose_parts(request=asked, by=make_staff(StaffRole.CASE_HANDLER), choices={}, seen=before)
    asked.refresh_from_db()
    assert asked.choices[reason_key(returned)] == WHY


# --- Deciding --------------------------------------------------------------------


def test_deciding_stores_the_copy_with_its_hash_and_tells_of_it_in_the_case(asked, returned, case_handler, manager):
    choose(asked, case_handler)
    decided = decide(asked, manager)

    assert bytes(decided.pdf).startswith(b"%PDF")
    assert decided.pdf_sha256 == hashlib.sha256(decided.pdf).hexdigest()
    assert (decided.decided_by, decided.decided_at) == (manager, NOW + timedelta(minutes=1))
    last = select_entries(returned)[-1]
    assert (last.title, last.by) == ("Anmodning om aktindsigt nr. 1 blev afgjort", str(manager))


def test_nothing_is_decided_before_it_is_chosen(asked, case_handler):
    with pytest.raises(RequestError, match="Vælg først"):
        decide(asked, case_handler)


def test_nothing_is_decided_that_nobody_has_seen(asked, returned, case_handler):
    choose(asked, case_handler)
    before = seen(asked)
    move_response(response=returned, target=ResponseState.WITHDRAWN, by=case_handler, reason="Lagt sammen.")

    with pytest.raises(RequestError, match="ændret"):
        decide_request(request=asked, by=case_handler, seen=before)
    asked.refresh_from_db()
    assert asked.decided_at is None


def test_a_decided_request_can_neither_be_chosen_from_nor_decided_again(asked, returned, case_handler):
    choose(asked, case_handler)
    decided = decide(asked, case_handler)

    with pytest.raises(RequestError, match="afgjort"):
        choose(asked, case_handler, **{reason_key(returned): WHY})
    with pytest.raises(RequestError, match="afgjort"):
        decide(asked, case_handler)
    asked.refresh_from_db()
    assert (asked.pdf_sha256, asked.choices) == (decided.pdf_sha256, decided.choices)


def test_what_happens_later_leaves_the_copy_as_it_was(asked, returned, case_handler):
    choose(asked, case_handler)
    decided = bytes(decide(asked, case_handler).pdf)
    move_response(response=returned, target=ResponseState.WITHDRAWN, by=case_handler, reason="Lagt sammen.")

    asked.refresh_from_db()
    assert bytes(asked.pdf) == decided


def test_verify_finds_a_copy_that_was_changed(asked, returned, case_handler):
    choose(asked, case_handler)
    decide(asked, case_handler)
    assert list(find_faults(returned.survey)) == []

    DocumentRequest.objects.update(pdf=b"%PDF-andet")

    code = returned.municipality.code
    assert list(find_faults(returned.survey)) == [f"{code}, aktindsigt 1: PDF-filen er ændret."]


# --- Who sees them ---------------------------------------------------------------


def test_only_those_who_read_responses_see_a_request(asked, lead, case_handler, auditor, administrator):
    def sees(user):
        return DocumentRequest.objects.visible_to(user).exists()

    assert [sees(user) for user in (case_handler, auditor)] == [True, True]
    assert [sees(user) for user in (lead, administrator, AnonymousUser())] == [False, False, False]


# --- The pages -------------------------------------------------------------------


@pytest.fixture
def handler(client, case_handler):
    client.force_login(case_handler)
    return client


def test_a_request_is_registered_on_the_page(handler, returned):
    sent = {"received_on": "21.12.2026", "law": RequestLaw.PARTY, "reference": "2026-432-0100"}

    answer = handler.post(list_url(returned), sent)

    made = DocumentRequest.objects.get()
    assert answer["Location"] == url(made)
    assert (made.law, made.reference, made.due_on) == (RequestLaw.PARTY, "2026-432-0100", date(2026, 12, 31))
    shown = text_of(handler.get(list_url(returned)))
    assert '<td class="nowrap">21. december 2026</td><td class="nowrap">31. december 2026</td>' in shown
    assert "10 dage tilbage" in shown


def test_a_button_pressed_twice_registers_one_request(handler, returned, clock):
    sent = {"received_on": "21.12.2026", "law": RequestLaw.PARTY, "reference": "2026-432-0100"}
    first, second = (handler.post(list_url(returned), sent)["Location"] for _ in range(2))
    assert (first, returned.document_requests.count()) == (second, 1)
    handler.post(list_url(returned), sent | {"reference": "2026-432-0101"})
    clock.move_to(NOW + timedelta(minutes=3))
    handler.post(list_url(returned), sent)
    assert returned.document_requests.count() == 3


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("received_on", "", "Skriv en dato."),
        ("received_on", "i går", "Skriv datoen som 24.11.2026."),
        ("received_on", "22.12.2026", "Datoen ligger i fremtiden. Skriv den dag, anmodningen kom."),
        ("law", "", "Vælg en lov."),
        ("reference", "", "Skriv en henvisning."),
        ("reference", "x" * 61, "Henvisningen er for lang. Skriv højst 60 tegn."),
        ("reference", "070761-4285", "Teksten indeholder et CPR-nummer"),
        ("reference", "journalist@avis.example", "i stedet for en mailadresse."),
    ],
)
def test_a_wrong_field_is_told_beside_it_and_in_the_summary_and_what_was_typed_stays(
    handler, returned, field, value, words
):
    sent = {"received_on": "21.12.2026", "law": "public", "reference": "2026-432-0100"} | {field: value}

    answer = handler.post(list_url(returned), sent)

    assert answer.status_code == 422
    assert text_of(answer).count(words) == 2
    assert answer.context["form"].data.dict() == sent
    assert not DocumentRequest.objects.exists()


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (datetime(2026, 12, 30, 12, 0, tzinfo=COPENHAGEN), "Fristen er i morgen"),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=COPENHAGEN), "Fristen er i dag"),
        (datetime(2027, 1, 1, 0, 0, tzinfo=COPENHAGEN), "Fristen var i går"),
        (datetime(2027, 1, 4, 12, 0, tzinfo=COPENHAGEN), "Fristen er overskredet med 4 dage"),
    ],
)
def test_a_deadline_near_and_passed_is_shown(client, asked, auditor, clock, now, words):
    clock.move_to(now)
    client.force_login(auditor)
    assert words in text_of(client.get(list_url(asked.response)))
    shown = text_of(client.get(url(asked)))
    assert words in shown
    assert ("hvornår svaret kan ventes" in shown) == (now.date() > asked.due_on)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=COPENHAGEN), "Afgjort</span>"),
        (datetime(2027, 1, 1, 0, 0, tzinfo=COPENHAGEN), "Afgjort efter fristen</span>"),
    ],
)
def test_a_decision_after_the_deadline_stays_marked(handler, asked, case_handler, clock, now, words):
    clock.move_to(now)
    choose(asked, case_handler)
    decide(asked, case_handler)
    clock.move_to(now + timedelta(days=90))
    handler.force_login(case_handler)
    assert words in text_of(handler.get(list_url(asked.response)))


def test_choosing_looking_through_and_deciding_on_the_pages(handler, asked, returned):
    page = handler.get(url(asked))
    key = reason_key(returned)
    assert f'id="part-{key}"' in text_of(page)

    answer = handler.post(url(asked), {f"part-{key}": WHY, "seen": page.context["seen"]})
    assert answer["Location"] == url(asked, "document_request_preview")
    preview = handler.get(answer["Location"])
    left_out = "Udeladt: Besvarelsen, 21. december 2026: begrundelsen, efter offentlighedslovens § 33, nr. 2."
    assert left_out in text_of(preview)
    draft = handler.get(url(asked, "document_request_draft"))
    assert (draft.status_code, draft["Content-Type"]) == (200, "application/pdf")

    answer = handler.post(url(asked, "decide_document_request"), {"seen": preview.context["seen"]})
    assert answer["Location"] == url(asked)
    shown = text_of(handler.get(answer["Location"]))
    assert "Anmodningen er afgjort, og kopien er gemt i sagen." in shown
    assert left_out in shown
    asked.refresh_from_db()
    assert handler.get(url(asked, "document_request_pdf")).content == bytes(asked.pdf)


def test_a_basis_that_is_not_on_the_list_is_told_beside_its_part_and_the_other_choices_stay(handler, asked, returned):
    key = reason_key(returned)
    entry = select_entries(returned)[0].key
    page = handler.get(url(asked))

    answer = handler.post(url(asked), {f"part-{key}": "opdigtet", f"part-{entry}": WHY, "seen": page.context["seen"]})

    assert answer.status_code == 422
    shown = text_of(answer)
    assert f'<a href="#part-{key}">Vælg en hjemmel på listen, eller tag delen med.</a>' in shown
    assert f'id="part-{key}-error"' in shown
    assert f'<option value="{WHY}" selected>' in shown
    asked.refresh_from_db()
    assert asked.chosen_at is None


def test_choices_from_an_older_page_are_refused_and_stay_on_it(handler, asked, returned, case_handler):
    key, page = reason_key(returned), handler.get(url(asked))
    make_request(returned, case_handler)

    answer = handler.post(url(asked), {f"part-{key}": WHY, "seen": page.context["seen"]})

    assert answer.status_code == 409
    assert "Sagen eller valgene er ændret, siden du så dem." in text_of(answer)
    assert f'<option value="{WHY}" selected>' in text_of(answer)
    again = handler.post(url(asked), {f"part-{key}": WHY, "seen": answer.context["seen"]})
    assert again["Location"] == url(asked, "document_request_preview")


def test_of_two_who_choose_at_once_on_the_pages_the_second_is_told_and_may_then_save(
    handler, asked, returned, case_handler
):
    key, page = reason_key(returned), handler.get(url(asked))
    choose(asked, case_handler, **{key: "public-other"})

    answer = handler.post(url(asked), {f"part-{key}": WHY, "seen": page.context["seen"]})
    assert answer.status_code == 409
    again = handler.post(url(asked), {f"part-{key}": WHY, "seen": answer.context["seen"]})

    assert again["Location"] == url(asked, "document_request_preview")
    asked.refresh_from_db()
    assert asked.choices[key] == WHY


def test_a_decided_request_shows_what_was_left_out_then_and_nothing_that_came_later(
    handler, asked, returned, case_handler
):
    make_advice(returned.survey)
    choose(asked, case_handler, **{reason_key(returned): WHY})
    decide(asked, case_handler)
    submit_response(response=returned, by=case_handler)
    make_draft(returned)

    shown = text_of(handler.get(url(asked)))

    assert any(entry.internal for entry in select_entries(returned))
    assert shown.count("Udeladt: ") == 1
    assert "begrundelsen, efter offentlighedslovens § 33, nr. 2." in shown


def test_deciding_what_has_changed_shows_it_again(handler, asked, returned, case_handler):
    choose(asked, case_handler)
    preview = handler.get(url(asked, "document_request_preview"))
    make_request(returned, case_handler)

    answer = handler.post(url(asked, "decide_document_request"), {"seen": preview.context["seen"]})

    assert answer.status_code == 409
    assert "Sagen eller valgene er ændret, siden du så dem." in text_of(answer)
    asked.refresh_from_db()
    assert asked.decided_at is None


def test_there_is_no_preview_before_choosing_and_no_copy_before_deciding(handler, asked):
    assert handler.get(url(asked, "document_request_preview"))["Location"] == url(asked)
    assert handler.get(url(asked, "document_request_pdf")).status_code == 404


def test_an_auditor_reads_and_is_offered_nothing_to_do(client, asked, auditor):
    client.force_login(auditor)

    shown = text_of(client.get(list_url(asked.response))) + text_of(client.get(url(asked)))

    assert "<select" not in shown
    assert "Registrér anmodningen" not in shown
    assert "En sagsbehandler vælger" in shown


def test_choices_that_came_after_the_session_ended_are_kept_in_the_page(client, asked):
    answer = client.post(url(asked), {"part-survey-1": WHY, "seen": "x", "described": "Valg til aktindsigt nr. 1"})

    assert answer.status_code == 401
    assert "Valg til aktindsigt nr. 1" in text_of(answer)


def test_a_request_is_only_found_under_its_own_case(handler, asked, other_municipality):
    address = url(asked, code=other_municipality.code)
    assert handler.get(address).status_code == 404


def test_the_pages_take_as_many_queries_for_more_requests(
    handler, asked, returned, case_handler, django_assert_num_queries
):
    choose(asked, case_handler)
    addresses = {list_url(returned): 5, url(asked): 25, url(asked, "document_request_preview"): 25}
    for address, queries in addresses.items():
        handler.get(address)
        with django_assert_num_queries(queries):
            assert handler.get(address).status_code == 200
    for _ in range(3):
        make_request(returned, case_handler)
    for address, queries in addresses.items():
        with django_assert_num_queries(queries):
            assert handler.get(address).status_code == 200


def test_a_case_of_more_than_a_thousand_parts_can_be_chosen_from(handler, asked, returned):
    """Django's own limit is a thousand fields in a form."""
    membership = returned.municipality.memberships.first()
    sent = {"state": MailState.SENT, "sent_at": NOW, "body": "Hej", "kind": MailKind.INVITATION}
    of_person = {"membership": membership, "recipient": membership.user, "address": membership.user.email}
    Mail.objects.bulk_create(Mail(response=returned, **of_person, **sent) for _ in range(500))
    page = handler.get(url(asked))
    names = re.findall(r'<select class="form-select" id="(part-[^"]+)"', text_of(page))
    assert len(names) > 1000

    answer = handler.post(url(asked), dict.fromkeys(names, "public-scope") | {"seen": page.context["seen"]})

    assert answer["Location"] == url(asked, "document_request_preview")
    asked.refresh_from_db()
    assert len(asked.choices) == len(names)


def test_a_second_press_on_decide_leads_to_what_was_decided(handler, asked, case_handler):
    choose(asked, case_handler)
    sent = {"seen": handler.get(url(asked, "document_request_preview")).context["seen"]}
    handler.post(url(asked, "decide_document_request"), sent)

    answer = handler.post(url(asked, "decide_document_request"), sent)

    assert answer["Location"] == url(asked)
    assert "Anmodningen er afgjort og kan ikke ændres." in text_of(handler.get(answer["Location"]))


def test_what_happens_while_the_copy_is_made_stops_the_decision(asked, returned, case_handler, monkeypatch):
    """A long copy takes seconds; someone withdraws the municipality in the middle of them."""
    choose(asked, case_handler)
    before = seen(asked)

    def meanwhile(html):
        move_response(response=returned, target=ResponseState.WITHDRAWN, by=case_handler, reason="Lagt sammen.")
        return render_pdf(html)

    monkeypatch.setattr("reports.services.requests.render_pdf", meanwhile)

    with pytest.raises(RequestError, match="ændret"):
        decide_request(request=asked, by=case_handler, seen=before)
    asked.refresh_from_db()
    assert (asked.decided_at, asked.pdf) == (None, None)
