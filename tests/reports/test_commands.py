import hashlib

import pytest
from django.conf import settings

from reports.models import Letter, Publication
from surveys.enums import SurveyState
from surveys.merge import Value
from surveys.models import FollowUpFile, FollowUpMessage
from surveys.services.surveys import move_survey
from surveys.uploads import store
from tests.commands import run
from tests.factories.evidence import put_file
from tests.factories.follow_ups import make_correction, make_follow_up, make_reply, put_reply_file
from tests.factories.reports import make_advice, make_letter
from tests.factories.surveys import make_submission


@pytest.fixture
def survey_with_submission(submitted_response):
    make_advice(submitted_response.survey)
    return submitted_response.survey


def test_letters_writes_drafts_and_the_stored_bytes_of_issued(
    survey_with_submission, submitted_response, manager, tmp_path
):
    code = submitted_response.municipality.code
    assert run("letters", "2026", "--out", tmp_path / "udkast").code == 0
    draft = (tmp_path / "udkast" / f"{code}.pdf").read_bytes()
    letter = make_letter(submitted_response, manager)
    assert run("letters", "2026", "--out", tmp_path / "breve", "--municipality", code).code == 0
    issued = (tmp_path / "breve" / f"{code}.pdf").read_bytes()
    assert draft.startswith(b"%PDF")
    assert draft != issued == bytes(letter.pdf)
    assert [one.name for one in (tmp_path / "breve").iterdir()] == [f"{code}.pdf"]


def test_letters_refuses_a_municipality_that_has_not_submitted(survey_with_submission, other_municipality, tmp_path):
    ran = run("letters", "2026", "--out", tmp_path, "--municipality", other_municipality.code)
    assert (ran.code, "ikke indsendt" in ran.said) == (2, True)
    assert run("letters", "findes-ikke", "--out", tmp_path).code == 2


def test_letters_refuses_a_folder_it_cannot_write(survey_with_submission, tmp_path):
    (tmp_path / "fil").write_text("i vejen")
    assert run("letters", "2026", "--out", tmp_path / "fil").code == 2


def test_publish_refuses_an_open_survey_and_then_prints_the_number(survey_with_submission, tmp_path):
    ran = run("publish", "2026")
    assert (ran.code, ran.output) == (2, "")
    move_survey(survey=survey_with_submission, target=SurveyState.CLOSED)
    assert run("report", "2026", "--out", tmp_path / "udkast.pdf").code == 0
    ran = run("publish", "2026")
    assert (ran.code, ran.output) == (0, "1\n")
    assert run("report", "2026", "--out", tmp_path / "rapport.pdf").code == 0
    assert (tmp_path / "rapport.pdf").read_bytes() == bytes(Publication.objects.get().pdf)
    assert (tmp_path / "udkast.pdf").read_bytes() != (tmp_path / "rapport.pdf").read_bytes()
    assert run("report", "2026", "--out", tmp_path / "mangler" / "rapport.pdf").code == 2


def test_verify_reads_each_submitted_file(survey, draft_response, lead):
    make_advice(survey)
    evidence, other = put_file(draft_response), put_file(draft_response, "dpia-headline", "b.txt", b"2")
    make_submission(draft_response, by=lead)
    place = f"{draft_response.municipality.code}, indsendelse 1"
    assert run("verify", "2026").code == 0

    settings.EVIDENCE_DIR.joinpath(store.FILES, evidence.stored_as).write_bytes(b"forfalsket")
    store.delete(other.stored_as)
    ran = run("verify", "2026")
    assert (ran.code, ran.output.splitlines()) == (
        1,
        [
            f"{place}, deletion-headline: filen med id {evidence.pk} er ændret.",
            f"{place}, dpia-headline: filen med id {other.pk} mangler.",
        ],
    )


def test_verify_finds_a_file_taken_out_of_a_submission_or_put_in_for_another(survey, draft_response, lead):
    make_advice(survey)
    put_file(draft_response)
    submission = make_submission(draft_response, by=lead)
    fault = f"{draft_response.municipality.code}, indsendelse 1: svarene og filerne passer ikke med kontrolsummen.\n"
    rows = submission.evidence.all()
    kept = rows.get().sha256

    rows.update(sha256="0" * 64)
    assert fault in run("verify", "2026").output
    rows.update(sha256=kept)
    assert run("verify", "2026").code == 0
    rows.all().delete()
    assert run("verify", "2026").output == fault


def test_verify_ends_with_0_1_or_2(survey_with_submission, submitted_response, manager):
    make_letter(submitted_response, manager)
    assert run("verify", "2026").code == 0
    Letter.objects.update(pdf=b"%PDF-1.7 forfalsket")
    ran = run("verify", "2026")
    assert (ran.code, ran.output) == (1, f"{submitted_response.municipality.code}, brev 1: PDF-filen er ændret.\n")
    assert run("verify", "findes-ikke").code == 2


def test_verify_reads_what_was_said_in_follow_ups(survey, submitted_response, lead, case_handler):
    make_advice(survey)
    follow_up = make_follow_up(submitted_response, case_handler)
    file = put_reply_file(follow_up, lead)
    reply = make_reply(follow_up, lead)
    waiting = put_reply_file(follow_up, lead, "kladde.txt", b"Kladde")
    store.delete(waiting.stored_as)
    correction = make_correction(follow_up, lead, Value(choice=0))
    ran = run("verify", "2026")
    assert (ran.code, ran.output) == (0, ""), "a file that waits is not frozen"

    place = f"{submitted_response.municipality.code}, opfølgning 1"
    store.delete(file.stored_as)
    FollowUpMessage.objects.filter(pk=reply.pk).update(text="Noget andet")
    FollowUpMessage.objects.filter(pk=correction.pk).update(choice=3)
    correction.submission.answers.filter(question__key="dane-headline").update(choice=0)
    ran = run("verify", "2026")
    assert (ran.code, ran.output.splitlines()) == (
        1,
        [
            f"{submitted_response.municipality.code}, indsendelse 2: svarene og filerne passer ikke med kontrolsummen.",
            f"{place}, besked 2: teksten er ændret.",
            f"{place}, besked 2: filen med id {file.pk} mangler.",
            f"{place}, besked 3: beskeden og filerne passer ikke med kontrolsummen.",
            f"{place}, besked 3: indsendelse 2 retter andet end det svar, opfølgningen handler om.",
        ],
    )


def test_verify_finds_a_file_put_in_for_another_in_a_follow_up(survey, submitted_response, lead, case_handler):
    make_advice(survey)
    follow_up = make_follow_up(submitted_response, case_handler)
    file = put_reply_file(follow_up, lead)
    make_reply(follow_up, lead)
    settings.EVIDENCE_DIR.joinpath(store.FILES, file.stored_as).write_bytes(b"forfalsket")
    FollowUpFile.objects.update(sha256=hashlib.sha256(b"forfalsket").hexdigest())
    fault = f"{submitted_response.municipality.code}, opfølgning 1, besked 2: beskeden og filerne passer ikke"
    assert fault in run("verify", "2026").output
