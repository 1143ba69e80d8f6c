"""Uploading a workbook, and what the person decides about its rows."""

from collections.abc import Mapping, Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

from config.crispy import DkfdsHelper
from surveys.services.workbooks import Decision, FilledRow
from surveys.uploads.limits import RefusedFileError
from surveys.uploads.receiving import Received
from surveys.workbook.refusals import refusal_words

MAX_BYTES = 2 * 1024 * 1024


class WorkbookForm(forms.Form):
    workbook = forms.FileField(
        label="Det udfyldte regneark",
        help_text="En Excel-fil (.xlsx) på højst 2 MB, hentet her fra siden.",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": "Vælg den fil, I har udfyldt.",
            "invalid": "Vælg den fil, I har udfyldt.",
            "missing": "Vælg den fil, I har udfyldt.",
            "empty": "Filen er tom. Hent regnearket igen, og udfyld det.",
        },
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = DkfdsHelper(self, submit="Se, hvad der bliver ændret")

    def clean_workbook(self) -> Received:
        file = self.cleaned_data["workbook"]
        if file.size > MAX_BYTES:
            size = filesizeformat(file.size)
            raise ValidationError(
                f"Filen fylder {size}. Den må højst fylde 2 MB. Fjern billeder og andet, der ikke er svar."
            )
        if file.is_lost:
            raise ValidationError(refusal_words(RefusedFileError("no_room")))
        return file


def read_decisions(data: Mapping[str, str], rows: Sequence[FilledRow]) -> dict[str, Decision]:
    """By question; a conflict without a choice, or with another version than the person saw, stays a conflict."""
    return {key: _decision(data, key) for key in (row.key.strip() for row in rows)}


def _decision(data: Mapping[str, str], key: str) -> Decision:
    choice, seen = data.get(f"{key}-keep", ""), data.get(f"{key}-seen", "")
    return Decision(
        seen=int(seen) if choice == "workbook" and seen.isdecimal() and len(seen) < 10 else None,
        keeps_stored=choice == "stored",
        is_cpr_denied=f"{key}-not-cpr" in data,
    )
