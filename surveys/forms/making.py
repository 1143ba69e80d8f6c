"""The forms that make a survey, or fill one again, from a questionnaire file."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from config.crispy import DkfdsHelper
from surveys.models import Survey
from surveys.questionnaire import Questionnaire, QuestionnaireError, parse_questionnaire
from surveys.toml_table import Problem

FILE_MOST = 300_000
FROM_FILE = "fil"
TOO_LARGE = (
    f"Filen er større end {FILE_MOST // 1000} kB. Et spørgeskema fylder langt mindre; se, om det er den rigtige fil."
)
NOT_TEXT = "Filen er ikke tekst i UTF-8. Gem den som UTF-8 i et tekstprogram, og prøv igen."


class QuestionnaireField(forms.FileField):
    """A questionnaire, read; the faults of a file lie in `problems`, for they are too many for a line."""

    problems: Sequence[Problem] = ()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Spørgeskema (TOML)",
            widget=forms.FileInput(attrs={"accept": ".toml"}),
            error_messages={
                "required": "Vælg en fil.",
                "empty": "Filen er tom. Vælg en anden.",
                "invalid": "Vælg en fil.",
            },
            **kwargs,
        )

    def clean(self, data: UploadedFile | None, initial: Any = None) -> Questionnaire | None:
        if data and data.size > FILE_MOST:
            raise forms.ValidationError(TOO_LARGE)
        file = super().clean(data, initial)
        return self._read(file) if file else None

    def _read(self, file: UploadedFile) -> Questionnaire:
        try:
            return parse_questionnaire(file.read().decode("utf-8-sig"), filename=file.name)
        except UnicodeDecodeError:
            raise forms.ValidationError(NOT_TEXT) from None
        except QuestionnaireError as error:
            self.problems = error.problems
            number = len(error.problems)
            found = "Filen har en fejl. Den" if number == 1 else f"Filen har {number} fejl. De"
            raise forms.ValidationError(f"{found} står nederst på siden. Ret filen, og vælg den igen.") from None


class NewSurveyForm(forms.Form):
    source = forms.ChoiceField(
        label="Hvad begynder du med?",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Vælg, hvad du begynder med."),
    )
    file = QuestionnaireField(
        required=False, help_text="Kun hvis du begynder med en fil. Viser siden en fejl, skal filen vælges igen."
    )
    title = forms.CharField(
        label="Titel",
        required=False,
        max_length=120,
        help_text="Lad feltet være tomt for at bruge titlen i filen.",
        error_messages={"max_length": "Titlen er for lang. Skriv højst 120 tegn."},
    )
    slug = forms.CharField(
        label="Navn i adressen",
        max_length=40,
        help_text="Kort og uden mellemrum, fx 2027. Det kan ikke ændres senere.",
        error_messages={
            "required": "Skriv et navn, fx 2027.",
            "max_length": "Navnet er for langt. Skriv højst 40 tegn.",
        },
    )

    def __init__(self, *args, surveys: Sequence[Survey], cancel_url: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        copies = [(str(survey.pk), f"En kopi af {survey.title}") for survey in surveys]
        self.fields["source"].choices = [*copies, (FROM_FILE, "Et spørgeskema i en fil")]
        self.helper = DkfdsHelper(self, submit="Lav tilsynet", cancel_url=cancel_url, mark_optional=False)

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict:
        cleaned = super().clean()
        source = cleaned.get("source")
        if source == FROM_FILE and not cleaned.get("file") and "file" not in self.errors:
            self.add_error("file", "Vælg filen med spørgeskemaet.")
        if source and source != FROM_FILE and not cleaned.get("title") and "title" not in self.errors:
            self.add_error("title", "Skriv en titel, så kopien kan kendes fra originalen.")
        return cleaned

    @property
    def is_from_file(self) -> bool:
        return self.cleaned_data["source"] == FROM_FILE

    @property
    def problems(self) -> Sequence[Problem]:
        return self.fields["file"].problems


class ReloadForm(forms.Form):
    file = QuestionnaireField()
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, cancel_url: str, token: str, **kwargs) -> None:
        super().__init__(*args, initial={"token": token}, **kwargs)
        self.helper = DkfdsHelper(self, submit="Erstat spørgsmålene med filens", cancel_url=cancel_url)

    @property
    def problems(self) -> Sequence[Problem]:
        return self.fields["file"].problems


class CompareForm(forms.Form):
    """Which survey another is held against."""

    fra = forms.ChoiceField(label="Sammenlign med")

    def __init__(self, *args, surveys: Sequence[Survey], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fra"].choices = [(survey.slug, survey.title) for survey in surveys]
        self.helper = DkfdsHelper(self, submit="Vis", name="", method="get", mark_optional=False)
