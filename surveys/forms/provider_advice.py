"""The form of what is said of one mail provider. Services check the rules."""

from crispy_forms.layout import Layout
from django import forms
from django.core.validators import URLValidator

from surveys.enums import ProviderStanding
from surveys.forms.agency import refuse_cpr
from surveys.forms.preparing import PreparingForm, line
from surveys.models import ProviderAdvice
from surveys.services.provider_advice import SCHEMES, provider_token

LONGEST = 2000
NOT_AN_ADDRESS = "Skriv en webadresse, der begynder med https:// eller http://."


class WebAddressField(forms.URLField):
    """Django's own takes ftp too."""

    default_validators = [URLValidator(schemes=SCHEMES, message=NOT_AN_ADDRESS)]


class ProviderAdviceForm(PreparingForm):
    names = {
        "suffix": "suffix",
        "provider": "provider",
        "standing": "standing",
        "advice_text": "text",
        "source_url": "source_url",
        "as_of": "as_of",
    }
    suffix = line(
        "Servernavnenes slutning",
        most=253,
        required="Skriv, hvordan navnene på leverandørens mailservere ender.",
        help_text="For eksempel mail.protection.outlook.com. Rådet vises ved de servere, hvis navne ender sådan.",
    )
    provider = line("Leverandør", most=100, required="Skriv leverandørens navn.")
    standing = forms.ChoiceField(
        label="DANE hos leverandøren",
        choices=ProviderStanding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Vælg, om DANE kan bruges.", "invalid_choice": "Vælg en af mulighederne."},
    )
    advice_text = forms.CharField(
        label="Råd til kommunen",
        help_text="Kommuner med en server hos leverandøren læser rådet, som du skriver det.",
        max_length=LONGEST,
        validators=[refuse_cpr],
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": "Skriv rådet.",
            "max_length": f"Rådet er på %(show_value)d tegn. Forkort det til højst {LONGEST} tegn.",
        },
    )
    source_url = WebAddressField(
        label="Kilde",
        help_text="Adressen på den side, hvor det står, helst leverandørens egen.",
        max_length=500,
        assume_scheme="https",
        error_messages={
            "required": "Skriv adressen på kilden.",
            "invalid": NOT_AN_ADDRESS,
            "max_length": "Adressen er for lang. Skriv højst 500 tegn.",
        },
    )
    as_of = forms.DateField(
        label="Kilden er læst den",
        error_messages={"required": "Skriv dagen, hvor kilden blev læst.", "invalid": "Skriv datoen som 24.12.2026."},
    )

    def __init__(self, *args, advice: ProviderAdvice | None = None, **kwargs) -> None:
        stored = {name: getattr(advice, kept) for name, kept in self.names.items()} if advice else {}
        super().__init__(*args, initial={**stored, "token": provider_token(advice)}, **kwargs)
        # Plain text, so there is no preview.
        self.helper.inputs = self.helper.inputs[:1]
        self.helper.layout = Layout(*self.names, "token")

    def clean_advice_text(self) -> str:
        return self.cleaned_data["advice_text"].replace("\r\n", "\n").strip()
