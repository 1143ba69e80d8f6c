import io
import zipfile

import pytest

from surveys.uploads import archives
from surveys.uploads.archives import MOST_MEMBERS, MOST_UNPACKED, open_archive
from surveys.uploads.limits import RefusedFileError


def archive(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    file.seek(0)
    return file


def test_open_archive_opens_an_ordinary_one():
    assert open_archive(archive(a=b"1")).read("a") == b"1"


def test_open_archive_refuses_what_is_no_archive():
    with pytest.raises(RefusedFileError, match="unreadable"):
        open_archive(io.BytesIO(b"PK\3\4 men ikke mere"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("names", [("a.xml", "a.xml"), ("a.xml", "A.XML")])
def test_open_archive_refuses_two_parts_by_one_name(names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, name)

    with pytest.raises(RefusedFileError, match="unreadable"):
        open_archive(file)


@pytest.mark.parametrize(("size", "is_taken"), [(MOST_UNPACKED, True), (MOST_UNPACKED + 1, False)])
def test_open_archive_refuses_what_unpacks_to_too_much(size, is_taken):
    half = size // 2
    file = archive(a=bytes(half), b=bytes(size - half))

    if is_taken:
        assert len(open_archive(file).namelist()) == 2
    else:
        with pytest.raises(RefusedFileError, match="bomb"):
            open_archive(file)


def test_open_archive_refuses_too_many_members():
    most = {str(number): b"" for number in range(MOST_MEMBERS)}

    assert len(open_archive(archive(**most)).namelist()) == MOST_MEMBERS
    with pytest.raises(RefusedFileError, match="bomb"):
        open_archive(archive(**most, one_more=b""))


def test_open_archive_reads_no_more_of_a_member_than_it_claims():
    """A bomb that says it is small is cut at what it said, and then its check sum is wrong."""
    file = archive(a=bytes(1_000_000))
    content = file.getvalue().replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))

    with pytest.raises(zipfile.BadZipFile):
        open_archive(io.BytesIO(content)).read("a")


def test_open_archive_refuses_an_encrypted_member():
    content = bytearray(archive(a=b"1").getvalue())
    content[content.index(b"PK\1\2") + 8] |= archives.IS_ENCRYPTED

    with pytest.raises(RefusedFileError, match="encrypted"):
        open_archive(io.BytesIO(bytes(content)))
