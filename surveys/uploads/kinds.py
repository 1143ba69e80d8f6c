"""Which files may document an answer, and how large they may be. Pure: the figures have no other home."""

from dataclasses import dataclass

from surveys.uploads.limits import MIB

FILE_MOST = 20 * MIB
RESPONSE_MOST = 200 * MIB
NAME_MOST = 120
PIXELS_MOST = 100_000_000


@dataclass(frozen=True)
class Kind:
    """A type of file: what its content tells (inspection.py), and the endings that agree with it."""

    key: str
    label: str
    endings: tuple[str, ...]
    media_type: str


KINDS = {
    kind.key: kind
    for kind in (
        Kind("pdf", "PDF", ("pdf",), "application/pdf"),
        Kind("png", "PNG", ("png",), "image/png"),
        Kind("jpeg", "JPEG", ("jpg", "jpeg"), "image/jpeg"),
        Kind(
            "docx",
            "DOCX",
            ("docx",),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        Kind("xlsx", "XLSX", ("xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Kind("odt", "ODT", ("odt",), "application/vnd.oasis.opendocument.text"),
        Kind("txt", "TXT", ("txt",), "text/plain"),
    )
}
ENDINGS = tuple(ending for kind in KINDS.values() for ending in kind.endings)
LABELS = ", ".join(kind.label for kind in list(KINDS.values())[:-1]) + f" eller {list(KINDS.values())[-1].label}"


def ending_of(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""
