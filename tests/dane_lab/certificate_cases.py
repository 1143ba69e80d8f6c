"""What the records say of the certificates that a server shows, on a domain that is signed throughout."""

from itertools import product

from municipalities.dane.verdicts import Reason
from tests.dane_lab.kinds import Case, Chain, Host, Server, Tlsa

EE, TA = Tlsa(3, 1, 1), Tlsa(2, 1, 1)
EE_WRONG = Tlsa(3, 1, 1, fault="wrong")

WELL = Chain()
MISNAMED = Chain(names=("elsewhere.example",))
FOR_DOMAIN = Chain(names=("{d}",))
LEAF_EXPIRED = Chain(expired="leaf")
ANCHOR_EXPIRED = Chain(expired="anchor")
ANCHOR_MISSING = Chain(is_anchor_sent=False)


def holding(name: str, says: str, *tlsa: Tlsa, chain: Chain = WELL, host: str = "mx.{d}") -> Case:
    hosts = (Host(Reason.MATCHES, tlsa=tlsa or (EE,), servers=(Server(chain=chain),), name=host),)
    return Case(name, says, Reason.ALL_HOSTS_HOLD, hosts)


def failing(name: str, says: str, reason: Reason, *tlsa: Tlsa, chain: Chain = WELL, host: str = "mx.{d}") -> Case:
    return Case(name, says, Reason.HOST_FAILS, (Host(reason, tlsa=tlsa, servers=(Server(chain=chain),), name=host),))


DANE_EE = (
    holding("good-ee", "DANE-EE over the key"),
    holding("ee-expired", "DANE-EE, the certificate has expired", chain=LEAF_EXPIRED),
    holding("ee-misnamed", "DANE-EE, the certificate names something else", chain=MISNAMED),
    holding("ee-alone", "DANE-EE, the certificate is self-signed", chain=Chain(length=1)),
    failing("wrong-digest", "DANE-EE over another key", Reason.MISMATCH, EE_WRONG),
    holding("roll-over", "two records, of the old key and of the new", EE_WRONG, EE),
)

DANE_TA = (
    holding("good-ta", "DANE-TA over the authority's key", TA),
    holding("ta-domain", "DANE-TA, the certificate names only the mail domain", TA, chain=FOR_DOMAIN),
    holding("ta-wildcard", "DANE-TA, the certificate names the host by a wildcard", TA, chain=Chain(names=("*.{d}",))),
    failing(
        "ta-wildcard-deep",
        "DANE-TA, the wildcard stands for one label and the host has two",
        Reason.TA_NAME,
        TA,
        chain=Chain(names=("*.{d}",)),
        host="mx.in.{d}",
    ),
    failing("ta-misnamed", "DANE-TA, the certificate names something else", Reason.TA_NAME, TA, chain=MISNAMED),
    failing("ta-expired", "DANE-TA, the certificate has expired", Reason.TA_VALIDITY, TA, chain=LEAF_EXPIRED),
    failing("ta-missing", "DANE-TA by digest, the authority is not shown", Reason.MISMATCH, TA, chain=ANCHOR_MISSING),
    holding(
        "ta-missing-whole",
        "DANE-TA with the authority's whole certificate, which is not shown",
        Tlsa(2, 0, 0),
        chain=ANCHOR_MISSING,
    ),
    holding(
        "ta-missing-key",
        "DANE-TA with the authority's whole key, which is not shown",
        Tlsa(2, 1, 0),
        chain=ANCHOR_MISSING,
    ),
    holding("ta-four", "DANE-TA, the authority three certificates above", TA, chain=Chain(length=4)),
    holding(
        "ta-between",
        "DANE-TA over an authority in the middle, the topmost is not shown",
        Tlsa(2, 1, 1, of="intermediate"),
        chain=Chain(length=3, is_anchor_sent=False),
    ),
    failing("ta-of-leaf", "DANE-TA over the server's own key", Reason.MISMATCH, Tlsa(2, 1, 1, of="leaf")),
    failing(
        "ta-anchor-expired",
        "DANE-TA, the authority's certificate has expired",
        Reason.TA_VALIDITY,
        TA,
        chain=ANCHOR_EXPIRED,
    ),
    failing("ee-of-authority", "DANE-EE over the authority's key", Reason.MISMATCH, Tlsa(3, 1, 1, of="anchor")),
    holding("ta-or-ee", "DANE-TA over another key beside a right DANE-EE", Tlsa(2, 1, 1, fault="wrong"), EE),
)

RECORDS = (
    failing(
        "sha-512-wrong",
        "a wrong 3 1 2 beside a right 3 1 1: only the stronger digest counts",
        Reason.MISMATCH,
        Tlsa(3, 1, 2, fault="wrong"),
        EE,
    ),
    holding("sha-256-wrong", "a right 3 1 2 beside a wrong 3 1 1", Tlsa(3, 1, 2), EE_WRONG),
    holding("whole-beside", "a right 3 1 0 beside a wrong 3 1 2", Tlsa(3, 1, 0), Tlsa(3, 1, 2, fault="wrong")),
    holding("other-selector", "a wrong 3 0 2 beside a right 3 1 1", Tlsa(3, 0, 2, fault="wrong"), EE),
    failing("pkix", "only the usages 0 and 1", Reason.UNUSABLE, Tlsa(0, 1, 1), Tlsa(1, 1, 1)),
    holding("pkix-beside", "the usages 0 and 1 beside a right 3 1 1", Tlsa(0, 1, 1), Tlsa(1, 1, 1), EE),
    failing("unknown", "an unknown selector and an unknown digest", Reason.UNUSABLE, Tlsa(3, 7, 1), Tlsa(3, 1, 9)),
    holding("unknown-beside", "an unknown digest beside a right 3 1 1", Tlsa(3, 1, 9), EE),
    failing("malformed", "a digest that is a byte short", Reason.UNUSABLE, Tlsa(3, 1, 1, fault="short")),
    holding("malformed-beside", "a digest that is a byte short beside a right one", Tlsa(3, 1, 1, fault="short"), EE),
    holding("malformed-sha-512", "a 3 1 2 that is a byte short beside a right 3 1 1", Tlsa(3, 1, 2, fault="short"), EE),
    holding("empty-beside", "a record with no data beside a right one", Tlsa(3, 1, 1, fault="empty"), EE),
    holding("many-records", "more records than a datagram holds", *[Tlsa(3, 1, 1, fault="other")] * 60, EE),
    failing("no-tlsa", "no TLSA record", Reason.NO_TLSA),
)

MATCHING = tuple(
    holding(f"match-{usage}-{selector}-{matching}", f"{usage} {selector} {matching}", Tlsa(usage, selector, matching))
    for usage, selector, matching in product((2, 3), (0, 1), (0, 1, 2))
)

CERTIFICATE_CASES = (*DANE_EE, *DANE_TA, *RECORDS, *MATCHING)
