"""What a file may be called. Pure: one spelling of each letter, and nothing that leads out of a folder."""

import unicodedata

from surveys.uploads.kinds import NAME_MOST
from surveys.uploads.limits import RefusedFileError

# Windows gives none of these to a file, and a name that holds one cannot be saved by whoever downloads it.
FORBIDDEN = frozenset('/\\<>:"|?*')
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
# Control and format characters (such as those that turn the direction of writing), halves of a character, and none.
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean_name(name: str) -> str:
    """The name as it is kept; a Mac's å of two characters becomes one. Raises RefusedFileError with the reason."""
    name = unicodedata.normalize("NFC", name)
    if any(unicodedata.category(character) in INVISIBLE for character in name):
        raise RefusedFileError("name_invisible")
    name = " ".join(name.split())
    if FORBIDDEN.intersection(name):
        raise RefusedFileError("name_forbidden")
    if not name or name.startswith(".") or name.endswith(".") or name.split(".")[0].strip().lower() in RESERVED:
        raise RefusedFileError("name_reserved")
    if len(name) > NAME_MOST:
        raise RefusedFileError("name_long", str(len(name)))
    return name
