import re
import unicodedata

from django import forms
from django.template.defaultfilters import filesizeformat

from config.crispy import DkfdsHelper
from reports.hashing import MIB, HashedFile
from reports.letters import LetterContent
from reports.pdf import REPLACEMENT, printable
from surveys.cpr import hold_back

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
        help_text="Koden står nederst på hver side af brevet, fx ABCD-EFGH-IJKL-MN23.",
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


GREETING_MAX, EXTRA_MAX = 120, 2000


class LetterTextForm(forms.Form):
    """What staff may write in a letter; everything else follows from the answers."""

    greeting = forms.CharField(
        label="Hilsen",
        help_text="Står før indledningen, fx Kære Egelund Kommune.",
        required=False,
        max_length=GREETING_MAX,
        error_messages={"max_length": f"Hilsenen er for lang. Skriv højst {GREETING_MAX} tegn."},
    )
    extra = forms.CharField(
        label="Ekstra afsnit",
        help_text=f"Står efter indledningen. Ren tekst, højst {EXTRA_MAX} tegn, og ingen personoplysninger.",
        required=False,
        max_length=EXTRA_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"max_length": f"Afsnittet er for langt. Skriv højst {EXTRA_MAX} tegn."},
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    described = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, content: LetterContent, **kwargs) -> None:
        texts = {"greeting": content.greeting, "extra": content.extra, "seen": content.digest}
        super().__init__(*args, initial=texts | {"described": f"Brev til {content.recipient}"}, **kwargs)
        self.helper = DkfdsHelper(self, submit="Gem teksten")

    def clean_greeting(self) -> str:
        return printable_words(self.cleaned_data["greeting"])

    def clean_extra(self) -> str:
        return printable_words(self.cleaned_data["extra"].replace("\r\n", "\n"))


def printable_words(text: str) -> str:
    """A letter needs no number that may be a CPR number, and shows nothing the typeface lacks."""
    if held := hold_back(text):
        raise forms.ValidationError(
            f"Teksten ligner en, der har et CPR-nummer: {'; '.join(held.excerpts)}. Skriv det på en anden måde."
        )
    text = unicodedata.normalize("NFC", text)
    strange = sorted({sign for sign in text if REPLACEMENT in printable(sign) and sign != REPLACEMENT})
    if strange:
        signs = " og ".join(strange)
        raise forms.ValidationError(f"Brevets skrift har ikke tegnet {signs}. Skriv det på en anden måde.")
    return text
