"""The version of a row: its response and question, and what it started from; signed, so that it fits nowhere else."""

from dataclasses import dataclass
from hashlib import sha256

from django.core.signing import BadSignature, Signer

from surveys.models import Question, Response

SALT = "surveys.workbook.row"
LETTERS_OF_DIGEST = 16


@dataclass(frozen=True)
class RowToken:
    """`asked` is a digest of what the person read, so that an answer to another text is not taken for one to this."""

    survey: str
    municipality: str
    question: str
    version: int
    asked: str

    def is_of(self, response: Response) -> bool:
        return (self.survey, self.municipality) == (response.survey.slug, response.municipality.code)


def asked_digest(question: Question) -> str:
    read = "\0".join((question.text, question.unit, question.help))
    return sha256(read.encode()).hexdigest()[:LETTERS_OF_DIGEST]


def row_token(response: Response, question: Question, version: int) -> str:
    parts = (response.survey.slug, response.municipality.code, question.key, str(version), asked_digest(question))
    return Signer(salt=SALT).sign("/".join(parts))


def read_token(text: str) -> RowToken | None:
    """None where it is missing, edited, or not ours."""
    try:
        survey, municipality, question, version, asked = Signer(salt=SALT).unsign(text.strip()).split("/")
    except BadSignature:
        return None
    return RowToken(survey, municipality, question, int(version), asked)
