"""What a follow-up on the DANE answer may begin with: words that name the measurement, for staff to edit."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.formats import date_format

from surveys.dane_compared import Compared, DomainLine
from surveys.dane_groups import SENTENCES
from surveys.deadlines import COPENHAGEN
from surveys.enums import DaneGroup

# A municipality with more domains than this is not told all of them in one question.
MOST = 10
ENDINGS = {
    DaneGroup.OVERSTATED: "Vil I se på det og skrive, om svaret skal rettes, eller hvorfor det er rigtigt?",
    DaneGroup.UNDERSTATED: "Vil I se på, om svaret skal rettes?",
    DaneGroup.APART: "Vil I skrive, hvordan I har kontrolleret jeres svar?",
    DaneGroup.AGREES: "Vil I skrive, hvordan I har kontrolleret jeres svar?",
}


def suggest_text(compared: Compared) -> str:
    """Names each measurement that the verdict rests on, with its date and number; the answer stays the municipality's.

    Empty where nothing was measured: there is nothing to ask from.
    """
    told = [line for line in compared.lines if line.number and _decides(line, compared)]
    if not told:
        return ""
    begins = f"I har svaret »{compared.answer}« på, om I bruger DANE på alle mailgateways."
    more = len(told) - MOST
    lines = [*_told(told[:MOST]), *([f"Det gælder også {more} domæner mere."] if more > 0 else [])]
    return "\n\n".join([begins, "\n".join(lines), ENDINGS[compared.group]])


def day_of(at: datetime) -> str:
    return date_format(at.astimezone(COPENHAGEN), "j. F Y")


def _decides(line: DomainLine, compared: Compared) -> bool:
    return line.verdict is compared.verdict


def _told(lines: Iterable[DomainLine]) -> Iterable[str]:
    for line in lines:
        named = f"Vores måling af {line.domain} den {day_of(line.measured_at)} (måling nr. {line.number})"
        yield f"{named}: {SENTENCES[line.verdict]} {line.why}"
