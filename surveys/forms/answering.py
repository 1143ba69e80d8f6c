"""The form of an area, and of one answer saved by itself. Forms check the shape of input, services the rules."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError

from config.crispy import DkfdsHelper
from surveys.checks import COMMENT_MAX
from surveys.cpr import Verdict
from surveys.enums import NOT_RELEVANT_LABEL, Choice
from surveys.forms.layout import QuestionBlock
from surveys.forms.values import NOT_RELEVANT, choice_on_screen, read_value
from surveys.last_time import LastTime
from surveys.markdown import as_html
from surveys.models import Question
from surveys.numbers import read_number
from surveys.services.pages import Typed
from surveys.working_copy import AreaCopy, Asked

SCALE = [(str(choice.value), choice.label) for choice in Choice]
CONFLICTS = {
    "choice": "{by} har valgt et andet svar imens. Se begge svar herunder, og vælg.",
    "comment": "{by} har ændret kommentaren imens. Se begge tekster herunder, og vælg.",
}
HELD = {
    Verdict.STOPPED: "Kommentaren rummer et CPR-nummer og er ikke gemt. Fjern nummeret.",
    Verdict.ASKED: "Kommentaren rummer måske et CPR-nummer og er ikke gemt. Se efter herunder.",
}
RELOAD = "Siden er forældet. Genindlæs den, og prøv igen."


class CommentField(forms.CharField):
    """A browser sends its own line breaks; one kind is kept, so that an unchanged comment stays unchanged."""

    def to_python(self, value: str | None) -> str:
        return super().to_python(value).replace("\r\n", "\n")


class VersionsField(forms.CharField):
    """The versions that the choice and the comment on the screen started from, such as 3.5."""

    widget = forms.HiddenInput

    def to_python(self, value: str | None) -> tuple[int, int] | None:
        text = super().to_python(value)
        parts = text.split(".")
        if len(parts) != 2 or not all(part.isdecimal() and len(part) < 10 for part in parts):
            outdated = self.error_messages["required"]
            raise ValidationError(outdated)
        return int(parts[0]), int(parts[1])


def build_choice(question: Question | None) -> forms.Field:
    """Without a question all values pass; the service knows which the question allows."""
    may_skip = question is None or question.allows_not_relevant
    return forms.ChoiceField(
        label=question.text if question else "",
        help_text=as_html(question.help) if question else "",
        choices=[*SCALE, (NOT_RELEVANT, NOT_RELEVANT_LABEL)] if may_skip else SCALE,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Vælg en af svarmulighederne."},
    )


def build_comment(question: Question | None) -> forms.Field:
    may_skip = question is not None and question.allows_not_relevant
    return CommentField(
        label="Kommentar",
        help_text="Skriv her, hvis spørgsmålet ikke er relevant for jer, og hvorfor." if may_skip else "",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=COMMENT_MAX,
        error_messages={
            "max_length": "Kommentaren er på %(show_value)d tegn. Forkort den til højst %(limit_value)d tegn."
        },
    )


def build_versions(question: Question | None) -> forms.Field:
    return VersionsField(error_messages={"required": RELOAD})


FIELD_BUILDERS: dict[str, Callable[[Question | None], forms.Field]] = {
    "choice": build_choice,
    "comment": build_comment,
    "versions": build_versions,
}


class AnswerForm(forms.Form):
    """One answer, parsed alone: made many times a minute, so it knows nothing of the page around it."""

    def __init__(self, data: Mapping, *, question: str) -> None:
        super().__init__(data, prefix=question)
        self.question = question
        self.fields = {part: build(None) for part, build in FIELD_BUILDERS.items()}

    @property
    def typed(self) -> Typed:
        cleaned = self.cleaned_data
        return Typed(self.question, read_value(cleaned["choice"], cleaned["comment"]), *cleaned["versions"])


class AreaForm(forms.Form):
    """All questions of an area; a question with an error keeps what was typed, and the others are still saved."""

    def __init__(
        self,
        area: AreaCopy,
        *,
        save_urls: Mapping[str, str],
        files_url: str,
        last_time: Mapping[str, LastTime],
        starts_from_last: bool = False,
        data: Mapping | None = None,
    ) -> None:
        super().__init__(data)
        self.area = area
        self.results: dict[str, dict] = {}
        for asked in area.asked:
            for part, build in FIELD_BUILDERS.items():
                self.fields[f"{asked.key}-{part}"] = _numbered(build(asked.question), asked.number)
            self.initial |= _initial(asked)
        self.helper = DkfdsHelper(self, tag=False, mark_optional=False)
        self.helper.layout = Layout(
            *(
                QuestionBlock(asked, save_urls[asked.key], files_url, last_time.get(asked.key), starts_from_last)
                for asked in area.asked
            )
        )

    @property
    def offers(self) -> int:
        """How many unanswered questions could be answered as last time."""
        return sum(
            bool(block.last and block.last.can_be_used and not block.asked.value.is_answered)
            for block in self.helper.layout
        )

    def typed(self, *, giving_up: str = "", saving_over: str = "", cpr_denied: str = "") -> list[Typed]:
        """Every question whose fields are sound; the names say at which one a button of its own was pressed."""
        return [
            self._typed(asked.key, giving_up, saving_over, cpr_denied)
            for asked in self.area.asked
            if not self._errors_of(asked.key)
        ]

    def take(self, results: Sequence[dict]) -> None:
        """Take over what came of saving: where each question starts from now, and conflicts as errors beside it."""
        for result in results:
            key = result["key"]
            self.results[key] = result
            self.data[f"{key}-versions"] = result["versions"]
            number = next(asked.number for asked in self.area.asked if asked.key == key)
            for hand in result["others"]:
                if hand.is_conflict:
                    text = CONFLICTS[hand.field].format(by=hand.by)
                    self.add_error(f"{key}-{hand.field}", f"Spørgsmål {number}: {text}")
            if result["held"]:
                self.add_error(f"{key}-comment", f"Spørgsmål {number}: {HELD[result['held'].verdict]}")

    def _typed(self, key: str, giving_up: str, saving_over: str, cpr_denied: str) -> Typed:
        choice, comment, versions = (self.cleaned_data[f"{key}-{part}"] for part in FIELD_BUILDERS)
        seen = self.data.get(f"{key}-seen", "") if key == saving_over else ""
        return Typed(
            key,
            read_value(choice, comment),
            *versions,
            seen=read_number(seen),
            gives_up=key == giving_up,
            is_cpr_denied=key == cpr_denied,
        )

    def _errors_of(self, key: str) -> list[Any]:
        return [part for part in FIELD_BUILDERS if f"{key}-{part}" in self.errors]


def _numbered(field: forms.Field, number: int) -> forms.Field:
    """The summary at the top lists errors from many questions, so each says which it is about."""
    field.error_messages = {code: f"Spørgsmål {number}: {text}" for code, text in field.error_messages.items()}
    return field


def _initial(asked: Asked) -> dict[str, str]:
    version = asked.answer.version if asked.answer else 0
    return {
        f"{asked.key}-choice": choice_on_screen(asked.value),
        f"{asked.key}-comment": asked.value.comment,
        f"{asked.key}-versions": f"{version}.{version}",
    }
