"""What DNS says of the domain and its hosts, and how far it is to be believed."""

from municipalities.dane.verdicts import Reason
from tests.dane_lab.certificate_cases import FOR_DOMAIN, TA
from tests.dane_lab.kinds import Behaviour, Case, Host, Server, Signing

HOLDS = Reason.ALL_HOSTS_HOLD
# Shows the right certificate only where it is asked for by the name that the records stand under.
BY_NAME = (Server(Behaviour.BY_NAME),)
BESIDE = Host(Reason.MATCHES, name="mx.{o}")


def alone(name: str, says: str, reason: Reason, signing: Signing) -> Case:
    return Case(name, says, reason, signing=signing)


def beside(name: str, says: str, reason: Reason, signing: Signing) -> Case:
    """The domain is signed, and its host stands in another zone."""
    is_decided = reason in {Reason.HOST_INSECURE, Reason.BOGUS}
    verdict = Reason.HOST_FAILS if is_decided else Reason.HOST_UNDECIDED
    return Case(name, says, verdict, (Host(reason, name="mx.{o}"),), beside=signing)


SIGNING = (
    Case(
        "insecure",
        "the domain is not signed, its hosts are",
        Reason.MX_INSECURE,
        (BESIDE,),
        signing=Signing.INSECURE,
        beside=Signing.SOUND,
    ),
    Case(
        "insecure-all",
        "neither the domain nor its host is signed",
        Reason.MX_INSECURE,
        (Host(Reason.HOST_INSECURE),),
        signing=Signing.INSECURE,
    ),
    beside("insecure-host", "the domain is signed, its host is not", Reason.HOST_INSECURE, Signing.INSECURE),
    alone("bogus-domain", "every signature is damaged", Reason.BOGUS, Signing.BOGUS),
    alone("expired-domain", "every signature has expired", Reason.BOGUS, Signing.EXPIRED),
    alone("no-denial", "there is no MX, and nothing denies it", Reason.BOGUS, Signing.NO_DENIAL),
    beside("bogus-host", "the signatures of the host's zone are damaged", Reason.BOGUS, Signing.BOGUS),
    beside("expired-host", "the signatures of the host's zone have expired", Reason.BOGUS, Signing.EXPIRED),
    Case(
        "bogus-tlsa",
        "the signature of the TLSA records is damaged",
        Reason.HOST_FAILS,
        (Host(Reason.BOGUS),),
        spoilt=("TLSA",),
    ),
    Case(
        "no-denial-tlsa",
        "there is no TLSA record, and nothing denies it",
        Reason.HOST_FAILS,
        (Host(Reason.BOGUS, name="mx.{o}", tlsa=(), further_addresses=("::1",)),),
        beside=Signing.NO_DENIAL,
    ),
)

FAILURES = (
    alone("lame-domain", "the name server refuses to answer for the zone", Reason.DNS_FAILURE, Signing.LAME),
    alone("silent-domain", "the name server says nothing", Reason.DNS_TIMEOUT, Signing.SILENT),
    beside("lame-host", "the host's name server refuses to answer for its zone", Reason.DNS_FAILURE, Signing.LAME),
    beside("silent-host", "the host's name server says nothing", Reason.DNS_TIMEOUT, Signing.SILENT),
    Case(
        "lame-tlsa",
        "addresses are answered, TLSA is not",
        Reason.HOST_UNDECIDED,
        (Host(Reason.DNS_FAILURE, tlsa=()),),
        lame=("_tcp.mx.{d}",),
    ),
)

