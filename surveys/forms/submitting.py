"""The small forms of the check page. What may be submitted is the service's rule; here is only what is asked."""

from django import forms

from config.crispy import DkfdsHelper


class SubmitForm(forms.Form):
    """`seen` names the answers the person was shown; the box stands there only where answers are missing."""

    seen = forms.CharField(widget=forms.HiddenInput)
    confirmed = forms.BooleanField(
        required=False,
        error_messages={"required": "Sæt kryds, hvis I vil indsende uden de svar, der mangler."},
    )

    def __init__(self, *args, missing: int, label: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if missing:
            self.fields["confirmed"].label = _confirm_label(missing)
            self.fields["confirmed"].required = True
        else:
            del self.fields["confirmed"]
        self.helper = DkfdsHelper(self, submit=label, name="submit")


def _confirm_label(missing: int) -> str:
    return (
        "Vi indsender uden svar på ét spørgsmål" if missing == 1 else f"Vi indsender uden svar på {missing} spørgsmål"
    )


class SendBackForm(forms.Form):
    reason = forms.CharField(
        label="Hvad skal rettes?",
        help_text="Alle med adgang til besvarelsen kan læse teksten.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": "Skriv, hvad der skal rettes."},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = DkfdsHelper(self, submit="Send tilbage til rettelse", name="send_back")
