"""What the documents other than the letter say, as frozen dataclasses: filled by selectors, printed by html.py."""

import contextlib
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from reports import frozen
from surveys.enums import NOT_RELEVANT_LABEL, UNANSWERED_LABEL


def shown_address(url: str) -> str:
    """An address as printed, for those who must type it: no scheme, and xn-- names spelled out."""
    parts = urlsplit(url)
    host = parts.netloc
    with contextlib.suppress(UnicodeError):
        host = host.encode("ascii").decode("idna")
    return url.replace(f"{parts.scheme}://{parts.netloc}", host, 1).removesuffix("/")


SMALL_NUMBERS = ("nul", "et", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti")


def in_words(number: int) -> str:
    """Small numbers as running text writes them."""
    return SMALL_NUMBERS[number] if number < len(SMALL_NUMBERS) else str(number)


@dataclass(frozen=True)
class Sender:
    """The authority at the top of every document; the lines that are empty are left out."""

    name: str
    address: str = ""
    cvr: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Link:
    """Guidance elsewhere. Only web addresses become links: a text may not lead the reader into other programs."""

    title: str
    url: str

    @property
    def is_web(self) -> bool:
        return self.url.startswith(("https://", "http://"))

    @property
    def shown(self) -> str:
        return shown_address(self.url)


@dataclass(frozen=True)
class Bar:
    """One step of the scale in a distribution: how many gave it, and whether it counts as in place."""

    label: str
    count: int
    counts: bool


@dataclass(frozen=True)
class ReportRegion:
    """A regional cell as the reader may see it; counted and of are None where the small-cell rule hides it."""

    name: str
    counted: int | None
    of: int | None
    percent: float | None

    @property
    def is_hidden(self) -> bool:
        return self.counted is None


@dataclass(frozen=True)
class ReportArea:
    """One of the five trends: `counting` says in words which answers count, `why` why the area matters."""

    key: str
    number: int
    title: str
    why: str
    question: str
    unit: str
    counting: str
    counted: int
    of: int
    percent: float
    distribution: tuple[Bar, ...]
    not_relevant: int
    unanswered: int
    regions: tuple[ReportRegion, ...]
    advice: str
    links: tuple[Link, ...] = ()
    erratum: "Correction | None" = None

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The distribution with what lies outside the scale, where there is any."""
        outside = ((NOT_RELEVANT_LABEL, self.not_relevant), (UNANSWERED_LABEL, self.unanswered))
        return self.distribution + tuple(Bar(label, count, counts=False) for label, count in outside if count)

    @property
    def has_hidden(self) -> bool:
        return any(region.is_hidden for region in self.regions)


@dataclass(frozen=True)
class Fact:
    """A line of the method page: a label and what is said of it."""

    label: str
    text: str


@dataclass(frozen=True)
class ReportContent:
    """The national report; number and published are None until the publication is made."""

    survey_title: str
    survey_slug: str
    is_demo: bool
    sender: Sender
    number: int | None
    published: date | None
    invited: int
    respondents: int
    areas: tuple[ReportArea, ...]
    method: tuple[Fact, ...]
    results_url: str
    digest: str

    @property
    def areas_in_words(self) -> str:
        return in_words(len(self.areas))

    @property
    def results_address(self) -> str:
        return shown_address(self.results_url)

    def to_json(self) -> dict:
        """Plain data for a JSON field; from_json gives the same report back."""
        return frozen.to_plain(self)

    @classmethod
    def from_json(cls, data: dict) -> "ReportContent":
        return frozen.from_plain(cls, data)


@dataclass(frozen=True)
class Correction:
    """An erratum as it stands beside its question: the text, in Markdown, and the day it was written."""

    text: str
    dated: date


@dataclass(frozen=True)
class PaperFile:
    """A file named on paper; the start of its SHA-256 is enough to tell whether one at hand is the same."""

    name: str
    size: int
    sha256: str

    @property
    def short_hash(self) -> str:
        return self.sha256[:16]


@dataclass(frozen=True)
class ReceiptAnswer:
    """One answer as submitted; `answer` is the label, or the words for not relevant or unanswered."""

    question: str
    answer: str
    comment: str = ""
    files: tuple[PaperFile, ...] = ()
    erratum: "Correction | None" = None


@dataclass(frozen=True)
class ReceiptArea:
    number: int
    title: str
    answers: tuple[ReceiptAnswer, ...]


@dataclass(frozen=True)
class ReceiptContent:
    """Proof of one submission; `digest` is the submission's own, so the paper can be held against the portal."""

    survey_title: str
    is_demo: bool
    sender: Sender
    municipality: str
    cvr: str
    number: int
    submitted_at: datetime
    submitted_by: str
    deadline: datetime
    late: bool
    digest: str
    areas: tuple[ReceiptArea, ...]
    # Only where management approved what someone else had made ready.
    prepared_by: str = ""
    prepared_at: datetime | None = None

    @property
    def submitted_label(self) -> str:
        return "Godkendt og indsendt af" if self.prepared_by else "Indsendt af"

    @property
    def punctuality(self) -> str:
        return "Indsendt efter fristen." if self.late else "Indsendt inden fristen."


@dataclass(frozen=True)
class CopyContent:
    """A municipality's answers as they stood when they were printed, submitted or not."""

    survey_title: str
    is_demo: bool
    sender: Sender
    municipality: str
    state: str
    printed_at: datetime
    answered: int
    of: int
    areas: tuple[ReceiptArea, ...]


@dataclass(frozen=True)
class BlankQuestion:
    text: str
    unit: str
    help: str = ""
    is_headline: bool = False
    may_be_not_relevant: bool = False
    erratum: Correction | None = None


@dataclass(frozen=True)
class BlankArea:
    number: int
    title: str
    why: str
    questions: tuple[BlankQuestion, ...]


@dataclass(frozen=True)
class BlankContent:
    """The questionnaire on paper, to gather answers with before they are typed in."""

    survey_title: str
    is_demo: bool
    sender: Sender
    deadline: datetime | None
    areas: tuple[BlankArea, ...]
