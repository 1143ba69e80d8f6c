"""Writing an internal note, and striking one out."""

from django import forms

from config.crispy import DkfdsHelper
from surveys.cpr import hold_back
from surveys.forms.agency import reason_field, refuse_cpr
from surveys.models import Question, Survey

NOTE_MAX = 5000
WHOLE_CASE = "Hele sagen"
LONGEST_CHOICE = 90


class QuestionField(forms.ModelChoiceField):
    """The survey's questions by area; in a list a long one is cut, so that a narrow screen shows where it begins."""

    def label_from_instance(self, question: Question) -> str:
        text = question.text
        short = text if len(text) <= LONGEST_CHOICE else f"{text[:LONGEST_CHOICE].rstrip()}…"
        return f"{question.area.title}: {short}"


class NoteForm(forms.Form):
    """What may be a CPR number is asked about, as where a municipality writes; then there is a box to tick."""

    question = QuestionField(
        label="Hvad handler noten om?",
        queryset=Question.objects.none(),
        required=False,
        empty_label=WHOLE_CASE,
        to_field_name="key",
        error_messages={"invalid_choice": "Vælg et spørgsmål i listen, eller »Hele sagen«."},
    )
    text = forms.CharField(
        label="Note",
        help_text="Kommunen kan ikke se noten. Den kan ikke rettes eller slettes, kun streges over. "
        "Den kan blive givet ud ved en anmodning om aktindsigt.",
        max_length=NOTE_MAX,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": "Skriv en note.",
            "max_length": f"Noten er for lang. Skriv højst {NOTE_MAX} tegn, eller del den i to.",
        },
    )
    not_cpr = forms.BooleanField(label="Nej, der er ikke et CPR-nummer i teksten", required=False)

    def __init__(self, *args, survey: Survey, cancel_url: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].queryset = survey.questions.select_related("area").order_by("order")
        held = hold_back(self.data.get("text", ""))
        if not (held and held.asks):
            del self.fields["not_cpr"]
        self.helper = DkfdsHelper(self, submit="Gem noten", cancel_url=cancel_url, mark_optional=False)

    @property
    def is_denied(self) -> bool:
        return "not_cpr" in self.fields and "not_cpr" in self.data

    def clean_text(self) -> str:
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        held = hold_back(text, is_denied=self.is_denied)
        if held and held.asks:
            raise forms.ValidationError(
                f"Er der et CPR-nummer i teksten? {'; '.join(held.excerpts)}. "
                "Fjern nummeret, eller sæt kryds nedenfor, hvis det er noget andet."
            )
        refuse_cpr(text)
        return text


class StrikeForm(forms.Form):
    reason = reason_field("Hvorfor skal noten streges over?", "Noten og begrundelsen bliver stående i sagen.")

    def __init__(self, *args, cancel_url: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = DkfdsHelper(self, submit="Streg noten over", cancel_url=cancel_url)
