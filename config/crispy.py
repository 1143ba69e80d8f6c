"""The one crispy-forms helper, and the buttons of the Danish design system (templates in templates/dkfds/)."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import BaseInput
from django.forms import BaseForm


class PrimaryButton(BaseInput):
    """PrimaryButton(name, label); the name is what is posted, so a form may have several."""

    input_type = "submit"
    field_classes = "button button-primary"


class SecondaryButton(BaseInput):
    input_type = "submit"
    field_classes = "button button-secondary"


class DkfdsHelper(FormHelper):
    """Use as `self.helper = DkfdsHelper(self, submit="Gem")`, render with `{% crispy form %}`; a layout names fields.

    Set `mark_optional=False` where every field may be left for later but none is optional, as on an area page.
    """

    template_pack = "dkfds"
    render_hidden_fields = True

    def __init__(
        self,
        form: BaseForm,
        *,
        submit: str = "",
        name: str = "submit",
        action: str = "",
        method: str = "post",
        cancel_url: str = "",
        tag: bool = True,
        mark_optional: bool = True,
    ) -> None:
        super().__init__(form)
        self.form_action = action
        self.form_method = method
        self.form_tag = tag
        self.cancel_url = cancel_url
        self.mark_optional = mark_optional
        if submit:
            self.add_input(PrimaryButton(name, submit))

    @property
    def form_action(self) -> str:
        """An address, empty for the page's own; crispy would look every one up among the names of views."""
        return self._form_action

    @form_action.setter
    def form_action(self, action: str) -> None:
        self._form_action = action
