"""Measurements in letters: which are quoted, in what words, frozen in the draft, and read back from the PDF."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from municipalities.dane.verdicts import Reason, Verdict
from municipalities.dane_words import ALL_READY, WORDS
from reports import frozen
from reports.enums import LetterState
from reports.html import letter_html
from reports.letters import ISSUE_FIELDS, LetterContent
from reports.measured import OWN_ANSWER
from reports.reasons import reasoned_areas
from reports.selectors.letters import select_letter
from reports.verification import find_faults
from surveys.deadlines import COPENHAGEN
from surveys.enums import Choice, ProviderStanding
from surveys.merge import Value
from surveys.models import ProviderAdvice
from tests.factories.measurements import make_domain, make_measurement, make_result
from tests.factories.providers import make_provider
from tests.factories.reports import make_advice, make_draft, make_letter
from tests.factories.surveys import make_response, make_submission
from tests.reports import samples
from tests.reports.test_pdf_letters import issued_pdf, text_of

HOLDS, FAILS, UNDECIDED, NO_MAIL = Verdict.HOLDS, Verdict.FAILS, Verdict.UNDECIDED, Verdict.NO_MAIL
DOMAIN = "egelund.example"
MISFIT = "Målingen passer ikke med jeres svar."
MORE = "Målingen viser mere, end I har svaret."


@pytest.fixture
def response(survey, municipality, lead):
    made = make_response(survey, municipality)
    make_submission(made, by=lead)
    make_advice(survey)
    return made


def measure(response, verdict=FAILS, domain=DOMAIN, *, after=timedelta(hours=-1), **fields):
    """So long after the submission; the domain is listed from then on."""
    at = response.current_submission.submitted_at + after
    if not response.municipality.mail_domains.filter(domain=domain).exists():
        make_domain(response.municipality, domain, at=at)
    return make_measurement(response.municipality, domain, verdict, at=at, **fields)


def answer_with(survey, municipality, choice):
    made = make_response(survey, municipality)
    make_submission(made, dane_headline=Value(choice=choice))
    make_advice(survey)
    return made


def test_a_letter_without_measurements_says_nothing_of_them(response):
    make_domain(response.municipality, DOMAIN, at=timezone.now() - timedelta(days=1))
    letter = select_letter(response)
    assert letter.measured is None
    html = letter_html(letter, state=LetterState.DRAFT)
    assert "måling" not in html
    assert "som vi ikke har efterprøvet." in html


def test_a_measurement_is_quoted_by_domain_date_and_number(response):
    made = measure(response)
    quoted = select_letter(response).measured.measurements[0]

    day = made.measured_at.astimezone(COPENHAGEN).date()
    assert (quoted.domain, quoted.number, quoted.dated) == (DOMAIN, made.pk, day)
    assert (quoted.verdict, quoted.advice) == ("DANE holder ikke.", "")
    assert [(host.name, host.why) for host in quoted.hosts] == [(f"mx.{DOMAIN}", WORDS[Reason.NO_TLSA].why)]


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (HOLDS, "DANE holder."),
        (FAILS, "DANE holder ikke."),
        (UNDECIDED, "Det kunne ikke afgøres, om DANE holder."),
        (NO_MAIL, "Domænet modtager ikke mail."),
    ],
)
def test_each_verdict_has_its_words(response, verdict, words):
    measure(response, verdict)
    assert select_letter(response).measured.measurements[0].verdict == words


@pytest.mark.parametrize(("after", "verdict"), [(timedelta(0), HOLDS), (timedelta(microseconds=1), FAILS)])
def test_only_what_was_measured_by_the_submission_is_quoted(response, after, verdict):
    first = measure(response)
    second = measure(response, HOLDS, after=after)
    expected = second if verdict == HOLDS else first
    assert [one.number for one in select_letter(response).measured.measurements] == [expected.pk]


def test_a_domain_taken_off_the_list_is_not_quoted(response):
    measure(response)
    assert select_letter(response).measured
    response.municipality.mail_domains.all().delete()
    assert select_letter(response).measured is None


@pytest.mark.parametrize(
    ("choice", "verdict", "note"),
    [
        (Choice.YES, FAILS, f"{MISFIT} Find ud af, hvad der er rigtigt, og ret det, der mangler. {OWN_ANSWER}"),
        (Choice.NO, HOLDS, f"{MORE} Find ud af, om den omfatter alle jeres mailgateways. {OWN_ANSWER}"),
        (Choice.MOST, HOLDS, f"{MORE} Find ud af, om den omfatter alle jeres mailgateways. {OWN_ANSWER}"),
        (Choice.YES, HOLDS, OWN_ANSWER),
        (Choice.NO, FAILS, OWN_ANSWER),
        (Choice.YES, UNDECIDED, OWN_ANSWER),
        (Choice.YES, NO_MAIL, OWN_ANSWER),
    ],
)
def test_how_it_stands_to_the_answer_is_said(survey, municipality, choice, verdict, note):
    response = answer_with(survey, municipality, choice)
    measure(response, verdict)
    assert select_letter(response).measured.note == note


def test_a_provider_without_dane_is_said_so_instead_of_asked_in_vain(response):
    ProviderAdvice.objects.all().delete()
    host = "egelund.mail.leverandoer.example"
    measure(response, result=make_result(DOMAIN, FAILS, host=host, reason=Reason.HOST_INSECURE))
    general = select_letter(response).measured.measurements[0].hosts[0].advice
    advice = make_provider(standing=ProviderStanding.ASK)
    assert select_letter(response).measured.measurements[0].hosts[0].advice == general

    ProviderAdvice.objects.filter(pk=advice.pk).update(standing=ProviderStanding.CANNOT)

    said = select_letter(response).measured.measurements[0].hosts[0].advice
    assert said.startswith(f"{advice.text} Sådan stod det hos {advice.provider} den ")
    assert general not in said


def test_the_draft_freezes_what_was_quoted(response, manager, case_handler):
    made = measure(response)
    letter = make_letter(response, manager)
    content = LetterContent.from_json(letter.content)
    assert content.measured.measurements[0].number == made.pk
    assert content.digest == letter.content_digest

    response.municipality.mail_domains.all().delete()
    letter.refresh_from_db()
    assert LetterContent.from_json(letter.content) == content
    assert list(find_faults(response.survey)) == []
    assert make_draft(response, case_handler).content_digest != letter.content_digest


def test_a_measurement_after_the_submission_is_no_news_to_a_draft(response):
    measure(response)
    draft = make_draft(response)
    measure(response, HOLDS, after=timedelta(hours=1))
    assert select_letter(response).digest == draft.content_digest


def test_content_stored_before_there_were_measurements_verifies(response, manager):
    """As the row is: JSON without the field, and the digest that was approved then."""
    letter = make_letter(response, manager)
    old = {name: value for name, value in letter.content.items() if name != "measured"}
    empty = {name for name in ("greeting", "extra", "errata") if not old[name]}
    then = frozen.digest({name: value for name, value in old.items() if name not in {*ISSUE_FIELDS, *empty}})

    type(letter).objects.filter(pk=letter.pk).update(content=old)

    assert then == letter.content_digest == LetterContent.from_json(old).digest
    assert list(find_faults(response.survey)) == []


def test_what_was_measured_changes_the_digest_and_goes_to_json_and_back():
    letter = samples.letter(measured=samples.measured())
    assert letter.digest != samples.letter().digest
    assert LetterContent.from_json(json.loads(json.dumps(letter.to_json()))) == letter


def test_staff_read_why_each_is_quoted(response):
    made = measure(response)
    dane = next(area for area in reasoned_areas(select_letter(response)) if area.title == "DANE")
    reason = dane.reasons[-1]
    assert reason.text.startswith(f"Måling nr. {made.pk} af {DOMAIN}, ")
    assert f"mx.{DOMAIN}: {WORDS[Reason.NO_TLSA].why}" in reason.text
    assert "Senere målinger er ikke med." in reason.rule


def test_the_pdf_says_it_in_its_area():
    text = text_of(issued_pdf(samples.letter(measured=samples.measured())))
    for words in (
        "Vores måling af lyngbakke.example den 3. maj 2024 (måling nr. 12): DANE holder ikke.",
        f"mx1.lyngbakke.example: {WORDS[Reason.MISMATCH].why}",
        f"mx2.lyngbakke.example: {WORDS[Reason.NO_TLSA].why}",
        ALL_READY,
        "Vores måling af ældre.lyngbakke.example den 3. maj 2024 (måling nr. 15): DANE holder.",
        "Domænet modtager ikke mail.",
        MISFIT,
        "og på de målinger af jeres maildomæner, der er nævnt",
    ):
        assert words in text, words
    assert "prøveservere" not in text


def test_one_against_the_lab_says_so(response):
    measure(response, is_lab=True)
    assert "mod prøveservere" in letter_html(select_letter(response), state=LetterState.DRAFT)


def test_a_measurement_adds_as_many_queries_however_many_domains(response, django_assert_num_queries):
    measure(response)
    select_letter(response)
    with django_assert_num_queries(QUERIES):
        select_letter(response)
    for number in range(3):
        measure(response, domain=f"nr{number}.example")
    with django_assert_num_queries(QUERIES):
        select_letter(response)


# The newest advice, its texts and links, areas and questions, the answers; the domains, their measurements, and what is
# said of providers.
QUERIES = 9
