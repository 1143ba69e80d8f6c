"""What is done to a PDF before it is written: its objects are made into bytes once, and read back as they were."""

import io

import pydyf
from pypdf import PdfReader

from reports.finish import finish

METADATA = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF></rdf:RDF></x:xmpmeta>'


class Counted(pydyf.Dictionary):
    """A dictionary that knows how many times its bytes were asked for."""

    asked = 0

    @property
    def data(self):
        self.asked += 1
        return super().data


def one_page(*content):
    """A PDF with one page, and the metadata that a finished one must have."""
    pdf = pydyf.PDF()
    stream = pydyf.Stream(list(content), compress=True)
    metadata = pydyf.Stream([METADATA], {"Type": "/Metadata", "Subtype": "/XML"}, compress=True)
    for item in (stream, metadata):
        pdf.add_object(item)
    pdf.catalog["Metadata"] = metadata.reference
    pdf.add_page(pydyf.Dictionary({"Type": "/Page", "Parent": pdf.pages.reference, "Contents": stream.reference}))
    return pdf


def written(pdf):
    target = io.BytesIO()
    pdf.write(target, identifier=True, compress=True)
    return target.getvalue()


def test_objects_are_made_into_bytes_once():
    pdf, counted = one_page(b"q"), Counted({"Type": "/Sample"})
    pdf.add_object(counted)

    finish(None, pdf)
    written(pdf)

    assert counted.asked == 1


def test_packed_page_reads_as_it_was_made():
    marked = pydyf.Stream()
    marked.begin_marked_content("P", pydyf.Dictionary({"MCID": 0}))
    pdf = one_page(b"q", *marked.stream, b"EMC", b"Q")

    finish(None, pdf)
    content = PdfReader(io.BytesIO(written(pdf))).pages[0]["/Contents"].get_object()

    assert content["/Filter"] == "/FlateDecode"
    assert content.get_data() == b"q\n/P\n<</MCID 0>>\nBDC\nEMC\nQ"


def test_metadata_is_told_of_pdf_ua_and_left_unpacked():
    pdf = one_page(b"q")

    finish(None, pdf)

    assert b'pdfuaid:part="1"' in written(pdf)
