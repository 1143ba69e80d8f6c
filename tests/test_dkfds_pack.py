"""The template pack: the design system's markup, reachable by assistive technology, and cheap."""

import re
from datetime import date
from statistics import median
from time import perf_counter

import pytest
from crispy_forms.layout import ButtonHolder, Column, Div, Fieldset, Layout, Row
from django import forms
from django.template import engines

from config.crispy import DkfdsHelper, PrimaryButton, SecondaryButton

CHOICES = [("4", "Ja"), ("2", "Delvist"), ("0", "Nej")]
PAGE = "{% load crispy_forms_tags %}{% crispy form %}"


def build(field: forms.Field, data: dict | None = None, **helper) -> forms.Form:
    form = type("OneField", (forms.Form,), {"q": field})(data)
    form.helper = DkfdsHelper(form, **helper)
    return form


def render(form: forms.Form, source: str = PAGE) -> str:
    html = engines["django"].from_string(source).render({"form": form, "csrf_token": "token"})
    return re.sub(r">\s+<", "><", html)


def test_radios_are_a_fieldset_with_a_legend_and_options():
    html = render(
        build(forms.ChoiceField(label="Har I en plan?", choices=CHOICES, widget=forms.RadioSelect, initial=2))
    )

    assert '<fieldset><legend class="form-label">Har I en plan?</legend>' in html
    assert '<input type="radio" class="form-radio" id="id_q_0" name="q" value="4">' in html
    assert '<input type="radio" class="form-radio" id="id_q_1" name="q" value="2" checked>' in html
    assert '<label class="form-label" for="id_q_2">Nej</label>' in html
    assert html.count("checked") == 1


def test_checkboxes_keep_every_choice():
    field = forms.MultipleChoiceField(label="Områder", choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    html = render(build(field, {"q": ["4", "0"]}))

    assert re.findall(r'value="(\d)" checked', html) == ["4", "0"]


def test_single_checkbox_stands_before_its_label():
    html = render(build(forms.BooleanField(label="Jeg har læst det"), {"q": "on"}))

    assert '<input type="checkbox" class="form-checkbox" id="id_q" name="q" required checked>' in html
    assert html.index("<input type=") < html.index("Jeg har læst det")


def test_help_is_tied_to_the_control():
    text = render(build(forms.CharField(label="Navn", help_text="Som på brevet.")))
    group = render(build(forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect, help_text="Vælg én.")))

    assert '<div class="form-hint" id="id_q_helptext">Som på brevet.</div>' in text
    assert 'aria-describedby="id_q_helptext"' in text
    assert '<fieldset aria-describedby="id_q_helptext">' in group


@pytest.mark.parametrize(
    ("field", "target"),
    [
        (forms.CharField(error_messages={"required": "Skriv dit navn."}), "id_q"),
        (
            forms.ChoiceField(
                choices=CHOICES, widget=forms.RadioSelect, error_messages={"required": "Skriv dit navn."}
            ),
            "id_q_0",
        ),
    ],
)
def test_error_reads_the_same_in_the_summary_and_at_the_field(field, target):
    html = render(build(field, {}))

    assert f'<a href="#{target}">Skriv dit navn.</a>' in html
    assert f'id="{target}"' in html
    assert '<span class="sr-only">Fejl: </span>Skriv dit navn.</span>' in html
    assert 'class="form-group form-error"' in html
    assert "id_q_error" in re.search(r'aria-describedby="([^"]*)"', html)[1]
    assert html.index('data-module="error-summary"') < html.index("form-group")


def test_error_of_the_whole_form_is_in_the_summary():
    form = build(forms.CharField(), {"q": "x"})
    form.add_error(None, "Svarene passer ikke sammen.")

    assert "<li>Svarene passer ikke sammen.</li>" in render(form)


def test_form_without_errors_has_no_summary():
    assert "error-summary" not in render(build(forms.CharField(), {"q": "x"}))


@pytest.mark.parametrize(
    ("required", "mark_optional", "marked"), [(False, True, True), (True, True, False), (False, False, False)]
)
def test_optional_field_says_so(required, mark_optional, marked):
    html = render(build(forms.CharField(label="Navn", required=required), mark_optional=mark_optional))

    assert ("(valgfrit)" in html) is marked
    assert "*" not in html


def test_password_is_never_sent_back():
    html = render(build(forms.CharField(widget=forms.PasswordInput), {"q": "hemmelig"}))

    assert 'type="password"' in html
    assert "hemmelig" not in html


def test_widget_may_say_its_type_and_loses_its_placeholder():
    widget = forms.TextInput(attrs={"type": "email", "placeholder": "E-mail", "autocomplete": "email"})
    html = render(build(forms.EmailField(widget=widget)))

    assert '<input type="email"' in html
    assert 'autocomplete="email"' in html
    assert "placeholder" not in html


def test_long_text_keeps_what_was_written_beyond_its_limit():
    html = render(build(forms.CharField(widget=forms.Textarea, max_length=5), {"q": "<b>for langt</b>"}))

    assert "maxlength" not in html
    assert "&lt;b&gt;for langt&lt;/b&gt;</textarea>" in html


