"""Who answers which area: a group of boxes for each contributor."""

from collections.abc import Sequence

from django import forms

from config.crispy import DkfdsHelper
from surveys.assignments import Assignments
from surveys.models import Area


class AssignmentForm(forms.Form):
    open_to_all = forms.BooleanField(label="Alle bidragydere kan svare på alle områder", required=False)

    def __init__(
        self, *args, areas: Sequence[Area], assigned: Assignments, is_open_to_all: bool, cancel_url: str, **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = assigned.people
        self.initial = {"open_to_all": is_open_to_all}
        for person in self.people:
            self.fields[_name(person.pk)] = forms.MultipleChoiceField(
                label=str(person),
                choices=[(area.key, area.title) for area in areas],
                widget=forms.CheckboxSelectMultiple,
                required=False,
                error_messages={"invalid_choice": "Vælg blandt de viste områder."},
            )
            self.initial[_name(person.pk)] = sorted(assigned.of(person))
        self.helper = DkfdsHelper(self, submit="Gem fordelingen", cancel_url=cancel_url, mark_optional=False)

    @property
    def wanted(self) -> dict[int, list[str]]:
        return {person.pk: self.cleaned_data[_name(person.pk)] for person in self.people}


def _name(person: int) -> str:
    return f"person-{person}"
