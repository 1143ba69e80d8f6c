"""Loading the register: can be repeated, changes only what differs, and writes all of it or nothing."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.text import slugify

from municipalities.models import Municipality, Region, RegionMembership
from municipalities.register.read import RegionChange, Row, read_region_changes

# The municipal reform: today's municipalities and regions are from this day.
REGIONS_FROM = date(2007, 1, 1)
DANISH_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})


class RegisterError(Exception):
    """The file cannot be loaded; the message lists every fault."""


def slug_of(name: str) -> str:
    """The name as it stands in an address: Ærø is aeroe."""
    return slugify(name.translate(DANISH_LETTERS))


@transaction.atomic
def load_register(*, rows: Sequence[Row], faults: Sequence[str] = (), is_demo: bool = False) -> int:
    """Create or correct each municipality and its regions over time; none is ever deleted. Returns how many."""
    if faults:
        raise RegisterError("\n".join(faults))
    if not rows:
        raise RegisterError("Filen har ingen kommuner.")
    changes = {change.region: change for change in read_region_changes()}
    names = {row.region for row in rows} | {change.becomes for change in changes.values()}
    regions = {name: Region.objects.get_or_create(name=name)[0] for name in sorted(names)}
    for row in rows:
        municipality, _ = Municipality.objects.update_or_create(
            code=row.code,
            defaults={
                "name": row.name,
                "official_name": row.official_name,
                "cvr": row.cvr,
                "slug": slug_of(row.name),
                "is_demo": is_demo,
            },
        )
        _set_regions(municipality, list(_periods(row.region, changes)), regions)
    return len(rows)


def _periods(region: str, changes: dict[str, RegionChange]) -> Iterable[tuple[str, date, date | None]]:
    """The region from 2007, and the one it becomes from the day of the change."""
    change = changes.get(region)
    if change is None:
        yield region, REGIONS_FROM, None
        return
    yield region, REGIONS_FROM, change.on - timedelta(days=1)
    yield change.becomes, change.on, None


def _set_regions(
    municipality: Municipality, periods: list[tuple[str, date, date | None]], regions: dict[str, Region]
) -> None:
    for name, start, end in periods:
        RegionMembership.objects.update_or_create(
            municipality=municipality, valid_from=start, defaults={"region": regions[name], "valid_to": end}
        )
    municipality.region_memberships.exclude(valid_from__in=[start for _, start, _ in periods]).delete()
