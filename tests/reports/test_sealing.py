"""The agency's seal: valid, invisible, on what was validated, and never one that means nothing on a real letter."""

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from asn1crypto.x509 import Certificate
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from config.seal import read_seal
from reports.enums import LetterState
from reports.html import letter_html
from reports.pdf import render_pdf
from reports.sealing import seal_pdf
from reports.services.errors import LetterError
from reports.services.letters import issue_letter
from tests.certificates import make_certificate
from tests.factories.reports import make_advice, make_approved
from tests.pdf.verapdf import STANDARDS, verapdf_lines
from tests.reports import samples


@pytest.fixture
def made(tmp_path):
    return make_certificate(tmp_path)


@pytest.fixture
def seal(made, settings):
    settings.SEAL = configured(made)
    return settings.SEAL


def configured(made, password="", is_demo=False):
    return read_seal(key=str(made.key), certificate=str(made.certificate), password=password, is_demo=is_demo)


@pytest.fixture(scope="module")
def pdf():
    return render_pdf(letter_html(samples.letter(), state=LetterState.ISSUED))


def signatures(pdf):
    return PdfFileReader(BytesIO(pdf)).embedded_signatures


def status_of(pdf, made):
    (signature,) = signatures(pdf)
    context = ValidationContext(trust_roots=[Certificate.load(made.root)])
    # It starts an event loop, and the browser's may be running in the main thread.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(validate_pdf_signature, signature, context).result()


def seal_now(pdf, **options):
    return seal_pdf(pdf, is_demo=False, now=timezone.now(), **options)


def test_a_seal_is_trusted_covers_the_whole_file_and_adds_to_it(pdf, seal, made):
    sealed = seal_now(pdf)
    status = status_of(sealed, made)
    assert (status.bottom_line, status.intact, status.trusted) == (True, True, True)
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.signing_cert.subject.native == {"common_name": "Tilsynsmyndigheden"}
    assert sealed.startswith(pdf)


def test_a_seal_is_pades_with_an_ec_key_and_nobody_sees_it(pdf, seal, made):
    (signature,) = signatures(seal_now(pdf))
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert (signature.md_algorithm, signature.signer_cert.public_key.curve) == ("sha256", ("named", "secp256r1"))
    left, low, right, high = signature.sig_field["/Rect"]
    assert (left == right, low == high, right < 0, high < 0) == (True, True, True, True)


def test_a_letter_is_sealed_also_where_an_event_loop_runs(pdf, seal, made):
    async def issue():
        return seal_now(pdf)

    with ThreadPoolExecutor(max_workers=1) as thread:
        sealed = thread.submit(asyncio.run, issue()).result()
    assert status_of(sealed, made).bottom_line


def test_a_changed_letter_breaks_the_seal(pdf, seal, made):
    sealed = seal_now(pdf)
    place = sealed.index(b"stream") + 20
    status = status_of(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :], made)
    assert (status.bottom_line, status.intact) == (False, False)


@pytest.mark.slow
def test_a_sealed_letter_passes_verapdf(pdf, seal, tmp_path):
    (tmp_path / "brev.pdf").write_bytes(seal_now(pdf))
    lines = verapdf_lines([tmp_path / "brev.pdf"])
    assert lines == [("brev.pdf", standard, "pass") for standard in STANDARDS]


def test_without_a_certificate_a_letter_is_as_it_was(pdf, settings):
    assert settings.SEAL is None
    assert seal_now(pdf) == pdf


def test_a_key_with_a_password_seals(pdf, settings, tmp_path):
    made = make_certificate(tmp_path, password=b"hemmeligt")
    settings.SEAL = configured(made, password="hemmeligt")
    assert "hemmeligt" not in repr(settings.SEAL)
    assert status_of(seal_now(pdf), made).bottom_line


@pytest.mark.parametrize(("is_trial", "is_demo", "is_sealed"), [(0, 0, 1), (0, 1, 0), (1, 0, 0), (1, 1, 1)])
def test_a_real_seal_is_for_real_letters_and_a_trial_one_for_invented(
    pdf, seal, settings, is_trial, is_demo, is_sealed
):
    settings.SEAL = replace(seal, is_trial=bool(is_trial))
    sealed = seal_pdf(pdf, is_demo=bool(is_demo), now=timezone.now())
    assert len(signatures(sealed)) == is_sealed


@pytest.fixture
def approved(submitted_response, manager):
    make_advice(submitted_response.survey)
    return make_approved(submitted_response, manager)


def test_an_issued_letter_is_stored_and_hashed_with_its_seal(approved, manager, seal, made):
    letter = issue_letter(letter=approved, by=manager)
    assert status_of(bytes(letter.pdf), made).bottom_line
    assert letter.pdf_sha256 == hashlib.sha256(letter.pdf).hexdigest()


@pytest.mark.parametrize("days", [-2, 11])
def test_a_certificate_that_is_not_valid_today_stops_the_letter(approved, manager, seal, days):
    with time_machine.travel(timezone.now() + timedelta(days=days)), pytest.raises(LetterError, match="certifikat"):
        issue_letter(letter=approved, by=manager)
    approved.refresh_from_db()
    assert (approved.state, approved.number, approved.pdf) == (LetterState.APPROVED, None, None)
