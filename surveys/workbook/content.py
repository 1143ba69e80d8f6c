"""What a response's workbook says: its guide, and a row for each question with the answer as it stands."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from surveys.errata import Note
from surveys.markdown import as_text
from surveys.models import Response
from surveys.workbook.answers import labels
from surveys.workbook.tokens import row_token
from surveys.workbook.writing import SheetRow, WorkbookContent
from surveys.working_copy import AreaCopy, Asked, select_working_copy

DEMO_NOTICE = "Demo: kommune, svar og personer er opdigtede."
GUIDE = (
    "Sådan gør du",
    "1. Gå til arket »Svar«. Skriv kun i de gule kolonner »Svar« og »Kommentar«; resten er låst.",
    "2. Vælg svaret på listen i cellen. Står der en enhed, så tæl i den.",
    "3. Vælger du »Ikke relevant«, så skriv hvorfor i kommentaren.",
    "4. Gem filen som Excel-projektmappe (.xlsx), og indlæs den på tilsynets side i portalen. Du ser først, hvad der "
    "bliver ændret, og gemmer bagefter.",
    "Godt at vide",
    "En tom celle ændrer ikke noget. Skal et svar eller en kommentar slettes, så gør det i portalen.",
    "Har en kollega svaret anderledes i portalen imens, så viser portalen begge svar, og du vælger.",
    "En kommentar må være på højst 5.000 tegn. Skriv aldrig CPR-numre.",
    "Brug ikke formler, makroer eller links til andre filer. Så bliver filen afvist.",
    "Regnearket passer kun til denne kommune og dette tilsyn. De skjulte kolonner holder styr på det; lad dem være.",
)


def select_workbook(response: Response, now: datetime) -> WorkbookContent:
    """Three queries, as select_working_copy()."""
    copy = select_working_copy(response, with_files=False)
    name, title = response.municipality.official_name, response.survey.title
    local = timezone.localtime(now)
    made = f"Hentet {date_format(local, 'j. F Y')} kl. {date_format(local, 'H.i')}. Svarene er, som de stod da."
    return WorkbookContent(
        title=f"{title}: svar fra {name}",
        author=name,
        made_at=now,
        guide=(made, *GUIDE),
        rows=tuple(_row(response, area, asked) for area in copy.areas for asked in area.asked),
        notice=DEMO_NOTICE if response.survey.is_demo else "",
    )


def _row(response: Response, area: AreaCopy, asked: Asked) -> SheetRow:
    question, version = asked.question, asked.answer.version if asked.answer else 0
    return SheetRow(
        area=area.area.title,
        question=question.text,
        unit=question.unit,
        help=_help(question.help, asked.erratum),
        answer=asked.label if asked.value.is_answered else "",
        comment=asked.value.comment,
        key=question.key,
        version=row_token(response, question, version),
        choices=labels(allows_not_relevant=question.allows_not_relevant),
    )


def _help(text: str, erratum: Note | None) -> str:
    """An erratum stands first, where the question's help is read."""
    if erratum is None:
        return as_text(text)
    return (
        f"Rettelse {date_format(timezone.localtime(erratum.at), 'j. F Y')}: {as_text(erratum.text)}\n\n{as_text(text)}"
    )
