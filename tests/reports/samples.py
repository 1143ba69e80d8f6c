"""Documents with realistic Danish content, invented for the tests."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from municipalities.dane.evidence import Host, Measurement
from municipalities.dane.verdicts import Reason, verdict_of
from reports.documents import (
    Bar,
    BlankArea,
    BlankContent,
    BlankQuestion,
    CopyContent,
    Fact,
    PaperFile,
    ReceiptAnswer,
    ReceiptArea,
    ReceiptContent,
    ReportArea,
    ReportContent,
    ReportRegion,
    Sender,
)
from reports.enums import FormalKind
from reports.formal import FormalContent, compose_sections
from reports.formal_texts import default_words, placeholders
from reports.letters import AreaAnswers, GivenAnswer, LetterContent, compose_letter
from reports.measured import LetterMeasured, compose_measured, quote
from reports.sample_paper import SamplePaper
from surveys.draw_rule import RULE
from surveys.enums import Choice, DaneGroup
from surveys.sample_page import Change, Earlier, SamplePage, SampleRow
from surveys.sampling import Candidate, Share, rank
from surveys.tally import counts, percent
from tests.reports.texts import AREAS, POINT_ADVICE, SUPPORTING

SENDER = Sender(
    name="Demotilsynet",
    address="Prøvevej 1, 1000 København K",
    cvr="00 00 00 00",
    phone="00 00 00 00",
    email="post@demotilsynet.example",
)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
TITLE = "Grundlæggende behandlingssikkerhed 2024"

# The headline answer of each area, then the supporting ones; None is unanswered, "-" not relevant.
ANSWERS = {
    "deletion": (2, 3, 1, 0),
    "outgoing-mail": (3, 4, 3, 2),
    "access": (0, 2, 4, 4),
    "dpia": (1, 4, 4, None),
    "dane": (4, 4, "-", 3),
}


def area_answers(answers: dict = ANSWERS, *, comment: str = "") -> tuple[AreaAnswers, ...]:
    return tuple(
        AreaAnswers(
            key=key,
            number=number,
            title=title,
            headline=_given(question, unit, threshold, answers[key][0], advice, comment),
            supporting=tuple(
                _given(text, unit, 3, choice, POINT_ADVICE)
                for text, choice in zip(SUPPORTING[key], answers[key][1:], strict=True)
            ),
            links=links,
        )
        for number, (key, title, _why, question, unit, threshold, advice, links) in enumerate(AREAS, start=1)
    )


def _given(question, unit, threshold, choice, advice, comment="") -> GivenAnswer:
    return GivenAnswer(
        question=question,
        unit=unit,
        choice=None if choice == "-" else choice,
        threshold=threshold,
        advice=advice,
        not_relevant=choice == "-",
        comment=comment,
    )


def letter(*, issued: bool = True, comment: str = "", answers: dict = ANSWERS, **changes) -> LetterContent:
    content = compose_letter(
        sender=SENDER,
        is_demo=True,
        survey_title=TITLE,
        survey_slug="2024",
        recipient="Lyngbakke Kommune",
        cvr="00000012",
        journal_number="2024-432-0017",
        case_handler="Ida Prøvesen",
        case_handler_title="Specialkonsulent",
        submission_number=1,
        submitted=date(2024, 5, 14),
        verify_url="https://modenhed.example.dk/breve/verificer/",
        areas=area_answers(answers, comment=comment),
    )
    if issued:
        content = content.issued(number=1, on=date(2024, 9, 3), code="K7QM-2XWD-PF4A-ZL6T")
    return replace(content, **changes)


def measured() -> LetterMeasured:
    """A domain of each verdict, with long names, more than one mail server, and letters beyond a to z."""
    domains = {
        "lyngbakke.example": (Reason.HOST_FAILS, (("mx1", Reason.MISMATCH), ("mx2", Reason.NO_TLSA))),
        f"{'biblioteksnavn' * 4}.lyngbakke.example": (Reason.HOST_UNDECIDED, (("mx", Reason.TIMEOUT),)),
        "blå-skoler.lyngbakke.example": (Reason.MX_INSECURE, (("mx", Reason.MATCHES),)),
        "ældre.lyngbakke.example": (Reason.ALL_HOSTS_HOLD, (("mx", Reason.MATCHES),)),
        "nyheder.lyngbakke.example": (Reason.NULL_MX, ()),
    }
    quoted = [
        quote(_seen(name, *domain), domain=name, number=number, dated=date(2024, 5, 3), is_lab=False)
        for number, (name, domain) in enumerate(domains.items(), start=12)
    ]
    return compose_measured("dane", DaneGroup.OVERSTATED, quoted)


def _seen(domain: str, reason: Reason, hosts: tuple) -> Measurement:
    seen = tuple(Host(f"{name}.{domain}", 10, verdict_of(why), why) for name, why in hosts)
    return Measurement(domain, verdict_of(reason), reason, "2024-05-03T10:00:00+00:00", hosts=seen)


# The distribution behind the five golden figures (17, 25, 15, 13 and 14 of 48), from Ja to Nej.
DISTRIBUTIONS = {
    "deletion": (7, 10, 12, 9, 10),
    "outgoing-mail": (16, 9, 6, 5, 12),
    "access": (6, 9, 13, 11, 9),
    "dpia": (4, 9, 14, 13, 8),
    "dane": (14, 5, 4, 6, 19),
}
REGIONS = (("Hovedstaden", 14), ("Midtjylland", 10), ("Nordjylland", 4), ("Sjælland", 9), ("Syddanmark", 11))


def report(*, published: bool = True, **changes) -> ReportContent:
    content = ReportContent(
        survey_title=TITLE,
        survey_slug="2024",
        is_demo=True,
        sender=SENDER,
        number=1 if published else None,
        published=date(2024, 10, 1) if published else None,
        invited=50,
        respondents=48,
        areas=tuple(_report_area(number, area) for number, area in enumerate(AREAS, start=1)),
        method=(
            Fact("Hvem blev spurgt", "50 kommuner blev udvalgt. De er spredt over landet og har forskellig størrelse."),
            Fact("Hvem svarede", "48 kommuner indsendte en besvarelse. To blev udtaget og tæller ikke med."),
            Fact("Hvornår", "Tilsynet var åbent fra 8. april til 31. maj 2024."),
        ),
        results_url="https://modenhed.example.dk/resultater/2024/",
        digest="9f2c4e0a7b1d35886cfa0e4d2b97510364a8f1ce7d20b9356e81fa4c07d2be19",
    )
    return replace(content, **changes)


def _report_area(number: int, area: tuple) -> ReportArea:
    key, title, why, question, unit, threshold, advice, links = area
    steps = dict(zip(Choice, DISTRIBUTIONS[key], strict=True))
    counted = sum(steps[choice] for choice in Choice if counts(choice, threshold))
    return ReportArea(
        key=key,
        number=number,
        title=title,
        why=why,
        question=question,
        unit=unit,
        counting="»Ja«" if threshold == 4 else "»Ja« og »Delvist – mere end 2/3 gennemført«",
        counted=counted,
        of=48,
        percent=percent(counted, 48),
        distribution=tuple(Bar(choice.label, steps[choice], counts(choice, threshold)) for choice in Choice),
        not_relevant=0,
        unanswered=0,
        regions=tuple(_region(name, of, counted) for name, of in REGIONS),
        advice=advice.not_in_place,
        links=links,
    )


def _region(name: str, of: int, counted: int) -> ReportRegion:
    if name in {"Nordjylland", "Sjælland"}:
        return ReportRegion(name, None, None, None)
    share = max(1, round(counted * of / 48))
    return ReportRegion(name, share, of, percent(share, of))


def receipt(**changes) -> ReceiptContent:
    content = ReceiptContent(
        survey_title=TITLE,
        is_demo=True,
        sender=SENDER,
        municipality="Lyngbakke Kommune",
        cvr="00000012",
        number=1,
        submitted_at=datetime(2024, 5, 14, 10, 42, tzinfo=COPENHAGEN),
        submitted_by="Mette Holmgaard, databeskyttelsesrådgiver",
        deadline=datetime(2024, 5, 31, 23, 59, 59, tzinfo=COPENHAGEN),
        late=False,
        digest="4b8f0c6de19a72353fd0a7c1e8b6924075d3fe12ac9b8840f6e1d27c5a3b9e60",
        areas=tuple(
            ReceiptArea(
                area.number,
                area.title,
                tuple(
                    ReceiptAnswer(answer.question, answer.label, answer.comment, FILES if answer.comment else ())
                    for answer in (area.headline, *area.supporting)
                ),
            )
            for area in area_answers(comment="Vi mangler de ældste fagsystemer; de bliver udskiftet i 2025.")
        ),
    )
    return replace(content, **changes)


FILES = (PaperFile("Slettepolitik på Ærø.pdf", 1_234_567, "0123456789abcdef" * 4),)


def copy(**changes) -> CopyContent:
    """The answers of receipt(), the first of them still missing."""
    [first, *others] = receipt().areas
    missing = ReceiptAnswer(first.answers[0].question, "Ikke besvaret")
    content = CopyContent(
        survey_title=TITLE,
        is_demo=True,
        sender=SENDER,
        municipality="Lyngbakke Kommune",
        state="Kladde",
        printed_at=datetime(2024, 5, 14, 10, 42, tzinfo=COPENHAGEN),
        answered=19,
        of=20,
        areas=(replace(first, answers=(missing, *first.answers[1:])), *others),
    )
    return replace(content, **changes)


def sample(*, is_random: bool = True) -> SamplePaper:
    """Drawn again once, with one municipality added and one withdrawn since; or the same by a list."""
    frame = [Candidate(f"{code:04}", f"Lyng{code}bakke", f"Region {'NS'[code % 2]}") for code in range(101, 161)]
    at = datetime(2024, 4, 2, 9, 30, tzinfo=COPENHAGEN)
    change = Change("0199", "Nyby", "Region N", at, "Ida Prøvesen", "Kommunen bad selv om det.")
    ranked = rank(frame, "0123456789abcdef", 20)
    rows = [SampleRow(one.candidate.code, one.candidate.name, one.candidate.region) for one in ranked if one.is_drawn]
    page = SamplePage(
        number=2,
        method="Tilfældigt udtræk" if is_random else "Efter en liste",
        day=at.date(),
        size=20,
        of=60,
        digest="7" * 64,
        made_at=at,
        made_by="Mads Chef",
        why_again="Antallet var forkert <første gang>.",
        is_random=is_random,
        seed="0123456789abcdef" if is_random else "",
        seed_words="Startværdien er lavet af portalen." if is_random else "",
        shares=(Share("Region N", 30, 10), Share("Region S", 30, 10)),
        rows=tuple(
            SampleRow(one.candidate.code, one.candidate.name, one.candidate.region, one.digest, one.place, one.is_drawn)
            for one in ranked
        )
        if is_random
        else tuple(rows),
        example="0123456789abcdef0101",
        example_digest="3" * 64,
        earlier=(Earlier(1, "Tilfældigt udtræk", "fedcba9876543210", 19, at, "Mads Chef", "Antallet var forkert."),),
        added=(change,),
        withdrawn=(change,),
        rule=RULE if is_random else (),
    )
    return SamplePaper(survey_title=TITLE, is_demo=True, sender=SENDER, page=page)


def blank(**changes) -> BlankContent:
    content = BlankContent(
        survey_title=TITLE,
        is_demo=True,
        sender=SENDER,
        deadline=datetime(2024, 5, 31, 23, 59, 59, tzinfo=COPENHAGEN),
        areas=tuple(
            BlankArea(number, title, why, _blank_questions(key, question, unit))
            for number, (key, title, why, question, unit, *_rest) in enumerate(AREAS, start=1)
        ),
    )
    return replace(content, **changes)


def _blank_questions(key: str, headline: str, unit: str) -> tuple[BlankQuestion, ...]:
    help_text = f"Tæl de {unit}, hvor det er på plads. Kan I ikke dokumentere det, så regn det ikke med."
    return (
        BlankQuestion(headline, unit, help_text, is_headline=True),
        *(BlankQuestion(text, unit, help_text, may_be_not_relevant=True) for text in SUPPORTING[key]),
    )


def formal(
    kind: FormalKind, reason: str = "Ret svaret om logning.\n\nSkriv, hvad der mangler.", **changes
) -> FormalContent:
    """A formal letter in the default words, issued."""
    words = default_words(kind)
    values = dict.fromkeys(placeholders(kind), "14. december 2026") | {
        "kommune": "Lyngbakke Kommune",
        "tilsyn": TITLE,
        "adresse": "modenhed.example.dk/kommuner/lyngbakke/2024",
        "begrundelse": reason,
    }
    content = FormalContent(
        sender=SENDER,
        is_demo=True,
        kind=kind,
        survey_title=TITLE,
        survey_slug="2024",
        recipient="Lyngbakke Kommune",
        cvr="00000012",
        attention="Databeskyttelsesrådgiveren",
        journal_number="2024-432-0017",
        case_handler="Ida Prøvesen",
        case_handler_title="specialkonsulent",
        number=1,
        deadline=date(2026, 12, 14),
        heading=words.heading,
        sections=compose_sections(words.body, values),
        is_reviewed=True,
        verify_url="https://modenhed.example.dk/breve/verificer/",
        dated=date(2026, 11, 25),
        verification_code="K7QM-2XWD-PF4A-ZL6T",
    )
    return replace(content, **changes)
