"""Opening a foreign ZIP (DOCX, XLSX, ODT) without unpacking what it claims to be small. Pure; runs in child.py."""

import zipfile
from typing import IO

from surveys.uploads.limits import MIB, RefusedFileError

MOST_MEMBERS = 2_000
# Counted over all members before any is read; zipfile reads no more of a member than it claims to hold.
MOST_UNPACKED = 100 * MIB
IS_ENCRYPTED = 0x1


def open_archive(file: IO[bytes]) -> zipfile.ZipFile:
    """Raises RefusedFileError: "bomb" where it unpacks to too much, "encrypted", or "unreadable"."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError):
        raise RefusedFileError("unreadable") from None
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise RefusedFileError("bomb")
    if len({member.filename.lower() for member in members}) < len(members):
        # Of two parts by one name we would read one, and Word or Excel perhaps the other.
        raise RefusedFileError("unreadable")
    if any(member.flag_bits & IS_ENCRYPTED for member in members):
        raise RefusedFileError("encrypted")
    return archive
