"""One letter on the path that issuing takes, from the database to the PDF."""

from datetime import date

from reports.enums import LetterState
from reports.html import letter_html
from reports.letters import LetterContent, new_verification_code
from reports.pdf import render_pdf
from reports.selectors.letters import select_letter
from surveys.models import Response

ISSUED_ON = date(2024, 11, 1)


def select_respondents() -> list[int]:
    return list(Response.objects.respondents().filter(survey__slug="2024").values_list("pk", flat=True))


def issued_letter(pk: int) -> LetterContent:
    relations = ("survey", "municipality", "current_submission", "case_handler")
    response = Response.objects.select_related(*relations).get(pk=pk)
    return select_letter(response).issued(number=1, on=ISSUED_ON, code=new_verification_code())


def print_letter(pk: int) -> bytes:
    return render_pdf(letter_html(issued_letter(pk), state=LetterState.ISSUED))
