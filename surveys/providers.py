"""Which provider stands behind a mail server, by how its name ends. Pure: no database, no clock."""

from collections.abc import Mapping
from typing import TypeVar

Advice = TypeVar("Advice")


def find_provider(host: str, by_suffix: Mapping[str, Advice]) -> Advice | None:
    """What is said of the longest ending that fits whole labels: x.mx.microsoft is under mx.microsoft, amx.microsoft
    is not."""
    labels = host.lower().rstrip(".").split(".")
    endings = (".".join(labels[place:]) for place in range(len(labels)))
    return next((by_suffix[ending] for ending in endings if ending in by_suffix), None)
