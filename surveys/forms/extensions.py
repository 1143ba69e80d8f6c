"""Asking for a later deadline, and the agency's answer."""

from datetime import date

from django import forms

from config.crispy import DkfdsHelper
from surveys.enums import ExtensionState
from surveys.forms.agency import reason_field
from surveys.models import Extension

DATE_ERRORS = {"required": "Skriv en dato.", "invalid": "Skriv datoen som 24.12.2026."}


class AskForm(forms.Form):
    wanted = forms.DateField(
        label="Hvilken frist beder I om?", help_text="For eksempel 24.12.2026.", error_messages=DATE_ERRORS
    )
    reason = reason_field("Hvorfor har I brug for længere tid?", "Tilsynet læser teksten, som du skriver den.")

    def __init__(self, *args, cancel_url: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = DkfdsHelper(self, submit="Bed om længere frist", cancel_url=cancel_url)


class DecisionForm(forms.Form):
    """The day is asked for where another is chosen, and a reason where the answer is not yes."""

    decision = forms.ChoiceField(
        label="Hvad er svaret?",
        widget=forms.RadioSelect,
        error_messages={"required": "Vælg et svar.", "invalid_choice": "Vælg et af svarene."},
    )
    granted = forms.DateField(label="Anden dato", help_text="Kun hvis I vælger en anden dato.", required=False)
    reason = reason_field("Begrundelse", "Kommunen læser teksten. Den skal skrives, hvis svaret ikke er ja.")

    def __init__(self, *args, extension: Extension, cancel_url: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.extension = extension
        self.fields["decision"].choices = [
            (ExtensionState.GRANTED, "Ja, til den dato kommunen beder om"),
            (ExtensionState.CHANGED, "Ja, men til en anden dato"),
            (ExtensionState.REFUSED, "Nej"),
        ]
        self.fields["granted"].error_messages = DATE_ERRORS
        self.fields["reason"].required = False
        self.helper = DkfdsHelper(self, submit="Send svaret", cancel_url=cancel_url)

    def clean(self) -> dict:
        data = super().clean()
        decision = data.get("decision")
        if decision == ExtensionState.CHANGED and "granted" in data and not data["granted"]:
            self.add_error("granted", "Skriv den dato, fristen skal være.")
        if decision in (ExtensionState.CHANGED, ExtensionState.REFUSED) and not data.get("reason", "x").strip():
            self.add_error("reason", "Skriv en begrundelse.")
        return data

    @property
    def day(self) -> date | None:
        """The new deadline, or None for a refusal."""
        decision = self.cleaned_data["decision"]
        if decision == ExtensionState.GRANTED:
            return self.extension.wanted
        return self.cleaned_data["granted"] if decision == ExtensionState.CHANGED else None
