"""A mail domain as it is kept and as people read it: kept as DNS has it, shown with its own letters."""

import idna

from municipalities.dane.names import clean_domain


def readable(domain: str) -> str:
    """Internationalised names in their own letters (RFC 5891); anything else as it stands."""
    try:
        return idna.decode(domain)
    except (idna.IDNAError, UnicodeError):
        return domain


def kept_form(text: str) -> str:
    """As DNS has it, without the @ that many write before it. Raises ValueError where it is no domain."""
    return clean_domain(text.strip().removeprefix("@"))
