import re

from django import forms

CODE_LENGTH = 16


class VerifyForm(forms.Form):
    code = forms.CharField(
        label="Kontrolkode",
        help_text="Koden står nederst på hver side af brevet, fx ABCD-EFGH-IJKL-MN23.",
        max_length=40,
        error_messages={"required": "Skriv koden fra brevet."},
    )

    def clean_code(self) -> str:
        """People type codes with and without hyphens, and in small letters."""
        code = re.sub(r"[\s-]", "", self.cleaned_data["code"]).upper()
        if len(code) != CODE_LENGTH:
            raise forms.ValidationError(f"Koden er på {CODE_LENGTH} tegn. Tjek, at du har skrevet dem alle.")
        return "-".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))
