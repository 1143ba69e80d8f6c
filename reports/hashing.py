"""A file of a visitor's is never kept: it is hashed piece by piece as it comes in, and each piece is dropped."""

import hashlib
from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MIB = 1024 * 1024


class HashedFile(UploadedFile):
    """What is left of an upload: how long it was, and its SHA-256 (empty where it was too long to be hashed)."""

    def __init__(self, name: str, size: int, sha256: str) -> None:
        super().__init__(file=BytesIO(), name=name, size=size)
        self.sha256 = sha256


class HashingUploadHandler(FileUploadHandler):
    """Must be the only handler, and be set before the form is read: Django's own write files to disk.

    The rest of a file that is too long is still received, or the browser would show a broken connection for our answer.
    """

    def __init__(self, *, most: int) -> None:
        super().__init__()
        self.most = most

    def new_file(self, *args, **kwargs) -> None:
        super().new_file(*args, **kwargs)
        self.received, self.hash = 0, hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Returning nothing says that the piece is dealt with."""
        self.received += len(raw_data)
        if self.received <= self.most:
            self.hash.update(raw_data)

    def file_complete(self, file_size: int) -> HashedFile:
        sha256 = self.hash.hexdigest() if self.received <= self.most else ""
        return HashedFile(self.file_name, self.received, sha256)
