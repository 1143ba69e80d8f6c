"""The agency's seal on a letter: PAdES B-B, invisible, added to the file that was validated."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from django.conf import settings

from reports.services.errors import LetterError

if TYPE_CHECKING:
    from pyhanko.sign import SimpleSigner

FIELD = "Segl"


def seal_pdf(pdf: bytes, *, is_demo: bool, now: datetime) -> bytes:
    """The file with the seal that is configured, else as it is.

    An invented letter is sealed with a trial certificate or not at all, and a real letter never with one. Raises
    LetterError where the certificate is not valid today.
    """
    seal = settings.SEAL
    if seal is None or is_demo != seal.is_trial:
        return pdf
    signer = _signer(str(seal.key), str(seal.certificate), seal.password, now)
    # pyHanko starts an event loop, which a thread that has one running already does not allow.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(_sign, pdf, signer).result()


def _signer(key: str, certificate: str, password: bytes | None, now: datetime) -> "SimpleSigner":
    # Slow to load, and only needed where letters are sealed.
    from pyhanko.keys import load_certs_from_pemder, load_private_key_from_pemder
    from pyhanko.sign import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    holder, *chain = load_certs_from_pemder([certificate])
    _require_valid(holder.not_valid_before, holder.not_valid_after, now)
    store = SimpleCertificateStore()
    store.register_multiple(chain)
    signing_key = load_private_key_from_pemder(key, password)
    return SimpleSigner(signing_cert=holder, signing_key=signing_key, cert_registry=store)


def _sign(pdf: bytes, signer: "SimpleSigner") -> bytes:
    # As above.
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, sign_pdf
    from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter

    metadata = PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    # Outside the page: PDF/UA asks for a tag on anything within it, and PDF/A forbids the flag that would hide it.
    field = SigFieldSpec(FIELD, invis_sig_settings=InvisSigSettings(box_out_of_bounds=True))
    return sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), metadata, signer, new_field_spec=field).getvalue()


def _require_valid(begins: datetime, ends: datetime, now: datetime) -> None:
    if not begins <= now <= ends:
        raise LetterError(
            f"Myndighedens certifikat gælder fra {begins:%d.%m.%Y} til {ends:%d.%m.%Y}, så brevet kan ikke få et segl. "
            "Bed driften om et nyt certifikat, og prøv igen."
        )
