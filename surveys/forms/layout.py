"""How a question stands on an area's page: a layout object, whose markup is a template."""

from typing import Any

from crispy_forms.layout import LayoutObject
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone

from surveys.forms.values import choice_on_screen
from surveys.last_time import LastTime
from surveys.progress import saved_words
from surveys.working_copy import Asked


class QuestionBlock(LayoutObject):
    """Its fields by key, with what the page knows of the question around them."""

    template = "surveys/municipal/includes/question.html"

    def __init__(
        self, asked: Asked, save_url: str, files_url: str, last: LastTime | None, starts_from_last: bool
    ) -> None:
        self.asked = asked
        self.save_url = save_url
        self.files_url = files_url
        self.last = last
        self.offers = starts_from_last and not asked.value.is_answered
        self.parts = {part: f"{asked.key}-{part}" for part in ("choice", "comment", "versions")}
        self.fields = list(self.parts.values())

    def render(self, form: Any, context: Context, template_pack: str = "dkfds", **kwargs: Any) -> str:
        # Written by the block's own template: crispy's render_field() hands each the page's whole context.
        form.rendered_fields.update(self.fields)
        return render_to_string(
            self.template,
            {
                "asked": self.asked,
                "question": self.asked.question,
                "save_url": self.save_url,
                "files_url": self.files_url,
                "params": ",".join(self.fields),
                "result": form.results.get(self.asked.key),
                "saved": self._saved(),
                "last": self.last,
                "last_choice": choice_on_screen(self.last.value) if self.last else "",
                "offers": self.offers,
                **{part: form[name] for part, name in self.parts.items()},
            },
        )

    def _saved(self) -> str:
        answer = self.asked.answer
        if answer is None:
            return ""
        by = f" af {answer.saved_by}" if answer.saved_by else ""
        return saved_words(answer.saved_at, timezone.now()) + by
