"""The forms of a survey that is being prepared: itself, an area, a question. Services check the rules.

All municipalities read the texts, and once the survey is opened nobody can change them: none takes a CPR number.
"""

from collections.abc import Mapping
from typing import Any

from crispy_forms.layout import Layout, LayoutObject
from crispy_forms.utils import render_field
from django import forms
from django.template import Context
from django.template.loader import render_to_string

from config.crispy import DkfdsHelper, SecondaryButton
from surveys.enums import Choice
from surveys.forms.agency import refuse_cpr
from surveys.models import Area, Question, Survey
from surveys.questionnaire import KEY_MAX_LENGTH, KEY_PATTERN, LONG_TEXT_MAX, TEXT_MAX
from surveys.services.preparing import Fields, area_token, question_token, survey_token

MARKED_HELP = (
    "En tom linje giver et nyt afsnit. Skriv *kursiv*, **fed**, [ord](https://adresse.dk) for et link, "
    "og begynd en linje med »- « for en liste."
)
WHOLE_NUMBER = "Skriv et helt tal fra 1 til 600."


class MarkedField(LayoutObject):
    """A field with Markdown, and beside it what its text becomes: at the press of a button, or while one writes."""

    template = "surveys/agency/includes/marked_field.html"

    def __init__(self, name: str, *, is_lines: bool = False) -> None:
        self.name = name
        self.is_lines = is_lines
        self.fields = [name]

    def render(self, form: Any, context: Context, template_pack: str = "dkfds", **kwargs: Any) -> str:
        text = form[self.name].value() or ""
        shown = {"text": "" if self.is_lines else text, "lines": text.splitlines() if self.is_lines else []}
        field = render_field(self.name, form, context, template_pack=template_pack)
        return render_to_string(self.template, {"name": self.name, "field": field, **shown})


def marked(
    name: str, label: str, *, help_text: str = MARKED_HELP, required: str = "", rows: int = 6
) -> forms.CharField:
    """Without script the preview comes with the button of the same name; with it, half a second after the last key."""
    preview = f"#preview-{name}"
    live = {
        "hx-post": "",
        "hx-trigger": "input changed delay:500ms",
        "hx-target": preview,
        "hx-select": preview,
        "hx-swap": "outerHTML",
        "hx-sync": "this:replace",
        "hx-vals": '{"preview": "1"}',
    }
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=bool(required),
        max_length=LONG_TEXT_MAX,
        validators=[refuse_cpr],
        widget=forms.Textarea(attrs={"rows": rows, **live}),
        error_messages={"required": required, "max_length": _too_long(LONG_TEXT_MAX)},
    )


def _too_long(most: int) -> str:
    return f"Teksten er på %(show_value)d tegn. Forkort den til højst {most} tegn."


def line(label: str, *, most: int, required: str, help_text: str = "", rows: int = 0) -> forms.CharField:
    """A text that stands on one line, however it was typed."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=most,
        validators=[refuse_cpr],
        widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(),
        error_messages={"required": required, "max_length": _too_long(most)},
    )


def one_line(text: str) -> str:
    return " ".join(text.split())


def lines(text: str) -> str:
    """The lines that hold something, each without the space around it."""
    return "\n".join(one for one in (one_line(one) for one in text.splitlines()) if one)


class PreparingForm(forms.Form):
    """`names` pairs a field of the form with one of the model; names that end in text are kept past a session's end."""

    names: Mapping[str, str] = {}
    # Why saving was refused, where a colleague was first.
    stale = ""
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, cancel_url: str, submit: str = "Gem", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = DkfdsHelper(self, submit=submit, name="save", cancel_url=cancel_url)
        self.helper.add_input(SecondaryButton("preview", "Se, hvordan det bliver"))

    @property
    def values(self) -> Fields:
        """What is to be stored, by the model's names."""
        return {stored: self.cleaned_data[name] for name, stored in self.names.items()}

    def add_refusal(self, field: str, message: str) -> None:
        """A rule's refusal, beside the field it is about."""
        shown = {stored: name for name, stored in self.names.items()}
        self.add_error(shown.get(field, field), message)

    def start_from(self, token: str) -> None:
        """What is sent next has seen what is stored now."""
        self.data = self.data.copy()
        self.data["token"] = token

    def lock(self) -> None:
        """What was typed can be read and copied, but no longer sent."""
        self.helper.inputs = []


class SurveyForm(PreparingForm):
    names = {"title": "title", "intro_text": "intro", "minutes": "minutes", "requires_approval": "requires_approval"}
    title = line("Titel", most=120, required="Skriv tilsynets titel.")
    intro_text = marked(
        "intro_text", "Hvem bliver spurgt og hvorfor", required="Skriv, hvem der bliver spurgt og hvorfor."
    )
    minutes = forms.IntegerField(
        label="Minutter det tager at svare",
        min_value=1,
        max_value=600,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), WHOLE_NUMBER),
    )
    requires_approval = forms.BooleanField(
        label="Ledelsen skal godkende svarene, før de bliver indsendt", required=False
    )

    def __init__(self, *args, survey: Survey, **kwargs) -> None:
        stored = {name: getattr(survey, name) for name in ("title", "minutes", "requires_approval")}
        super().__init__(*args, initial={**stored, "intro_text": survey.intro, "token": survey_token(survey)}, **kwargs)
        self.helper.layout = Layout("title", MarkedField("intro_text"), "minutes", "requires_approval", "token")

    def clean_title(self) -> str:
        return one_line(self.cleaned_data["title"])

    def clean_intro_text(self) -> str:
        return _unix(self.cleaned_data["intro_text"])


