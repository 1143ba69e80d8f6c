"""How a submitted DANE answer stands to what was measured. Pure: no database, no clock."""

from municipalities.dane.verdicts import Verdict
from surveys.enums import DaneGroup

GROUPS = {
    (True, Verdict.HOLDS): DaneGroup.AGREES,
    (True, Verdict.FAILS): DaneGroup.OVERSTATED,
    (False, Verdict.HOLDS): DaneGroup.UNDERSTATED,
    (False, Verdict.FAILS): DaneGroup.AGREES,
}
# As a letter and a follow-up say it to the municipality.
SENTENCES = {
    Verdict.HOLDS: "DANE holder.",
    Verdict.FAILS: "DANE holder ikke.",
    Verdict.UNDECIDED: "Det kunne ikke afgøres, om DANE holder.",
    Verdict.NO_MAIL: "Domænet modtager ikke mail.",
}


def group_of(*, counts: bool, verdict: Verdict | None) -> DaneGroup:
    """`verdict` is the municipality's, None where nothing was measured.

    Undecided, not measured and no mail at all say nothing for or against an answer.
    """
    return GROUPS.get((counts, verdict), DaneGroup.APART)
