"""One person's browser, as far as saving goes: cookies, tokens and versions, over real HTTP."""

import re
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

TOKEN = re.compile(r'"x-csrftoken": "(\w+)"')
VERSIONS = re.compile(r'name="([\w-]+)-versions"[^>]* value="(\d+\.\d+)"')
SEEN = re.compile(r'name="seen"[^>]* value="(\d*)"')
CARRIED = re.compile(r'name="rows" value="([^"]*)"')
FORM = "application/x-www-form-urlencoded"
BOUNDARY = b"en-graense-i-filen"
FILE_HEAD = b'Content-Disposition: form-data; name="workbook"; filename="svar.xlsx"'
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Reply:
    status: int
    text: str


@dataclass
class Person:
    number: int
    host: str
    base: str
    session: str
    csrf_cookie: str = ""
    csrf_token: str = ""

    def get(self, page: str) -> Reply:
        reply = self._ask("GET", page, "")
        if found := TOKEN.search(reply.text):
            self.csrf_token = found[1]
        return reply

    def versions(self, area: str) -> dict[str, str]:
        """The tokens of an area's questions, as its page has them now."""
        return dict(VERSIONS.findall(self.get(f"{area}/").text))

    def save(self, area: str, question: str, choice: int, comment: str, versions: str) -> Reply:
        fields = {f"{question}-choice": choice, f"{question}-comment": comment, f"{question}-versions": versions}
        return self._ask("POST", f"{area}/{question}/", urlencode(fields), is_script=True)

    def save_page(self, area: str, typed: dict[str, tuple[int, str, str]]) -> Reply:
        """All of an area by its button: question to choice, comment and versions."""
        fields = {"save": "1"}
        for question, (choice, comment, versions) in typed.items():
            fields |= {
                f"{question}-choice": str(choice),
                f"{question}-comment": comment,
                f"{question}-versions": versions,
            }
        return self._ask("POST", f"{area}/", urlencode(fields))

    def submit(self, seen: str | None = None) -> Reply:
        """With the token of the check page, unless another is given."""
        if seen is None:
            found = SEEN.search(self.get("tjek/").text)
            if found is None:
                return Reply(0, "there is nothing to submit")
            seen = found[1]
        return self._ask("POST", "tjek/", urlencode({"submit": "1", "confirmed": "on", "seen": seen}))

    def fetch_workbook(self) -> bytes:
        return self._request("GET", "regneark/hent/", b"")[1]

    def save_workbook(self, content: bytes) -> Reply:
        """Upload, and confirm what the preview shows; a redirect means that every row is in."""
        body = b"\r\n".join([b"--" + BOUNDARY, FILE_HEAD, b"", content, b"--" + BOUNDARY + b"--", b""])
        kind = f"multipart/form-data; boundary={BOUNDARY.decode()}"
        status, text = self._request("POST", "regneark/", body, kind=kind)
        found = CARRIED.search(text.decode())
        if found is None:
            return Reply(status, text.decode())
        return self._ask("POST", "regneark/gem/", urlencode({"rows": found[1], "confirm": "1"}))

    def _ask(self, method: str, page: str, body: str, *, is_script: bool = False) -> Reply:
        status, text = self._request(method, page, body.encode(), is_script=is_script)
        return Reply(status, text.decode())

    def _request(
        self, method: str, page: str, body: bytes, *, kind: str = FORM, is_script: bool = False
    ) -> tuple[int, bytes]:
        """Raises OSError where no whole answer came: then nobody knows what became of it."""
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={self.csrf_cookie}"}
        if method == "POST":
            headers |= {"Content-Type": kind, "X-CSRFToken": self.csrf_token}
        if is_script:
            headers["HX-Request"] = "true"
        connection = HTTPConnection(self.host, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, self.base + page, body, headers)
            answer = connection.getresponse()
            text = answer.read()
        except HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()
        if found := re.search(r"csrftoken=(\w+)", answer.headers.get("Set-Cookie", "")):
            self.csrf_cookie = found[1]
        if answer.status >= 500 or answer.status == 403:
            raise SystemExit(f"{method} {page} gave {answer.status}: {text[:500]!r}")
        return answer.status, text
