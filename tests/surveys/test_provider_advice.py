"""What is said of mail providers: the rules of its rows, who edits them, and what a second hand is told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys.enums import ProviderStanding
from surveys.models import ProviderAdvice
from surveys.services.errors import FieldError, StaleError
from surveys.services.provider_advice import (
    add_provider_advice,
    clean_suffix,
    edit_provider_advice,
    provider_token,
    remove_provider_advice,
)
from tests.factories.providers import make_provider, provider_fields
from tests.surveys.pages import text_of

LIST = reverse("surveys:provider_advice")
ADD = reverse("surveys:add_provider_advice")


@pytest.fixture
def advice(manager):
    ProviderAdvice.objects.all().delete()
    return make_provider(by=manager)


def edit_url(advice):
    return reverse("surveys:edit_provider_advice", args=[advice.pk])


def typed(**fields):
    """As a browser sends the form."""
    values = provider_fields(**fields)
    day = values.pop("as_of")
    return values | {"advice_text": values.pop("text"), "as_of": day if isinstance(day, str) else f"{day:%d.%m.%Y}"}


# --- Rules ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("mx.microsoft", "mx.microsoft"),
        (" *.Mail.Protection.Outlook.COM. ", "mail.protection.outlook.com"),
        (".mx.example", "mx.example"),
        ("post.rødgrød.example", "post.xn--rdgrd-vuad.example"),
    ],
)
def test_a_suffix_is_kept_as_dns_has_it(text, suffix):
    assert clean_suffix(text) == suffix


@pytest.mark.parametrize(
    "text", ["", "com", "a b.example", "a..example", "-a.example", "*.*.example", "192.0.2.1", "https://a.example"]
)
def test_what_is_no_name_is_refused_beside_its_field(text):
    with pytest.raises(FieldError, match="Skriv den sidste del") as refusal:
        clean_suffix(text)
    assert refusal.value.field == "suffix"


def test_it_is_kept_by_whom_and_when(manager):
    now = timezone.now() - timedelta(days=1)
    fields = provider_fields("*.Mail.Ny.example", as_of=now.date())

    made = add_provider_advice(fields=fields, by=manager, now=now)

    made.refresh_from_db()
    assert (made.suffix, made.changed_by, made.changed_at) == ("mail.ny.example", manager, now)


def test_a_suffix_is_given_once_however_it_is_spelled(advice, manager):
    with pytest.raises(FieldError, match="allerede et råd"):
        add_provider_advice(fields=provider_fields("*.MAIL.leverandoer.example"), by=manager)
    other = make_provider("anden.example", by=manager)
    with pytest.raises(FieldError, match="allerede et råd"):
        edit_provider_advice(pk=other.pk, fields=provider_fields(), token=provider_token(other), by=manager)
    assert ProviderAdvice.objects.count() == 2


@pytest.mark.parametrize(("days", "is_taken"), [(0, True), (1, False)])
def test_a_source_is_read_no_later_than_today(manager, days, is_taken):
    fields = provider_fields("ny.example", as_of=timezone.localdate() + timedelta(days=days))
    if is_taken:
        assert add_provider_advice(fields=fields, by=manager).pk
    else:
        with pytest.raises(FieldError, match="i fremtiden") as refusal:
            add_provider_advice(fields=fields, by=manager)
        assert refusal.value.field == "as_of"


@pytest.mark.parametrize(
    ("url", "is_taken"),
    [
        ("https://a.example/x", True),
        ("http://a.example", True),
        ("ftp://a.example", False),
        ("javascript:alert(1)", False),
        ("https://", False),
    ],
)
def test_a_source_is_a_web_address(manager, url, is_taken):
    if is_taken:
        assert add_provider_advice(fields=provider_fields("ny.example", source_url=url), by=manager).source_url == url
    else:
        with pytest.raises(FieldError, match="https://") as refusal:
            add_provider_advice(fields=provider_fields("ny.example", source_url=url), by=manager)
        assert refusal.value.field == "source_url"


def test_an_edit_that_a_colleague_was_ahead_of_is_refused(advice, manager):
    token = provider_token(advice)
    edit_provider_advice(pk=advice.pk, fields=provider_fields(text="Kollegaens."), token=token, by=manager)
    with pytest.raises(StaleError, match="En kollega har ændret"):
        edit_provider_advice(pk=advice.pk, fields=provider_fields(text="Mit."), token=token, by=manager)
    with pytest.raises(StaleError, match="En kollega har ændret"):
        remove_provider_advice(pk=advice.pk, token=token)
    advice.refresh_from_db()
    assert advice.text == "Kollegaens."
    remove_provider_advice(pk=advice.pk, token=provider_token(advice))
    with pytest.raises(StaleError, match="En kollega har fjernet"):
        edit_provider_advice(pk=advice.pk, fields=provider_fields(), token=token, by=manager)
    remove_provider_advice(pk=advice.pk, token=token)
    assert not ProviderAdvice.objects.exists()


def test_nothing_changed_is_nothing_written(advice, manager, administrator):
    same = provider_fields(suffix=advice.suffix, as_of=advice.as_of)
    edit_provider_advice(pk=advice.pk, fields=same, token=provider_token(advice), by=administrator)
    advice.refresh_from_db()
    assert advice.changed_by == manager


# --- Pages ------------------------------------------------------------------


def test_everyone_who_reads_responses_reads_it_and_only_managers_find_the_way_to_edit(client, advice, auditor, manager):
    client.force_login(auditor)
    shown = client.get(LIST).content.decode()
    assert all(words in shown for words in (advice.suffix, advice.text, advice.source_url, "Kan ikke bruge DANE"))
    assert ADD not in shown
    assert edit_url(advice) not in shown
    assert client.get(edit_url(advice)).status_code == 403

    client.force_login(manager)
    shown = client.get(LIST).content.decode()
    assert ADD in shown
    assert edit_url(advice) in shown
    assert "Mads Chef" in shown


def test_a_manager_adds_edits_and_removes(client, manager):
    ProviderAdvice.objects.all().delete()
    client.force_login(manager)
    assert "Ingen råd endnu" in text_of(client.get(LIST))
    shown = client.post(ADD, typed(suffix="*.Mail.Ny.example"), follow=True)
    assert "Rådet er tilføjet." in text_of(shown)
    made = ProviderAdvice.objects.get()
    assert (made.suffix, made.changed_by) == ("mail.ny.example", manager)

    page = client.get(edit_url(made))
    sent = typed(suffix=made.suffix, standing=ProviderStanding.ASK, text="Spørg dem.\r\nSnart.")
    client.post(edit_url(made), sent | {"token": page.context["form"].initial["token"]})
    made.refresh_from_db()
    assert (made.standing, made.text) == (ProviderStanding.ASK, "Spørg dem.\nSnart.")

    address = reverse("surveys:remove_provider_advice", args=[made.pk])
    asked = client.get(address)
    assert "Rådet vises ikke længere" in text_of(asked)
    shown = client.post(address, {"token": asked.context["token"]}, follow=True)
    assert "Rådet om mail.ny.example er fjernet." in text_of(shown)
    assert not ProviderAdvice.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("suffix", "com", "Skriv den sidste del"),
        ("suffix", "", "Skriv, hvordan navnene"),
        ("provider", "", "Skriv leverandørens navn."),
        ("standing", "", "Vælg, om DANE kan bruges."),
        ("standing", "maaske", "Vælg en af mulighederne."),
        ("advice_text", "", "Skriv rådet."),
        ("advice_text", "x" * 2001, "Rådet er på 2001 tegn."),
        ("advice_text", "Ring til 311236-9995.", "indeholder et CPR-nummer"),
        ("source_url", "ftp://a.example", "begynder med https://"),
        ("source_url", "ikke en adresse", "begynder med https://"),
        ("as_of", "31.12.2999", "Dagen ligger i fremtiden"),
        ("as_of", "i går", "Skriv datoen som 24.12.2026."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, manager, field, value, words):
    before = ProviderAdvice.objects.count()
    client.force_login(manager)
    shown = client.post(ADD, typed() | {field: value}).content.decode()
    assert shown.count(words) == 2  # in the summary, and beside the field
    assert value in shown or field == "standing"
    assert ProviderAdvice.objects.count() == before


def test_a_second_hand_sees_both_texts_and_may_save_over(client, advice, manager):
    client.force_login(manager)
    token = client.get(edit_url(advice)).context["form"].initial["token"]
    newer = provider_fields(text="Kollegaens ord.", suffix=advice.suffix)
    edit_provider_advice(pk=advice.pk, fields=newer, token=provider_token(advice), by=manager)

    shown = client.post(edit_url(advice), typed(text="Mine ord.") | {"token": token})

    assert shown.status_code == 409
    assert "En kollega har ændret rådet" in text_of(shown)
    assert "Kollegaens" in text_of(shown)
    again = typed(text="Mine ord.") | {"token": shown.context["form"].data["token"]}
    assert client.post(edit_url(advice), again).status_code == 302
    advice.refresh_from_db()
    assert advice.text == "Mine ord."


def test_what_was_typed_into_one_that_is_gone_is_shown(client, advice, manager):
    client.force_login(manager)
    address = edit_url(advice)
    advice.delete()
    assert client.get(address).status_code == 404
    shown = client.post(address, typed(text="Mine ord.") | {"token": "x"})
    assert shown.status_code == 409
    assert "En kollega har fjernet rådet" in text_of(shown)
    assert "Mine ord." in text_of(shown)


def test_the_list_costs_the_same_however_long(client, advice, auditor, django_assert_num_queries):
    client.force_login(auditor)
    client.get(LIST)
    with django_assert_num_queries(4):
        client.get(LIST)
    make_provider("to.example")
    make_provider("tre.example")
    with django_assert_num_queries(4):
        client.get(LIST)
