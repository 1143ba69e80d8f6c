"""The form of one area's advice: a text for each question and level, and the links as lines."""

import json
from collections.abc import Mapping

from django import forms

from config.crispy import DkfdsHelper, SecondaryButton
from surveys.advice import AdvisedArea, labels_of
from surveys.advice_texts import LINKS, LinkLineError, marks, read_links, write_links
from surveys.cpr import hold_back

LONGEST = 4000
TAKEN = "{label}: {by} har ændret teksten imens. Se den under feltet, og ret din egen, eller gem den, som den er."


class AdviceForm(forms.Form):
    """`seen` tells the service which texts the person started from."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    # By name, what another hand has stored in a text that was typed in here too.
    stored: Mapping[str, str] = {}

    def __init__(self, *args, area: AdvisedArea, is_draft: bool, cancel_url: str, **kwargs) -> None:
        """While a survey is being prepared a text may be left for later; after opening none may."""
        super().__init__(*args, initial=area.texts | {"seen": json.dumps(marks(area.texts))}, **kwargs)
        self.area, self.labels = area, labels_of(area)
        for name, label in self.labels.items():
            self.fields[name] = _links_field() if name == LINKS else _text_field(label, is_required=not is_draft)
        self.helper = DkfdsHelper(self, submit="Gem rådene", name="save", cancel_url=cancel_url, mark_optional=False)
        self.helper.add_input(SecondaryButton("preview", "Se, hvordan det bliver"))

    @property
    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.labels}

    @property
    def marks(self) -> dict[str, str]:
        """What the page was made from; nothing where that was tampered with, and then every change is a conflict."""
        try:
            seen = json.loads(self.cleaned_data["seen"])
        except ValueError:
            return {}
        return seen if isinstance(seen, dict) else {}

    @property
    def blocks(self) -> list[dict]:
        """The fields as the page shows them: by question, each with the text that another hand has stored."""
        return [
            {
                "question": question.question,
                "number": question.number,
                "fields": [{"field": self[one.name], "stored": self.stored.get(one.name)} for one in question.texts],
            }
            for question in self.area.questions
        ]

    @property
    def links(self) -> dict:
        return {"field": self[LINKS], "stored": self.stored.get(LINKS)}

    def take(
        self, *, stored: Mapping[str, str], merged: Mapping[str, str], conflicts: tuple[str, ...], by: str
    ) -> None:
        """Show another hand's texts: beside one's own where both typed, in their place where only they did."""
        self.data = self.data.copy()
        self.data.update(merged | {"seen": json.dumps(marks(stored))})
        self.stored = {name: stored[name] for name in conflicts}
        for name in conflicts:
            self.add_error(name, TAKEN.format(label=self.labels[name], by=by))


def _text_field(label: str, *, is_required: bool) -> "AdviceField":
    return AdviceField(
        label=label.split(": ")[1].capitalize(),
        required=is_required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": f"{label}: Skriv rådet.",
            "max_length": f"{label}: Rådet er for langt. Skriv højst {LONGEST} tegn.",
        },
    )


def _links_field() -> "LinksField":
    return LinksField(
        label="Læs mere",
        help_text="Én henvisning på hver linje: titlen, et mellemrum og adressen, der begynder med https://.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AdviceField(forms.CharField):
    """A browser sends its own line breaks; one kind is kept, so that an unchanged text stays unchanged."""

    def to_python(self, value: str | None) -> str:
        return super().to_python(value).replace("\r\n", "\n")

    def clean(self, value: str) -> str:
        text = super().clean(value)
        if held := hold_back(text):
            raise forms.ValidationError(f"Teksten kan indeholde et CPR-nummer: {held.excerpts[0]}. Fjern nummeret.")
        return text


class LinksField(AdviceField):
    def clean(self, value: str) -> str:
        try:
            return write_links(read_links(super().clean(value)))
        except LinkLineError as error:
            raise forms.ValidationError(str(error)) from error
