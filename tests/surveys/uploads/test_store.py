import io
import os
import stat
import time

import pytest

from surveys.uploads import store
from surveys.uploads.limits import RefusedFileError
from surveys.uploads.store import FILES, HELD, INCOMING, WAITS_SECONDS, FileFaultError


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


def files(folder):
    return sorted(path.relative_to(folder).parts[0] for path in folder.rglob("*") if path.is_file())


def age(path, seconds):
    os.utime(path, (time.time() - seconds,) * 2)


def test_a_file_is_stored_whole_under_a_random_name_for_us_alone(folder):
    one, two = store.save(io.BytesIO(b"indhold")), store.save(io.BytesIO(b"indhold"))

    assert (one.size, one.sha256, len(one.name)) == (7, two.sha256, 48)
    assert one.name != two.name
    with store.open_whole(one.name, one.sha256) as file:
        assert file.read() == b"indhold"
    path = folder / FILES / one.name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert files(folder) == [FILES, FILES]


@pytest.mark.parametrize("keep", [store.save, lambda file: store.hold(file, user=1)])
def test_a_full_disk_is_told_as_such_and_leaves_nothing(folder, caplog, keep):
    class Full(io.BytesIO):
        """The second piece meets a full disk, as /dev/full gives it."""

        def read(self, size=-1):
            if self.tell():
                with open("/dev/full", "wb", buffering=0) as disk:
                    disk.write(b"x")
            return super().read(4)

    with pytest.raises(RefusedFileError, match="no_room"):
        keep(Full(b"indhold"))
    assert files(folder) == []
    assert "no room on the disk" in caplog.text


def test_a_file_that_cannot_be_written_leaves_nothing(folder):
    class Torn(io.BytesIO):
        def read(self, *args):
            if self.tell():
                raise OSError("disk")
            return super().read(3)

    with pytest.raises(OSError, match="disk"):
        store.save(Torn(b"indhold"))
    assert files(folder) == []


def test_a_changed_or_missing_file_is_not_given_out(folder):
    stored = store.save(io.BytesIO(b"indhold"))
    (folder / FILES / stored.name).write_bytes(b"Indhold")

    with pytest.raises(FileFaultError, match="changed"):
        store.open_whole(stored.name, stored.sha256)
    store.delete(stored.name)
    with pytest.raises(FileFaultError, match="missing"):
        store.open_whole(stored.name, stored.sha256)
    store.delete(stored.name)


def test_a_person_has_one_file_waiting_at_most(folder):
    first, other = store.hold(io.BytesIO(b"1"), user=1), store.hold(io.BytesIO(b"2"), user=11)
    second = store.hold(io.BytesIO(b"3"), user=1)

    assert store.open_held(first.name) is None
    with store.open_held(second.name) as file, store.open_held(other.name) as others:
        assert (file.read(), others.read()) == (b"3", b"2")
    store.drop_held(user=1)
    assert files(folder) == [HELD]


def test_sweep_takes_what_nobody_keeps_or_waits_for(folder):
    kept, orphan, fresh = (store.save(io.BytesIO(b"x")) for _ in range(3))
    held = store.hold(io.BytesIO(b"x"), user=1)
    half_written = folder / INCOMING / "abc"
    half_written.write_bytes(b"x")
    for path in (folder / FILES / kept.name, folder / FILES / orphan.name, folder / HELD / held.name, half_written):
        age(path, WAITS_SECONDS + 1)
    age(folder / FILES / fresh.name, WAITS_SECONDS - 60)

    assert store.sweep({kept.name}) == 3
    assert {path.name for path in folder.rglob("*") if path.is_file()} == {kept.name, fresh.name}
