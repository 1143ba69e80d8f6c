"""The SHA-256 digests that let anyone check later that nothing was changed. Pure."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any


def sha256_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def digest(content: Any) -> str:
    """SHA-256 of canonical JSON: sorted keys, no spaces, UTF-8; the same content gives the same digest anywhere."""
    return sha256_text(json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False))


def submission_digest(
    *, survey: str, municipality: str, number: int, answers: Iterable[dict], files: Iterable[dict] = ()
) -> str:
    """Covers choices and the hash of each comment and file, so one erased by law leaves the digest verifiable.

    Of a file the name is not covered, for it may have to be erased too. Without files the digest is as it was before
    there were any.
    """
    rows = sorted(
        (
            {
                "question": answer["question"],
                "choice": answer["choice"],
                "not_relevant": answer["not_relevant"],
                "comment_sha256": answer["comment_sha256"],
            }
            for answer in answers
        ),
        key=lambda row: row["question"],
    )
    content = {"survey": survey, "municipality": municipality, "number": number, "answers": rows}
    hashes = sorted((file["question"], file["sha256"]) for file in files)
    if hashes:
        content["files"] = [{"question": question, "sha256": sha256} for question, sha256 in hashes]
    return digest(content)


def message_digest(
    *,
    survey: str,
    municipality: str,
    follow_up: int,
    kind: str,
    choice: int | None,
    not_relevant: bool,
    text_sha256: str,
    files: Iterable[str],
) -> str:
    """Of one message of a follow-up: what it proposes, and the hashes of its text and its files."""
    return digest(
        {
            "survey": survey,
            "municipality": municipality,
            "follow_up": follow_up,
            "kind": kind,
            "choice": choice,
            "not_relevant": not_relevant,
            "text_sha256": text_sha256,
            "files": sorted(files),
        }
    )
