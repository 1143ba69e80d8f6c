"""What a file is and holds, read in the limited process as the portal reads it."""

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter
from pypdf.annotations import Link

from surveys.uploads.examining import LIMITS
from surveys.uploads.inspection import JOB
from surveys.uploads.kinds import PIXELS_MOST, ending_of
from surveys.uploads.limits import MIB, RefusedFileError
from surveys.uploads.sandbox import read_limited
from tests.factories.files import (
    EXCEL_TYPE,
    SOUND,
    WORD_TYPE,
    archive,
    content_types,
    make_docx,
    make_odt,
    make_pdf,
    make_picture,
    make_xlsx,
    word_part,
)

# No person has it: the day is one in the future, and the control digit fits.
NUMBER = "311236-9995"
PLAIN = NUMBER.replace("-", "")
HIT = f"Borger {NUMBER}"
TOP = "sidehovedet eller sidefoden"
HIDDEN = "en skjult del af filen"
BOX = "word/document2.xml"
LINK = f'<Relationships><Relationship Target="https://x.example/?cpr={NUMBER.replace("-", "%2D")}"/></Relationships>'
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><a>{HIT}</a></x:xmpmeta>".encode()
INNER = make_xlsx([f'<c r="B2"><v>{PLAIN}</v></c>'])


def make_pdf_with(change):
    writer = PdfWriter(clone_from=io.BytesIO(make_pdf("x")))
    change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def add_bookmarks(writer):
    above = writer.add_outline_item(title="Bilag", page_number=0)
    writer.add_outline_item(title=HIT, page_number=0, parent=above)


def add_link(writer):
    writer.add_annotation(page_number=0, annotation=Link(rect=(0, 0, 9, 9), url=f"https://x.example/?borger={NUMBER}"))


def exif():
    """As Windows writes what a person says of a picture: two bytes a character."""
    made = Image.Exif()
    made[0x9C9C] = HIT.encode("utf-16-le")
    return made


def packed_text():
    made = PngInfo()
    made.add_text("Comment", HIT, zip=True)
    return made


def with_segment(picture, mark, text):
    """A JPEG with one more segment behind the first mark."""
    return picture[:2] + bytes([0xFF, mark, 0, len(text) + 2]) + text.encode() + picture[2:]


def read(content):
    return read_limited(JOB, io.BytesIO(content), LIMITS)


def places(content):
    return [(one["place"], one["text"]) for one in read(content)["excerpts"]]


def refusal(content):
    with pytest.raises(RefusedFileError) as refused:
        read(content)
    return refused.value.code


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_file_is_known_by_its_content(name):
    found = read(SOUND[name])

    assert found["kind"].replace("jpeg", "jpg") == ending_of(name).replace("jpeg", "jpg")
    assert (found["verdict"], found["excerpts"]) == ("", [])


