"""The other documents: what they say as HTML, and how they come back from JSON."""

import io
import json
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from reports.documents import Link, ReceiptAnswer, ReceiptArea, ReportContent, shown_address
from reports.html import blank_html, copy_html, receipt_html, report_html
from reports.pdf import render_pdf
from tests.reports import samples

GOLDEN = {"Sletning": 17, "Udgående mail": 25, "Kontrol med adgang": 15, "Konsekvensanalyse": 13, "Domænesikkerhed": 14}


def pages_of(html):
    pdf = PdfReader(io.BytesIO(render_pdf(html)))
    return [re.sub(r"\s+", " ", page.extract_text()) for page in pdf.pages]


def test_report_survives_json():
    report = samples.report()

    assert ReportContent.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_report_has_front_page_summary_a_spread_for_each_area_and_method():
    pages = pages_of(report_html(samples.report()))

    assert len(pages) == 14
    assert "National rapport" in pages[0]
    assert "48 ud af 50" in pages[1]
    assert "Resultatet kort" in pages[2]
    for number, (title, counted) in enumerate(GOLDEN.items(), start=1):
        left, right = pages[1 + 2 * number], pages[2 + 2 * number]
        assert f"Område {number} {title} {counted} ud af 48" in left
        assert "Region for region" in right
        assert f"{number}. {title}" in pages[2]
    assert "Sådan er tallene lavet" in pages[13]


def test_contents_of_the_report_name_the_page_each_part_begins_on():
    pages = pages_of(report_html(samples.report()))
    begins = {"Resultatet kort": "Områderne Resultatet kort", "Sådan er tallene lavet": "Metode Sådan er tallene lavet"}
    begins |= {f"{number}. {title}": f"Område {number} {title}" for number, title in enumerate(GOLDEN, start=1)}

    for entry, heading in begins.items():
        [place] = [number for number, page in enumerate(pages, start=1) if heading in page]
        assert re.search(rf"{re.escape(entry)} ?\.+ ?{place}\b", pages[1]), entry


def test_report_says_which_answers_count():
    pages = pages_of(report_html(samples.report()))

    assert "Som på plads tæller »Ja« og »Delvist – mere end 2/3 gennemført«." in pages[3]
    assert "Som på plads tæller »Ja«." in pages[11]


def test_report_writes_percent_with_a_comma():
    assert "Det er 35,4 %." in report_html(samples.report())


def test_report_shows_a_dash_and_why_where_a_region_is_hidden():
    html = report_html(samples.report())

    assert '<th scope="row">Nordjylland</th><td class="number">–</td>' in html
    assert html.count("fordi det kunne røbe") == 5


def test_report_with_every_region_shown_explains_no_dash():
    report = samples.report()
    shown = tuple(
        replace(area, regions=tuple(region for region in area.regions if not region.is_hidden)) for area in report.areas
    )

    assert "røbe" not in report_html(replace(report, areas=shown))


def test_report_without_regions_has_no_regional_table():
    report = samples.report()

    html = report_html(replace(report, areas=tuple(replace(area, regions=()) for area in report.areas)))

    assert "Region for region" not in html


def test_report_is_marked_until_it_is_published():
    draft, published = report_html(samples.report(published=False)), report_html(samples.report())

    assert all("UDKAST" in page for page in pages_of(draft))
    assert not any("UDKAST" in page for page in pages_of(published))
    assert "Udkast. Rapporten er ikke offentliggjort." in draft


def test_report_says_that_demo_is_invented():
    assert "Opdigtede demodata" in report_html(samples.report())
    assert "Opdigtede demodata" not in report_html(samples.report(is_demo=False))


def test_report_of_many_respondents_has_a_bar_instead_of_squares():
    report = samples.report()
    many = tuple(replace(area, of=4800) for area in report.areas)

    assert report_html(replace(report, areas=many)).count("<rect") < 700


def test_not_relevant_and_unanswered_stand_apart_in_the_distribution():
    area = replace(samples.report().areas[0], not_relevant=2, unanswered=1)

    assert [(bar.label, bar.count, bar.counts) for bar in area.bars[-2:]] == [
        ("Ikke relevant", 2, False),
        ("Ikke besvaret", 1, False),
    ]


