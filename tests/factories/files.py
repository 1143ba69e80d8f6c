"""Files of every kind that documents an answer, made from a text; and some that should be refused."""

import io
import zipfile
from collections.abc import Iterable

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument."
WORD_TYPE, EXCEL_TYPE = f"{MAIN}wordprocessingml.document.main+xml", f"{MAIN}spreadsheetml.sheet.main+xml"
ODT_TYPE = "application/vnd.oasis.opendocument.text"


def archive(members: dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return made.getvalue()


def content_types(main: str) -> str:
    return f'<Types xmlns="urn:types"><Default ContentType="{main}"/></Types>'


def paragraph(*runs: str) -> str:
    """With the white space between runs that some programs write."""
    texts = "\n  ".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs)
    return f"<w:p>\n  {texts}\n</w:p>"


def make_docx(*runs: str, parts: dict[str, str | bytes] | None = None, main: str = WORD_TYPE) -> bytes:
    """One paragraph of the runs given; `parts` are further members of the archive."""
    body = f"<w:document {W}><w:body>{paragraph(*runs)}</w:body></w:document>"
    return archive({"[Content_Types].xml": content_types(main), "word/document.xml": body, **(parts or {})})


def word_part(root: str, *runs: str) -> str:
    return f"<w:{root} {W}>{paragraph(*runs)}</w:{root}>"


def make_xlsx(
    cells: Iterable[str] = (),
    *,
    shared: Iterable[str] = (),
    sheet: str = "Systemer",
    extra: str = "",
    parts: dict[str, str | bytes] | None = None,
) -> bytes:
    """Cells as the XML of a row holds them; `shared` are the shared strings, `extra` stands after the rows."""
    sheets = f'<sheets><sheet name="{sheet}" r:id="rId1"/></sheets>'
    link = '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
    rows = f"<worksheet {S}><sheetData><row>{''.join(cells)}</row></sheetData>{extra}</worksheet>"
    strings = "".join(f"<si>{text}</si>" for text in shared)
    return archive(
        {
            "[Content_Types].xml": content_types(EXCEL_TYPE),
            "xl/workbook.xml": f'<workbook {S} xmlns:r="{LINKS}">{sheets}</workbook>',
            "xl/_rels/workbook.xml.rels": f"<Relationships>{link}</Relationships>",
            "xl/sharedStrings.xml": f"<sst {S}>{strings}</sst>",
            "xl/worksheets/sheet1.xml": rows,
            **(parts or {}),
        }
    )


def make_odt(body: str, *, parts: dict[str, str | bytes] | None = None) -> bytes:
    names = 'xmlns:office="o" xmlns:text="t" xmlns:dc="d"'
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {names}>{text}</office:document-content>"
    return archive({"mimetype": ODT_TYPE, "content.xml": content, **(parts or {})})


def make_pdf(*pages: str, password: str = "", about: dict[str, str] | None = None) -> bytes:
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for text in pages or ("",):
        page = writer.add_blank_page(width=595, height=842)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(stream)
    writer.add_metadata(about or {})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def make_picture(kind: str = "PNG", size: tuple[int, int] = (4, 4), **how: object) -> bytes:
    made = io.BytesIO()
    Image.new("1" if kind == "PNG" else "L", size).save(made, kind, **how)
    return made.getvalue()


def make_photo() -> bytes:
    """As a telephone takes it: a JPEG with a second, smaller one after it."""
    made = io.BytesIO()
    Image.new("L", (4, 4)).save(made, "MPO", save_all=True, append_images=[Image.new("L", (2, 2))])
    return made.getvalue()


SOUND = {
    "rapport.pdf": make_pdf("Rapport om sletning"),
    "skærm.png": make_picture(),
    "foto.jpg": make_picture("JPEG"),
    "foto.JPEG": make_picture("JPEG"),
    "telefon.jpg": make_photo(),
    "notat.docx": make_docx("Vi sletter ", "hver måned."),
    "liste.xlsx": make_xlsx(['<c r="A1" t="s"><v>0</v></c>'], shared=["<t>Systemer</t>"]),
    "notat.odt": make_odt("<text:p>Vi sletter hver måned.</text:p>"),
    "log.txt": "Vi sletter hver måned. Æøå.".encode(),
    "gammel.txt": "Vi sletter hver måned. Æøå.".encode("cp1252"),
    "vindue.txt": "Vi sletter hver måned. Æøå.".encode("utf-16"),
}
