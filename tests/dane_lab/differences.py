"""Where Postfix or OpenSSL says something else than we do of the same server; `docs/dane.md` gives the reasons."""

from dataclasses import dataclass

from municipalities.dane.verdicts import Reason
from tests.dane_lab.opinions import Opinion


@dataclass(frozen=True, order=True)
class Difference:
    """`case` is a name of the table. Where Postfix picks an address at random it `may` agree."""

    program: str
    case: str
    ours: Reason
    theirs: Opinion
    may_agree: bool = False


POSTFIX, OPENSSL = "Postfix", "OpenSSL"

DIFFERENCES = (
    Difference(POSTFIX, "injects", Reason.TLS_FAILED, Opinion.VERIFIED),
    Difference(POSTFIX, "old-tls", Reason.MATCHES, Opinion.NO_SESSION),
    Difference(POSTFIX, "five-addresses", Reason.TOO_MANY, Opinion.VERIFIED),
    Difference(POSTFIX, "one-bare", Reason.NO_STARTTLS, Opinion.VERIFIED, may_agree=True),
    Difference(POSTFIX, "one-strange", Reason.MISMATCH, Opinion.VERIFIED, may_agree=True),
    Difference(POSTFIX, "no-mx-insecure", Reason.MX_INSECURE, Opinion.NO_SESSION),
    Difference(POSTFIX, "empty-beside", Reason.MATCHES, Opinion.NO_SESSION),
    Difference(OPENSSL, "empty-beside", Reason.MATCHES, Opinion.NO_SESSION),
    Difference(OPENSSL, "ta-domain", Reason.MATCHES, Opinion.NOT_VERIFIED),
    Difference(OPENSSL, "alias-domain", Reason.MATCHES, Opinion.NOT_VERIFIED),
    Difference(OPENSSL, "injects", Reason.TLS_FAILED, Opinion.VERIFIED),
    Difference(OPENSSL, "old-tls", Reason.MATCHES, Opinion.NO_SESSION),
)