class AreaTextsForm(PreparingForm):
    names = {"title": "title", "why_text": "why", "needs_text": "needs"}
    title = line("Titel", most=120, required="Skriv områdets titel.")
    why_text = marked("why_text", "Hvorfor området er vigtigt", required="Skriv, hvorfor området er vigtigt.")
    needs_text = marked("needs_text", "Det skal kommunen bruge", help_text="Én ting på hver linje.")
    headline = forms.ChoiceField(
        label="Hovedspørgsmål",
        help_text="Det er svaret på hovedspørgsmålet, der tæller i den nationale opgørelse.",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Vælg et af områdets spørgsmål."),
    )

    def __init__(self, *args, area: Area, **kwargs) -> None:
        asked = list(area.questions.all())
        chosen = next((question.key for question in asked if question.is_headline), "")
        stored = {"title": area.title, "why_text": area.why, "needs_text": area.needs, "headline": chosen}
        super().__init__(*args, initial={**stored, "token": area_token(area)}, **kwargs)
        self.fields["headline"].choices = [(question.key, question.text) for question in asked]
        self.helper.layout = Layout(
            "title", MarkedField("why_text"), MarkedField("needs_text", is_lines=True), "headline", "token"
        )

    def clean_title(self) -> str:
        return one_line(self.cleaned_data["title"])

    def clean_why_text(self) -> str:
        return _unix(self.cleaned_data["why_text"])

    def clean_needs_text(self) -> str:
        return lines(self.cleaned_data["needs_text"])


class QuestionForm(PreparingForm):
    names = {
        "question_text": "text",
        "unit": "unit",
        "help_text": "help",
        "references_text": "references",
        "threshold": "threshold",
        "allows_not_relevant": "allows_not_relevant",
    }
    question_text = line("Spørgsmål", most=TEXT_MAX, required="Skriv spørgsmålet.", rows=3)
    unit = line(
        "Enhed",
        most=60,
        required="Skriv, hvad tredjedelene tælles i.",
        help_text="Det, tredjedelene tælles i, som et navneord i flertal, fx systemer.",
    )
    help_text = marked("help_text", "Hjælp")
    references_text = forms.CharField(
        label="Artikler",
        help_text="De regler, spørgsmålet hviler på. Én henvisning på hver linje.",
        required=False,
        max_length=LONG_TEXT_MAX,
        validators=[refuse_cpr],
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _too_long(LONG_TEXT_MAX)},
    )
    threshold = forms.TypedChoiceField(
        label="Tæller fra",
        help_text="Den laveste svarmulighed, der tæller som på plads.",
        coerce=int,
        choices=Choice.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Vælg, hvilke svar der tæller som på plads."),
    )
    allows_not_relevant = forms.BooleanField(
        label="Kan besvares med »Ikke relevant«",
        help_text="Aldrig for et hovedspørgsmål. Hovedspørgsmålet vælges ved området.",
        required=False,
    )

    def __init__(self, *args, question: Question | None, **kwargs) -> None:
        stored = {name: getattr(question, field) for name, field in self.names.items()} if question else {}
        token = question_token(question) if question else ""
        super().__init__(*args, initial={"threshold": Choice.MOST, **stored, "token": token}, **kwargs)
        marked_help = MarkedField("help_text")
        self.helper.layout = Layout(
            "question_text", "unit", marked_help, "references_text", "threshold", "allows_not_relevant", "token"
        )

    def clean_question_text(self) -> str:
        return one_line(self.cleaned_data["question_text"])

    def clean_unit(self) -> str:
        return one_line(self.cleaned_data["unit"])

    def clean_help_text(self) -> str:
        return _unix(self.cleaned_data["help_text"])

    def clean_references_text(self) -> str:
        return lines(self.cleaned_data["references_text"])


class NewQuestionForm(QuestionForm):
    key = line(
        "Nøgle",
        most=KEY_MAX_LENGTH,
        required="Skriv en nøgle.",
        help_text="Binder spørgsmålet sammen med det samme spørgsmål i andre tilsyn. Den kan ikke ændres senere. "
        "Små bogstaver a-z, tal og bindestreger, fx deletion-backup.",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, question=None, **kwargs)
        self.helper.layout.fields.insert(0, "key")

    def clean_key(self) -> str:
        key = self.cleaned_data["key"]
        if not KEY_PATTERN.fullmatch(key):
            raise forms.ValidationError("Nøglen må kun have små bogstaver a-z, tal og enkelte bindestreger imellem.")
        return key


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")
