"""Handing a file to a person: never stored by a proxy, never run as a page."""

from django.http import HttpResponse


def attachment(content: bytes | str, *, name: str, kind: str) -> HttpResponse:
    """Download under a name of ours; the browser must take the type we say."""
    return _file(content, name=name, kind=kind, disposition="attachment")


def pdf(content: bytes | memoryview, *, name: str) -> HttpResponse:
    """Shown in the browser, and saved under the name."""
    return _file(bytes(content), name=name, kind="application/pdf", disposition="inline")


def _file(content: bytes | str, *, name: str, kind: str, disposition: str) -> HttpResponse:
    response = HttpResponse(content, content_type=f"{kind}; charset=utf-8" if isinstance(content, str) else kind)
    response["Content-Disposition"] = f'{disposition}; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
