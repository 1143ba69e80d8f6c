"""Letters for Digital Post and the case system: the PDFs and what they are, in one ZIP (docs/handover.md)."""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from io import BytesIO

from reports.letters import LetterContent

VERSION = 1
METADATA = "metadata.json"


def write_handover(*, survey: str, is_demo: bool, letters: Iterable[tuple[str, LetterContent, bytes]]) -> bytes:
    """A ZIP of issued letters, given as (municipality code, content, bytes); each hash is taken of the bytes put in."""
    target, rows = BytesIO(), []
    # A PDF is compressed already, so the ZIP only stores it.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for code, content, pdf in letters:
            row = _row(code, content, pdf)
            archive.writestr(row["file"], pdf)
            rows.append(row)
        metadata = {"version": VERSION, "survey": survey, "is_demo": is_demo, "letters": rows}
        archive.writestr(METADATA, json.dumps(metadata, ensure_ascii=False, indent=2) + "\n")
    return target.getvalue()


def _row(code: str, content: LetterContent, pdf: bytes) -> dict:
    return {
        "file": f"{code}-{content.number}.pdf",
        "recipient_cvr": content.cvr,
        "recipient": content.recipient,
        "title": f"Vejledningsbrev til {content.recipient}: {content.survey_title}",
        "journal_number": content.journal_number,
        "number": content.number,
        "dated": content.dated.isoformat(),
        "sha256": hashlib.sha256(pdf).hexdigest(),
    }
