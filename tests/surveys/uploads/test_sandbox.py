import io
import logging
import time

import pytest

from surveys.uploads.limits import MIB, Limits, RefusedFileError
from surveys.uploads.sandbox import read_limited

JOBS = "tests.surveys.uploads.jobs"


def read(job, content=b"indhold", **limits):
    return read_limited(f"{JOBS}:{job}", io.BytesIO(content), Limits(**limits))


def test_read_limited_gives_what_the_job_read_and_shows_it_no_environment():
    assert read("count")["bytes"] == 7
    assert "SECRET_KEY" not in read("count")["environment"]


def test_read_limited_reads_from_the_start_wherever_the_file_stands():
    file = io.BytesIO(b"indhold")
    file.read()

    assert read_limited(f"{JOBS}:count", file)["bytes"] == 7


def test_read_limited_passes_a_refusal_on_with_its_place():
    with pytest.raises(RefusedFileError) as refused:
        read("refuse")

    assert (refused.value.code, refused.value.detail) == ("macros", "xl/vbaProject.bin")


def test_read_limited_keeps_the_file_out_of_the_error_and_the_log(caplog):
    caplog.set_level(logging.DEBUG)

    with pytest.raises(RefusedFileError) as refused:
        read("fall_over", b"010180-1234")

    assert refused.value.code == "unreadable"
    assert "unreadable" in caplog.text
    assert "010180" not in caplog.text + str(refused.value) + refused.value.detail


@pytest.mark.parametrize("job", ["eat_memory", "eat_memory_in_pieces"])
def test_read_limited_stops_a_file_that_takes_too_much_memory(job):
    with pytest.raises(RefusedFileError, match="too_heavy"):
        read(job, memory=256 * MIB)


def test_read_limited_stops_a_file_that_takes_too_much_processor_time():
    with pytest.raises(RefusedFileError, match="too_heavy"):
        read("burn", cpu_seconds=1, seconds=30)


def test_read_limited_stops_a_file_that_only_waits():
    began = time.monotonic()

    with pytest.raises(RefusedFileError, match="too_heavy"):
        read("wait", seconds=1)

    assert time.monotonic() - began < 15


def test_read_limited_lets_nothing_be_written_to_a_file():
    with pytest.raises(RefusedFileError):
        read("write")


def test_read_limited_lets_no_process_be_started():
    assert read("most_processes") == [0, 0]


def test_read_limited_outlives_a_parser_that_crashes():
    with pytest.raises(RefusedFileError, match="unreadable"):
        read("die")


def test_the_limited_process_holds_no_django_and_so_no_database():
    assert {"django", "psycopg2"}.isdisjoint(read("modules"))