EXCHANGES = (
    Case("null-mx", "the domain takes no mail", Reason.NULL_MX, records=("{d}. MX 0 .",)),
    Case("no-mx", "no MX, the domain's own address", HOLDS, (Host(Reason.MATCHES, name="{d}"),), has_mx=False),
    Case(
        "no-mx-insecure",
        "no MX, and the denial is not signed",
        Reason.MX_INSECURE,
        signing=Signing.INSECURE,
        records=("{d}. A 127.0.0.1",),
    ),
    Case("no-server", "neither MX nor address", Reason.NO_SERVER),
    Case("no-domain", "the name is denied", Reason.NO_SUCH_DOMAIN, measured="missing.{d}"),
    Case(
        "no-address",
        "the MX host has no address",
        Reason.HOST_UNDECIDED,
        (Host(Reason.NO_ADDRESS, servers=(), tlsa=()),),
    ),
    Case(
        "twelve-mx",
        "more hosts than are measured",
        Reason.TOO_MANY,
        tuple(Host(Reason.MATCHES, name=f"mx{number}.{{d}}") for number in range(1, 13)),
    ),
    Case(
        "mixed-mx",
        "one host holds, one does not",
        Reason.HOST_FAILS,
        (Host(Reason.MATCHES), Host(Reason.NO_TLSA, name="backup.{d}", tlsa=())),
    ),
    Case(
        "mixed-undecided",
        "one host holds, one does not answer",
        Reason.HOST_UNDECIDED,
        (Host(Reason.MATCHES), Host(Reason.REFUSED, name="backup.{d}", servers=(Server(Behaviour.REFUSED),))),
    ),
    Case(
        "mixed-failing",
        "one host does not hold, one does not answer",
        Reason.HOST_FAILS,
        (
            Host(Reason.NO_TLSA, tlsa=()),
            Host(Reason.REFUSED, name="backup.{d}", servers=(Server(Behaviour.REFUSED),)),
        ),
    ),
    Case(
        "xn--blbr-roah",
        "a domain with Danish letters",
        HOLDS,
        (Host(Reason.MATCHES, tlsa=(TA,)),),
    ),
    Case(
        "alias-domain",
        "the domain is an alias; the certificate names what it stands for",
        HOLDS,
        (Host(Reason.MATCHES, tlsa=(TA,), servers=(Server(chain=FOR_DOMAIN),)),),
        has_mx=False,
        records=("post.{d}. CNAME {d}.", "{d}. MX 10 mx.{d}."),
        measured="post.{d}",
    ),
)

ALIASES = (
    Case(
        "cname-mx",
        "the MX host is an alias, the records are where it leads",
        HOLDS,
        (Host(Reason.MATCHES, canonical="real.{d}", tlsa_at="real.{d}", servers=BY_NAME),),
    ),
    Case(
        "cname-secure",
        "the MX host is an alias, the records are at the alias itself",
        HOLDS,
        (Host(Reason.MATCHES, canonical="mx.{o}", servers=BY_NAME),),
        beside=Signing.SOUND,
    ),
    Case(
        "cname-half",
        "the alias is signed, what it leads to is not; the records are at the alias",
        HOLDS,
        (Host(Reason.MATCHES, canonical="mx.{o}", servers=BY_NAME),),
        beside=Signing.INSECURE,
    ),
    Case(
        "cname-half-astray",
        "the alias is signed, and the records are where it leads, unsigned",
        Reason.HOST_FAILS,
        (Host(Reason.NO_TLSA, canonical="mx.{o}", tlsa_at="mx.{o}"),),
        beside=Signing.INSECURE,
    ),
    Case(
        "cname-unsigned",
        "the alias is not signed, what it leads to is",
        Reason.HOST_FAILS,
        (Host(Reason.HOST_INSECURE, name="mx.{o}", canonical="real.{d}", tlsa_at="real.{d}"),),
        beside=Signing.INSECURE,
    ),
    Case(
        "tlsa-alias",
        "the TLSA records are an alias",
        HOLDS,
        (Host(Reason.MATCHES, tlsa_owner="_dane.{d}", servers=BY_NAME),),
        records=("_{p}._tcp.mx.{d}. CNAME _dane.{d}.",),
    ),
    Case(
        "tlsa-alias-insecure",
        "the TLSA records are an alias to a zone that is not signed",
        Reason.HOST_FAILS,
        (Host(Reason.NO_TLSA, tlsa_owner="_dane.{o}"),),
        beside=Signing.INSECURE,
        records=("_{p}._tcp.mx.{d}. CNAME _dane.{o}.",),
    ),
    Case(
        "tlsa-wildcard",
        "the TLSA records are a wildcard's",
        HOLDS,
        (Host(Reason.MATCHES, tlsa_owner="*._tcp.mx.{d}"),),
    ),
)

DNS_CASES = (*SIGNING, *FAILURES, *EXCHANGES, *ALIASES)
