"""Forms about people. They check the shape of what is typed; services check the rules."""

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from config.crispy import DkfdsHelper
from municipalities.domains import kept_form
from municipalities.enums import Role, StaffRole
from municipalities.models import Region, User

ROLE_CHOICES = [
    (Role.LEAD, "Ansvarlig (DPO): svarer, indsender og inviterer kolleger"),
    (Role.APPROVER, "Godkender (ledelse): læser og godkender, før der indsendes"),
    (Role.CONTRIBUTOR, "Bidragyder: svarer på spørgsmål"),
    (Role.READER, "Læser: kan se det hele, men ikke ændre noget"),
]
STAFF_ROLE_CHOICES = [
    (StaffRole.CASE_HANDLER, "Sagsbehandler: læser besvarelser, sender tilbage og godkender"),
    (StaffRole.MANAGER, "Leder: som sagsbehandler, og lukker tilsyn, udsender breve og offentliggør"),
    (StaffRole.AUDITOR, "Revisor: læser besvarelser, men ændrer intet"),
    (StaffRole.ADMINISTRATOR, "Administrator: giver og fjerner adgange, men læser ikke besvarelser"),
]
PICK_ROLE = {"required": "Vælg en rolle."}
# A name is a name: brackets and the like have no place in one, and would look like markup in mails and letters.
NAME = RegexValidator(r"^[^<>{}\[\]\x00-\x1f]*$", "Navnet kan ikke indeholde < > { } [ ].")


def _email_field() -> forms.EmailField:
    return forms.EmailField(
        label="E-mail",
        error_messages={"required": "Skriv personens e-mail.", "invalid": "Skriv en e-mail som navn@kommune.dk."},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class RegisterFilter(forms.Form):
    """What the register shows; an unknown value in the address shows everything."""

    q = forms.CharField(label="Navn eller kommunekode", required=False)
    region = forms.ModelChoiceField(Region.objects.none(), label="Region", required=False, empty_label="Alle regioner")
    ansvarlig = forms.ChoiceField(
        label="Ansvarlig",
        required=False,
        choices=[("", "Med og uden"), ("uden", "Uden ansvarlig"), ("med", "Med ansvarlig")],
    )

    def __init__(self, *args, regions: object, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions
        self.helper = DkfdsHelper(self, submit="Vis", name="", method="get", mark_optional=False)


class InvitePersonForm(forms.Form):
    email = _email_field()
    role = forms.ChoiceField(label="Rolle", choices=ROLE_CHOICES, widget=forms.RadioSelect, error_messages=PICK_ROLE)

    def __init__(self, *args, cancel_url: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = DkfdsHelper(self, submit="Send invitation", cancel_url=cancel_url)


class InviteStaffForm(forms.Form):
    email = _email_field()
    role = forms.ChoiceField(
        label="Rolle", choices=STAFF_ROLE_CHOICES, widget=forms.RadioSelect, error_messages=PICK_ROLE
    )

    def __init__(self, *args, cancel_url: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = DkfdsHelper(self, submit="Send invitation", cancel_url=cancel_url)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="Rolle", choices=ROLE_CHOICES, widget=forms.RadioSelect, error_messages=PICK_ROLE)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = DkfdsHelper(self, submit="Gem rolle")


class DomainForm(forms.Form):
    domain = forms.CharField(
        label="Nyt maildomæne",
        help_text="Det, der står efter @ i kommunens mailadresser, for eksempel kommune.dk. Skriv kun domæner, "
        "I modtager mail på.",
        max_length=253,
        error_messages={"required": "Skriv et domæne."},
    )

    def __init__(self, *args, submit: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = DkfdsHelper(self, submit=submit)

    def clean_domain(self) -> str:
        try:
            return kept_form(self.cleaned_data["domain"])
        except ValueError:
            raise ValidationError("Skriv domænet som kommune.dk.") from None


class AcceptForm(forms.Form):
    """A new person's name and password; a known person only confirms."""

    name = forms.CharField(
        label="Navn",
        max_length=80,
        validators=[NAME],
        error_messages={"required": "Skriv dit navn."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    title = forms.CharField(
        label="Stilling",
        max_length=80,
        required=False,
        validators=[NAME],
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    password = forms.CharField(
        label="Adgangskode",
        strip=False,
        help_text="Mindst 12 tegn. En sætning, du kan huske, er god.",
        error_messages={"required": "Vælg en adgangskode."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Gentag adgangskoden",
        strip=False,
        error_messages={"required": "Skriv adgangskoden igen."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, email: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.helper = DkfdsHelper(self, submit="Opret konto og tag imod")

    def clean(self) -> dict:
        data = super().clean()
        password, again = data.get("password"), data.get("again")
        if password and again and password != again:
            self.add_error("again", "De to adgangskoder er ikke ens.")
        if password:
            self._check_strength(password, data.get("name", ""))
        return data

    def _check_strength(self, password: str, name: str) -> None:
        try:
            password_validation.validate_password(password, User(email=self.email, name=name))
        except ValidationError as error:
            self.add_error("password", error)
