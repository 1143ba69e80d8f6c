"""The one table: what is built, and what it must be judged as."""

from tests.dane_lab.certificate_cases import CERTIFICATE_CASES
from tests.dane_lab.dns_cases import DNS_CASES
from tests.dane_lab.kinds import Case
from tests.dane_lab.server_cases import SERVER_CASES

CASES: tuple[Case, ...] = (*CERTIFICATE_CASES, *DNS_CASES, *SERVER_CASES)
