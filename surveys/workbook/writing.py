"""Making the workbook. Pure: plain data in, bytes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.worksheet import Worksheet

from surveys.workbook.columns import HIDDEN, SHEET, TYPED, Column
from surveys.workbook.text import escape

GUIDE_SHEET = "Vejledning"
WIDTHS = {
    Column.AREA: 22,
    Column.QUESTION: 44,
    Column.UNIT: 14,
    Column.HELP: 44,
    Column.ANSWER: 24,
    Column.COMMENT: 56,
    Column.KEY: 24,
    Column.VERSION: 60,
}
GUIDE_WIDTH = 96
A4 = 9
# In points; a row cannot be higher than the last.
LINE_HEIGHT, LEAST_HEIGHT, MOST_HEIGHT = 15, 45, 409
FONT = "Calibri"
# Only these colours: dark text, the portal's accent for the heads, and a tint where something is to be written.
ACCENT, TINT, LINE = "1F4E79", "FFF9E5", "BFBFBF"
AS_TEXT = "@"
TOP = Alignment(wrap_text=True, vertical="top")
EDGE = Side(style="thin", color=LINE)
BORDER = Border(left=EDGE, right=EDGE, bottom=EDGE)


@dataclass(frozen=True)
class SheetRow:
    """One question; `choices` are the labels of its drop-down."""

    area: str
    question: str
    unit: str
    help: str
    answer: str
    comment: str
    key: str
    version: str
    choices: tuple[str, ...]

    @property
    def cells(self) -> dict[Column, str]:
        return dict(
            zip(
                Column,
                (self.area, self.question, self.unit, self.help, self.answer, self.comment, self.key, self.version),
                strict=True,
            )
        )


@dataclass(frozen=True)
class WorkbookContent:
    """`notice` is said on every sheet, also in print: that the data are invented, where they are."""

    title: str
    author: str
    made_at: datetime
    guide: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    notice: str = ""


class _Fitted(RowDimension):
    """A height for programs that do not fit a row to its text by themselves; the others go on doing so."""

    @property
    def customHeight(self) -> bool:  # noqa: N802 - the name of openpyxl
        return False


def write_workbook(content: WorkbookContent) -> bytes:
    workbook = Workbook()
    workbook.properties.title = workbook.properties.subject = content.title
    workbook.properties.creator = workbook.properties.lastModifiedBy = content.author
    workbook.properties.language = "da-DK"
    workbook.properties.created = workbook.properties.modified = content.made_at.replace(tzinfo=None, microsecond=0)
    workbook.security = WorkbookProtection(lockStructure=True)
    guide = workbook.active
    guide.title = GUIDE_SHEET
    _write_guide(guide, content)
    _write_answers(workbook.create_sheet(SHEET), content)
    for sheet in workbook:
        _protect(sheet)
        _set_print(sheet, content)
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def put(cell: Cell, text: str) -> None:
    """Always as text, whatever it begins with; openpyxl would take "=" for a formula, and cut what is escaped long."""
    cell.value = ""
    cell._value, cell.data_type = escape(text), "s"
    cell.number_format = AS_TEXT
    # Otherwise a spreadsheet would take the text for a formula as soon as someone edits the cell.
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


def _write_guide(sheet: Worksheet, content: WorkbookContent) -> None:
    lines = [content.title, *([content.notice] if content.notice else []), *content.guide]
    for number, line in enumerate(lines, start=1):
        cell = sheet.cell(number, 1)
        put(cell, line)
        cell.alignment = TOP
        cell.font = Font(name=FONT, size=16 if number == 1 else 12, bold=number == 1)
    sheet.column_dimensions["A"].width = GUIDE_WIDTH
    sheet.sheet_view.showGridLines = False


def _write_answers(sheet: Worksheet, content: WorkbookContent) -> None:
    _write_heads(sheet)
    for number, row in enumerate(content.rows, start=2):
        sheet.row_dimensions[number] = _Fitted(sheet, index=number, ht=_height(row))
        for place, (column, text) in enumerate(row.cells.items(), start=1):
            cell = sheet.cell(number, place)
            put(cell, text)
            cell.alignment, cell.border, cell.font = TOP, BORDER, Font(name=FONT, size=11)
            if column in TYPED:
                cell.protection, cell.fill = Protection(locked=False), PatternFill("solid", fgColor=TINT)
    _add_choices(sheet, content.rows)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"


def _height(row: SheetRow) -> int:
    """Enough for the longest of what is shown."""
    shown = {column: text for column, text in row.cells.items() if column not in HIDDEN}
    lines = max(
        sum(1 + len(line) // (WIDTHS[column] - 2) for line in text.split("\n")) for column, text in shown.items()
    )
    return min(max(lines * LINE_HEIGHT, LEAST_HEIGHT), MOST_HEIGHT)


def _write_heads(sheet: Worksheet) -> None:
    for place, column in enumerate(Column, start=1):
        cell = sheet.cell(1, place)
        put(cell, column)
        cell.font = Font(name=FONT, size=11, bold=True, color="FFFFFF")
        cell.fill, cell.alignment = PatternFill("solid", fgColor=ACCENT), TOP
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width, dimension.hidden = WIDTHS[column], column in HIDDEN


def _add_choices(sheet: Worksheet, rows: Sequence[SheetRow]) -> None:
    """One drop-down for each set of choices, over the rows that have it."""
    letter = get_column_letter(list(Column).index(Column.ANSWER) + 1)
    for choices in dict.fromkeys(row.choices for row in rows):
        one = DataValidation(
            type="list",
            formula1=f'"{",".join(choices)}"',
            allow_blank=True,
            showErrorMessage=True,
            errorTitle="Vælg fra listen",
            error="Vælg et af svarene på listen, eller lad cellen være tom.",
        )
        sheet.add_data_validation(one)
        for number, row in enumerate(rows, start=2):
            if row.choices == choices:
                one.add(f"{letter}{number}")


def _protect(sheet: Worksheet) -> None:
    """Against slips, not against people: there is no password, and rows and columns may be made larger."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def _set_print(sheet: Worksheet, content: WorkbookContent) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text = _footer(content.notice or content.author)
    sheet.oddFooter.center.text = _footer(content.title)
    sheet.oddFooter.right.text = "&P af &N"


def _footer(text: str) -> str:
    """A footer takes & for a code of its own."""
    return text.replace("&", "&&")
