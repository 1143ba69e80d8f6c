"""What we do to a PDF between its making and its writing: declare it accessible, and make each object's bytes once."""

import zlib

import pydyf

# pydyf's level, 9, takes six times as long on a page's content and saves 2 % of a letter's bytes.
LEVEL = 6

# PDF/A allows only the metadata schemas it knows; others must be described in the file itself (ISO 19005-2, 6.6.2.3.3).
PDFUA_METADATA = b"""
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""


class Written(pydyf.Object):
    """An object as bytes, since pydyf asks twice: for the file's identifier, and for the file."""

    data = b""
    compressible = False

    def __init__(self, source: pydyf.Object) -> None:
        super().__init__()
        self.number = source.number
        self.data = (_packed(source) if getattr(source, "compress", False) else source).data
        self.compressible = source.compressible


def _packed(stream: pydyf.Stream) -> pydyf.Stream:
    """The same stream, compressed by us."""
    content = zlib.compress(b"\n".join(map(_as_bytes, stream.stream)), LEVEL)
    return pydyf.Stream([content], {**stream.extra, "Filter": "/FlateDecode"})


def _as_bytes(part: bytes | str | pydyf.Object) -> bytes:
    """A part of a stream as pydyf writes it."""
    part = part.data if isinstance(part, pydyf.Object) else part
    return part if isinstance(part, bytes) else part.encode("ascii")


def finish(_document: object, pdf: pydyf.PDF) -> None:
    """WeasyPrint's finisher: called when the PDF is made and nothing is written yet."""
    _declare_accessible(pdf)
    pdf.objects[:] = [source if source.free == "f" else Written(source) for source in pdf.objects]


def _declare_accessible(pdf: pydyf.PDF) -> None:
    """Say in the metadata that the file is PDF/UA-1; uncompressed, so that archives read it without a PDF reader."""
    number = int(pdf.catalog["Metadata"].split()[0])
    metadata = pdf.objects[number]
    metadata.compress = False
    metadata.stream = [part.replace(b"</rdf:RDF>", PDFUA_METADATA.lstrip()) for part in metadata.stream]
