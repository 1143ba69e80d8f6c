"""The frame around everything: error pages, the public pages, the menu and the formats."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from config.context import mark_current, navigation, place
from config.errors import csrf_failure
from tests.factories.municipalities import PASSWORD

PUBLIC = [
    "front",
    "accessibility",
    "privacy",
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
]


def words(html: str) -> str:
    """What a reader sees of a page, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def sign_in(client: Client, email: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


# --- Every page ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_stands_in_the_frame(client, db, name):
    html = client.get(reverse(name)).content.decode()

    assert '<html lang="da"' in html
    assert re.search(r"<title>[^<]{3,} – Modenhed</title>", html)
    assert html.count("<h1") == 1
    assert 'href="#main-content"' in html
    assert 'id="main-content"' in html
    assert "Tilgængelighedserklæring" in html
    assert reverse("privacy") in html


@pytest.mark.parametrize("name", ["account_change_password", "account_logout"])
def test_own_page_names_the_person_and_lets_them_leave(client, case_handler, name):
    client.force_login(case_handler)
    html = client.get(reverse(name)).content.decode()

    assert "Sofie Sag, " in html
    assert f'<form method="post" action="{reverse("account_logout")}" data-sign-out>' in html


def test_page_has_nothing_inline(client, db):
    html = client.get(reverse("account_login")).content.decode()

    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=", html)


@pytest.mark.parametrize("address", ["/", "/konto/log-ind/", "/findes-ikke/", "/breve/verificer/"])
def test_page_may_load_from_the_portal_alone(client, db, address):
    policy = dict(part.split(" ", 1) for part in client.get(address)["Content-Security-Policy"].split("; "))

    assert policy == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "connect-src": "'self'",
        "font-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "img-src": "'self' data:",
        "script-src": "'self'",
        "style-src": "'self'",
    }


def test_demo_says_so_on_every_page(client, db, settings):
    settings.DEMO = True
    assert "opdigtede" in client.get(reverse("privacy")).content.decode()
    settings.DEMO = False
    assert "opdigtede" not in client.get(reverse("privacy")).content.decode()


# --- When something is refused or fails ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_failure_page_needs_neither_database_nor_context(name):
    html = render_to_string(name)

    assert "Gå til forsiden" in html
    assert 'lang="da"' in html


def test_unknown_page_shows_a_way_on(client, db):
    response = client.get("/findes-ikke/")

    assert response.status_code == 404
    assert "Vi kan ikke finde siden" in response.content.decode()
    assert reverse("account_login") in response.content.decode()


def test_refusal_says_which_role_is_needed(rf, case_handler):
    html = _refused(rf, case_handler, PermissionDenied("Det kræver rollen leder."))

    assert "Det kræver rollen leder." in html
    assert "Du er logget ind som Sofie Sag." in html


def test_refusal_without_a_reason_still_explains(rf, case_handler):
    assert "Din rolle giver ikke adgang hertil." in _refused(rf, case_handler, PermissionDenied())


def _refused(rf: RequestFactory, user, error: PermissionDenied) -> str:
    request = rf.get("/tilsyn/")
    request.user = user
    return render_to_string("403.html", {"exception": str(error)}, request)


def test_old_form_is_refused_with_advice(lead):
    response = sign_in(Client(enforce_csrf_checks=True), lead.email)

    assert response.status_code == 403
    assert "Siden havde været åben for længe" in response.content.decode()


def test_reason_of_a_refused_form_is_not_shown(rf, lead):
    request = rf.post("/")
    request.user = lead

    assert b"CSRF cookie" not in csrf_failure(request, reason="CSRF cookie not set.").content


def test_too_many_attempts_are_explained(rf, db):
    request = rf.get("/")

    assert "Vent nogle minutter" in render_to_string("429.html", request=request)


# --- Privacy, menu, parts, formats --------------------------------------------------------------------------------


