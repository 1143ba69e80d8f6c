"""The forms of a survey's mails: the words of one kind, and the days of the reminders."""

from django import forms

from config.crispy import DkfdsHelper, SecondaryButton
from surveys.cpr import hold_back
from surveys.mail_texts import Text, find_unknown, placeholders

LATEST_DAY = 60
MOST_DAYS = 10
DAYS_FORMAT = "Skriv hele dage med komma imellem, for eksempel 14, 7, 1."


class MailTextForm(forms.Form):
    subject = forms.CharField(
        label="Emne",
        max_length=120,
        error_messages={"required": "Skriv et emne.", "max_length": "Emnet er for langt. Skriv højst 120 tegn."},
    )
    text = forms.CharField(
        label="Tekst",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 16}),
        error_messages={"required": "Skriv en tekst.", "max_length": "Teksten er for lang. Skriv højst 4000 tegn."},
    )

    def __init__(self, *args, kind: str, cancel_url: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.helper = DkfdsHelper(self, submit="Gem teksten", name="save", cancel_url=cancel_url)
        self.helper.add_input(SecondaryButton("preview", "Se, hvordan mailen bliver"))

    @property
    def words(self) -> Text:
        return Text(self.cleaned_data["subject"], self.cleaned_data["text"])

    def clean_subject(self) -> str:
        return self._checked(" ".join(self.cleaned_data["subject"].split()))

    def clean_text(self) -> str:
        text = self._checked(self.cleaned_data["text"].replace("\r\n", "\n"))
        if "{link}" not in text:
            raise forms.ValidationError("Teksten mangler {link}. Skriv det der, hvor linket skal stå.")
        return text

    def _checked(self, text: str) -> str:
        if unknown := find_unknown(self.kind, text):
            known = ", ".join(f"{{{name}}}" for name in placeholders(self.kind))
            raise forms.ValidationError(f"{', '.join(unknown)} er ingen pladsholder. Brug {known}.")
        if held := hold_back(text):
            raise forms.ValidationError(f"Teksten kan indeholde et CPR-nummer: {held.excerpts[0]}. Fjern nummeret.")
        return text


class DaysField(forms.CharField):
    """Whole days, written with commas between them; empty is none."""

    def __init__(self, *, least: int, **kwargs) -> None:
        self.least = least
        super().__init__(required=False, max_length=60, **kwargs)

    def clean(self, value: str) -> list[int]:
        parts = [part.strip() for part in super().clean(value).split(",") if part.strip()]
        if not all(part.isascii() and part.isdecimal() for part in parts):
            raise forms.ValidationError(DAYS_FORMAT)
        days = sorted({int(part) for part in parts})
        if len(days) > MOST_DAYS or any(not self.least <= day <= LATEST_DAY for day in days):
            raise forms.ValidationError(f"Skriv højst {MOST_DAYS} tal fra {self.least} til {LATEST_DAY}.")
        return days


class ReminderDaysForm(forms.Form):
    before = DaysField(label="Dage før fristen", least=0, help_text="For eksempel 14, 7, 1. 0 er selve dagen.")
    after = DaysField(label="Dage efter fristen", least=1, help_text="For eksempel 1, 7.")

    def __init__(self, *args, days: list[int], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "before": ", ".join(str(day) for day in days if day >= 0),
            "after": ", ".join(str(-day) for day in days if day < 0),
        }
        self.helper = DkfdsHelper(self, submit="Gem dagene", mark_optional=False)

    @property
    def days(self) -> list[int]:
        return [*self.cleaned_data["before"], *(-day for day in self.cleaned_data["after"])]
