"""The authoritative server and the resolvers: NSD and Unbound in one temporary folder, as whoever runs the lab."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode

from tests.dane_lab.zones import Zone

READY_SECONDS = 15

NSD = """
server:
  ip-address: {address}@{port}
  username: ""
  chroot: ""
  zonesdir: "{folder}"
  database: ""
  pidfile: "{folder}/nsd.pid"
  xfrdfile: "{folder}/xfrd.state"
  xfrdir: "{folder}"
  zonelistfile: "{folder}/zone.list"
  logfile: "{folder}/nsd.log"
  server-count: 1
  rrl-ratelimit: 0
  do-ip6: no
remote-control:
  control-enable: no
"""
NSD_ZONE = """
zone:
  name: "{name}"
  zonefile: "{file}.zone"
"""
UNBOUND = """
server:
  interface: {address}
  port: {port}
  username: ""
  chroot: ""
  directory: "{folder}"
  pidfile: "{folder}/{label}.pid"
  logfile: "{folder}/{label}.log"
  use-syslog: no
  num-threads: 1
  do-ip6: no
  access-control: 127.0.0.0/8 allow
  do-not-query-localhost: no
  outgoing-interface: {address}
  module-config: "{modules}"
  ede: yes
  serve-expired: no
  qname-minimisation: no
  infra-keep-probing: yes
  val-log-level: 2
{anchor}
remote-control:
  control-enable: no
"""
STUB = """
stub-zone:
  name: "{name}"
  stub-addr: {address}@{port}
"""


@dataclass(frozen=True)
class Place:
    address: str
    port: int


class Daemons:
    """Starts programs, says when they answer, and ends them again, whatever happens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stack = ExitStack()

    def start_authority(self, zones: list[Zone], place: Place) -> None:
        text = NSD.format(address=place.address, port=place.port, folder=self.folder)
        for zone in zones:
            text += NSD_ZONE.format(name=zone.name, file=zone.name.strip(".") or "root")
        (self.folder / "nsd.conf").write_text(text)
        self._start("nsd", "-d", "-c", f"{self.folder}/nsd.conf")
        self._wait("nsd", lambda: rcode_of(place, ".") == dns.rcode.NOERROR)

    def start_resolver(self, label: str, place: Place, stubs: dict[str, Place], *, validates: bool) -> None:
        text = UNBOUND.format(
            address=place.address,
            port=place.port,
            folder=self.folder,
            label=label,
            modules="validator iterator" if validates else "iterator",
            anchor=f'  trust-anchor-file: "{self.folder}/trust-anchor"' if validates else "",
        )
        for name, stub in stubs.items():
            text += STUB.format(name=name, address=stub.address, port=stub.port)
        (self.folder / f"{label}.conf").write_text(text)
        self._start("unbound", "-d", "-c", f"{self.folder}/{label}.conf")
        self._wait(label, lambda: rcode_of(place, ".") == dns.rcode.NOERROR)

    def stop(self) -> None:
        self._stack.close()

    def _start(self, program: str, *options: str) -> None:
        path = find_program(program)
        # Ends with us even if we are killed outright.
        guard = ["setpriv", "--pdeathsig", "TERM", "--"] if shutil.which("setpriv") else []
        process = subprocess.Popen([*guard, path, *options], stdin=subprocess.DEVNULL, stdout=sys.stderr)
        self._stack.callback(_end, process)

    def _wait(self, label: str, is_ready: Callable[[], bool]) -> None:
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            if is_ready():
                return
            time.sleep(0.02)
        log = self.folder / f"{label}.log"
        raise RuntimeError(f"{label} does not answer: {log.read_text() if log.exists() else 'it wrote no log'}")


def find_program(name: str) -> str:
    """Debian keeps servers in /usr/sbin, which is not on everyone's path."""
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if path is None:
        raise FileNotFoundError(f"{name} is not installed; script/setup --test installs it.")
    return path


def rcode_of(place: Place, name: str, record_type: str = "SOA") -> dns.rcode.Rcode | None:
    query = dns.message.make_query(name, record_type, flags=dns.flags.RD)
    try:
        return dns.query.udp(query, place.address, port=place.port, timeout=0.25).rcode()
    except (dns.exception.DNSException, OSError):
        return None


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
