"""Files on answers, through the service, and what a browser sends to put one there."""

import io

from municipalities.models import User
from surveys.models import Evidence, Response
from surveys.services.evidence import SoundFile, add_file, remove_file
from surveys.uploads import store
from surveys.uploads.kinds import KINDS, ending_of

BOUNDARY = "grænse".encode().hex()
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def put_file(
    response: Response,
    question: str = "deletion-headline",
    name: str = "rapport.txt",
    content: bytes = b"Vi sletter.",
    *,
    by: User | None = None,
) -> Evidence:
    kind = next(kind.key for kind in KINDS.values() if ending_of(name) in kind.endings)
    return add_file(
        responses=Response.objects.all(),
        pk=response.pk,
        question_key=question,
        file=SoundFile(name, kind),
        stored=store.save(io.BytesIO(content)),
        by=by,
    )


def take_off(evidence: Evidence, *, by: User) -> Evidence:
    return remove_file(
        responses=Response.objects.all(),
        pk=evidence.response_id,
        question_key=evidence.question.key,
        evidence_pk=evidence.pk,
        by=by,
    )


def multipart(name: str | bytes, content: bytes, **fields: str) -> bytes:
    """As a browser sends it, with the name just as given: Django's test client would take a path off it."""
    name = name.encode() if isinstance(name, str) else name
    parts = [f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode() for key, value in fields.items()]
    parts.append(
        b'Content-Disposition: form-data; name="file"; filename="'
        + name
        + b'"\r\nContent-Type: application/octet-stream\r\n\r\n'
        + content
    )
    line = b"--" + BOUNDARY.encode()
    return b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"
