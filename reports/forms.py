import re

from django import forms
from django.template.defaultfilters import filesizeformat

from config.crispy import DkfdsHelper
from reports.hashing import MIB, HashedFile

CODE_LENGTH = 16
# A letter of ours is about 100 KB.
MOST_BYTES = 5 * MIB


class VerifyForm(forms.Form):
    """A file or a code. The view has hashed the file while it came in; there is nothing else of it to read."""

    letter = forms.FileField(
        label="Brevet som PDF-fil",
        help_text="Vælg filen, som den blev hentet. Til en udskrift eller en scanning skal du bruge koden.",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={"empty": "Filen er tom. Vælg den fil, brevet ligger i."},
    )
    code = forms.CharField(
        label="Eller kontrolkoden",
        help_text="Koden står i margenen på brevets første side, fx ABCD-EFGH-IJKL-MN23.",
        max_length=40,
        required=False,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = DkfdsHelper(self, submit="Tjek brevet", mark_optional=False)

    def clean_letter(self) -> HashedFile | None:
        file = self.cleaned_data["letter"]
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(
                f"Filen fylder {filesizeformat(file.size)}. Den må højst fylde {filesizeformat(MOST_BYTES)}, og vores "
                "breve er meget mindre. Tjek, at det er den rigtige fil, eller brug koden."
            )
        return file

    def clean_code(self) -> str:
        """People type codes with and without hyphens, and in small letters."""
        code = re.sub(r"[\s-]", "", self.cleaned_data["code"]).upper()
        if code and len(code) != CODE_LENGTH:
            raise forms.ValidationError(f"Koden er på {CODE_LENGTH} tegn. Tjek, at du har skrevet dem alle.")
        return "-".join(code[start : start + 4] for start in range(0, len(code), 4))

    def clean(self) -> None:
        if self.errors:
            return
        letter, code = self.cleaned_data["letter"], self.cleaned_data["code"]
        if not letter and not code:
            self.add_error("letter", "Vælg PDF-filen, eller skriv koden fra brevet.")
        elif letter and code:
            self.add_error("letter", "Der er både en fil og en kode. Tjek én af dem ad gangen.")

    @property
    def asked_for(self) -> dict[str, str]:
        """What the letter has to have; either way one look-up."""
        letter = self.cleaned_data["letter"]
        return {"pdf_sha256": letter.sha256} if letter else {"verification_code": self.cleaned_data["code"]}