@pytest.mark.parametrize(("data", "shown"), [(None, "17.11.2026"), ({"q": "31.11.2026"}, "31.11.2026")])
def test_date_is_danish_and_a_wrong_one_is_kept(data, shown):
    html = render(build(forms.DateField(label="Frist", initial=date(2026, 11, 17)), data))

    assert "(dd.mm.åååå)" in html
    assert f'value="{shown}"' in html


def test_number_has_no_thousand_separator_in_its_value():
    assert 'value="1234"' in render(build(forms.IntegerField(initial=1234)))


def test_select_shows_groups_and_the_chosen():
    choices = [("", "Vælg en kommune"), ("Nord", [(1234, "Nørby"), (2, "Sønderby")])]
    html = render(build(forms.TypedChoiceField(choices=choices, coerce=int, initial=1234)))

    assert '<optgroup label="Nord"><option value="1234" selected>Nørby</option>' in html
    assert '<option value="">Vælg en kommune</option>' in html


def test_file_makes_the_form_multipart():
    html = render(build(forms.FileField(label="Bilag")))

    assert 'enctype="multipart/form-data"' in html
    assert '<input type="file"' in html


def test_hidden_field_has_no_group_and_needs_no_place_in_the_layout():
    form = build(forms.CharField(widget=forms.HiddenInput, initial="7"))
    form.helper.layout = Layout()

    assert '<input type="hidden" name="q" value="7" id="id_q">' in render(form)
    assert "form-group" not in render(form)


def test_attributes_of_a_group_reach_each_of_its_controls():
    widget = forms.RadioSelect(attrs={"data-area": "deletion"})

    assert render(build(forms.ChoiceField(choices=CHOICES, widget=widget))).count('data-area="deletion"') == 3


def test_child_of_a_widget_looks_like_its_parent():
    class OurRadios(forms.RadioSelect):
        pass

    assert 'class="form-radio"' in render(build(forms.ChoiceField(choices=CHOICES, widget=OurRadios)))


def test_unknown_widget_still_gets_label_and_help():
    html = render(build(forms.SplitDateTimeField(label="Tid", help_text="Dansk tid.")))

    assert "Tid" in html
    assert "Dansk tid." in html
    assert html.count("<input") == 3  # csrf, date, time


def test_text_from_a_person_is_escaped():
    html = render(build(forms.CharField(label="<script>", help_text="<i>", initial='"><script>')))

    assert "<script>" not in html
    assert "<i>" not in html


def test_layout_objects_keep_their_attributes():
    form = build(forms.CharField(label="Navn"))
    buttons = ButtonHolder(PrimaryButton("save", "Gem"), SecondaryButton("back", "Tilbage", formnovalidate=True))
    form.helper.layout = Layout(Fieldset("Om dig", Row(Column(Div("q", css_id="box", hx_post="/gem/")))), buttons)
    html = render(form)

    assert '<legend class="h3">Om dig</legend>' in html
    assert '<div id="box" hx-post="/gem/">' in html
    assert '<button type="submit" name="save" value="1" class="button button-primary">Gem</button>' in html
    assert 'class="button button-secondary" formnovalidate>Tilbage</button>' in html


def test_helper_gives_a_button_and_a_way_out():
    html = render(build(forms.CharField(), submit="Gem", cancel_url="/tilsyn/"))

    assert '<button type="submit" name="submit" value="1" class="button button-primary">Gem</button>' in html
    assert '<a class="button button-secondary" href="/tilsyn/">Annuller</a>' in html
    assert 'name="csrfmiddlewaretoken"' in html
    assert "novalidate" in html


def test_search_form_sends_neither_token_nor_button():
    html = render(build(forms.CharField(), submit="Vis", name="", method="get"))

    assert "csrfmiddlewaretoken" not in html
    assert '<button type="submit" class="button button-primary">Vis</button>' in html


def test_form_without_a_helper_renders_through_the_pack():
    form = type("Plain", (forms.Form,), {"q": forms.CharField(label="Navn")})({})
    html = render(form, "{% load crispy_forms_filters %}{{ form|crispy }}")

    assert 'class="form-input"' in html
    assert "error-summary" in html
    assert "<form" not in html


def test_markup_has_no_inline_style_or_script():
    fields = {"a": forms.CharField(), "b": forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)}
    form = type("Two", (forms.Form,), fields)({})
    form.helper = DkfdsHelper(form, submit="Gem")

    assert not re.search(r"\sstyle=|\son\w+=|<script|<style", render(form))


def test_pack_costs_at_most_half_of_django_s_own_rendering():
    """A form of 20 radio groups of five, rendered in turn by both; the medians are compared."""
    choices = [(str(n), f"Svar {n}") for n in range(5)]
    field = {"choices": choices, "widget": forms.RadioSelect, "help_text": "Hjælp."}
    fields = {f"q{n}": forms.ChoiceField(label=f"Spørgsmål {n}", **field) for n in range(20)}
    many = type("Many", (forms.Form,), fields)
    ours, theirs = (engines["django"].from_string(source) for source in (PAGE, "{{ form.as_div }}"))

    def seconds(template) -> float:
        form = many(initial={"q1": "3"})
        form.helper = DkfdsHelper(form)
        start = perf_counter()
        template.render({"form": form})
        return perf_counter() - start

    seconds(ours), seconds(theirs)
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(15)]

    assert median(ours for ours, _ in pairs) <= median(theirs for _, theirs in pairs) / 2
