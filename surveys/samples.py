"""What is read to choose whom to ask: those who can be chosen on a day, with their regions."""

from collections.abc import Collection, Iterable
from datetime import date

from municipalities.models import Municipality, RegionMembership
from surveys.sampling import Candidate


def select_frame(*, is_demo: bool, day: date) -> list[Candidate]:
    """Every municipality in force on the day, real or invented, in order of code. One query."""
    rows = (
        RegionMembership.objects.on(day)
        .filter(municipality__is_demo=is_demo)
        .order_by("municipality__code")
        .values_list("municipality__code", "municipality__name", "region__name")
    )
    return [Candidate(*row) for row in rows]


def select_municipalities(codes: Collection[str]) -> list[Municipality]:
    """In order of code. One query; a code the register no longer has is left out."""
    return list(Municipality.objects.filter(code__in=codes).order_by("code"))


def select_official_names(frame: Iterable[Candidate]) -> dict[str, str]:
    """By code. One query."""
    codes = [one.code for one in frame]
    return dict(Municipality.objects.filter(code__in=codes).values_list("code", "official_name"))
