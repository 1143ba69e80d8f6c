"""Submitted DANE answers beside what the municipality could see measured: the rule, the list, and the evidence."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from municipalities.dane.verdicts import Reason, Verdict
from municipalities.dane_words import WORDS
from municipalities.enums import Role
from surveys.dane_compared import count_groups, select_beside, select_compared, select_dane_question
from surveys.dane_figures import select_measured_figures
from surveys.dane_groups import group_of
from surveys.dane_page import PAGE_SIZE, make_page, select_rows
from surveys.enums import Choice, DaneGroup, ResponseState
from surveys.merge import Value
from surveys.models import FollowUp, Response
from surveys.services.conflicts import declare_conflict
from surveys.services.follow_ups import close_follow_up
from surveys.services.responses import move_response
from tests.factories.follow_ups import make_follow_up
from tests.factories.measurements import make_domain, make_measurement, make_result
from tests.factories.municipalities import make_member, make_municipality
from tests.factories.surveys import make_response, make_submission, make_survey, submit_again
from tests.surveys.pages import text_of, url

HOLDS, FAILS, UNDECIDED, NO_MAIL = Verdict.HOLDS, Verdict.FAILS, Verdict.UNDECIDED, Verdict.NO_MAIL
LIST = reverse("surveys:dane_differences", args=["2026"])
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("counts", "verdict", "group"),
    [
        (True, HOLDS, DaneGroup.AGREES),
        (True, FAILS, DaneGroup.OVERSTATED),
        (False, HOLDS, DaneGroup.UNDERSTATED),
        (False, FAILS, DaneGroup.AGREES),
        *((counts, verdict, DaneGroup.APART) for counts in (True, False) for verdict in (UNDECIDED, NO_MAIL, None)),
    ],
)
def test_an_answer_and_a_verdict_fall_in_one_group(counts, verdict, group):
    assert group_of(counts=counts, verdict=verdict) == group


def domain_of(response, number=0):
    return f"d{number}.nr{response.municipality.code}.example"


def submitted(survey, name, choice, *verdicts, before=HOUR):
    """Submitted now, with a domain for each verdict measured so long before; None is listed and not measured."""
    municipality = make_municipality(name)
    response = make_response(survey, municipality)
    make_submission(response, dane_headline=Value(choice=choice))
    at = response.current_submission.submitted_at - before
    for number, verdict in enumerate(verdicts):
        domain = domain_of(response, number)
        make_domain(municipality, domain, at=at)
        if verdict:
            make_measurement(municipality, domain, verdict, at=at)
    return response


@pytest.fixture
def survey(db):
    return make_survey()


@pytest.fixture
def several(survey):
    """One or more in each group, and two that are no respondents."""
    made = [
        submitted(survey, "Aabyhøj", Choice.YES, FAILS),
        submitted(survey, "Bøgelund", Choice.YES, HOLDS, None),
        submitted(survey, "Cederby", Choice.NO, HOLDS, NO_MAIL),
        submitted(survey, "Degnby", Choice.MOST, HOLDS),
        submitted(survey, "Egelund", Choice.YES, HOLDS),
        submitted(survey, "Fuglebæk", Choice.NO, FAILS, UNDECIDED),
        submitted(survey, "Gravlev", Choice.YES, UNDECIDED),
        submitted(survey, "Hede", Choice.YES),
        submitted(survey, "Islev", Choice.NO, NO_MAIL),
    ]
    make_response(survey, make_municipality("Tavsby"))
    withdrawn = submitted(survey, "Udtaget", Choice.YES, FAILS)
    Response.objects.filter(pk=withdrawn.pk).update(state=ResponseState.WITHDRAWN)
    return {response.municipality.name: response for response in made}


def compared(survey, user):
    return select_compared(survey, select_dane_question(survey), user, timezone.now())


def groups(survey, user):
    return {one.response.municipality.name: one.group for one in compared(survey, user)}


def test_each_respondent_is_in_its_group_in_danish_order(several, survey, auditor):
    assert list(groups(survey, auditor).items()) == [
        ("Bøgelund", DaneGroup.APART),
        ("Cederby", DaneGroup.UNDERSTATED),
        ("Degnby", DaneGroup.UNDERSTATED),
        ("Egelund", DaneGroup.AGREES),
        ("Fuglebæk", DaneGroup.AGREES),
        ("Gravlev", DaneGroup.APART),
        ("Hede", DaneGroup.APART),
        ("Islev", DaneGroup.APART),
        ("Aabyhøj", DaneGroup.OVERSTATED),
    ]


def test_the_figures_are_those_of_the_rows(several, survey, auditor):
    verdicts = [one.verdict for one in compared(survey, auditor)]
    figures = select_measured_figures(survey, len(verdicts))
    found = (figures.holds, figures.fails, figures.undecided, figures.no_mail, figures.not_measured)
    assert found == tuple(verdicts.count(verdict) for verdict in (HOLDS, FAILS, UNDECIDED, NO_MAIL, None))
    assert found == (3, 2, 2, 1, 1)


# --- What the municipality could see ----------------------------------------


@pytest.mark.parametrize(("after", "verdict"), [(timedelta(0), FAILS), (timedelta(microseconds=1), HOLDS)])
def test_a_measurement_counts_up_to_the_moment_of_submission(survey, auditor, after, verdict):
    """The same moment is by then; a microsecond later is later."""
    response = submitted(survey, "Aaby", Choice.YES, HOLDS)
    at = response.current_submission.submitted_at + after
    make_measurement(response.municipality, domain_of(response), FAILS, at=at)

    found = select_beside(response, response.current_submission, at + HOUR)

    assert found.verdict == verdict == compared(survey, auditor)[0].verdict
    assert select_measured_figures(survey, 1).holds == (verdict == HOLDS)
    assert (found.later.is_other, found.later.measured_at) == (True, at) if after else found.later is None


def test_a_later_measurement_is_shown_as_later_and_changes_no_group(client, survey, auditor):
    response = submitted(survey, "Aaby", Choice.YES, FAILS)
    later = response.current_submission.submitted_at + HOUR
    make_measurement(response.municipality, domain_of(response), HOLDS, at=later)
    one = select_beside(response, response.current_submission, later)
    assert (one.group, one.later.verdict) == (DaneGroup.OVERSTATED, "Holder")
    assert one.later.words.startswith("Efter indsendelsen, ")
    make_measurement(response.municipality, domain_of(response), FAILS, at=later + HOUR)
    assert select_beside(response, response.current_submission, later + HOUR).later.words.startswith("Det samme ")


@pytest.mark.parametrize(("after", "verdict"), [(timedelta(0), FAILS), (timedelta(microseconds=1), None)])
def test_a_domain_counts_from_when_it_is_approved(survey, auditor, after, verdict):
    response = submitted(survey, "Aaby", Choice.YES)
    at = response.current_submission.submitted_at
    make_domain(response.municipality, "sen.example", at=at + after)
    make_measurement(response.municipality, "sen.example", FAILS, at=at)
    assert compared(survey, auditor)[0].verdict == verdict
    assert select_measured_figures(survey, 1).fails == (verdict == FAILS)


def test_another_submission_is_held_against_what_was_measured_by_then(survey, auditor, lead, case_handler):
    response = submitted(survey, "Aaby", Choice.YES, FAILS)
    first = response.current_submission
    make_measurement(response.municipality, domain_of(response), HOLDS, at=timezone.now())
    submit_again(response, None, case_handler, dane_headline=Value(choice=Choice.YES))
    assert groups(survey, auditor) == {"Aaby": DaneGroup.AGREES}
    assert select_beside(response, first, timezone.now()).group == DaneGroup.OVERSTATED


def test_a_returned_response_keeps_its_place(survey, auditor, case_handler):
    response = submitted(survey, "Aaby", Choice.YES, FAILS)
    move_response(response=response, target=ResponseState.RETURNED, by=case_handler, reason="Ret.")
    assert groups(survey, auditor) == {"Aaby": DaneGroup.OVERSTATED}


def test_an_answer_in_another_survey_is_held_against_its_own_time(survey, auditor):
    response = submitted(survey, "Aaby", Choice.YES, FAILS)
    other = make_survey("2025")
    earlier = make_response(other, response.municipality)
    make_submission(earlier)
    earlier.current_submission.submitted_at -= timedelta(days=9)
    earlier.current_submission.save()
    assert (groups(survey, auditor), groups(other, auditor)) == (
        {"Aaby": DaneGroup.OVERSTATED},
        {"Aaby": DaneGroup.APART},
    )
    assert [select_measured_figures(one, 1).fails for one in (survey, other)] == [1, 0]


# --- The list ---------------------------------------------------------------


def names(shown) -> list[str]:
    return [row.name for section in shown.context["sections"] for row in section.rows]


def test_the_list_shows_the_differing_first_and_the_agreeing_as_a_number(client, several, auditor):
    client.force_login(auditor)
    shown = client.get(LIST)
    assert names(shown) == ["Aabyhøj", "Cederby", "Degnby", "Bøgelund", "Gravlev", "Hede", "Islev"]
    assert [(tile["number"], tile["label"]) for tile in shown.context["tiles"]] == [
        (1, "Svaret er Ja, men målingen holder ikke"),
        (2, "Svaret er ikke Ja, men målingen holder"),
        (4, "Målingen kan ikke holdes op mod svaret"),
    ]
    assert "Hos 2 af 9 siger svar og måling det samme." in text_of(shown)


def test_a_row_tells_answer_verdict_date_and_why_with_links(client, several, auditor):
    client.force_login(auditor)
    response = several["Aabyhøj"]
    measurement = response.municipality.domain_measurements.get()
    page = client.get(LIST).content.decode()
    row = " ".join(page[page.index("Aabyhøj</a>") - 200 : page.index("Cederby</a>")].split())
    case = reverse("surveys:response", args=["2026", response.municipality.code])
    evidence = reverse("surveys:agency_measurement", args=["2026", response.municipality.code, measurement.pk])
    for words in (
        f'href="{case}#svar-dane-headline"',
        f'href="{evidence}"',
        "<td>Ja<",
        "Holder ikke",
        domain_of(response),
        WORDS[Reason.HOST_FAILS].why,
    ):
        assert words in row, words


def test_one_group_alone_and_an_unknown_word(client, several, auditor):
    client.force_login(auditor)
    assert names(client.get(LIST, {"gruppe": "nej-holder"})) == ["Cederby", "Degnby"]
    assert len(names(client.get(LIST, {"gruppe": "enige"}))) == len(names(client.get(LIST, {"gruppe": "x"}))) == 7


def test_a_long_list_has_pages_with_the_groups_on_each(survey, auditor):
    submitted(survey, "Aaby", Choice.YES, FAILS)
    submitted(survey, "Bøby", Choice.YES)
    question = select_dane_question(survey)
    differing, apart = select_rows(compared(survey, auditor), "", auditor, question)
    rows = [differing] * PAGE_SIZE + [apart]

    found = {number: make_page(rows, number)[1] for number in ("1", "2")}

    assert [(one.group, len(one.rows)) for one in found["1"]] == [(DaneGroup.OVERSTATED, PAGE_SIZE)]
    assert [(one.group, len(one.rows)) for one in found["2"]] == [(DaneGroup.APART, 1)]


def test_empty_pages_say_why(client, survey, auditor):
    client.force_login(auditor)
    assert "Ingen har indsendt endnu" in text_of(client.get(LIST))
    submitted(survey, "Aaby", Choice.YES, HOLDS)
    assert "Ingen forskelle" in text_of(client.get(LIST))
    survey.areas.filter(key="dane").update(key="andet")
    assert "Tilsynet spørger ikke om DANE" in text_of(client.get(LIST))


def test_a_conflict_leaves_the_row_out_and_the_figures_as_they_are(client, several, case_handler, auditor):
    declare_conflict(user=case_handler, municipality=several["Aabyhøj"].municipality, reason="Min søster.")
    client.force_login(case_handler)
    kept = client.get(LIST)
    client.force_login(auditor)
    other = client.get(LIST)
    assert set(names(other)) - set(names(kept)) == {"Aabyhøj"}
    assert kept.context["tiles"] == other.context["tiles"]
    assert "Ikke med her: Aabyhøj." in text_of(kept)
    code = several["Aabyhøj"].municipality.code
    assert f"/besvarelser/{code}/" not in kept.content.decode()


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_costs_the_same_however_long(client, survey, case_handler, count, django_assert_num_queries):
    for number in range(count):
        response = submitted(survey, f"By {number}", Choice.YES, FAILS, HOLDS)
        make_follow_up(response, case_handler, "dane-headline")
    client.force_login(case_handler)
    client.get(LIST)
    with django_assert_num_queries(QUERIES):
        client.get(LIST)


# Session, person and roles; survey, question; respondents, domains and measurements by then, and since; follow-ups,
# and whom the person is kept from.
QUERIES = 12


# --- Asking about it --------------------------------------------------------


def ask_url(response):
    address = reverse("surveys:open_follow_up", args=["2026", response.municipality.code, "dane-headline"])
    return f"{address}?maaling=1"


def test_the_way_to_ask_is_for_those_who_handle_cases(client, several, auditor, case_handler):
    address = ask_url(several["Aabyhøj"])
    client.force_login(case_handler)
    assert address in client.get(LIST).content.decode()
    client.force_login(auditor)
    assert address not in client.get(LIST).content.decode()


def test_a_follow_up_begins_with_words_that_name_the_measurement(client, survey, case_handler):
    response = submitted(survey, "Aaby", Choice.YES, FAILS, HOLDS)
    client.force_login(case_handler)
    page = client.get(ask_url(response))
    text = page.context["form"].initial["text"]
    failing = response.municipality.domain_measurements.get(verdict=FAILS)
    day = re.search(r"den (\d+\. \w+ \d{4})", text)[1]
    assert f"Vores måling af {domain_of(response)} den {day} (måling nr. {failing.pk}): DANE holder ikke." in text
    assert "I har svaret »Ja«" in text
    assert domain_of(response, 1) not in text
    assert "Målt, da svaret blev indsendt" in text_of(page)

    sent = {"text": f"{text}\nSkriv også hvem.", "proposal": "", "answer_by": "24.12.2999"}
    assert "en senere dag" not in text_of(client.post(ask_url(response), sent))
    near = timezone.localdate() + timedelta(days=9)
    client.post(ask_url(response), sent | {"answer_by": f"{near:%d.%m.%Y}"})
    assert FollowUp.objects.get().messages.get().text == f"{text}\nSkriv også hvem.".strip()


def test_without_a_measurement_or_on_another_question_nothing_is_suggested(client, survey, case_handler):
    response = submitted(survey, "Aaby", Choice.YES)
    client.force_login(case_handler)
    assert client.get(ask_url(response)).context["form"].initial["text"] == ""
    plain = ask_url(response).partition("?")[0]
    assert "text" not in client.get(plain).context["form"].initial
    other = ask_url(response).replace("dane-headline", "dpia-headline")
    assert "text" not in client.get(other).context["form"].initial


def test_many_domains_are_told_briefly(client, survey, case_handler):
    response = submitted(survey, "Aaby", Choice.YES, *[FAILS] * 12)
    client.force_login(case_handler)
    text = client.get(ask_url(response)).context["form"].initial["text"]
    assert text.count("Vores måling af") == 10
    assert "Det gælder også 2 domæner mere." in text


def test_a_follow_up_is_led_to_and_one_that_is_closed_told(client, survey, case_handler, auditor):
    response = submitted(survey, "Aaby", Choice.YES, FAILS)
    follow_up = make_follow_up(response, case_handler, "dane-headline")
    client.force_login(case_handler)
    shown = client.get(LIST).content.decode()
    assert reverse("surveys:agency_follow_up", args=["2026", response.municipality.code, 1]) in shown
    assert ask_url(response) not in shown
    close_follow_up(follow_up=follow_up, by=case_handler, outcome="upheld", text="", seen=1)
    assert "Følg op igen" in text_of(client.get(LIST))
    client.force_login(auditor)
    assert "Opfølgning 1: Svaret står ved magt" in text_of(client.get(LIST))


def test_nothing_is_asked_of_what_is_being_corrected_or_archived(client, survey, case_handler):
    response = submitted(survey, "Aaby", Choice.YES, FAILS)
    client.force_login(case_handler)
    move_response(response=response, target=ResponseState.RETURNED, by=case_handler, reason="Ret.")
    assert ask_url(response) not in client.get(LIST).content.decode()
    Response.objects.update(state=ResponseState.SUBMITTED)
    assert ask_url(response) in client.get(LIST).content.decode()
    survey.state = "archived"
    survey.save()
    assert ask_url(response) not in client.get(LIST).content.decode()


def test_both_sides_find_the_measurement_from_the_follow_up(client, survey, case_handler):
    response = submitted(survey, "Aaby", Choice.YES, FAILS)
    number = make_follow_up(response, case_handler, "dane-headline").number
    other = make_follow_up(response, case_handler, "dpia-headline").number
    pk = response.municipality.domain_measurements.get().pk
    evidence_url = reverse("surveys:agency_measurement", args=["2026", response.municipality.code, pk])
    history_url = reverse("surveys:measurements", args=[response.municipality.slug])

    client.force_login(case_handler)
    pages = [
        client.get(reverse("surveys:agency_follow_up", args=["2026", response.municipality.code, one]))
        for one in (number, other)
    ]
    assert [evidence_url in page.content.decode() for page in pages] == [True, False]

    client.force_login(make_member(response.municipality, Role.LEAD))
    pages = [client.get(url(response, "follow_up", number=one)) for one in (number, other)]
    assert [f'<p><a href="{history_url}">' in page.content.decode() for page in pages] == [True, False]
    assert f"Måling nr. {pk}" in text_of(client.get(history_url))
    assert f"Måling nr. {pk}" in text_of(
        client.get(reverse("surveys:measurement", args=[response.municipality.slug, pk]))
    )


# --- The response, and the evidence -----------------------------------------


def test_the_response_shows_what_was_measured_beside_the_headline_answer(client, survey, auditor):
    response = submitted(survey, "Aaby", Choice.YES, FAILS)
    client.force_login(auditor)
    page = client.get(reverse("surveys:response", args=["2026", response.municipality.code])).content.decode()
    answer = page[page.index('id="svar-dane-headline"') : page.index('id="svar-dane-2"')]
    pk = response.municipality.domain_measurements.get().pk
    assert "Målt, da svaret blev indsendt" in answer
    assert reverse("surveys:agency_measurement", args=["2026", response.municipality.code, pk]) in answer
    assert page.count("Målt, da svaret blev indsendt:") == 1


def evidence(client, response, pk):
    return client.get(reverse("surveys:agency_measurement", args=["2026", response.municipality.code, pk]))


def test_the_evidence_is_whole_and_in_words(client, survey, auditor):
    response = submitted(survey, "Aaby", Choice.YES, FAILS)
    other = make_measurement(response.municipality, domain_of(response), HOLDS)
    client.force_login(auditor)
    pk = response.municipality.domain_measurements.get(verdict=FAILS).pk
    shown = text_of(evidence(client, response, pk))
    for words in (domain_of(response), f"mx.{domain_of(response)}", WORDS[Reason.NO_TLSA].why, f"Nr. {other.pk}"):
        assert words in shown, words
    assert "prøveservere" not in shown


def test_a_measurement_against_the_lab_says_so(client, survey, auditor):
    response = submitted(survey, "Aaby", Choice.YES)
    lab = make_measurement(response.municipality, "lab.example", HOLDS, is_lab=True)
    client.force_login(auditor)
    assert "prøveservere" in text_of(evidence(client, response, lab.pk))


def test_another_municipalitys_measurement_and_one_not_done_are_not_found(client, survey, auditor):
    own, other = submitted(survey, "Aaby", Choice.YES, FAILS), submitted(survey, "Bøby", Choice.YES, FAILS)
    client.force_login(auditor)
    theirs = other.municipality.domain_measurements.get()
    waiting = own.municipality.domain_measurements.create(domain=domain_of(own))
    assert evidence(client, own, theirs.pk).status_code == 404
    assert evidence(client, own, waiting.pk).status_code == 404
    assert evidence(client, other, theirs.pk).status_code == 200


def test_every_verdict_has_a_page(client, survey, auditor):
    response = submitted(survey, "Aaby", Choice.YES)
    client.force_login(auditor)
    for verdict in Verdict:
        made = make_measurement(response.municipality, "d.example", result=make_result("d.example", verdict))
        assert evidence(client, response, made.pk).status_code == 200


def test_groups_are_counted(several, survey, auditor):
    assert count_groups(compared(survey, auditor)) == {
        DaneGroup.OVERSTATED: 1,
        DaneGroup.UNDERSTATED: 2,
        DaneGroup.APART: 4,
        DaneGroup.AGREES: 2,
    }
