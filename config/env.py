"""Settings come from the environment; a wrong value stops the start with one clear line."""

import os
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from dotenv import load_dotenv

from municipalities.dane.measuring import Resolver, read_resolver
from municipalities.dane.names import clean_domain

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class SettingError(SystemExit):
    """Stops the process; the message is the one line the operator reads."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"Setting {name} {problem}")


def load_env_file(name: str, default: Path) -> None:
    """Read the development file; what the environment already says wins. One that is asked for must be there."""
    path = Path(env_str(name, str(default)))
    if name in os.environ and not path.exists():
        raise SettingError(name, f"is {str(path)!r}: there is no such file.")
    load_dotenv(path, override=False)


def env_str(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise SettingError(name, "is missing: set it in the environment or in .env (script/setup writes one).")
    return value


def env_bool(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise SettingError(name, f"is {value!r}: write 1 or 0.")


def env_int(name: str, *, default: int, minimum: int = 0, maximum: int | None = None) -> int:
    value = os.environ.get(name, str(default))
    try:
        number = int(value)
    except ValueError:
        raise SettingError(name, f"is {value!r}: write a whole number.") from None
    if number < minimum:
        raise SettingError(name, f"is {number}: write {minimum} or more.")
    if maximum is not None and number > maximum:
        raise SettingError(name, f"is {number}: write {maximum} or less.")
    return number


def env_secret(name: str) -> str:
    """There is no default secret: a guessable one would sign anyone in."""
    value = env_str(name)
    if len(value) < 40:
        raise SettingError(name, "is too short: give at least 40 random characters.")
    return value


def env_list(name: str, *, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def env_choice(name: str, *, default: str, choices: tuple[str, ...]) -> str:
    value = os.environ.get(name, default)
    if value not in choices:
        raise SettingError(name, f"is {value!r}: write one of {', '.join(choices)}.")
    return value


def env_site_url(name: str) -> str:
    """The portal's own address; plain http only on this machine itself, so cookies are never sent in clear."""
    value = env_str(name).rstrip("/")
    parts = _web_address(value)
    if not parts or parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise SettingError(name, f"is {value!r}: write an address such as https://modenhed.example.dk.")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise SettingError(name, f"is {value!r}: http is for this machine only, use https.")
    return value


def env_page(name: str) -> str:
    """The address of a page elsewhere, or nothing."""
    value = env_str(name, "")
    if value and not _web_address(value):
        raise SettingError(
            name, f"is {value!r}: write an address such as https://www.example.dk/side, or leave it out."
        )
    return value


def _web_address(value: str) -> SplitResult | None:
    try:
        parts = urlsplit(value)
        is_one = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:  # brackets that don't match, a port that is no number
        return None
    return parts if is_one else None


def env_domain(name: str, *, default: str) -> str:
    """A domain name as DNS has it."""
    value = os.environ.get(name, default)
    try:
        return clean_domain(value)
    except ValueError:
        raise SettingError(name, f"is {value!r}: write a domain name such as example.org.") from None


def env_resolvers(name: str, *, default: str) -> tuple[Resolver, ...]:
    """Validating resolvers by address, each with a port where it is not 53."""
    value = os.environ.get(name, default)
    try:
        resolvers = tuple(read_resolver(part) for part in env_list(name, default=default))
    except ValueError:
        resolvers = ()
    if not resolvers:
        raise SettingError(name, f"is {value!r}: write addresses such as 127.0.0.1 or [::1]:53, separated by commas.")
    return resolvers


def env_ehlo(name: str, *, host: str) -> str:
    """What we call ourselves to mail servers: the site's host, where nothing else is set (RFC 5321 section 4.1.4)."""
    if os.environ.get(name):
        return env_domain(name, default="")
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"


def make_folder(name: str, folder: Path) -> None:
    """The folder that a setting names, for us to write in."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(name, f"is {str(folder)!r}, which cannot be made: {error.strerror}.") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingError(name, f"is {str(folder)!r}, where nothing can be written.")
