import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from dataclasses import replace
from textwrap import wrap

from django.core.management.base import BaseCommand, CommandError, CommandParser

from municipalities.dane.evidence import Host, Measurement
from municipalities.dane.measuring import Measuring, Resolver, read_resolver
from municipalities.dane.names import clean_domain
from municipalities.dane.sweep import Sweep, sweep
from municipalities.dane.verdicts import Verdict
from municipalities.dane_settings import measuring_from_settings
from municipalities.dane_words import VERDICTS, Words, domain_words, host_words
from municipalities.domains import readable

BAD_INPUT = 3
MOST_RUNS = 10
COLUMNS = 100
# Those that some domain has, the gravest first; NO_MAIL counts where every domain has it.
ENDINGS = (
    (Verdict.FAILS, 1, "Mindst ét domæne holder ikke."),
    (Verdict.UNDECIDED, 2, "Mindst ét domæne kunne ikke afgøres."),
)


class Command(BaseCommand):
    help = (
        "Measure whether DANE protects the mail to domains; nothing is stored. Exit code 1: at least one domain does "
        "not hold; 2: none of these, but at least one could not be decided; 4: none of the domains takes mail; 3: a "
        "domain or an option is not understood, and nothing was measured."
    )

    def create_parser(self, prog_name: str, subcommand: str, **options: object) -> CommandParser:
        """What argparse refuses would end with 2, which means undecided here."""
        parser = super().create_parser(prog_name, subcommand, **options)

        def refuse(message: str) -> None:
            if not self._called_from_command_line:
                raise CommandError(message, returncode=BAD_INPUT)
            parser.print_usage(sys.stderr)
            parser.exit(BAD_INPUT, f"{parser.prog}: {message}\n")

        parser.error = refuse
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("domains", nargs="+", metavar="DOMAIN", type=_domain)
        parser.add_argument(
            "--resolver",
            action="append",
            metavar="ADDR[:PORT]",
            type=_resolver,
            help="a validating resolver to ask instead of DANE_RESOLVERS; may be given several times",
        )
        parser.add_argument("--port", metavar="N", type=_number_up_to(65_535), help="instead of DANE_PORT")
        parser.add_argument(
            "--runs", metavar="N", type=_number_up_to(MOST_RUNS), help="how many times, instead of DANE_RUNS"
        )
        parser.add_argument("--json", action="store_true", dest="is_json", help="print everything that was seen")

    def handle(self, *args: object, domains: list[str], is_json: bool, **options: object) -> None:
        measured = sweep(domains, _measuring(options))
        self.stdout.write(_as_json(measured) if is_json else "\n\n".join(map(told, measured.measurements)))
        if measured.is_port_blocked:
            self.stderr.write("Ingen mailserver svarede. Måske er port 25 spærret herfra.")
        code, message = ending({measurement.verdict for measurement in measured.measurements})
        if code:
            raise CommandError(message, returncode=code)


def ending(verdicts: set[Verdict]) -> tuple[int, str]:
    """Exit code, and what it means."""
    for verdict, code, message in ENDINGS:
        if verdict in verdicts:
            return code, message
    return (4, "Ingen af domænerne modtager mail.") if verdicts == {Verdict.NO_MAIL} else (0, "")


def told(measurement: Measurement) -> str:
    """In plain Danish, one domain and below it each of its mail servers."""
    lines = [f"{readable(measurement.domain)}: {VERDICTS[measurement.verdict]}"]
    lines += _paragraph(domain_words(measurement), measurement.detail, measurement.notes, "  ")
    for host in measurement.hosts:
        lines += ["", f"  {host.name} (MX {host.preference}): {VERDICTS[host.verdict]}"]
        lines += _paragraph(host_words(host, measurement), host.detail, _host_notes(host), "    ")
    return "\n".join(lines)


def _paragraph(words: Words, detail: str, notes: tuple[str, ...], indent: str) -> list[str]:
    texts = [text for text in (words.why, detail, words.advice, *notes) if text]
    return [line for text in texts for line in _wrapped(text, indent)]


def _wrapped(text: str, indent: str) -> list[str]:
    """Names and digests stay whole, to be copied."""
    return wrap(
        text, COLUMNS, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _host_notes(host: Host) -> tuple[str, ...]:
    unusable = tuple(f"TLSA {record}: {record.fault}" for record in host.records if record.fault)
    return host.notes + unusable


def _as_json(measured: Sweep) -> str:
    rows = [measurement.to_dict() for measurement in measured.measurements]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _measuring(options: dict) -> Measuring:
    given = {"resolvers": tuple(options["resolver"] or ()), "port": options["port"], "runs": options["runs"]}
    return replace(measuring_from_settings(), **{name: value for name, value in given.items() if value})


def _domain(text: str) -> str:
    try:
        return clean_domain(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} er ikke et domæne.") from None


def _resolver(text: str) -> Resolver:
    try:
        return read_resolver(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} er ikke en adresse som 127.0.0.1:53 eller [::1]:53.") from None


def _number_up_to(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
        if not 0 < number <= most:
            raise ArgumentTypeError(f"{text!r} er ikke et tal fra 1 til {most}.")
        return number

    return read
