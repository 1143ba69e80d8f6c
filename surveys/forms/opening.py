"""The deadline a survey is opened with, and the municipalities that are added later."""

from django import forms
from django.utils.formats import date_format

from config.crispy import DkfdsHelper
from surveys.forms.agency import reason_field
from surveys.forms.sampling import LIST_MAX
from surveys.models import Survey


class OpenForm(forms.Form):
    deadline = forms.DateField(
        label="Frist for at indsende",
        help_text="Fristen udløber kl. 23.59.59 den dag.",
        error_messages={"required": "Skriv en frist.", "invalid": "Skriv datoen som 24.12.2026."},
    )

    def __init__(self, *args, cancel_url: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = DkfdsHelper(self, submit="Se det hele, før du åbner", name="preview", cancel_url=cancel_url)


class AddForm(forms.Form):
    text = forms.CharField(
        label="Kommuner, der skal tilføjes",
        help_text="Koder eller navne, gerne blandet. Én på hver linje, eller adskilt af komma eller semikolon.",
        max_length=LIST_MAX,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        error_messages={"required": "Skriv mindst én kommune.", "max_length": "Listen er for lang."},
    )
    own_deadline = forms.DateField(
        label="Egen frist",
        required=False,
        error_messages={"invalid": "Skriv datoen som 24.12.2026."},
    )
    why_text = reason_field("Hvorfor tilføjes de?", "Begrundelsen står i udvælgelsen.")

    def __init__(self, *args, survey: Survey, cancel_url: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "own_deadline"
        ].help_text = (
            f"Tilsynets frist er {date_format(survey.deadline)}. Lad feltet stå tomt, hvis den også gælder for dem."
        )
        self.helper = DkfdsHelper(self, submit="Se, hvad der sker", name="preview", cancel_url=cancel_url)
