"""Visitors with a session each, over real HTTP, in a process of their own: they must not slow what they measure.

Reads one JSON object from standard input, and writes how long each request took to standard output.
"""

import json
import re
import sys
import threading
from dataclasses import dataclass, field
from http.client import HTTPConnection
from time import perf_counter
from urllib.parse import urlencode

VERSIONS = r'name="{}-versions"[^>]* value="(\d+)\.(\d+)"'
TOKEN = re.compile(r'"x-csrftoken": "(\w+)"')


@dataclass
class Visitor:
    """One person on one area's page; cookies as a browser keeps them."""

    host: str
    page: str
    question: str
    session: str
    csrf_cookie: str = ""
    csrf_token: str = ""
    versions: tuple[int, int] = (0, 0)
    choice: int = 0
    milliseconds: list[float] = field(default_factory=list)

    def open(self) -> None:
        """Read the page once, unmeasured: what a save needs stands on it."""
        html = self.request("GET", self.page)
        self.csrf_token = TOKEN.search(html)[1]
        self.take_versions(html)

    def read(self) -> None:
        if f'name="{self.question}-choice"' not in self.timed("GET", self.page):
            raise SystemExit("The area page came without its question.")

    def save(self) -> None:
        """Every save chooses another answer than the last, and must come back with the next version."""
        self.choice = 7 - self.choice if self.choice else 4
        before = self.versions
        body = urlencode(
            {
                f"{self.question}-choice": self.choice,
                f"{self.question}-comment": "Vi har et system tilbage.",
                f"{self.question}-versions": "{}.{}".format(*before),
            }
        )
        self.take_versions(self.timed("POST", f"{self.page}{self.question}/", body))
        if self.versions <= before:
            raise SystemExit("A save changed nothing.")

    def take_versions(self, html: str) -> None:
        found = re.search(VERSIONS.format(re.escape(self.question)), html)
        self.versions = int(found[1]), int(found[2])

    def timed(self, method: str, path: str, body: str = "") -> str:
        start = perf_counter()
        text = self.request(method, path, body)
        self.milliseconds.append((perf_counter() - start) * 1000)
        return text

    def request(self, method: str, path: str, body: str = "") -> str:
        """A new connection each time: gunicorn's sync workers keep none open."""
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={self.csrf_cookie}"}
        if method == "POST":
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self.csrf_token,
                "HX-Request": "true",
            }
        connection = HTTPConnection(self.host, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        if answer.status != 200:
            raise SystemExit(f"{method} {path} gave {answer.status}: {text[:300]}")
        if found := re.search(r"csrftoken=(\w+)", answer.headers.get("Set-Cookie", "")):
            self.csrf_cookie = found[1]
        return text


def run(visitors: list[Visitor], action: str, requests: int) -> dict:
    """Each visitor makes so many requests, all at once."""
    for visitor in visitors:
        visitor.open()
    threads = [threading.Thread(target=repeat, args=(visitor, action, requests)) for visitor in visitors]
    start = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = perf_counter() - start
    return {"seconds": seconds, "milliseconds": [time for visitor in visitors for time in visitor.milliseconds]}


def repeat(visitor: Visitor, action: str, requests: int) -> None:
    for _ in range(requests):
        getattr(visitor, action)()


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    people = [Visitor(**one) for one in asked["visitors"]]
    json.dump(run(people, asked["action"], asked["requests"]), sys.stdout)
