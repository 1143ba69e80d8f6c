"""The one list of legal bases for leaving something out of a copy; docs/rules.md says how sure each is.

A key is stored with every decision: change the words of a line, or add one, but never give a key to another rule.
"""

import re
from dataclasses import dataclass

from reports.enums import RequestLaw


@dataclass(frozen=True)
class Basis:
    key: str
    law: RequestLaw
    paragraph: str
    why: str

    @property
    def label(self) -> str:
        return f"{self.reference}: {self.why}"

    @property
    def reference(self) -> str:
        """The paragraph as running text has it: its number never begins a line."""
        return re.sub(r"(§|nr\.|stk\.|\d) (?=[\da-z])", "\\1\N{NO-BREAK SPACE}", self.paragraph)


BASES = (
    Basis("public-scope", RequestLaw.PUBLIC, "offentlighedslovens § 9, stk. 1", "ligger uden for det, der er bedt om"),
    Basis("public-internal", RequestLaw.PUBLIC, "offentlighedslovens § 23, stk. 1", "internt dokument"),
    Basis("public-private", RequestLaw.PUBLIC, "offentlighedslovens § 30, nr. 1", "enkeltpersoners private forhold"),
    Basis(
        "public-technical", RequestLaw.PUBLIC, "offentlighedslovens § 30, nr. 2", "tekniske eller forretningsforhold"
    ),
    Basis("public-state", RequestLaw.PUBLIC, "offentlighedslovens § 31", "statens sikkerhed eller rigets forsvar"),
    Basis("public-crime", RequestLaw.PUBLIC, "offentlighedslovens § 33, nr. 1", "forebyggelse af lovovertrædelser"),
    Basis("public-control", RequestLaw.PUBLIC, "offentlighedslovens § 33, nr. 2", "gennemførelse af offentlig kontrol"),
    Basis("public-other", RequestLaw.PUBLIC, "offentlighedslovens § 33, nr. 5", "hemmeligholdelse er påkrævet"),
    Basis("public-secrecy", RequestLaw.PUBLIC, "offentlighedslovens § 35", "særlig tavshedspligt"),
    Basis("party-scope", RequestLaw.PARTY, "forvaltningslovens § 9, stk. 1", "ligger uden for det, der er bedt om"),
    Basis("party-internal", RequestLaw.PARTY, "forvaltningslovens § 12", "internt dokument"),
    Basis("party-state", RequestLaw.PARTY, "forvaltningslovens § 15", "statens sikkerhed eller rigets forsvar"),
    Basis("party-interest", RequestLaw.PARTY, "forvaltningslovens § 15 b", "afgørende offentlige eller private hensyn"),
)
BY_KEY = {basis.key: basis for basis in BASES}
INTERNAL = {RequestLaw.PUBLIC: "public-internal", RequestLaw.PARTY: "party-internal"}


def bases_of(law: str) -> tuple[Basis, ...]:
    return tuple(basis for basis in BASES if basis.law == law)