def test_receipt_tells_who_when_and_what():
    text = " ".join(pages_of(receipt_html(samples.receipt())))

    for words in (
        "Kvittering",
        "Lyngbakke Kommune har indsendt sin besvarelse den 14. maj 2024 kl. 10.42.",
        "Nr. 1",
        "Mette Holmgaard",
        "31. maj 2024 kl. 23.59",
        "Indsendt inden fristen.",
        samples.receipt().digest,
        "Har I sat slettefrister for hvert formål? Delvist – mere end 2/3 gennemført.",
        "Kommentar: Vi mangler de ældste fagsystemer",
        "Fil: Slettepolitik på Ærø.pdf (1,2 MB, SHA-256 0123456789abcdef …)",
        "Opdigtede demodata",
    ):
        assert words in text


def test_copy_tells_how_far_the_answers_have_come_and_that_it_is_no_submission():
    text = " ".join(pages_of(copy_html(samples.copy())))

    for words in (
        "Jeres svar, som de står nu",
        "af 20 spørgsmål er besvaret",
        "Lyngbakke Kommune den 14. maj 2024 kl. 10.42. Besvarelsen er »Kladde«, og papiret er ingen indsendelse.",
        "Har I sat slettefrister for hvert formål? Delvist – mere end 2/3 gennemført.",
        "Ikke besvaret.",
        "Kommentar: Vi mangler de ældste fagsystemer",
        "Fil: Slettepolitik på Ærø.pdf (1,2 MB, SHA-256 0123456789abcdef …)",
        "Opdigtede demodata",
    ):
        assert words in text


def test_late_receipt_says_so():
    assert "Indsendt efter fristen." in receipt_html(samples.receipt(late=True))


def test_blank_questionnaire_has_every_question_with_boxes_and_help():
    html = blank_html(samples.blank())

    assert html.count('class="ask"') == 20
    assert html.count('class="box"') == 20 * 5 + 15  # headline questions can't be "Ikke relevant"
    assert html.count("Hovedspørgsmål</b>") == 5
    assert "Delvist – mere end 2/3 gennemført" in html
    assert "Enhed: systemer." in html
    assert "31. maj 2024 kl. 23.59" in html


def test_blank_questionnaire_wastes_no_page_and_divides_no_question():
    pages = pages_of(blank_html(samples.blank()))

    assert len(pages) <= 7
    for page in pages:
        assert page.count("Kommentar") == page.count("Enhed: ") == page.count("Nej")


def test_an_answer_stands_on_a_line_of_its_own():
    """A question that just fills its line would else be broken after its first word."""
    question = "Er forslag til modtagere slået fra, eller har I på anden måde sikret jer mod forkerte adresser?"
    area = ReceiptArea(number=1, title="Udgående mail", answers=(ReceiptAnswer(question, "Ikke besvaret"),))
    pdf = PdfReader(io.BytesIO(render_pdf(copy_html(samples.copy(areas=(area,))))))

    lines = pdf.pages[0].extract_text().splitlines()

    assert lines[lines.index(question) + 1] == "Ikke besvaret."


def test_blank_questionnaire_without_deadline_has_none():
    assert ">Frist<" not in blank_html(samples.blank(deadline=None))


@pytest.mark.parametrize(
    "html",
    [
        report_html(samples.report(survey_title="<script>x</script>")),
        receipt_html(samples.receipt(municipality="<script>x</script>")),
        blank_html(samples.blank(survey_title="<script>x</script>")),
        copy_html(samples.copy(municipality="<script>x</script>")),
    ],
)
def test_documents_escape_text(html):
    assert "<script" not in html
    assert "&lt;script&gt;x" in html


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.example.dk/", "www.example.dk"),
        ("http://example.dk/a/b?c=d", "example.dk/a/b?c=d"),
        ("https://xn--sikkerpnettet-vfb.dk/", "sikkerpånettet.dk"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_addresses_are_shown_as_people_type_them(url, shown):
    assert shown_address(url) == shown
    assert Link("Titel", url).shown == shown


def test_only_web_addresses_are_web():
    assert [Link("x", url).is_web for url in ("https://a.dk", "http://a.dk", "file:///a", "javascript:a", "")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_rendering_documents_makes_no_query(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        for html in (
            report_html(samples.report()),
            receipt_html(samples.receipt()),
            blank_html(samples.blank()),
            copy_html(samples.copy()),
        ):
            assert html
