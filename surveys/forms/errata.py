"""The forms of an erratum: its words, and why it is withdrawn."""

from django import forms

from config.crispy import DkfdsHelper
from surveys.cpr import hold_back
from surveys.forms.agency import refuse_cpr

LONGEST = 2000


def _seen() -> forms.Field:
    """The erratum the person saw; anything else is told as a newer one."""
    return forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class ErratumForm(forms.Form):
    text = forms.CharField(
        label="Rettelse",
        help_text="Skriv, hvad der er galt, og hvad kommunen skal læse i stedet. Teksten må have afsnit, **fed**, "
        "lister og links.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": "Skriv rettelsen.",
            "max_length": f"Rettelsen er for lang. Skriv højst {LONGEST} tegn.",
        },
    )
    seen = _seen()

    def __init__(self, *args, cancel_url: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = DkfdsHelper(self, submit="Gem rettelsen", name="save", cancel_url=cancel_url)

    def clean_text(self) -> str:
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        if held := hold_back(text):
            raise forms.ValidationError(f"Teksten kan indeholde et CPR-nummer: {held.excerpts[0]}. Fjern nummeret.")
        return text


class WithdrawErratumForm(forms.Form):
    reason = forms.CharField(
        label="Hvorfor trækkes rettelsen tilbage?",
        help_text="Begrundelsen ses kun af medarbejdere.",
        max_length=LONGEST,
        validators=[refuse_cpr],
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Skriv hvorfor.",
            "max_length": f"Begrundelsen er for lang. Skriv højst {LONGEST} tegn.",
        },
    )
    seen = _seen()

    def __init__(self, *args, cancel_url: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = DkfdsHelper(self, submit="Træk rettelsen tilbage", name="withdraw", cancel_url=cancel_url)
