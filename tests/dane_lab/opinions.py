"""What Postfix and OpenSSL say of the lab's servers, in words that can be laid beside our verdicts."""

import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from municipalities.dane.evidence import Attempt, Host
from municipalities.dane.verdicts import Reason, Verdict, verdict_of
from tests.dane_lab.daemons import find_program

# OpenSSL has no limit of its own; Postfix gives up on a silent name server after some ten seconds.
POSTFIX_SECONDS, OPENSSL_SECONDS = 30, 10
# What Postfix itself waits, for a connection and for a reply.
WAIT = "6"


class Opinion(StrEnum):
    VERIFIED = "verified"
    # TLS came up, and the server is not who the records say, or there are none.
    NOT_VERIFIED = "not verified"
    # The server matches its records, but who named it is unsigned.
    TRUSTED = "trusted, MX insecure"
    CLEAR = "no TLS offered"
    NO_LOOKUP = "look-up failed"
    NO_SESSION = "no session"
    NO_MAIL = "takes no mail"


# The first line that fits decides.
POSTFIX_SAYS = (
    (r"does not accept mail \(nullMX\)", Opinion.NO_MAIL),
    (r"Verified TLS connection established", Opinion.VERIFIED),
    (r"Trusted TLS connection established", Opinion.TRUSTED),
    (r"(Untrusted|Anonymous) TLS connection established", Opinion.NOT_VERIFIED),
    (r"Destination address lookup failed|TLSA lookup error|lookup error", Opinion.NO_LOOKUP),
    (
        r"SMTP service not available|Failed to establish session|handshake|timeout|refused|lost connection",
        Opinion.NO_SESSION,
    ),
)
OPENSSL_SAYS = (
    (r"(?s)Verification: OK.*DANE TLSA|DANE TLSA.*Verification: OK", Opinion.VERIFIED),
    (r"Verification error:", Opinion.NOT_VERIFIED),
    (r"verify error:", Opinion.NOT_VERIFIED),
)
# Nothing to connect to.
UNKNOWN = {
    *(Reason.BOGUS, Reason.DNS_FAILURE, Reason.DNS_TIMEOUT),
    *(Reason.NO_ADDRESS, Reason.NO_SERVER, Reason.NO_SUCH_DOMAIN),
}


@dataclass(frozen=True)
class Said:
    """`words` is the program's own output."""

    opinion: Opinion
    words: str


def configure_postfix(folder: Path) -> None:
    """With no settings at all, which were made long ago: Postfix waits until a file has rested for a while."""
    (folder / "main.cf").touch()
    os.utime(folder / "main.cf", (0, 0))


def as_nobody() -> tuple[str, ...]:
    """Started as root, Postfix becomes its own user; who is root in a namespace alone can't let it."""
    is_whole = Path("/proc/self/uid_map").read_text().split()[-1] == "4294967295"
    return () if is_whole or os.getuid() else ("unshare", "--user", "--map-user=65534")


def ask_postfix(destination: str, configuration: Path) -> Said:
    """A domain, or a host in brackets. `configuration` is a folder of ours: the machine's own does not count."""
    options = ["-c", "-l", "dane", "-L", "summary", "-t", WAIT, "-T", WAIT]
    command = [*as_nobody(), find_program("posttls-finger"), *options, destination]
    words = _run(command, POSTFIX_SECONDS, {"MAIL_CONFIG": str(configuration)})
    return Said(_first(POSTFIX_SAYS, words, Opinion.NO_SESSION if words.strip() else Opinion.CLEAR), words)


def ask_openssl(host: Host, attempt: Attempt, port: int) -> Said:
    """All of the host's records are handed over, as published; which of them count is for OpenSSL to say."""
    records = [option for one in host.records for option in ("-dane_tlsa_rrdata", str(one))]
    address = f"[{attempt.address}]" if ":" in attempt.address else attempt.address
    words = _run(
        [
            *("openssl", "s_client", "-brief", "-starttls", "smtp", "-connect", f"{address}:{port}"),
            *("-servername", host.base_domain, "-dane_tlsa_domain", host.base_domain, *records),
            # RFC 7672 section 3.1.1: names do not count for DANE-EE.
            *("-dane_ee_no_namechecks", "-verify_return_error"),
        ],
        OPENSSL_SECONDS,
    )
    return Said(_first(OPENSSL_SAYS, words, Opinion.NO_SESSION), words)


def _run(command: list[str], seconds: int, environment: dict[str, str] | None = None) -> str:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=os.environ | (environment or {}),
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode(errors="replace") + "\ntimeout"
    return done.stdout.decode(errors="replace")


def _first(says: Iterable[tuple[str, Opinion]], words: str, otherwise: Opinion) -> Opinion:
    return next((opinion for pattern, opinion in says if re.search(pattern, words)), otherwise)


def is_alike(reason: Reason, opinion: Opinion) -> bool:
    """Whether they say the same, as far as theirs can be told: neither of them has a word for undecided."""
    if reason in UNKNOWN:
        return opinion is Opinion.NO_LOOKUP
    if reason is Reason.NO_STARTTLS:
        # OpenSSL says so, and tries all the same.
        return opinion in {Opinion.CLEAR, Opinion.NO_SESSION}
    if reason is Reason.MX_INSECURE:
        return opinion in {Opinion.TRUSTED, Opinion.NOT_VERIFIED}
    alike = {
        Verdict.HOLDS: Opinion.VERIFIED,
        Verdict.FAILS: Opinion.NOT_VERIFIED,
        Verdict.UNDECIDED: Opinion.NO_SESSION,
        Verdict.NO_MAIL: Opinion.NO_MAIL,
    }
    return opinion is alike[verdict_of(reason)]
