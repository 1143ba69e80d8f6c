"""Files from elsewhere, read in the limited process as the portal reads them: each refusal, and each honest variant."""

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.utils import timezone
from openpyxl import Workbook

from surveys.uploads import archives, room, sandbox, turns
from surveys.uploads.limits import MIB, RefusedFileError
from surveys.uploads.sandbox import read_limited
from surveys.workbook import reading
from surveys.workbook.columns import SHEET, Column
from surveys.workbook.reading import FORBIDDEN, JOB, MOST_CHARACTERS, MOST_ROWS, MOST_UNPACKED, OTHER_PROGRAMS
from surveys.workbook.refusals import MESSAGES, refusal_words
from surveys.workbook.writing import SheetRow, WorkbookContent, write_workbook
from tests.surveys.workbook.sheets import change, with_members

KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet_row(number: int = 1, comment: str = "", answer: str = "Ja") -> SheetRow:
    return SheetRow(
        "Sletning", "Sletter I?", "systemer", "Tæl.", answer, comment, f"key-{number}", "version", ("Ja", "Nej")
    )


def workbook(*rows: SheetRow) -> bytes:
    content = WorkbookContent("Tilsyn", "Prøveby", timezone.now(), ("Hjælp",), rows or (sheet_row(),))
    return write_workbook(content)


def read(content: bytes) -> dict:
    return read_limited(JOB, BytesIO(content))


def refusal(content: bytes) -> tuple[str, str]:
    with pytest.raises(RefusedFileError) as refused:
        read(content)
    words = refusal_words(refused.value)
    assert words.endswith("Intet er gemt.")
    assert "{" not in words
    return refused.value.code, refused.value.detail


