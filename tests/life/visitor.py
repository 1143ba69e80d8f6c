"""A person with a browser without script: opens pages, fills in the form a button is in, and goes where it leads."""

from collections.abc import Mapping, Sequence
from itertools import count
from urllib.parse import urlencode, urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client
from lxml.html import FormElement, HtmlElement, document_fromstring

PASSWORD = "søv godt i nat, Ærø"
SIGN_IN = "/konto/log-ind/"
ADDRESSES = count(1)


class Visitor:
    """Comes from an address of its own, as people in 48 town halls do; signs in again where the session has ended."""

    def __init__(self, email: str) -> None:
        self.email = email
        number = next(ADDRESSES)
        self.client = Client(enforce_csrf_checks=True, REMOTE_ADDR=f"10.{number >> 8}.{number & 255}.1")
        self.page: HtmlElement | None = None
        self.address = ""

    def open(self, address: str, *, status: int = 200) -> "Visitor":
        self._take(self.client.get(address, follow=True), address, status)
        if urlsplit(self.address).path == SIGN_IN and address != SIGN_IN:
            self.press("Log ind", login=self.email, password=PASSWORD)
            self._take(self.client.get(address, follow=True), address, status)
        return self

    def follow(self, words: str) -> "Visitor":
        links = [link for link in self.page.iter("a") if _words(link) == words]
        assert links, f"no link »{words}« on {self.address}: {[_words(link) for link in self.page.iter('a')]}"
        return self.open(urljoin(self.address, links[0].get("href")))

    def fetch(self, address: str) -> bytes:
        """A file, in whole."""
        response = self.client.get(address)
        assert response.status_code == 200, f"{response.status_code} {address}"
        return b"".join(response.streaming_content) if response.streaming else response.content

    def press(
        self,
        button: str,
        files: Mapping[str, object] | None = None,
        /,
        *,
        status: int = 200,
        **typed: str | Sequence[str],
    ) -> "Visitor":
        """Fields are typed by name with _ for -; what is not typed is sent as the page has it."""
        pressed = self._find_button(button)
        form = self._form_of(pressed)
        known = {name.replace("-", "_"): name for name in form.fields if name}
        unknown = typed.keys() - known.keys()
        assert not unknown, f"no field {unknown} on {self.address}: {sorted(known)}"
        sent = _values(form) | {known[name]: value for name, value in typed.items()}
        if pressed.get("name"):
            sent[pressed.get("name")] = pressed.get("value", "")
        target = urljoin(self.address, pressed.get("formaction") or form.get("action") or "")
        if (form.get("method") or "get").lower() == "get":
            return self.open(f"{urlsplit(target).path}?{urlencode(sent, doseq=True)}", status=status)
        self._post(
            target, sent | dict(files or {}), is_multipart=form.get("enctype") == "multipart/form-data", status=status
        )
        return self

    def see(self, *words: str) -> "Visitor":
        text = self.text
        missing = [one for one in words if one not in text]
        assert not missing, f"{missing} is not on {self.address}: {text[:3000]}"
        return self

    def see_message(self, words: str) -> "Visitor":
        """Messages stand above the page's own content on some pages."""
        assert words in _words(self.page), f"»{words}« is not on {self.address}: {_words(self.page)[:3000]}"
        return self

    def options(self, name: str) -> list[str]:
        """The values one may choose among."""
        return [one.get("value") for one in self.page.xpath("//main//input[@name=$name]", name=name)]

    def has_field(self, name: str) -> bool:
        return bool(self.page.xpath("//main//*[@name=$name]", name=name))

    @property
    def text(self) -> str:
        [main] = self.page.xpath("//main")
        return _words(main)

    def value_of(self, name: str) -> str:
        return self.page.xpath("//main//*[@name=$name]/@value", name=name)[0]

    def _post(self, address: str, sent: Mapping, *, is_multipart: bool, status: int) -> None:
        if is_multipart:
            response = self.client.post(address, sent, follow=True)
        else:
            body = urlencode(sent, doseq=True)
            response = self.client.post(address, body, "application/x-www-form-urlencoded", follow=True)
        self._take(response, address, status)

    def _take(self, response: HttpResponse, address: str, status: int) -> None:
        way = getattr(response, "redirect_chain", [])
        self.address = urljoin("http://localhost:8000", way[-1][0] if way else address)
        words = _words(document_fromstring(response.content)) if response.content else ""
        assert response.status_code == status, f"{response.status_code} {self.address}: {words[:3000]}"
        self.page = document_fromstring(response.content.decode())

    def _find_button(self, words: str) -> HtmlElement:
        main = self.page.xpath("//main//button | //main//input[@type='submit']")
        found = [one for one in main if (_words(one) or one.get("value")) == words]
        assert found, f"no button »{words}« on {self.address}: {[_words(one) or one.get('value') for one in main]}"
        return found[0]

    def _form_of(self, button: HtmlElement) -> FormElement:
        if button.get("form"):
            return self.page.get_element_by_id(button.get("form"))
        return next(button.iterancestors("form"))


def _words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _values(form: FormElement) -> dict[str, str | list[str]]:
    """What a browser sends of the form as the page has it; a name that stands there twice is sent twice."""
    values: dict[str, str | list[str]] = {}
    for name, value in form.form_values():
        known = values.get(name)
        values[name] = value if known is None else [*(known if isinstance(known, list) else [known]), value]
    return values
