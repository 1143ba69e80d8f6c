"""Choosing whom to ask: the three ways, each a form of its own, and a reason where it was chosen before."""

import re

from django import forms

from config.crispy import DkfdsHelper
from surveys.enums import SampleMethod
from surveys.forms.agency import REASON_MAX, refuse_cpr
from surveys.sample_list import UnreadableListError, csv_as_text
from surveys.services.samples import Wanted

LIST_MAX = 20_000
FILE_MAX = 1_000_000
SEED = re.compile(r"[A-Za-z0-9-]{6,64}")


class SampleForm(forms.Form):
    """`again` asks why another sample takes the place of the one there is."""

    method = SampleMethod.ALL
    submit = "Se, hvem der bliver spurgt"
    # Of a list's two fields one is needed.
    mark_optional = True

    def __init__(self, *args, again: bool, cancel_url: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if again:
            # Ends like the list's own field, so that both are kept when a session has ended.
            self.fields["why_text"] = forms.CharField(
                label="Hvorfor vælges der om?",
                help_text="Begrundelsen står sammen med den tidligere udvælgelse, som bliver liggende.",
                max_length=REASON_MAX,
                validators=[refuse_cpr],
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={
                    "required": "Skriv, hvorfor der vælges om.",
                    "max_length": f"Begrundelsen er for lang. Skriv højst {REASON_MAX} tegn.",
                },
            )
        self.helper = DkfdsHelper(
            self, submit=self.submit, name="preview", cancel_url=cancel_url, mark_optional=self.mark_optional
        )

    @property
    def reason(self) -> str:
        return self.cleaned_data.get("why_text", "")

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What the preview sends on: everything but the file, whose lines are in the text."""
        return [(name, value or "") for name, value in self.cleaned_data.items() if name != "file"]


class AllForm(SampleForm):
    pass


class ListForm(SampleForm):
    method = SampleMethod.LIST
    mark_optional = False
    text = forms.CharField(
        label="Kommuner",
        help_text="Koder eller navne, gerne blandet. Én på hver linje, eller adskilt af komma eller semikolon.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )
    file = forms.FileField(
        label="Eller en CSV-fil",
        help_text="Med en kolonne, der hedder »kode« eller »kommune«. Gem regnearket som CSV.",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if len(text) > LIST_MAX:
            raise forms.ValidationError("Listen er for lang. Der er højst 98 kommuner at vælge.")
        return text

    def clean_file(self) -> str:
        """The file's lines as text."""
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > FILE_MAX:
            raise forms.ValidationError("Filen er for stor. Gem kun arket med kommunerne som CSV.")
        try:
            return csv_as_text(file.read())
        except UnreadableListError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict:
        data = super().clean()
        text, file = data.get("text", "").strip(), data.get("file", "")
        if text and file:
            self.add_error("file", "Brug enten teksten eller filen. Tøm feltet med teksten, hvis filen skal bruges.")
        elif not text and not file and not self.errors:
            self.add_error("text", "Skriv mindst én kommune, eller vælg en fil.")
        elif file:
            data["text"] = file
        return data


class DrawForm(SampleForm):
    method = SampleMethod.RANDOM
    submit = "Se fordelingen"
    size = forms.IntegerField(
        label="Hvor mange skal trækkes?",
        min_value=1,
        widget=forms.NumberInput(attrs={"class": "input-width-s"}),
        error_messages={"required": "Skriv et antal.", "invalid": "Skriv et helt tal."},
    )
    seed = forms.CharField(
        label="Startværdi",
        help_text="Lad feltet stå tomt, så laver portalen en tilfældig. Skriv kun en selv, hvis den er aftalt eller "
        "offentliggjort på forhånd: Den, der vælger startværdien, kan regne udfaldet ud. 6–64 bogstaver (a-z), tal "
        "og bindestreger.",
        required=False,
        max_length=64,
        error_messages={"max_length": "Startværdien er for lang. Skriv højst 64 tegn."},
    )

    def __init__(self, *args, total: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.total = total
        self.fields["size"].help_text = f"Der er {total} at trække mellem."

    def clean_size(self) -> int:
        size = self.cleaned_data["size"]
        if size > self.total:
            raise forms.ValidationError(f"Der er kun {self.total} kommuner at trække mellem.")
        return size

    def clean_seed(self) -> str:
        seed = self.cleaned_data["seed"]
        if seed and not SEED.fullmatch(seed):
            raise forms.ValidationError("Skriv 6–64 tegn: bogstaverne a-z, tal og bindestreg.")
        return seed


def wanted(form: SampleForm, codes: tuple[str, ...] = ()) -> Wanted:
    data = form.cleaned_data
    return Wanted(form.method, codes, size=data.get("size", 0), seed=data.get("seed", ""))
