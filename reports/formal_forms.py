"""The forms of the formal letters: the words of one kind."""

from django import forms

from config.crispy import DkfdsHelper, SecondaryButton
from reports.enums import FormalKind
from reports.formal_texts import REQUIRED, Words, placeholders
from reports.forms import printable_words
from surveys.mail_texts import find_foreign

HEADING_MAX, TEXT_MAX = 120, 6000


class FormalTextForm(forms.Form):
    heading = forms.CharField(
        label="Overskrift",
        max_length=HEADING_MAX,
        error_messages={
            "required": "Skriv en overskrift.",
            "max_length": f"Overskriften er for lang. Skriv højst {HEADING_MAX} tegn.",
        },
    )
    text = forms.CharField(
        label="Tekst",
        help_text="En tom linje begynder et nyt afsnit. En linje, der begynder med # og et mellemrum, er en "
        "mellemoverskrift.",
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 20}),
        error_messages={
            "required": "Skriv en tekst.",
            "max_length": f"Teksten er for lang. Skriv højst {TEXT_MAX} tegn.",
        },
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, kind: FormalKind, words: Words, cancel_url: str, **kwargs) -> None:
        initial = {"heading": words.heading, "text": words.body, "seen": words.digest}
        super().__init__(*args, initial=initial, **kwargs)
        self.kind = kind
        self.helper = DkfdsHelper(self, submit="Gem teksten", name="save", cancel_url=cancel_url)
        self.helper.add_input(SecondaryButton("preview", "Se, hvordan brevet bliver"))

    @property
    def words(self) -> Words:
        return Words(self.cleaned_data["heading"], self.cleaned_data["text"])

    def clean_heading(self) -> str:
        return self._checked(" ".join(self.cleaned_data["heading"].split()))

    def clean_text(self) -> str:
        text = self._checked(self.cleaned_data["text"].replace("\r\n", "\n"))
        if missing := [f"{{{name}}}" for name in REQUIRED[self.kind] if f"{{{name}}}" not in text]:
            raise forms.ValidationError(f"Teksten mangler {' og '.join(missing)}. Skriv det der, hvor det skal stå.")
        return text

    def _checked(self, text: str) -> str:
        if unknown := find_foreign(text, placeholders(self.kind)):
            known = ", ".join(f"{{{name}}}" for name in placeholders(self.kind))
            raise forms.ValidationError(f"{', '.join(unknown)} er ingen pladsholder. Brug {known}.")
        return printable_words(text)
