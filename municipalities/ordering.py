"""Danish alphabetical order, alike in every database."""

from django.db.models import CharField, F, Func, Value
from django.db.models.functions import Lower, Replace

# After z, in letters that sort alike in any collation. Aa is Å: Aabenraa, Aalborg and Aarhus come last.
_PLACES = (("Æ", "zza"), ("æ", "zza"), ("Ø", "zzb"), ("ø", "zzb"), ("Å", "zzc"), ("å", "zzc"), ("aa", "zzc"))


def danish_order(field: str) -> Func:
    """The key to order by; neither SQLite's nor PostgreSQL's default order knows æ, ø, å."""
    key = Lower(F(field))
    for letters, place in _PLACES:
        key = Replace(key, Value(letters), Value(place), output_field=CharField())
    return key


def danish_key(text: str) -> str:
    """The same order for lists already in memory."""
    key = text.lower()
    for letters, place in _PLACES:
        key = key.replace(letters, place)
    return key
