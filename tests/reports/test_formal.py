"""What each formal letter says, read back from its PDF, and how a text is divided and filled."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from pypdf import PdfReader

from reports.enums import FormalKind, FormalState
from reports.formal import UNREVIEWED, FormalContent, Section, compose_sections
from reports.formal_texts import MEANINGS, OF_KIND, REQUIRED, Words, default_words, placeholders
from reports.selectors.formal import select_example
from reports.services.formal_causes import remind_formally
from surveys.enums import ResponseState
from surveys.mail_texts import find_foreign
from surveys.models import Response, Survey
from surveys.services.extensions import ask_extension, decide_extension
from surveys.services.responses import move_response
from tests.factories.municipalities import make_municipality
from tests.factories.surveys import make_response, make_survey, today
from tests.reports.formal import made, review_all


def text_of(letter) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(BytesIO(letter.pdf)).pages))


def day(days: int) -> str:
    return date_format(today() + timedelta(days=days), "j. F Y")


@pytest.fixture
def response(draft_response, manager) -> Response:
    review_all(draft_response.survey, manager)
    return draft_response


def decide(response, lead, case_handler, granted, answer=""):
    asked = ask_extension(response=response, by=lead, wanted=today() + timedelta(days=30), reason="Ferie")
    decide_extension(extension=asked, by=case_handler, granted=granted, answer=answer)
    return text_of(made(response, FormalKind.EXTENSION))


# --- The four letters -----------------------------------------------------------


def test_the_opening_says_what_by_when_and_by_which_law(response):
    letter = made(response, FormalKind.OPENING)
    text = text_of(letter)

    for words in (
        "Prøveby Kommune",
        "Vi beder om oplysninger til et tilsyn",
        "Besvar de 15 spørgsmål i portalen. De handler om sletning, udgående mail, adgang, konsekvensanalyse og DANE.",
        f"senest den {day(17)} kl. 23.59",
        "databeskyttelseslovens § 29, stk. 1",
        "§ 41, stk. 2",
        f"/kommuner/{response.municipality.slug}/2026",
        letter.verification_code,
        "Side 1 af 1",
        "Att.: Databeskyttelsesrådgiveren",
    ):
        assert words in text
    assert UNREVIEWED not in text


def test_the_return_gives_the_reasons_and_the_own_deadline(submitted_response, manager, case_handler):
    review_all(submitted_response.survey, manager)
    reason = "# Ret svaret om DANE.\n\nSkriv, hvilke gateways der mangler."
    deadline = today() + timedelta(days=21)
    move_response(
        response=submitted_response,
        target=ResponseState.RETURNED,
        by=case_handler,
        reason=reason,
        own_deadline=deadline,
    )
    letter = made(submitted_response, FormalKind.RETURN)
    text = text_of(letter)

    assert "# Ret svaret om DANE. Skriv, hvilke gateways der mangler." in text
    assert f"indsend dem igen senest den {day(21)} kl. 23.59" in text
    assert f"indsendte den {day(0)}" in text
    headings = [section.heading for section in FormalContent.from_json(letter.content).sections]
    assert headings == ["", "Det beder vi om", "Hvornår", "Efter hvilke regler"], "a reason makes no heading"


def test_an_extension_that_is_granted(response, lead, case_handler):
    text = decide(response, lead, case_handler, today() + timedelta(days=30))

    assert f"bad den {day(0)} om at få frist til den {day(30)}" in text
    assert f"Vi imødekommer anmodningen. Fristen er nu den {day(30)}." in text
    assert "Begrundelse" not in text, "there is none to give"


def test_an_extension_to_another_day(response, lead, case_handler):
    text = decide(response, lead, case_handler, today() + timedelta(days=24), "Ti dage er nok.")

    assert f"men ikke til den dato, I bad om. Fristen er nu den {day(24)}." in text
    assert "Begrundelse Ti dage er nok." in text
    assert f"Jeres frist er den {day(24)} kl. 23.59." in text


def test_an_extension_that_is_refused(response, lead, case_handler):
    text = decide(response, lead, case_handler, None, "Alle andre kan nå det.")

    assert f"Vi kan ikke imødekomme anmodningen. Fristen er fortsat den {day(17)}." in text
    assert "Begrundelse Alle andre kan nå det." in text


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "Fristen er den {day} kl. 23.59. Indsend besvarelsen, før fristen udløber."),
        (-1, "Fristen var den {day}, og den er overskredet. Indsend besvarelsen nu."),
    ],
)
def test_a_reminder_knows_whether_the_deadline_has_passed(municipality, manager, days, said):
    survey = make_survey("2030", deadline=today() + timedelta(days=days))
    response = make_response(survey, municipality)
    review_all(survey, manager)
    remind_formally(survey=survey, codes=[municipality.code], by=manager)

    assert said.format(day=day(days)) in text_of(made(response, FormalKind.REMINDER))


# --- What has not been gone through -----------------------------------------------


def test_words_no_lawyer_saw_make_a_marked_draft_without_code(draft_response):
    letter = made(draft_response, FormalKind.OPENING)
    text = text_of(letter)

    assert (letter.state, letter.verification_code) == (FormalState.DRAFT, None)
    assert UNREVIEWED in text
    assert "UDKAST" in text
    assert "Kontrolkode" not in text


def test_in_the_demo_the_letter_is_issued_and_still_says_so(db):
    survey = make_survey("2030", is_demo=True, municipalities=[make_municipality(is_demo=True)])
    letter = made(survey.responses.get(), FormalKind.OPENING)
    text = text_of(letter)

    assert letter.state == FormalState.ISSUED
    assert UNREVIEWED in text
    assert "UDKAST" not in text
    assert ("Demotilsynet" in text, letter.verification_code in text) == (True, True)


# --- Dividing and filling -----------------------------------------------------------


def test_a_text_is_divided_into_headings_and_paragraphs():
    text = "Intro {a}\nlinje to\r\n\r\n# Én\nStraks efter\n\nOg mere\n\n# Tom\n\n{b}\n\n# To\n\nSlut"

    assert compose_sections(text, {"a": "A", "b": ""}) == (
        Section("", ("Intro A\nlinje to",)),
        Section("Én", ("Straks efter", "Og mere")),
        Section("To", ("Slut",)),
    )


@pytest.mark.parametrize("kind", FormalKind)
def test_the_default_words_use_known_placeholders_and_all_that_are_required(kind):
    words = default_words(kind)

    assert find_foreign(f"{words.heading}{words.body}", placeholders(kind)) == []
    assert all(f"{{{name}}}" in words.body for name in REQUIRED[kind])
    assert set(placeholders(kind)) <= set(MEANINGS)
    assert set(REQUIRED[kind]) <= {*OF_KIND[kind], "frist"}


@pytest.mark.parametrize("kind", FormalKind)
def test_every_placeholder_of_a_kind_has_a_value(survey, kind):
    body = "\n\n".join(f"{name}: {{{name}}}" for name in placeholders(kind))
    example = select_example(Survey.objects.get(), kind, Words("X", body), timezone.now())

    paragraphs = example.sections[0].paragraphs
    assert all(re.fullmatch(r"[^:]+: .+", one, re.DOTALL) for one in paragraphs)
    assert "{" not in "".join(paragraphs)
