"""What a browser sends and finds on a municipality's pages."""

from django.urls import reverse

from surveys.models import Response


def url(response: Response, page: str, **kwargs: str) -> str:
    return reverse(
        f"surveys:{page}",
        kwargs={"municipality": response.municipality.slug, "survey": response.survey.slug, **kwargs},
    )


def typed(key: str, choice: str = "", comment: str = "", versions: str = "0.0") -> dict[str, str]:
    """One question's fields as a browser sends them: an empty choice is not sent at all."""
    sent = {f"{key}-comment": comment, f"{key}-versions": versions}
    return sent | ({f"{key}-choice": choice} if choice else {})


def page(*questions: dict[str, str], **buttons: str) -> dict[str, str]:
    """A whole area of the small questionnaire; questions not given are sent empty."""
    sent = {}
    for number in ("headline", "2", "3"):
        sent |= typed(f"deletion-{number}")
    for question in questions:
        sent |= question
    return sent | (buttons or {"save": "1"})


def text_of(answer) -> str:
    """The page as text with whitespace folded, so that a test reads sentences."""
    return " ".join(answer.content.decode().split())
