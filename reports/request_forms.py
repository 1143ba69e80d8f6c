"""Registering a request for documents, and reading which parts of the case someone chose."""

from collections.abc import Iterable, Mapping

from django import forms

from config.crispy import DkfdsHelper
from reports.enums import RequestLaw
from reports.timeline.bases import Basis
from reports.timeline.choosing import Part
from surveys.forms.agency import refuse_cpr

REFERENCE_MAX = 60
PREFIX = "part-"


class RegisterForm(forms.Form):
    received_on = forms.DateField(
        label="Hvornår kom anmodningen?",
        help_text="For eksempel 24.11.2026. De 7 arbejdsdage tælles fra dagen efter.",
        error_messages={"required": "Skriv en dato.", "invalid": "Skriv datoen som 24.11.2026."},
    )
    law = forms.ChoiceField(
        label="Efter hvilken lov?",
        choices=RequestLaw.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Vælg en lov.", "invalid_choice": "Vælg en af lovene."},
    )
    reference = forms.CharField(
        label="Henvisning",
        help_text="Anmodningens journalnummer eller et kort ord. Skriv ikke navnet på den, der beder.",
        max_length=REFERENCE_MAX,
        error_messages={
            "required": "Skriv en henvisning.",
            "max_length": f"Henvisningen er for lang. Skriv højst {REFERENCE_MAX} tegn.",
        },
    )

    described = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, municipality: str, **kwargs) -> None:
        super().__init__(*args, initial={"described": f"Anmodning om aktindsigt, {municipality}"}, **kwargs)
        self.helper = DkfdsHelper(self, submit="Registrér anmodningen")

    def clean_reference(self) -> str:
        """Whoever asks is told of nowhere in the case."""
        reference = self.cleaned_data["reference"]
        refuse_cpr(reference)
        if "@" in reference:
            raise forms.ValidationError("Skriv et journalnummer eller et kort ord i stedet for en mailadresse.")
        return reference


def read_choices(data: Mapping[str, str], parts: Iterable[Part]) -> dict[str, str]:
    """What was sent for each part; one that was not on the page is left to its own."""
    names = ((part.key, f"{PREFIX}{part.key}") for part in parts)
    return {key: data[name] for key, name in names if name in data}


def unknown(choices: Mapping[str, str], bases: Iterable[Basis]) -> set[str]:
    """The parts left out by a basis that is not on the list."""
    known = {"", *(basis.key for basis in bases)}
    return {key for key, basis in choices.items() if basis not in known}