def archive_of(members: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return file.getvalue()


def member(content: bytes, name: str) -> str:
    return ZipFile(BytesIO(content)).read(name).decode()


def on_sheet(do):
    return lambda workbook: do(workbook[SHEET])


def test_a_workbook_of_ours_is_read_with_numbers_and_letters():
    assert read(workbook(sheet_row(1, "Én\nto"), sheet_row(2, answer=""))) == {
        "rows": [
            {"row": 2, "Nøgle": "key-1", "Version": "version", "Svar": "Ja", "Kommentar": "Én\nto"},
            {"row": 3, "Nøgle": "key-2", "Version": "version", "Svar": "", "Kommentar": ""},
        ],
        "letters": {"Nøgle": "G", "Version": "H", "Svar": "E", "Kommentar": "F"},
    }


NASTY_TEXTS = [
    "æøå ÆØÅ – »citat« € 😀",
    "\r\nlinje\r\rto\n\n",
    "_x000D_ og _x005F_ og x005F_",
    "  foran og bagved  ",
    "NUL \0 og \x01\x1f\ufffe",
    "=1+1",
    "<b>&amp;</b>]]>",
    "å" * 5000,
    "\x01" * 5000,
]


@pytest.mark.parametrize("text", NASTY_TEXTS, ids=range(len(NASTY_TEXTS)))
def test_a_comment_comes_back_unchanged(text):
    assert read(workbook(sheet_row(comment=text)))["rows"][0]["Kommentar"] == text


@pytest.mark.parametrize("text", NASTY_TEXTS[:-1], ids=range(len(NASTY_TEXTS) - 1))
def test_a_comment_comes_back_unchanged_from_shared_strings(text):
    """As Excel and LibreOffice store texts; openpyxl's own reader would lose what looks like an escape."""
    content = workbook(sheet_row(comment=text))
    sheet = member(content, "xl/worksheets/sheet2.xml")
    texts = re.findall(r"<is>(.*?)</is>", sheet, re.DOTALL)
    numbers = iter(range(len(texts)))
    sheet = re.sub(r't="inlineStr"><is>.*?</is>', lambda _: f't="s"><v>{next(numbers)}</v>', sheet, flags=re.DOTALL)
    shared = f'<sst xmlns="{MAIN}">{"".join(f"<si>{one}</si>" for one in texts)}</sst>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    types = member(content, "[Content_Types].xml").replace("</Types>", part)
    new = {"[Content_Types]_dot_xml": types, "xl__sharedStrings_dot_xml": shared}

    got = read(with_members(content, xl__worksheets__sheet2_dot_xml=sheet, **new))

    assert 't="s"' in sheet
    assert got["rows"][0]["Kommentar"] == text


def test_a_text_in_several_styles_is_one_text():
    content = workbook(sheet_row(comment="XX"))
    runs = '<r><rPr><b/></rPr><t xml:space="preserve">Fed </t></r><r><t>og ikke</t></r>'
    sheet = member(content, "xl/worksheets/sheet2.xml").replace("<t>XX</t>", runs)

    assert read(with_members(content, xl__worksheets__sheet2_dot_xml=sheet))["rows"][0]["Kommentar"] == "Fed og ikke"


@pytest.mark.parametrize(
    ("value", "text"), [(4, "4"), (4.0, "4"), (0.5, "0,5"), (True, "Sand"), ("  Ja ", "  Ja "), ("=ikke", "=ikke")]
)
def test_what_a_program_made_of_a_cell_is_read_as_text(value, text):
    def do(sheet):
        sheet["E2"].value = value
        sheet["E2"].data_type = "s" if isinstance(value, str) else sheet["E2"].data_type

    assert read(change(workbook(), on_sheet(do)))["rows"][0]["Svar"] == text


def test_a_date_is_read_as_a_dane_writes_it():
    def do(sheet):
        sheet["F2"].value = timezone.datetime(2026, 5, 1)
        sheet["F2"].number_format = "dd/mm/yyyy"
        sheet["F3"].value = timezone.datetime(2026, 5, 1, 14, 32)
        sheet["F3"].number_format = "dd/mm/yyyy hh:mm"

    rows = read(change(workbook(sheet_row(1), sheet_row(2)), on_sheet(do)))["rows"]

    assert [row["Kommentar"] for row in rows] == ["01.05.2026", "01.05.2026 14.32"]


def test_columns_are_found_by_their_heads_and_empty_rows_are_passed_over():
    def do(sheet):
        sheet.insert_cols(1)
        sheet.insert_rows(1)
        sheet.insert_rows(3)
        sheet["F2"].value = " SVAR "
        sheet["A9000"].value = " "

    got = read(change(workbook(), on_sheet(do)))

    assert got["letters"]["Svar"] == "F"
    assert [(row["row"], row["Svar"]) for row in got["rows"]] == [(4, "Ja")]


def test_other_sheets_names_and_links_on_words_are_left_alone():
    def do(workbook):
        workbook.create_sheet("Noter")["A1"] = "Husk"
        workbook[SHEET]["F2"].hyperlink = "https://example.org/"
        workbook[SHEET]["F2"].value = "https://example.org/"

    assert read(change(workbook(), do))["rows"][0]["Kommentar"] == "https://example.org/"


def test_what_office_programs_put_beside_the_sheets_is_left_alone():
    extra = {
        "xl/printerSettings/printerSettings1.bin": b"\0",
        "docProps/custom.xml": b"<x/>",
        "customXml/item1.xml": b"<x/>",
        "docMetadata/LabelInfo.xml": b"<x/>",
        "xl/calcChain.xml": b"<x/>",
    }
    extra.pop("docProps/custom.xml")
    file = BytesIO(workbook())
    with ZipFile(file, "a") as made:
        for name, content in extra.items():
            made.writestr(name, content)

    assert len(read(file.getvalue())["rows"]) == 1


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"svar;kommentar\nJa;", "not_workbook"),
        (b"%PDF-1.7", "not_workbook"),
        (OLE + bytes(512) + "Workbook".encode("utf-16-le"), "old_excel"),
        (OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"PK\3\4 og ikke mere", "unreadable"),
        (archive_of({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}), "ods"),
        (archive_of({"xl/workbook.bin": b"\0", "[Content_Types].xml": b"<x/>"}), "xlsb"),
        (archive_of({"word/document.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "not_workbook"),
        (archive_of({"xl/workbook.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "unreadable"),
    ],
    ids=["csv", "pdf", "xls", "encrypted", "torn", "ods", "xlsb", "docx", "empty"],
)
def test_another_kind_of_file_is_refused_with_what_to_do(content, code):
    assert refusal(content)[0] == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/VBAPROJECT.BIN", "macros"),
        ("xl/macrosheets/sheet1.xml", "macros"),
        ("customUI/customUI14.xml", "macros"),
        ("xl/externalLinks/externalLink1.xml", "external"),
        ("xl/connections.xml", "external"),
        ("xl/queryTables/queryTable1.xml", "external"),
        ("xl/embeddings/oleObject1.bin", "embedded"),
        ("xl/activeX/activeX1.xml", "embedded"),
    ],
)
def test_a_part_that_acts_or_fetches_is_refused(name, code):
    file = BytesIO(workbook())
    with ZipFile(file, "a") as made:
        made.writestr(name, b"x")

    assert refusal(file.getvalue())[0] == code


def test_a_workbook_that_says_it_has_macros_is_refused():
    content = workbook()
    types = member(content, "[Content_Types].xml").replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )

    assert refusal(with_members(content, **{"[Content_Types]_dot_xml": types}))[0] == "macros"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_relation_that_fetches_is_refused_in_any_encoding(encoding):
    relation = f'<Relationship Id="r1" Type="{KINDS}/image" Target="http://example.org/x.png" TargetMode="External"/>'
    relations = (
        f'<?xml version="1.0" encoding="{encoding}"?><Relationships xmlns="{RELATIONS}">{relation}</Relationships>'
    )

    content = with_members(workbook(), xl__worksheets___rels__sheet2_dot_xml_dot_rels=relations.encode(encoding))

    assert refusal(content)[0] == "external"


@pytest.mark.parametrize("place", ["E2", "F2", "A2", "H2", "Z99"])
def test_a_formula_is_refused_with_its_cell(place):
    content = change(workbook(), on_sheet(lambda sheet: sheet.__setitem__(place, "=1+1")))

    assert refusal(content) == ("formula", f"Svar!{place}")


def test_a_formula_on_another_sheet_is_refused():
    def do(workbook):
        workbook.create_sheet("Noter")["B7"] = '=HYPERLINK("http://example.org")'

    assert refusal(change(workbook(), do)) == ("formula", "Noter!B7")


def test_a_formula_outside_what_the_sheet_says_it_holds_is_found():
    content = change(workbook(), on_sheet(lambda sheet: sheet.__setitem__("Z99", "=1+1")))
    sheet = re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:H2"', member(content, "xl/worksheets/sheet2.xml"))

    assert refusal(with_members(content, xl__worksheets__sheet2_dot_xml=sheet))[0] == "formula"


def test_fifty_megabytes_of_zeros_are_refused():
    file = BytesIO(workbook())
    with ZipFile(file, "a", ZIP_DEFLATED) as made:
        made.writestr("xl/media/image1.png", bytes(50 * MIB))

    assert len(file.getvalue()) < 100_000
    assert refusal(file.getvalue())[0] == "bomb"


@pytest.mark.parametrize(("more", "is_taken"), [(0, True), (1, False)])
def test_a_workbook_may_unpack_to_a_limit(more, is_taken):
    content = workbook()
    used = sum(one.file_size for one in ZipFile(BytesIO(content)).infolist())
    file = BytesIO(content)
    with ZipFile(file, "a", ZIP_DEFLATED) as made:
        made.writestr("xl/media/image1.png", bytes(MOST_UNPACKED - used + more))

    if is_taken:
        assert read(file.getvalue())["rows"]
    else:
        assert refusal(file.getvalue())[0] == "bomb"


def test_entities_that_grow_are_refused():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    sheet = member(workbook(), "xl/worksheets/sheet2.xml").replace("<worksheet", f"{bomb}<worksheet", 1)
    sheet = sheet.replace("<t>Ja</t>", "<t>&b;</t>")
    assert "&b;" in sheet

    assert refusal(with_members(workbook(), xl__worksheets__sheet2_dot_xml=sheet))[0] == "unreadable"


def test_entities_from_a_file_are_refused():
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    sheet = member(workbook(), "xl/worksheets/sheet2.xml").replace("<worksheet", f"{outside}<worksheet", 1)
    sheet = sheet.replace("<t>Ja</t>", "<t>&a;</t>")

    assert refusal(with_members(workbook(), xl__worksheets__sheet2_dot_xml=sheet))[0] == "unreadable"


def test_a_workbook_without_our_sheet_is_refused_with_what_it_has():
    other = Workbook()
    other.active.title = "Budget"
    file = BytesIO()
    other.save(file)

    assert refusal(file.getvalue()) == ("wrong_sheet", "Budget")


@pytest.mark.parametrize("column", [Column.KEY, Column.VERSION, Column.ANSWER, Column.COMMENT])
def test_a_missing_column_is_named(column):
    content = change(workbook(), on_sheet(lambda sheet: sheet.delete_cols(list(Column).index(column) + 1)))

    assert refusal(content) == ("missing_column", column)


def test_an_empty_sheet_of_answers_is_refused():
    content = change(workbook(), on_sheet(lambda sheet: sheet.delete_rows(1, 9)))

    assert refusal(content)[0] == "missing_column"


def test_as_many_rows_as_allowed_and_one_more():
    rows = [sheet_row(number) for number in range(MOST_ROWS + 1)]

    assert len(read(workbook(*rows[:-1]))["rows"]) == MOST_ROWS
    assert refusal(workbook(*rows))[0] == "too_many_rows"


def test_more_text_than_answers_can_be_is_refused():
    rows = [sheet_row(number, "å" * 30_000) for number in range(MOST_CHARACTERS // 30_000 + 1)]

    assert len(read(workbook(*rows[:-1]))["rows"]) == len(rows) - 1
    assert refusal(workbook(*rows))[0] == "too_much_text"


def test_a_number_in_the_name_of_a_sheet_is_masked():
    words = refusal_words(RefusedFileError("wrong_sheet", "311236-9995"))
    assert "xxxxxx-xxxx" in words
    assert "9995" not in words


def test_every_refusal_has_its_words_and_no_words_are_left_over():
    sources = "".join(Path(module.__file__).read_text() for module in (reading, archives, sandbox, room, turns))
    raised = set(re.findall(r'RefusedFileError\(\s*"(\w+)"', sources)) | set(re.findall(r'"refused": "(\w+)"', sources))
    raised |= {"encrypted", "old_excel", "too_heavy", "unreadable"} | {
        code for code, _ in (*FORBIDDEN, *OTHER_PROGRAMS)
    }

    assert raised == set(MESSAGES)
