"""Choosing a file for an answer. What is in it, all at once, is judged by surveys/uploads/examining.py."""

from collections.abc import Sequence

from django import forms

from config.crispy import DkfdsHelper
from surveys.uploads.kinds import ENDINGS, FILE_MOST, LABELS
from surveys.uploads.limits import MIB

HELP = (
    f"{LABELS}. Højst {FILE_MOST // MIB} MB. Filer med CPR-numre bliver afvist. Vi læser ikke tekst i billeder "
    "og scannede sider, så se selv efter der."
)


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Vælg en fil",
        help_text=HELP,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
    )

    def __init__(self, *, action: str, problems: Sequence[str] = ()) -> None:
        """`problems` are what the view found; a browser never gets a chosen file back."""
        super().__init__({} if problems else None)
        self.helper = DkfdsHelper(self, submit="Tilføj filen", name="add", action=action, mark_optional=False)
        self.helper.attrs = {
            "data-upload": FILE_MOST,
            "hx-post": action,
            "hx-encoding": "multipart/form-data",
            "hx-target": "#files",
            "hx-swap": "outerHTML",
            "hx-disabled-elt": "find [type=submit]",
        }
        if problems:
            self.fields["file"].required = False
            self.add_error("file", list(problems))
