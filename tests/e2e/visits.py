"""Where the walk over all pages goes: addresses with the person who opens them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from municipalities.models import User
from tests.access.pages import Page
from tests.access.world import World


@dataclass(frozen=True)
class Visit:
    address: str
    user: User | None = None

    def __str__(self) -> str:
        return f"{self.address} as {self.user or 'a stranger'}"


def every_page(world: World, pages: Iterable[Page]) -> list[Visit]:
    """The addresses of the table that answer a GET with a page, each as the first role that is let in."""
    found = {Visit(reverse(page.name, kwargs=page.kwargs(world, world.own)), first(world, page)) for page in pages}
    return sorted(filter(gives_a_page, found), key=str)


def first(world: World, page: Page) -> User | None:
    return world.people[page.allowed[0]]


def gives_a_page(visit: Visit) -> bool:
    """Neither a file, nor a redirect, nor an address that only takes a POST."""
    client = Client()
    if visit.user:
        client.force_login(visit.user)
    response = client.get(visit.address)
    if response.streaming:
        response.getvalue()  # a file, read to its end and closed
    return response["Content-Type"].startswith("text/html") and response.status_code not in {302, 405}


def visit(name: str, *arguments: object, user: User | None = None, query: str = "") -> Visit:
    return Visit(reverse(name, args=arguments) + query, user)
