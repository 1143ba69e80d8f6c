"""Answers to requests that were refused before any view of ours ran."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from municipalities.typed import typed_in
from municipalities.views.session import kept_page


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The reason is for developers (Django logs it); the person is told what happened and what to do.

    A form that took work, and was open while the person signed in elsewhere, is shown again with a button that saves.
    """
    typed = None if request.headers.get("hx-request") else typed_in(request)
    if typed:
        return kept_page(request, typed, status=403)
    return render(request, "403_csrf.html", status=403)


class WrongMethodMiddleware:
    """Opening an address that only takes what a button sends gives a page that says so; Django's answer is empty."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET":
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page
