"""Who has a case: conflicts of interest, substitutes, and sharing cases out."""

from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet

from config.crispy import DkfdsHelper
from municipalities.models import Municipality, User
from municipalities.ordering import danish_order
from surveys.access import can_manage
from surveys.forms.agency import reason_field
from surveys.forms.extensions import DATE_ERRORS
from surveys.handlers import case_handlers
from surveys.models import Response
from surveys.numbers import read_number
from surveys.worklist import ACTIONS, Tab
from surveys.worklist_page import SORTS, WantedWork


class MunicipalityChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Municipality) -> str:
        return f"{obj.name} ({obj.code})"


class ManyChoice(forms.ModelMultipleChoiceField):
    """A key that none of ours can be is refused here: a list of keys goes to the database as it is."""

    def clean(self, value: list[str] | None) -> QuerySet:
        if wrong := [pk for pk in value or () if read_number(pk) is None]:
            raise forms.ValidationError(self.error_messages["invalid_pk_value"], params={"pk": wrong[0]})
        return super().clean(value)


class ConflictForm(forms.Form):
    municipality = MunicipalityChoice(
        label="Kommune",
        queryset=Municipality.objects.none(),
        to_field_name="code",
        empty_label="Vælg en kommune",
        error_messages={"required": "Vælg en kommune.", "invalid_choice": "Vælg en kommune på listen."},
    )
    reason = reason_field(
        "Hvorfor er du inhabil?",
        "For eksempel at du er ansat eller folkevalgt i kommunen, eller at din nærmeste familie er. Lederen læser det.",
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        municipalities = Municipality.objects.visible_to(user).order_by(danish_order("name"), "code")
        self.fields["municipality"].queryset = municipalities
        self.helper = DkfdsHelper(self, submit="Meld mig inhabil")


class EndConflictForm(forms.Form):
    reason = reason_field("Hvorfor er der ikke længere tvivl?", "Begrundelsen bliver stående ved inhabiliteten.")

    def __init__(self, *args, cancel_url: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = DkfdsHelper(self, submit="Ophæv inhabiliteten", cancel_url=cancel_url)


class WorkFilter(forms.Form):
    """What the work list shows; an unknown value in the address shows everything."""

    tilsyn = forms.ChoiceField(label="Tilsyn", required=False)
    handling = forms.ChoiceField(label="Handling", required=False)
    visning = forms.ChoiceField(required=False, choices=[(tab, tab) for tab in Tab], widget=forms.HiddenInput)
    sorter = forms.ChoiceField(
        required=False,
        choices=[(f"{sign}{name}", name) for name in SORTS for sign in ("", "-")],
        widget=forms.HiddenInput,
    )

    def __init__(self, *args, surveys: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tilsyn"].choices = [("", "Alle tilsyn"), *surveys]
        self.fields["handling"].choices = [("", "Alt, vi skal gøre"), *((one.key, one.label) for one in ACTIONS)]
        self.helper = DkfdsHelper(self, submit="Vis", name="", method="get", mark_optional=False)

    def wanted(self, page: str | None) -> WantedWork:
        self.full_clean()
        data = self.cleaned_data
        return WantedWork(
            tab=Tab(data.get("visning") or Tab.MINE),
            survey=data.get("tilsyn", ""),
            action=data.get("handling", ""),
            sort=data.get("sorter") or "haster",
            page=page,
        )


class AssignForm(forms.Form):
    """Which cases go to whom; the cases are boxes in the page's table, so the layout names the people alone."""

    behandlere = ManyChoice(
        label="Hvem skal have sagerne?",
        help_text="Vælger du flere, bliver sagerne fordelt ligeligt mellem dem, i rækkefølge efter kommunekode.",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Vælg mindst én sagsbehandler.",
            "invalid_choice": "Vælg blandt de viste.",
            "invalid_pk_value": "Vælg blandt de viste.",
        },
    )
    sag = ManyChoice(
        queryset=Response.objects.none(),
        error_messages={
            "required": "Vælg mindst én sag.",
            "invalid_choice": "En af sagerne kan ikke længere fordeles. Se listen igen.",
            "invalid_pk_value": "En af sagerne kan ikke længere fordeles. Se listen igen.",
        },
    )

    def __init__(self, *args, cases: QuerySet[Response], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["behandlere"].queryset = case_handlers()
        self.fields["sag"].queryset = cases
        self.helper = DkfdsHelper(self, tag=False, mark_optional=False)
        self.helper.layout = Layout("behandlere")


class SubstituteForm(forms.Form):
    """A manager also says who is away; anybody else names a substitute for themselves."""

    absent = forms.ModelChoiceField(
        label="Hvem er væk?",
        queryset=User.objects.none(),
        empty_label=None,
        error_messages={"required": "Vælg en medarbejder.", "invalid_choice": "Vælg en medarbejder på listen."},
    )
    substitute = forms.ModelChoiceField(
        label="Stedfortræder",
        queryset=User.objects.none(),
        empty_label="Vælg en kollega",
        error_messages={"required": "Vælg en kollega.", "invalid_choice": "Vælg en kollega på listen."},
    )
    first_day = forms.DateField(label="Første dag", error_messages=DATE_ERRORS)
    last_day = forms.DateField(label="Sidste dag", error_messages=DATE_ERRORS)

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, initial={"absent": user.pk}, **kwargs)
        self.user = user
        self.fields["absent"].queryset = self.fields["substitute"].queryset = case_handlers()
        if not can_manage(user):
            del self.fields["absent"]
            self.fields["substitute"].queryset = case_handlers().exclude(pk=user.pk)
        self.helper = DkfdsHelper(self, submit="Gem stedfortræderen")

    @property
    def wanted(self) -> dict:
        return {"absent": self.user, **self.cleaned_data}
