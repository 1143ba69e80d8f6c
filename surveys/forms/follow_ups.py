"""Asking about an answer, replying, correcting and closing. The texts' names end as keeps_typed(LINES) expects."""

from django import forms

from config.crispy import DkfdsHelper
from surveys.checks import COMMENT_MAX
from surveys.enums import NOT_RELEVANT_LABEL
from surveys.follow_ups import Counting
from surveys.forms.agency import refuse_cpr
from surveys.forms.answering import SCALE, CommentField
from surveys.forms.evidence import HELP
from surveys.forms.extensions import DATE_ERRORS
from surveys.forms.values import NOT_RELEVANT, choice_on_screen, read_value
from surveys.merge import Value
from surveys.models import Question
from surveys.services.follow_ups import Said
from surveys.uploads.kinds import ENDINGS


def text_field(label: str, help_text: str = "", *, required: bool = True, rows: int = 6) -> forms.CharField:
    return CommentField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=COMMENT_MAX,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "required": "Skriv en tekst.",
            "max_length": "Teksten er på %(show_value)d tegn. Forkort den til højst %(limit_value)d tegn.",
        },
    )


def choices_of(question: Question) -> list[tuple[str, str]]:
    return [*SCALE, (NOT_RELEVANT, NOT_RELEVANT_LABEL)] if question.allows_not_relevant else SCALE


def proposal_field(question: Question) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Forslag til et andet svar",
        choices=[("", "Intet forslag"), *choices_of(question)],
        required=False,
        error_messages={"invalid_choice": "Vælg en af svarmulighederne."},
    )


class AskForm(forms.Form):
    """As with the other forms here, the template writes the tag and the buttons, beside what only it knows."""

    text = text_field("Hvad vil du spørge om?", "Kommunen læser teksten, som du skriver den.")
    answer_by = forms.DateField(label="Svar senest", error_messages=DATE_ERRORS)

    def __init__(self, *args, question: Question, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposal"] = proposal_field(question)
        self.order_fields(["text", "proposal", "answer_by"])
        if self.initial.get("text"):
            # What is suggested is read whole before it is sent.
            self.fields["text"].widget.attrs["rows"] = 12
        self.helper = DkfdsHelper(self, tag=False)

    def clean_text(self) -> str:
        refuse_cpr(self.cleaned_data["text"])
        return self.cleaned_data["text"]

    @property
    def said(self) -> Said:
        return Said(self.cleaned_data["text"], read_value(self.cleaned_data["proposal"], ""))


class CloseForm(forms.Form):
    text = text_field("Besked til kommunen", required=False, rows=4)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = DkfdsHelper(self, tag=False)

    def clean_text(self) -> str:
        refuse_cpr(self.cleaned_data["text"])
        return self.cleaned_data["text"]


class ReplyForm(forms.Form):
    """A file can be added before the reply is sent, and is then no longer part of the form."""

    text = text_field("Jeres svar til tilsynet")
    file = forms.FileField(
        label="Tilføj en fil",
        help_text=HELP,
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
    )

    def __init__(self, *args, question: Question, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        self.fields["proposal"] = proposal_field(question)
        self.order_fields(["text", "proposal", "file"])
        self.helper = DkfdsHelper(self, tag=False)

    @property
    def said(self) -> Said:
        return Said(self.cleaned_data["text"], read_value(self.cleaned_data["proposal"], ""))


class CorrectionForm(forms.Form):
    """Begins with the answer that counts, or the one that was proposed last."""

    choice = forms.ChoiceField(
        label="Det rigtige svar",
        widget=forms.RadioSelect,
        error_messages={"required": "Vælg et svar.", "invalid_choice": "Vælg en af svarmulighederne."},
    )
    comment_text = text_field("Kommentar til svaret", required=False)
    message_text = text_field("Besked til tilsynet", required=False, rows=3)

    def __init__(self, *args, question: Question, counting: Counting, proposal: Value | None = None, **kwargs) -> None:
        begins = {"choice": choice_on_screen(proposal or counting.value), "comment_text": counting.value.comment}
        super().__init__(*args, initial=begins, **kwargs)
        self.fields["choice"].choices = choices_of(question)
        self.helper = DkfdsHelper(self, tag=False)

    @property
    def value(self) -> Value:
        return read_value(self.cleaned_data["choice"], self.cleaned_data["comment_text"])
