"""The one table: what is built, and what it must be judged as."""

from municipalities.dane.verdicts import Reason
from tests.dane_lab.kinds import Behaviour, Case, Chain, Host, Server, Signing, Tlsa

# A certificate from the leaf's own authority, of which only the domain or nothing right is said.
MISNAMED = Chain(names=("elsewhere.example",))
FOR_DOMAIN = Chain(names=("{d}",))
LEAF_EXPIRED = Chain(expired="leaf")
ANCHOR_MISSING = Chain(is_anchor_sent=False)
LONG = Chain(length=4)

TA = Tlsa(2, 1, 1)
EE = Tlsa(3, 1, 1)


def shows(chain: Chain) -> tuple[Server, ...]:
    return (Server(chain=chain),)


def behaves(behaviour: Behaviour) -> tuple[Server, ...]:
    return (Server(behaviour),)


def holding(name: str, says: str, **host: object) -> Case:
    return Case(name, says, Reason.ALL_HOSTS_HOLD, (Host(Reason.MATCHES, **host),))


def failing(name: str, says: str, reason: Reason, **host: object) -> Case:
    return Case(name, says, Reason.HOST_FAILS, (Host(reason, **host),))


def undecided(name: str, says: str, reason: Reason, behaviour: Behaviour) -> Case:
    return Case(name, says, Reason.HOST_UNDECIDED, (Host(reason, servers=behaves(behaviour)),))


CERTIFICATES = (
    holding("good-ee", "DANE-EE over the key"),
    holding("good-ta", "DANE-TA over the authority's key", tlsa=(TA,)),
    holding("ee-expired", "DANE-EE, the certificate has expired", servers=shows(LEAF_EXPIRED)),
    holding("ee-misnamed", "DANE-EE, the certificate names something else", servers=shows(MISNAMED)),
    failing(
        "ta-misnamed",
        "DANE-TA, the certificate names something else",
        Reason.TA_NAME,
        tlsa=(TA,),
        servers=shows(MISNAMED),
    ),
    failing(
        "ta-expired",
        "DANE-TA, the certificate has expired",
        Reason.TA_VALIDITY,
        tlsa=(TA,),
        servers=shows(LEAF_EXPIRED),
    ),
    failing(
        "ta-missing",
        "DANE-TA, the server does not show the authority's certificate",
        Reason.MISMATCH,
        tlsa=(TA,),
        servers=shows(ANCHOR_MISSING),
    ),
    failing("wrong-digest", "DANE-EE over another key", Reason.MISMATCH, tlsa=(Tlsa(3, 1, 1, fault="wrong"),)),
)

DNS = (
    Case(
        "insecure",
        "the domain is not signed, its hosts are",
        Reason.MX_INSECURE,
        (Host(Reason.MATCHES, name="mx.{o}"),),
        signing=Signing.INSECURE,
        beside=Signing.SOUND,
    ),
    Case("bogus-domain", "every signature is damaged", Reason.BOGUS, signing=Signing.BOGUS),
)

CASES = (*CERTIFICATES, *DNS)