def test_privacy_page_names_every_cookie_the_portal_sets(client, lead):
    client.get(reverse("account_login"))
    sign_in(client, lead.email)
    new = "en-helt-ny-sætning-2026"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    html = client.get(reverse("privacy")).content.decode()

    assert set(re.findall(r'<th scope="row">(\w+)</th>', html)) == set(client.cookies) == {"sessionid", "csrftoken"}


def test_privacy_page_tells_what_else_the_browser_keeps(client, db):
    """Seven days, as in static/js/unsent.js."""
    script = Path(finders.find("js/unsent.js")).read_text(encoding="utf-8")

    assert "LONGEST = 7 * 24 * 3600 * 1000" in script
    assert (
        "husker din browser det, til det er gemt, og højst i syv dage"
        in client.get(reverse("privacy")).content.decode()
    )


def test_nearest_menu_item_is_the_current_one():
    items = [{"label": "Tilsyn", "url": "/tilsyn/"}, {"label": "Kommuner", "url": "/tilsyn/kommuner/"}]

    assert [item["current"] for item in mark_current(items, "/tilsyn/")] == ["page", ""]
    assert [item["current"] for item in mark_current(items, "/tilsyn/kommuner/0101/")] == ["", "true"]
    assert [item["current"] for item in mark_current(items, "/resultater/")] == ["", ""]


def test_menu_is_for_those_who_may_go_there():
    agency = navigation(kind="agency", municipality="", path="/tilsyn/")
    municipal = navigation(kind="municipal", municipality="proeveby", path="/")

    assert [item["label"] for item in agency] == ["Tilsyn", "Kommuner", "Medarbejdere"]
    assert [item["url"] for item in municipal] == ["/kommuner/proeveby/", "/kommuner/proeveby/personer/"]
    assert navigation(kind="municipal", municipality="", path="/") == []
    assert navigation(kind="", municipality="", path="/") == []


def test_place_is_the_municipality_or_the_agency(settings):
    settings.SENDER_NAME = "Prøvetilsynet"

    assert place("municipal", "Prøveby Kommune") == "Prøveby Kommune"
    assert place("agency", None) == "Prøvetilsynet"
    assert place("municipal", None) == ""


@pytest.mark.parametrize(("level", "role"), [(constants.SUCCESS, "status"), (constants.ERROR, "alert")])
def test_message_interrupts_only_when_something_is_wrong(level, role):
    html = render_to_string("components/messages.html", {"messages": [Message(level, "Gemt")]})

    assert f'role="{role}"' in html


def test_pages_of_a_list_keep_the_rest_of_the_address(rf):
    page = Paginator(range(5000), 2).get_page(1200)
    html = render_to_string("components/pagination.html", {"page": page, "label": "Sider"}, rf.get("/?q=by&side=1200"))

    assert 'href="?q=by&amp;side=1201"' in html
    assert html.count('aria-current="page"') == 1
    assert "Side 1.200 af 2.500" in words(html)


def test_figure_bar_is_drawn_from_numbers_without_separators():
    html = render_to_string("components/figure.html", {"number": 1200, "of": 2500, "text": "kommuner"})

    assert 'viewBox="0 0 2500 10"' in html
    assert 'x2="1200"' in html
    assert words(html) == "1.200 ud af 2.500 kommuner"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ day|date }}", "17. november 2026"),
        ('{{ day|date:"SHORT_DATE_FORMAT" }}', "17.11.2026"),
        ('{{ moment|date:"DATETIME_FORMAT" }}', "17. november 2026 kl. 14.32"),
        ('{{ moment|date:"SHORT_DATETIME_FORMAT" }}', "17.11.2026 kl. 14.32"),
        ("{{ moment|time }}", "14.32"),
        ("{{ share }}", "35,4"),
        ("{{ many }}", "12.345"),
    ],
)
def test_dates_and_numbers_are_danish(source, shown):
    moment = timezone.localtime(datetime(2026, 11, 17, 13, 32, tzinfo=UTC))
    values = {"day": date(2026, 11, 17), "moment": moment, "share": Decimal("35.4"), "many": 12345}

    assert engines["django"].from_string(source).render(values) == shown
