"""Where the bytes of files lie: outside the web root, under random names, whole or not at all.

A name says nothing of the file. Nothing is ever written into a file that stands under its final name.
"""

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from surveys.uploads.room import needs_room

FILES, INCOMING, HELD = "files", "incoming", "held"
# A file under way to its row, and one that waits for the person's answer, are this old at most.
WAITS_SECONDS = 60 * 60
CHUNK = 1024 * 1024


class FileFaultError(Exception):
    """A file that a row names is gone, or is no longer what was uploaded."""


@dataclass(frozen=True)
class Stored:
    name: str
    size: int
    sha256: str


def save(file: IO[bytes]) -> Stored:
    """Write beside, to the disk, and move: a process that is killed leaves nothing under a final name.

    Raises RefusedFileError "no_room", as hold() does.
    """
    return _write(file, FILES, secrets.token_hex(24))


def delete(name: str) -> None:
    _path(FILES, name).unlink(missing_ok=True)


def open_whole(name: str, sha256: str) -> IO[bytes]:
    """The file, read through once and found unchanged. Raises FileFaultError."""
    try:
        file = _path(FILES, name).open("rb")
    except FileNotFoundError:
        raise FileFaultError("missing") from None
    if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
        file.close()
        raise FileFaultError("changed")
    file.seek(0)
    return file


def hold(file: IO[bytes], *, user: int) -> Stored:
    """Keep a file for an hour while its sender answers a question; one a person, so that few can lie around."""
    drop_held(user=user)
    return _write(file, HELD, f"{user}-{secrets.token_hex(24)}")


def drop_held(*, user: int) -> None:
    for path in _folder(HELD).glob(f"{int(user)}-*"):
        path.unlink(missing_ok=True)


def open_held(name: str) -> IO[bytes] | None:
    try:
        return _path(HELD, name).open("rb")
    except FileNotFoundError:
        return None


def sweep(kept: Container[str]) -> int:
    """Delete what no row keeps and nobody waits for any more; returns how many files went."""
    oldest, gone = time.time() - WAITS_SECONDS, 0
    for folder in (FILES, INCOMING, HELD):
        for path in _folder(folder).iterdir():
            is_kept = folder == FILES and path.name in kept
            if not is_kept and path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
                gone += 1
    return gone


def _write(file: IO[bytes], folder: str, name: str) -> Stored:
    under_way = _path(INCOMING, secrets.token_hex(24))
    file.seek(0)
    try:
        with needs_room(), os.fdopen(os.open(under_way, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as beside:
            shutil.copyfileobj(file, beside, CHUNK)
            beside.flush()
            os.fsync(beside.fileno())
        with under_way.open("rb") as written:
            stored = Stored(name, written.seek(0, os.SEEK_END), _sha256(written))
        under_way.replace(_path(folder, name))
    finally:
        under_way.unlink(missing_ok=True)
    _sync_folder(folder)
    return stored


def _sha256(file: IO[bytes]) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: str) -> None:
    """The move itself must be on the disk before a row says that the file is there."""
    descriptor = os.open(_folder(folder), os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _path(folder: str, name: str) -> Path:
    return _folder(folder) / name


def _folder(name: str) -> Path:
    path = settings.EVIDENCE_DIR / name
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
