"""What a mail server does with the one who connects, on a domain whose DNS is as it should be."""

from municipalities.dane.verdicts import Reason, Verdict, verdict_of
from tests.dane_lab.certificate_cases import MISNAMED
from tests.dane_lab.kinds import Behaviour, Case, Host, Server

OUTCOMES = {
    Verdict.HOLDS: Reason.ALL_HOSTS_HOLD,
    Verdict.FAILS: Reason.HOST_FAILS,
    Verdict.UNDECIDED: Reason.HOST_UNDECIDED,
}


def served(name: str, says: str, reason: Reason, *behaviours: Behaviour) -> Case:
    """One host, with an address for each behaviour."""
    hosts = (Host(reason, servers=tuple(Server(one) for one in behaviours)),)
    return Case(name, says, OUTCOMES[verdict_of(reason)], hosts)


STARTTLS = (
    served("no-starttls", "STARTTLS is not offered", Reason.NO_STARTTLS, Behaviour.NO_STARTTLS),
    served("stripped", "the word STARTTLS is written over", Reason.NO_STARTTLS, Behaviour.STRIPPED),
    served("refuses-starttls", "454 to STARTTLS", Reason.TLS_UNAVAILABLE, Behaviour.REFUSES_STARTTLS),
    served("broken-tls", "rubbish instead of a handshake", Reason.TLS_FAILED, Behaviour.BROKEN),
    served("hangs-up", "the connection ends instead of a handshake", Reason.TLS_FAILED, Behaviour.HANGS_UP),
    served("plain-text", "plain text after STARTTLS", Reason.TLS_FAILED, Behaviour.PLAIN_AFTER_STARTTLS),
    served("injects", "a reply is slipped in before the handshake", Reason.TLS_FAILED, Behaviour.INJECTS),
    served("by-name", "the right certificate only for the right name", Reason.MATCHES, Behaviour.BY_NAME),
    served("old-tls", "TLS 1.0 is all there is", Reason.MATCHES, Behaviour.OLD_TLS),
)

GREETINGS = (
    served("slow", "the greeting comes late", Reason.MATCHES, Behaviour.SLOW),
    served("endless", "the greeting never ends", Reason.PROTOCOL, Behaviour.ENDLESS),
    served("silent", "the connection is taken, and nothing is said", Reason.TIMEOUT, Behaviour.SILENT),
    served("busy", "421 as a greeting", Reason.TEMPORARY, Behaviour.BUSY),
    served("unwelcoming", "554 as a greeting", Reason.TEMPORARY, Behaviour.UNWELCOMING),
    served("refused", "nothing listens", Reason.REFUSED, Behaviour.REFUSED),
)

ADDRESSES = (
    served("one-dead", "one address of two is dead", Reason.MATCHES, Behaviour.REFUSED, Behaviour.NORMAL),
    served("one-bare", "one of two has no STARTTLS", Reason.NO_STARTTLS, Behaviour.NORMAL, Behaviour.NO_STARTTLS),
    served("five-addresses", "more addresses than are measured", Reason.TOO_MANY, *[Behaviour.NORMAL] * 5),
    Case(
        "one-strange",
        "one address of two shows another key",
        Reason.HOST_FAILS,
        (Host(Reason.MISMATCH, servers=(Server(), Server(chain=MISNAMED))),),
    ),
    Case(
        "no-ipv6",
        "an IPv6 address that this machine has no way to",
        Reason.ALL_HOSTS_HOLD,
        (Host(Reason.MATCHES, further_addresses=("2001:db8::25",)),),
        is_namespaced=True,
    ),
)

SERVER_CASES = (*STARTTLS, *GREETINGS, *ADDRESSES)
