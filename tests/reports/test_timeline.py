"""A case's timeline: every source tells, in one order, in as many queries however long it is."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.enums import EntryKind
from reports.timeline.entries import Entry, by_day, in_order
from reports.timeline.selectors import select_case, select_entries
from reports.timeline.sources import SOURCES
from surveys.enums import MailKind, MailState, MessageKind, TextPlace
from surveys.models import (
    CprDenial,
    FollowUpFile,
    FollowUpMessage,
    InternalNote,
    Mail,
    Response,
    ResponseEvent,
)
from tests.factories.cases import SECRETS, make_request
from tests.surveys.pages import text_of

AT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
RELATED = ("survey", "municipality", "region", "case_handler")


@pytest.fixture
def case_url(case) -> str:
    return reverse("reports:timeline", args=[case.survey.slug, case.municipality.code])


def entry(key="a", kind=EntryKind.MAIL, pk=1, at=AT) -> Entry:
    return Entry(key=key, kind=kind, pk=pk, at=at, title=key)


def titles(entries):
    return [one.title for one in entries]


# --- The order -------------------------------------------------------------------


def test_entries_stand_by_time_then_kind_then_row():
    found = in_order(
        [
            entry("late", at=AT + timedelta(seconds=1)),
            entry("second mail", pk=2),
            entry("first mail", pk=1),
            entry("submission", EntryKind.SUBMISSION, pk=9),
        ]
    )

    assert titles(found) == ["submission", "first mail", "second mail", "late"]


def test_a_day_is_one_in_copenhagen():
    """23.30 in UTC is half past midnight of the next day."""
    days = by_day([entry("today"), entry("tomorrow", at=datetime(2026, 11, 25, 23, 30, tzinfo=UTC))])

    assert [(day.date.day, titles(day.entries)) for day in days] == [(25, ["today"]), (26, ["tomorrow"])]


# --- What is told ----------------------------------------------------------------


def test_everything_that_happened_is_told_once_with_who(case, lead, case_handler, manager):
    make_request(case, case_handler)
    told = [(one.kind.value, one.title, one.by) for one in select_entries(case) if one.kind != EntryKind.MAIL]
    wanted, letters = case.extensions.get().wanted, case.letters.order_by("number")
    drafters = [str(letter.drafted_by) for letter in letters]
    kept, measured = "Inge Inhabil", case.municipality.domain_measurements.get().pk

    assert sorted(told) == sorted(
        [
            ("case", "Kommunen blev udvalgt: Tilfældigt udtræk (udvælgelse nr. 2)", str(manager)),
            ("case", f"{kept} fik sagen", str(manager)),
            ("case", f"{kept} meldte sig inhabil i kommunens sager", kept),
            ("case", f"{kept} har ikke længere sagen", kept),
            ("case", f"{kept} er ikke længere inhabil i kommunens sager", str(manager)),
            ("deadline", f"Kommunen bad om frist til {wanted.day}. {MONTHS[wanted.month]} {wanted.year}", str(lead)),
            ("deadline", "Længere frist blev imødekommet med en anden dato", str(case_handler)),
            ("cpr", "Kommunen svarede nej til, at en tekst har et CPR-nummer", str(lead)),
            ("submission", "Kommunen indsendte besvarelsen (nr. 1)", str(lead)),
            ("letter", "Udkast til vejledningsbrev", drafters[0]),
            ("letter", "Vejledningsbrevet blev godkendt", str(manager)),
            ("letter", "Vejledningsbrev nr. 1 blev udsendt", str(manager)),
            ("response", "Besvarelsen blev sendt tilbage til kommunen", str(case_handler)),
            ("submission", "Kommunen indsendte besvarelsen (nr. 2)", str(lead)),
            ("letter", "Udkast til vejledningsbrev", drafters[1]),
            ("letter", "Vejledningsbrevet blev godkendt", str(manager)),
            ("letter", "Vejledningsbrev nr. 1 blev erstattet", ""),
            ("letter", "Vejledningsbrev nr. 2 blev udsendt", str(manager)),
            ("measurement", f"Måling nr. {measured} af DANE på søby.example: Holder ikke", str(lead)),
            ("survey", "Tilsynet blev lukket for besvarelser", str(manager)),
            ("survey", "Tilsynet blev genåbnet", str(manager)),
            ("survey", "Tilsynet blev lukket for besvarelser", ""),
            ("publication", "Offentliggørelse nr. 1 talte indsendelse nr. 2 med", str(manager)),
            ("survey", "Tilsynet blev offentliggjort", str(manager)),
            ("letter", "Åbningsbrev (formelt brev nr. 1) venter på at blive dannet", ""),
            ("letter", "Svar om længere frist (formelt brev nr. 2) blev udsendt", str(case_handler)),
            ("letter", "Tilbagesendelse (formelt brev nr. 3) bortfaldt", str(case_handler)),
            ("survey", "En rettelse til et spørgsmål", str(manager)),
            ("survey", "En rettelse til et spørgsmål blev trukket tilbage", str(manager)),
            ("follow_up", "Opfølgning nr. 1: tilsynet spurgte", str(case_handler)),
            ("follow_up", "Opfølgning nr. 1: kommunen svarede", str(lead)),
            ("follow_up", "Opfølgning nr. 1: kommunen rettede svaret", str(lead)),
            ("submission", "Kommunens rettelse blev indsendelse nr. 3", str(lead)),
            ("follow_up", "Opfølgning nr. 1: afsluttet, svaret er rettet", str(case_handler)),
            ("note", "Note til et svar", str(case_handler)),
            ("note", "Note til sagen, streget over siden", str(case_handler)),
            ("note", "En note til sagen blev streget over", str(case_handler)),
            ("request", "Anmodning om aktindsigt nr. 1 blev registreret", str(case_handler)),
        ]
    )


MONTHS = dict(
    enumerate(
        ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november",
         "december"], start=1)
)  # fmt: skip


def test_a_mail_is_told_with_its_state_and_the_very_text_that_was_sent(case):
    mails = [one for one in select_entries(case) if one.kind == EntryKind.MAIL]
    sent = case.mails.filter(state=MailState.SENT)

    assert sorted(one.annex.text for one in mails if one.annex) == sorted(mail.body for mail in sent)
    assert all(sent.values_list("body", flat=True))
    failed = [one for one in mails if one.title == "Mailen »Invitation« kunne ikke sendes"]
    assert [(one.words.text, one.annex) for one in failed] == [(SECRETS["mail"], None)]


def test_a_submission_carries_its_answers_comments_and_files(case):
    first, second, third = (one.annex for one in select_entries(case) if one.kind == EntryKind.SUBMISSION)

    [answer] = [item for group in first.groups for item in group.items if item.comment]
    assert (answer.heading, answer.value) == ("1.1 Spørgsmål 1 om Sletning?", "Ja")
    assert answer.comment.text == SECRETS["comment"]
    assert [(file.name, file.size) for file in first.files.files] == [(SECRETS["file"], 11)]
    assert [item.comment.text for group in second.groups for item in group.items if item.comment] == [
        SECRETS["later comment"]
    ]
    assert [item.comment.text for group in third.groups for item in group.items if item.comment] == [
        SECRETS["corrected comment"]
    ]


def test_what_a_municipality_is_still_writing_is_not_told(case, lead):
    """A »no« to a CPR number after the last submission is about a text the agency has not been given."""
    question = case.survey.questions.get(key="dane-headline")
    before = len(select_entries(case))
    CprDenial.objects.create(response=case, question=question, place=TextPlace.COMMENT, by=lead, at=timezone.now())

    assert len(select_entries(case)) == before


def test_another_municipalitys_case_is_not_told(case, other_municipality):
    other = Response.objects.get(survey=case.survey, municipality=other_municipality)

    told = [one for one in select_entries(other) if one.kind != EntryKind.SURVEY]
    assert titles(told) == ["Åbningsbrev (formelt brev nr. 1) venter på at blive dannet"]


def test_every_key_is_unique(case, case_handler):
    make_request(case, case_handler)
    keys = [one.key for one in select_entries(case)]

    assert len(keys) == len(set(keys))


# --- Queries ---------------------------------------------------------------------

# Survey events; errata; sample, addition; handlers; conflicts; moves; submissions, answers, files; extensions; CPR
# denials; measurements; follow-ups, their files; notes; mails; letters; formal letters; publications; requests.
QUERIES = 21


def lengthen(case: Response, times: int) -> None:
    membership = case.municipality.memberships.first()
    of_mail = {"response": case, "membership": membership, "recipient": membership.user, "kind": MailKind.INVITATION}
    Mail.objects.bulk_create(
        Mail(**of_mail, address="a@proeve.example", state=MailState.SENT, sent_at=AT, body="Hej") for _ in range(times)
    )
    ResponseEvent.objects.bulk_create(
        ResponseEvent(response=case, from_state="submitted", to_state="returned", reason="Ret.") for _ in range(times)
    )
    InternalNote.objects.bulk_create(InternalNote(response=case, by=membership.user, text="Ja.") for _ in range(times))
    follow_up = case.follow_ups.get()
    messages = FollowUpMessage.objects.bulk_create(
        FollowUpMessage(follow_up=follow_up, kind=MessageKind.REPLY, by=membership.user, text="Ja.")
        for _ in range(times)
    )
    FollowUpFile.objects.bulk_create(
        FollowUpFile(follow_up=follow_up, message=one, name="a.txt", size=1, stored_as=f"file-{one.pk}")
        for one in messages
    )


def test_a_long_case_takes_no_more_queries(case, django_assert_num_queries):
    found = Response.objects.select_related(*RELATED).get(pk=case.pk)
    with django_assert_num_queries(QUERIES):
        short = len(select_case(found).entries)
    lengthen(case, 30)
    with django_assert_num_queries(QUERIES):
        assert len(select_case(found).entries) == short + 120


def test_every_source_gives_something_of_the_full_case(case, case_handler):
    make_request(case, case_handler)

    assert [source.__name__ for source in SOURCES if not list(source(case))] == []


# --- The page --------------------------------------------------------------------


def test_the_page_shows_all_and_filters_by_kind(client, case, case_url, auditor):
    client.force_login(auditor)

    everything, letters = text_of(client.get(case_url)), text_of(client.get(f"{case_url}?vis=letter"))

    assert "Vejledningsbrev nr. 2 blev udsendt" in everything
    assert SECRETS["return"] in everything
    assert "Vejledningsbrev nr. 2 blev udsendt" in letters
    assert SECRETS["return"] not in letters
    assert '<a href="?vis=letter" aria-current="true">Brev <span class="kind-number">10</span></a>' in letters


def test_an_unknown_kind_shows_everything(client, case, case_url, auditor):
    client.force_login(auditor)
    assert SECRETS["return"] in text_of(client.get(f"{case_url}?vis=andet"))


def test_the_page_takes_as_many_queries_for_a_long_case(client, case, case_url, auditor, django_assert_num_queries):
    client.force_login(auditor)
    client.get(case_url)
    # Session, person, roles, the response, and the sources.
    with django_assert_num_queries(4 + QUERIES):
        client.get(case_url)
    lengthen(case, 20)
    with django_assert_num_queries(4 + QUERIES):
        client.get(case_url)


def test_the_case_page_leads_to_the_timeline_and_back(client, case, case_url, auditor):
    client.force_login(auditor)
    of_case = reverse("surveys:response", args=[case.survey.slug, case.municipality.code])

    assert f'href="{case_url}"' in text_of(client.get(of_case))
    assert f'href="{of_case}"' in text_of(client.get(case_url))