@pytest.mark.parametrize(
    ("what", "content", "place"),
    [
        ("page", make_pdf("Ingenting", HIT), "side 2"),
        ("spaced out", make_pdf(" ".join(NUMBER)), "side 1"),
        ("title", make_pdf("x", about={"/Title": HIT}), "filens egenskaber"),
        ("runs", make_docx("Borger 311236", "-99", "95"), "teksten"),
        ("header", make_docx("x", parts={"word/header1.xml": word_part("hdr", HIT)}), "sidehovedet"),
        ("footer", make_docx("x", parts={"word/footer2.xml": word_part("ftr", HIT)}), "sidefoden"),
        ("comment", make_docx("x", parts={"word/comments.xml": word_part("comments", HIT)}), "en kommentar"),
        ("note", make_docx("x", parts={"word/footnotes.xml": word_part("footnotes", HIT)}), "en note"),
        ("about", make_docx("x", parts={"docProps/core.xml": f"<a><b>{HIT}</b></a>"}), "filens egenskaber"),
        ("text box", make_docx("x", parts={BOX: word_part("p", HIT)}), "teksten"),
        ("alt text", make_docx("x", parts={"word/d.xml": f'<a descr="{HIT}"/>'}), HIDDEN),
        ("author", make_docx("x", parts={"word/comments.xml": f'<a author="Ib {NUMBER}"/>'}), "en kommentar"),
        ("embedded", make_docx("x", parts={"word/embeddings/a.xlsx": INNER}), "arket »Systemer«, celle B2"),
        ("link", make_docx("x", parts={"word/_rels/document.xml.rels": LINK}), "et link"),
        ("odt link", make_odt(f'<text:a href="mailto:x?subject={HIT}">x</text:a>'), "teksten"),
        ("xmp", make_pdf_with(lambda pdf: setattr(pdf, "xmp_metadata", XMP)), "filens egenskaber"),
        ("bookmark", make_pdf_with(add_bookmarks), "et bogmærke"),
        ("pdf link", make_pdf_with(add_link), "side 1"),
        ("exif", make_picture("JPEG", exif=exif()), "billedets egenskaber"),
        ("iptc", with_segment(make_picture("JPEG"), 0xED, HIT), "billedets egenskaber"),
        ("two words", with_segment(with_segment(make_picture("JPEG"), 0xFE, "x"), 0xFE, HIT), "billedets egenskaber"),
        ("behind", make_picture() + HIT.encode(), "billedets egenskaber"),
        ("packed", make_picture(pnginfo=packed_text()), "billedets egenskaber"),
        ("odt", make_odt("<text:p>Borger <text:span>311236</text:span>-9995</text:p>"), "teksten"),
        ("odt header", make_odt("<text:p/>", parts={"styles.xml": f"<a><p>{HIT}</p></a>"}), TOP),
        ("txt", f"En linje\n{HIT}".encode(), "linje 2"),
        ("utf-16", f"En linje\n{HIT}".encode("utf-16"), "linje 2"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 12 else "",
)  # fmt: skip
def test_a_number_is_found_wherever_it_stands_and_shown_masked(what, content, place):
    found = read(content)

    assert found["verdict"] == "stopped"
    assert found["excerpts"][0]["place"] == place
    assert "xxxxxx-xxxx" in found["excerpts"][0]["text"]
    assert "9995" not in str(found)


@pytest.mark.parametrize(
    ("cell", "shared", "is_found"),
    [
        ('<c r="B7" t="s"><v>0</v></c>', ["<r><t>311236</t></r><r><t>-9995</t></r>"], True),
        (f'<c r="B7" t="inlineStr"><is><t>{NUMBER}</t></is></c>', [], True),
        (f'<c r="B7" t="str"><f>A1</f><v>{NUMBER}</v></c>', [], True),
        (f'<c r="B7"><v>{PLAIN}</v></c>', [], True),
        ('<c r="B7"><v>3.112369995E9</v></c>', [], True),
        ('<c r="B7"><v>311236.9995</v></c>', [], False),
        ('<c r="B7"><v>311236</v></c><c r="B8"><v>9995</v></c>', [], False),
        ('<c r="B7"><v>31123699</v></c>', [], False),
    ],
)
def test_a_cell_is_read_as_a_person_sees_it(cell, shared, is_found):
    found = places(make_xlsx([cell], shared=shared))

    assert [place for place, _ in found] == (["arket »Systemer«, celle B7"] if is_found else [])


def test_a_sheet_drops_the_zero_in_front_and_the_reader_puts_it_back():
    number, header = '<c r="B1"><v>101369998</v></c>', '<c r="A1" t="inlineStr"><is><t>CPR</t></is></c>'

    assert read(make_xlsx([number]))["verdict"] == "asked"
    assert read(make_xlsx([header, number]))["verdict"] == "stopped"


def test_what_no_cell_shows_is_read_too():
    assert places(make_xlsx(shared=[f"<t>{NUMBER}</t>"]))[0][0] == "en tekst, der ikke længere står i et ark"
    header = f"<headerFooter><oddHeader>{NUMBER}</oddHeader></headerFooter>"
    assert places(make_xlsx(extra=header))[0][0] == "arket »Systemer«"
    pivot = {"xl/pivotCache/pivotCacheRecords1.xml": f'<a><r><s v="{NUMBER}"/></r></a>'}
    assert places(make_xlsx(parts=pivot))[0][0] == HIDDEN


def test_a_number_in_a_sheets_name_is_masked_in_the_place_too():
    found = read(make_xlsx([f'<c r="A1"><v>{PLAIN}</v></c>'], sheet=NUMBER))

    assert "9995" not in str(found)
    assert found["found"] == 2


def test_paragraphs_are_not_joined():
    two = word_part("body", "311236") + word_part("body", "9995")
    assert read(make_docx("x", parts={"word/document2.xml": f"<a>{two}</a>"}))["verdict"] == ""


def test_a_doubtful_number_is_asked_about_and_many_are_counted_not_listed():
    found = read("\n".join(["1234 0101369990"] * 9).encode())
    assert (found["verdict"], found["found"], len(found["excerpts"])) == ("asked", 9, 5)
    alike = read(b"0101369990 0101369991")
    assert (alike["found"], len(alike["excerpts"])) == (2, 1)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"MZ\x90\x00\x03\x00 program", "type"),
        (archive({"a.txt": b"x"}), "type"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00", "type"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"Word", "old_office"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (make_pdf("x", password="hemmelig"), "encrypted"),
        (b"%PDF-1.7\nresten mangler", "unreadable"),
        (make_docx("x", parts={"word/vbaProject.bin": b"x"}), "macros"),
        (make_docx("x", main="application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
        (make_xlsx(parts={"xl/vbaProject.bin": b"x"}), "macros"),
        (make_xlsx(parts={"xl/macrosheets/sheet1.xml": b"<a/>"}), "macros"),
        (make_odt("<text:p/>", parts={"Basic/Standard/Modul1.xml": b"<a/>"}), "macros"),
        (make_docx("x", parts={"word/a.xml": bytes(101 * MIB)}), "bomb"),
        (make_docx("x", parts={"word/a.xml": bytes(50 * MIB)}), "unreadable"),
        (make_docx("x", parts={"word/a.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "unreadable"),
        (archive({"[Content_Types].xml": content_types(WORD_TYPE) + "<", "word/document.xml": "<a>"}), "unreadable"),
        (archive({"[Content_Types].xml": content_types(EXCEL_TYPE)}), "unreadable"),
        (b"\x89PNG\r\n\x1a\nresten mangler", "unreadable"),
        (make_odt("<text:p/>", parts={"META-INF/manifest.xml": "<a><encryption-data/></a>"}), "encrypted"),
    ],
)
def test_a_file_is_refused_for_the_right_reason(content, code):
    assert refusal(content) == code


@pytest.mark.parametrize(("width", "is_taken"), [(PIXELS_MOST // 10_000, True), (PIXELS_MOST // 10_000 + 1, False)])
def test_a_picture_of_too_many_pixels_is_refused_without_unpacking_it(width, is_taken):
    content = make_picture(size=(width, 10_000))

    assert (read(content)["kind"] if is_taken else refusal(content)) == ("png" if is_taken else "pixels")
