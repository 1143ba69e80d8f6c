"""A person at a spreadsheet: fetches the workbook, fills in cells by question, and hands the file in."""

import re
from collections.abc import Callable, Mapping
from html import unescape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from surveys.models import Response
from surveys.workbook.columns import SHEET, Column
from tests.surveys.pages import url

PLACES = {column: place for place, column in enumerate(Column, start=1)}

KEY, SECOND, SKIPPABLE = "deletion-headline", "deletion-2", "deletion-3"


def fetch(client: Client, response: Response) -> bytes:
    return client.get(url(response, "workbook_file")).content


def rows_of(sheet: Worksheet) -> dict[str, int]:
    """The number of each question's row."""
    return {row[PLACES[Column.KEY] - 1].value: row[0].row for row in sheet.iter_rows(min_row=2)}


def cell(sheet: Worksheet, key: str, column: Column):
    return sheet.cell(rows_of(sheet)[key], PLACES[column])


def change(content: bytes, do: Callable[[Workbook], None]) -> bytes:
    workbook = load_workbook(BytesIO(content))
    do(workbook)
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def fill(content: bytes, answers: Mapping[str, tuple[object, object]]) -> bytes:
    """By question: what is typed as answer and as comment; None leaves the cell as it is."""

    def do(workbook: Workbook) -> None:
        sheet = workbook[SHEET]
        for key, texts in answers.items():
            for column, text in zip((Column.ANSWER, Column.COMMENT), texts, strict=True):
                if text is not None:
                    typed = cell(sheet, key, column)
                    typed.value = text
                    if isinstance(text, str):
                        typed.data_type = "s"

    return change(content, do)


def with_members(content: bytes, **members: bytes | str | None) -> bytes:
    """The same archive with members put in, replaced, or (None) taken out; `__` stands for `/`, `_dot_` for a dot."""
    named = {name.replace("__", "/").replace("_dot_", "."): text for name, text in members.items()}
    file = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in named:
                new.writestr(name, old.read(name))
        for name, text in named.items():
            if text is not None:
                new.writestr(name, text)
    return file.getvalue()


def upload(client: Client, response: Response, content: bytes, name: str = "besvarelse.xlsx"):
    return client.post(url(response, "workbook"), {"workbook": SimpleUploadedFile(name, content)})


def carried(answer) -> str:
    """What the preview's button sends along."""
    return unescape(re.search(r'name="rows" value="([^"]*)"', answer.content.decode())[1])


def confirm(client: Client, response: Response, preview, **decisions: str):
    """Press the button; a decision's name has `_` for the hyphens of a question's key and field."""
    typed = {name.replace("_", "-"): value for name, value in decisions.items()}
    return client.post(url(response, "save_workbook"), {"rows": carried(preview), "confirm": "1", **typed})


def stored(response, key=KEY):
    return response.answers.filter(question__key=key).values_list("choice", "not_relevant", "comment").first()
