"""The sample as a document: what it says, that it can be taken, and that verify finds what was changed behind it."""

import pytest
from django.urls import reverse
from pypdf import PdfReader

from municipalities.models import Municipality
from reports.html import sample_html
from reports.sample_verification import sample_faults
from reports.selectors.sample_paper import select_sample_paper
from surveys.digests import digest
from surveys.enums import SampleMethod
from surveys.models import Opening, Response, Sample
from surveys.services.additions import add_later
from surveys.services.conflicts import declare_conflict
from surveys.services.samples import Wanted, choose_sample
from surveys.services.surveys import Shown, open_sampled_survey, survey_content
from tests.factories.municipalities import make_municipality, make_region
from tests.factories.surveys import make_survey, today
from tests.reports import samples


@pytest.fixture
def drawn(db, manager):
    """Four of six drawn after a first draw of three; then opened, and one added."""
    for number in range(6):
        make_municipality(f"By {number}", region=make_region(f"Region {'AB'[number % 2]}"))
    survey = make_survey(is_open=False)
    choose_sample(survey=survey, wanted=Wanted(SampleMethod.RANDOM, size=3), by=manager, seen=0)
    wanted = Wanted(SampleMethod.RANDOM, size=4, seed="aftalt-2026")
    choose_sample(survey=survey, wanted=wanted, by=manager, seen=1, reason="Der skulle være fire.")
    shown = Shown(2, digest(survey_content(survey)))
    open_sampled_survey(survey=survey, deadline=today(), shown=shown, by=manager)
    survey.refresh_from_db()
    add_later(survey=survey, municipalities=[make_municipality("Nyby")], by=manager, reason="De bad om det.")
    return survey


def test_the_paper_says_all_it_takes_to_repeat_the_draw(drawn, manager):
    html = sample_html(select_sample_paper(drawn, manager))
    sample = drawn.samples.newest()
    for said in ("aftalt-2026", sample.digest, "Der skulle være fire.", "Nyby", "De bad om det.", "sha256sum"):
        assert said in html
    for ranked in sample.ranked:
        assert ranked.digest in html
    assert "Den, der vælger startværdien, kan regne ud på forhånd" in html


def test_the_paper_of_the_first_draw_says_that_another_took_its_place(drawn, manager):
    html = sample_html(select_sample_paper(drawn, manager, 1))
    assert "Udvælgelse nr. 2 er kommet i stedet" in html
    assert "lavet af portalen" in html
    assert select_sample_paper(drawn, manager, 3) is None


def test_why_is_kept_from_whoever_is_kept_from_the_case(drawn, case_handler, manager):
    declare_conflict(user=case_handler, municipality=Municipality.objects.get(name="Nyby"), reason="Min søster.")
    kept, told = (sample_html(select_sample_paper(drawn, user)) for user in (case_handler, manager))
    assert "Nyby" in kept
    assert "De bad om det." not in kept
    assert "De bad om det." in told


def test_rendering_asks_the_database_nothing(drawn, manager, django_assert_num_queries):
    with django_assert_num_queries(4):
        paper = select_sample_paper(drawn, manager)
    with django_assert_num_queries(0):
        sample_html(paper)


def test_what_people_wrote_is_escaped():
    assert "&lt;første gang&gt;" in sample_html(samples.sample())


def test_the_pdf_can_be_taken_and_names_those_drawn(client, drawn, auditor, tmp_path):
    client.force_login(auditor)
    answer = client.get(reverse("reports:sample_pdf", args=[drawn.slug]))
    assert answer["Content-Disposition"] == 'inline; filename="udvaelgelse-2026-2.pdf"'
    path = tmp_path / "udvaelgelse.pdf"
    path.write_bytes(answer.content)
    text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    assert "aftalt-2026" in text
    assert client.get(reverse("reports:sample_pdf", args=[drawn.slug]), {"nr": "9"}).status_code == 404


def test_verify_finds_nothing_wrong_with_an_honest_sample(drawn):
    assert list(sample_faults(drawn)) == []


def test_verify_finds_a_sample_that_was_changed(drawn):
    sample = drawn.samples.newest()
    other = next(one["code"] for one in sample.frame if one["code"] not in sample.codes)
    Sample.objects.filter(pk=sample.pk).update(codes=sorted([*sample.codes[1:], other]))
    assert list(sample_faults(drawn)) == [
        "Udvælgelse 2: den passer ikke med kontrolsummen.",
        "Udvælgelse 2: startværdien giver et andet udtræk.",
        f"Spurgt uden at være udvalgt eller tilføjet: {sample.codes[0]}.",
        f"Udvalgt, men ikke spurgt: {other}.",
    ]


def test_verify_finds_an_opening_with_another_sample(drawn):
    Opening.objects.update(sample_digest="0" * 64)
    assert list(sample_faults(drawn)) == ["Udvælgelsen er ikke den, tilsynet blev åbnet med."]


def test_verify_finds_who_was_asked_unexplained(drawn):
    Response.objects.get(municipality__name="Nyby").addition.delete()
    [fault] = sample_faults(drawn)
    assert "uden at være udvalgt" in fault
