"""What the field templates in templates/dkfds/ need from a bound field, computed once a field.

Markup stays in the templates; here are only attributes and options. Measured: Django's own widget templates
spend their time on an include for each option and each attribute, so the pack has none.
"""

from functools import lru_cache

from django import template
from django.forms import BoundField, widgets
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

register = template.Library()

KINDS = {
    widgets.HiddenInput: "hidden",
    widgets.MultipleHiddenInput: "hidden",
    widgets.RadioSelect: "radios",
    widgets.CheckboxSelectMultiple: "checkboxes",
    widgets.CheckboxInput: "checkbox",
    widgets.Select: "select",
    widgets.Textarea: "textarea",
    widgets.FileInput: "file",
    widgets.DateInput: "date",
    widgets.Input: "input",
}
# A placeholder vanishes when one types, and columns are the style sheet's. A length limit on a long text would cut
# a pasted text in silence; the form says it instead, and keeps what was written.
NOT_WANTED = {"placeholder", "cols"}
NOT_WANTED_IN_TEXTAREA = NOT_WANTED | {"maxlength"}


@lru_cache
def _kind(widget: type) -> str:
    return next((KINDS[base] for base in widget.__mro__ if base in KINDS), "other")


@register.filter
def kind_template(field: BoundField) -> str:
    """The template of the nearest known widget class, so a subclass of a widget looks like its parent."""
    return f"dkfds/fields/{_kind(type(field.field.widget))}.html"


@register.filter
def control_attrs(field: BoundField, css_class: str) -> SafeString:
    """Everything between `<input` or its like and `>`, without type and value."""
    widget = field.field.widget
    unwanted = NOT_WANTED_IN_TEXTAREA if isinstance(widget, widgets.Textarea) else NOT_WANTED
    attrs = {name: value for name, value in widget.attrs.items() if name not in unwanted and name != "type"}
    attrs = field.build_widget_attrs({"name": field.html_name, "id": field.id_for_label, **attrs})
    attrs["class"] = f"{css_class} {attrs['class']}" if attrs.get("class") else css_class
    return flatatt(attrs)


@register.filter
def control_type(field: BoundField) -> str:
    """A widget may say its type in its attributes, as allauth's address fields do."""
    return field.field.widget.attrs.get("type", field.field.widget.input_type)


@register.filter
def control_value(field: BoundField) -> object:
    """None where nothing is to be shown; a password is never sent back."""
    widget = field.field.widget
    if isinstance(widget, widgets.PasswordInput) and not widget.render_value:
        return None
    return widget.format_value(field.value())


@register.filter
def option_groups(field: BoundField) -> list:
    """Django's (group, options, index), where each option knows its value, label and whether it is selected."""
    widget = field.field.widget
    return widget.optgroups(field.html_name, widget.format_value(field.value()))


@register.filter
def options(field: BoundField) -> list[dict]:
    """Radio buttons or checkboxes: id, value, label, chosen. Groups are flattened; `data-` and `hx-` come along."""
    widget = field.field.widget
    chosen = set(widget.format_value(field.value()))
    attrs = {name: value for name, value in widget.attrs.items() if name not in {"id", "class"}}
    if field.field.disabled:
        attrs["disabled"] = True
    shared, name, prefix = flatatt(attrs), field.html_name, field.auto_id
    return [
        {"id": f"{prefix}_{number}", "name": name, "value": value, "label": label, "chosen": value in chosen}
        | {"attrs": shared}
        for number, (value, label) in enumerate(_flat(widget.choices))
    ]


def _flat(choices: object) -> list[tuple[str, object]]:
    """Choices with text values: what a browser sends back, and what `format_value` gives, is text."""
    flat = []
    for value, label in choices:
        if isinstance(label, list | tuple):
            flat.extend(_flat(label))
        else:
            flat.append(("" if value is None else str(value), label))
    return flat


@register.filter
def focus_id(field: BoundField) -> str:
    """Where a link in the error summary leads: the control, or the first one of a group."""
    in_group = isinstance(field.field.widget, widgets.RadioSelect)
    return f"{field.auto_id}_0" if in_group else field.id_for_label
