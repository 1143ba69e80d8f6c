"""The portal's addresses, and one for each page that is shown only where something goes wrong."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from config.urls import urlpatterns as own


@login_not_required
def misread(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


@login_not_required
def fail(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


@login_not_required
def too_many(request: HttpRequest) -> HttpResponse:
    """As allauth's limits show it."""
    return render(request, "429.html", status=429)


urlpatterns = [path("fejl/400/", misread), path("fejl/500/", fail), path("fejl/429/", too_many), *own]
