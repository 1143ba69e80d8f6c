"""The agency's letters on screen: choosing, issuing, following the work, and all of them as one file."""

import io
import re
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ
from django_q.tasks import _sync

from reports.enums import ItemState, JobKind
from reports.models import Letter, LetterJob
from reports.services.jobs import UNMADE, run_item, start_job
from surveys.models import Advice
from tests.factories.municipalities import make_municipality
from tests.factories.reports import make_advice, make_approved, make_letter
from tests.factories.surveys import make_response, make_submission, make_survey
from tests.surveys.pages import text_of

LETTERS = reverse("reports:letters", args=["2026"])
ISSUE = reverse("reports:issue_letters", args=["2026"])
NAMES = ("Aabyhøj", "Ølby", "Æbelø")


@pytest.fixture
def survey(db):
    """Three respondents, and one that has not answered."""
    asked = [make_municipality(name) for name in NAMES]
    made = make_survey(municipalities=[*asked, make_municipality("Tavsby")])
    make_advice(made)
    for municipality in asked:
        make_submission(make_response(made, municipality))
    return made


@pytest.fixture
def chief(client, manager):
    client.force_login(manager)
    return client


def response_of(survey, name):
    return make_response(survey, survey.responses.get(municipality__name=name).municipality)


def run_all(job):
    for item in job.items.all():
        run_item(item.pk)


def job_url(job, name="letter_job"):
    return reverse(f"reports:{name}", args=["2026", job.pk])


def test_the_list_has_every_respondent_in_danish_order(chief, survey, manager):
    make_letter(response_of(survey, "Ølby"), manager)

    shown = text_of(chief.get(LETTERS))

    assert re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', shown) == ["Æbelø", "Ølby", "Aabyhøj"]
    assert re.findall(r'class="figure-count">(\d+)<', shown) == ["1"]
    assert shown.count('type="checkbox"') == 3, "a letter that was sent can be corrected"
    assert "Tavsby" not in shown


def test_issuing_asks_first_and_starts_one_job(chief, survey, manager):
    codes = [make_approved(response_of(survey, name), manager).response.municipality.code for name in NAMES[:2]]

    asked = text_of(chief.post(ISSUE, {"kommune": codes}))
    assert "Udsend 2 vejledningsbreve" in asked
    assert not LetterJob.objects.exists()

    answered = chief.post(ISSUE, {"kommune": codes, "bekraeft": "1"})
    job = LetterJob.objects.get()
    assert answered.url == job_url(job)
    assert (job.kind, job.items.count()) == (JobKind.ISSUE, 2)


@pytest.mark.parametrize("chosen", [[], ["9999"]])
def test_issuing_nobody_says_what_to_do(chief, survey, chosen):
    shown = text_of(chief.post(ISSUE, {"kommune": chosen, "bekraeft": "1"}, follow=True))

    assert "ingen breve at udsende" in shown
    assert not LetterJob.objects.exists()


def test_progress_is_read_from_the_rows_so_it_survives_a_reload(chief, survey, manager):
    job = start_job(survey=survey, kind=JobKind.COLLECT, responses=survey.responses.respondents(), by=manager)
    run_item(job.items.first().pk)

    for _ in range(2):
        shown = text_of(chief.get(job_url(job)))
        assert "1 af 3 breve er færdige." in shown
        assert 'hx-trigger="every 1s"' in shown
    run_all(job)

    shown = text_of(chief.get(job_url(job)))
    assert "3 af 3 breve er færdige." in shown
    assert "hx-trigger" not in shown
    assert "Hent 3 breve som ZIP" in shown


def test_the_zip_has_one_letter_for_each_issued_or_draft(chief, survey, manager):
    letter = make_letter(response_of(survey, "Ølby"), manager)
    job = start_job(survey=survey, kind=JobKind.COLLECT, responses=survey.responses.respondents(), by=manager)
    assert chief.get(job_url(job, "letter_job_zip")).status_code == 404
    run_all(job)

    answered = chief.get(job_url(job, "letter_job_zip"))

    assert answered["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answered.content)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    codes = survey.responses.respondents().values_list("municipality__code", flat=True)
    assert files.keys() == {f"{code}.pdf" for code in codes}
    assert files[f"{letter.response.municipality.code}.pdf"] == bytes(letter.pdf)
    assert all(pdf.startswith(b"%PDF") for pdf in files.values())


def work_off_the_queue():
    """What the worker does with each task: try it, store what came of it, let it go."""
    for queued in OrmQ.objects.order_by("pk"):
        _sync(queued.payload)
        queued.delete()


@pytest.mark.django_db(transaction=True)
def test_an_error_nobody_foresaw_ends_the_job_and_is_listed(chief, survey, manager):
    """A version that is used never loses a text; where it does all the same, nobody must wait for ever."""
    survey.advice_versions.update(used_at=timezone.now())
    Advice.objects.filter(question__key="dpia-2").delete()
    job = start_job(survey=survey, kind=JobKind.DRAFT, responses=survey.responses.respondents(), by=manager)
    work_off_the_queue()

    shown = text_of(chief.get(job_url(job)))

    assert set(job.items.values_list("state", "error")) == {(ItemState.FAILED, UNMADE)}
    assert "3 af 3 udkast er færdige, heraf 3 mislykket." in shown
    assert re.findall(r"<li><strong>(\w+)</strong>", shown) == ["Æbelø", "Ølby", "Aabyhøj"]
    assert not Letter.objects.exists()

    make_advice(survey, 2)
    chief.post(job_url(job, "retry_letter_job"))
    work_off_the_queue()
    assert "3 af 3 udkast er færdige." in text_of(chief.get(job_url(job)))
    assert Letter.objects.count() == 3


def test_collecting_before_anyone_has_answered_says_so(chief, db):
    make_survey()

    shown = text_of(chief.post(reverse("reports:collect_letters", args=["2026"]), follow=True))

    assert "Der er ingen breve at samle" in shown
