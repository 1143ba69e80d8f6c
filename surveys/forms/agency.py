"""The agency's forms. They check the shape of what is typed; services check the rules."""

from django import forms

from config.crispy import DkfdsHelper
from surveys.board import SORTS, STATES, Counts, Wanted
from surveys.cpr import Verdict, hold_back
from surveys.handlers import case_handlers
from surveys.models import Response

REASON_MAX = 2000


def refuse_cpr(text: str) -> None:
    """A validator. What only may be a CPR number is let through: here is nobody to ask about it."""
    held = hold_back(text)
    if held and held.verdict == Verdict.STOPPED:
        raise forms.ValidationError(f"Teksten indeholder et CPR-nummer: {held.excerpts[0]}. Fjern nummeret.")


def reason_field(label: str, help_text: str) -> forms.CharField:
    """Why something is done. It is kept, and some are printed in a letter; none holds a CPR number."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=REASON_MAX,
        validators=[refuse_cpr],
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "Skriv en begrundelse.",
            "max_length": f"Begrundelsen er for lang. Skriv højst {REASON_MAX} tegn.",
        },
    )


class BoardFilter(forms.Form):
    """What the board shows; an unknown value in the address shows everything."""

    q = forms.CharField(label="Navn eller kommunekode", required=False, max_length=60)
    status = forms.ChoiceField(label="Status", required=False)
    region = forms.ChoiceField(label="Region", required=False)
    sorter = forms.ChoiceField(
        required=False,
        choices=[(f"{sign}{name}", name) for name in SORTS for sign in ("", "-")],
        widget=forms.HiddenInput,
    )

    def __init__(self, *args, regions: list[tuple[str, str]], counts: Counts, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        labels = [(state.key, f"{state.label} ({counts.of(state.key)})") for state in STATES]
        self.fields["status"].choices = [("", "Alle"), *labels]
        self.fields["region"].choices = [("", "Alle regioner"), *regions]
        self.helper = DkfdsHelper(self, submit="Vis", name="", method="get", mark_optional=False)

    def wanted(self, page: str | None) -> Wanted:
        self.full_clean()
        data = self.cleaned_data
        region = data.get("region", "")
        return Wanted(
            q=data.get("q", "").strip(),
            state=data.get("status", ""),
            region=int(region) if region else None,
            sort=data.get("sorter") or "kommune",
            page=page,
        )


class ReturnForm(forms.Form):
    reason = reason_field("Hvad skal kommunen rette eller uddybe?", "Kommunen læser teksten, som du skriver den.")
    own_deadline = forms.DateField(
        label="Ny frist",
        help_text="Kommunens egen frist. Den gælder, også hvis tilsynet er lukket.",
        error_messages={"required": "Skriv en ny frist.", "invalid": "Skriv datoen som 24.12.2026."},
    )

    def __init__(self, *args, cancel_url: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = DkfdsHelper(self, submit="Send tilbage til kommunen", cancel_url=cancel_url)


class WithdrawForm(forms.Form):
    reason = reason_field("Hvorfor udtages besvarelsen?", "Begrundelsen bliver stående i forløbet.")

    def __init__(self, *args, cancel_url: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = DkfdsHelper(self, submit="Udtag besvarelsen", cancel_url=cancel_url)


class ReopenForm(forms.Form):
    reason = reason_field("Hvorfor genåbnes tilsynet?", "Begrundelsen bliver stående i tilsynets forløb.")

    def __init__(self, *args, cancel_url: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = DkfdsHelper(self, submit="Genåbn tilsynet", cancel_url=cancel_url)


class CaseForm(forms.ModelForm):
    """Journal number and case handler of one response; saved by services.casework."""

    class Meta:
        model = Response
        fields = ["journal_number", "case_handler"]
        labels = {"journal_number": "Journalnummer", "case_handler": "Sagsbehandler"}
        help_texts = {"journal_number": "For eksempel 2026-432-0001."}

    def __init__(self, *args, action: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case_handler"].queryset = case_handlers()
        self.fields["case_handler"].empty_label = "Ingen endnu"
        self.helper = DkfdsHelper(self, submit="Gem", action=action, mark_optional=False)


class JournalNumbersForm(forms.Form):
    text = forms.CharField(
        label="Kommunekoder og journalnumre",
        help_text="Én kommune på hver linje: kommunekode, semikolon, journalnummer. Du kan også indsætte to kolonner "
        "fra et regneark. Tomme linjer springes over.",
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        error_messages={
            "required": "Indsæt mindst én linje.",
            "max_length": "Der er for mange linjer. Del dem i to omgange.",
        },
    )

    def __init__(self, *args, cancel_url: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = DkfdsHelper(self, submit="Se, hvad der bliver sat", cancel_url=cancel_url)
