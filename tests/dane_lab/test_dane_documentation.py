"""docs/dane.md against the library: every reason with its verdict, and every difference of a second opinion."""

import re

from municipalities.dane.verdicts import Reason, verdict_of
from tests.dane_lab.cases import CASES
from tests.dane_lab.differences import DIFFERENCES, OPENSSL, POSTFIX
from tests.dane_lab.running import ROOT

TEXT = (ROOT / "docs/dane.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if line.startswith("| ")]


def test_every_reason_stands_with_its_verdict():
    told = {
        reason: cells[1] for cells in ROWS if cells[0].startswith("`") for reason in re.findall(r"`(\w+)`", cells[0])
    }

    assert told == {str(reason): str(verdict_of(reason)) for reason in Reason}


def test_every_difference_is_told_with_its_reason():
    told = {(cells[0], cells[1].strip("`"), *cells[2:4]): cells[4] for cells in ROWS if cells[0] in {POSTFIX, OPENSSL}}

    assert told.keys() == {(one.program, one.case, str(one.ours), str(one.theirs)) for one in DIFFERENCES}
    assert all("RFC" in why for why in told.values())


def test_differences_are_about_cases_of_the_table():
    assert {one.case for one in DIFFERENCES} <= {case.name for case in CASES}
