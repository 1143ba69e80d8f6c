"""What a measurement can say: four verdicts, and one list of reasons with the verdict that each leads to."""

from enum import StrEnum


class Verdict(StrEnum):
    """Undecided is its own answer: what could not be seen is never counted as a failure, nor as in place."""

    HOLDS = "holds"
    FAILS = "does_not_hold"
    UNDECIDED = "undecided"
    NO_MAIL = "no_mail"


class Reason(StrEnum):
    """Why. The values are stored and printed, so they stay as they are."""

    # A domain.
    ALL_HOSTS_HOLD = "all_hosts_hold"
    NULL_MX = "null_mx"
    MX_INSECURE = "mx_insecure"
    HOST_FAILS = "host_fails"
    HOST_UNDECIDED = "host_undecided"
    TOO_MANY = "too_many"
    NO_SUCH_DOMAIN = "no_such_domain"
    NO_SERVER = "no_server"
    RESOLVER_NOT_VALIDATING = "resolver_not_validating"
    PORT_BLOCKED = "port_blocked"

    # A host that holds, or does not.
    MATCHES = "matches"
    HOST_INSECURE = "host_insecure"
    NO_TLSA = "no_tlsa"
    UNUSABLE = "unusable"
    NO_STARTTLS = "no_starttls"
    MISMATCH = "mismatch"
    TA_NAME = "ta_name"
    TA_VALIDITY = "ta_validity"

    # A host, or the domain's own look-ups.
    BOGUS = "bogus"
    DNS_FAILURE = "dns_failure"
    DNS_TIMEOUT = "dns_timeout"
    DISAGREEMENT = "disagreement"

    # A host that could not be judged.
    NO_ADDRESS = "no_address"
    NOT_PUBLIC = "not_public"
    NO_ROUTE = "no_route"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    TEMPORARY = "temporary"
    TLS_UNAVAILABLE = "tls_unavailable"
    TLS_FAILED = "tls_failed"
    PROTOCOL = "protocol"


HOLDS = {Reason.ALL_HOSTS_HOLD, Reason.MATCHES}
FAILS = {
    Reason.MX_INSECURE,
    Reason.HOST_FAILS,
    Reason.HOST_INSECURE,
    Reason.NO_TLSA,
    Reason.UNUSABLE,
    Reason.NO_STARTTLS,
    Reason.MISMATCH,
    Reason.TA_NAME,
    Reason.TA_VALIDITY,
    Reason.BOGUS,
}


def verdict_of(reason: Reason) -> Verdict:
    """The one table from reason to verdict; whatever it does not name is undecided."""
    if reason in HOLDS:
        return Verdict.HOLDS
    if reason in FAILS:
        return Verdict.FAILS
    return Verdict.NO_MAIL if reason is Reason.NULL_MX else Verdict.UNDECIDED
