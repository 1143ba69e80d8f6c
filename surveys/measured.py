"""What a municipality's measured domains say together. Pure: no database, no clock."""

from collections.abc import Iterable

from municipalities.dane.verdicts import Verdict


def municipality_verdict(verdicts: Iterable[Verdict | None]) -> Verdict | None:
    """One verdict of the latest of each listed domain; None in the list is a domain not yet measured.

    It holds if at least one domain holds and the rest hold or take no mail. A failure beats an undecided, and a domain
    not yet measured is undecided as soon as another is measured. None where no domain is measured.
    """
    found = set(verdicts)
    if not found - {None}:
        return None
    if Verdict.FAILS in found:
        return Verdict.FAILS
    if found & {Verdict.UNDECIDED, None}:
        return Verdict.UNDECIDED
    return Verdict.HOLDS if Verdict.HOLDS in found else Verdict.NO_MAIL
