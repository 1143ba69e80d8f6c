"""How an upload comes in: into a nameless file of the system's own, and no further than the limit.

Django's own way would keep any amount on the disk under a name that outlives a killed process, and would quietly take
the path off a name that should be refused.
"""

import io
import os
import tempfile
from contextlib import suppress
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http.multipartparser import MultiPartParser

from surveys.uploads.kinds import FILE_MOST
from surveys.uploads.limits import MIB, RefusedFileError
from surveys.uploads.room import needs_room

# The form's other fields and the frame around the file.
FRAME_MOST = MIB
# The rest of a file that is too large is read and thrown away, since a browser shows no answer before it has sent all.
# Above this the connection is cut instead.
DRAINED_MOST = 10 * FILE_MOST


class Received(UploadedFile):
    """A file as it was sent; `sent_name` is the name with whatever path was in it. Too large, it has no content."""

    def __init__(self, file: IO[bytes], sent_name: str, content_type: str, size: int) -> None:
        # Django refuses a request whose file is called ".."; which names we refuse, and how, is for names.py to say.
        name = os.path.basename(sent_name).strip(".") or "fil"
        super().__init__(file=file, name=name, content_type=content_type, size=size)
        self.sent_name = sent_name
        # The disk was full.
        self.is_lost = False

    def __repr__(self) -> str:
        """Stands in error reports, where a name, which may hold a CPR number, may not."""
        return f"<Received: {self.size} bytes>"


class LimitedUploads(FileUploadHandler):
    """The setting FILE_UPLOAD_HANDLERS names it, so that it holds for every form, before anything else reads one."""

    def handle_raw_input(
        self, input_data: IO[bytes], meta: dict, content_length: int, boundary: bytes, encoding: str | None = None
    ) -> tuple:
        receiver = Receiver(self.request, content_length)
        post, files = NamingParser(meta, input_data, [receiver], encoding).parse()
        if receiver.cut_off:
            files.appendlist(receiver.field_name, receiver.cut_off)
        return post, files


class NamingParser(MultiPartParser):
    def sanitize_file_name(self, file_name: str) -> str:
        """As it was sent; names.py says which names are refused."""
        return file_name


class Receiver(FileUploadHandler):
    """Writes one file at a time, and forgets it once it is more than the limit."""

    def __init__(self, request: Any, request_length: int) -> None:
        super().__init__(request)
        self.request_length = request_length
        self.cut_off: Received | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - Django closes it when the request ends
        self.is_lost = False
        self.is_kept = self.request_length <= FILE_MOST + FRAME_MOST
        if self.request_length > DRAINED_MOST:
            self.cut_off = self._received(self.request_length)
            raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.is_kept and start + len(raw_data) <= FILE_MOST:
            self._write(raw_data)
        elif self.is_kept:
            self.file.seek(0)
            self.file.truncate()
            self.is_kept = False

    def _write(self, raw_data: bytes) -> None:
        """Where the disk is full, the rest is read and thrown away too, so that a page can say so."""
        try:
            with needs_room():
                self.file.write(raw_data)
                self.file.flush()
        except RefusedFileError:
            with suppress(OSError):  # closing writes what is left once more
                self.file.close()
            self.file = io.BytesIO()
            self.is_kept, self.is_lost = False, True

    def file_complete(self, file_size: int) -> Received:
        self.file.seek(0)
        return self._received(file_size)

    def upload_interrupted(self) -> None:
        self.file.close()

    def _received(self, size: int) -> Received:
        received = Received(self.file, self.file_name, self.content_type, size)
        received.is_lost = self.is_lost
        return received
