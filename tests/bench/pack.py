"""A form of twenty radio groups: through our template pack, Django's own markup, and a template written for it."""

from pathlib import Path
from statistics import median

from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import engines

from config.crispy import DkfdsHelper
from surveys.enums import Choice
from tests.bench.figures import Figure
from tests.bench.timing import interleaved

PART = "Form of 20 radio groups of 5"
GROUPS = 20
HALF = 0.5


class TwentyQuestions(forms.Form):
    """Half filled in, with help at each question, as a municipality meets it."""

    def __init__(self) -> None:
        super().__init__(initial={f"question-{number}": str(number % 5) for number in range(GROUPS // 2)})
        for number in range(GROUPS):
            self.fields[f"question-{number}"] = forms.ChoiceField(
                label=f"Har I styr på emne {number} i alle jeres systemer?",
                help_text="Tæl de systemer, hvor det er på plads.",
                choices=[(str(choice.value), choice.label) for choice in Choice],
                widget=forms.RadioSelect,
                required=False,
            )
        self.helper = DkfdsHelper(self, submit="Gem")


def render_plain(template: object) -> str:
    """What the form needs of its fields, read without Django's widgets."""
    form = TwentyQuestions()
    groups = [
        {"name": name, "label": field.label, "help": field.help_text, "chosen": form.initial.get(name), "field": field}
        for name, field in form.fields.items()
    ]
    return template.render({"groups": groups})


def measure(database: str, is_quick: bool) -> list[Figure]:
    plain = engines["django"].from_string((Path(__file__).parent / "plain_form.html").read_text(encoding="utf-8"))
    works = {
        "pack": lambda: render_crispy_form(TwentyQuestions()),
        "as_div": lambda: TwentyQuestions().as_div(),
        "plain": lambda: render_plain(plain),
    }
    for name, work in works.items():
        if work().count('type="radio"') != GROUPS * len(Choice):
            raise SystemExit(f"{name} does not render {GROUPS} groups of {len(Choice)}.")
    times = {name: median(all_times) for name, all_times in interleaved(works, rounds=20 if is_quick else 200).items()}
    return [
        Figure(PART, "Our pack, by {% crispy %}", times["pack"], "ms"),
        Figure(PART, "Django's as_div", times["as_div"], "ms"),
        Figure(PART, "Plain template, no pack", times["plain"], "ms"),
        Figure(PART, "Our pack to as_div", times["pack"] / times["as_div"], "×", at_most=HALF),
    ]
