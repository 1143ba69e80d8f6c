"""Answers to requests that were refused before any view of ours ran."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The reason is for developers (Django logs it); the person is told what happened and what to do."""
    return render(request, "403_csrf.html", status=403)
