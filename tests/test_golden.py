"""The acceptance figures of the whole product: 17, 25, 15, 13 and 14 of 48, wherever they are shown."""

import csv
import io
import json
import re
from io import BytesIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from pypdf import PdfReader

from municipalities.models import Municipality, User
from reports.services.publications import publish_survey
from reports.verification import find_faults
from surveys.demo.names import municipality_rows
from surveys.enums import ResponseState
from surveys.models import Response, Survey

FIGURES = {"deletion": 17, "outgoing-mail": 25, "access": 15, "dpia": 13, "dane": 14}
PASSWORD_LINE = "Adgangskode til alle demobrugere"


def run(*arguments: str) -> str:
    output = io.StringIO()
    call_command(*arguments, stdout=output, stderr=io.StringIO())
    return output.getvalue()


@pytest.fixture
def demo(db) -> Survey:
    run("demo")
    return Survey.objects.get(slug="2024")


@pytest.mark.slow
def test_the_published_figures_are_the_same_everywhere(demo, client, tmp_path):
    """One demo for all of it: it takes seconds to make."""
    assert command_figures() == FIGURES
    client.force_login(User.objects.get(email="leder@demo.example"))
    page = client.get(reverse("reports:tally", args=["2024"])).content.decode()
    assert large_figures(page) == list(FIGURES.values())
    publish_survey(survey=demo, by=None)
    client.logout()
    results = client.get(reverse("reports:results", args=["2024"])).content.decode()
    assert large_figures(results) == list(FIGURES.values())
    assert json_figures(client) == FIGURES
    assert csv_figures(client) == FIGURES
    call_command("report", "2024", out=tmp_path / "rapport.pdf", stderr=io.StringIO())
    assert (tmp_path / "rapport.pdf").read_bytes() == b"".join(
        client.get(reverse("reports:results_pdf", args=["2024"]))
    )
    assert report_figures((tmp_path / "rapport.pdf").read_bytes()) == set(FIGURES.values())
    assert list(find_faults(demo)) == []


def command_figures() -> dict[str, int]:
    found = json.loads(run("tally", "2024", "--format", "json"))
    assert found["respondents"] == 48
    assert {area["of"] for area in found["areas"]} == {48}
    return {area["area"]: area["counted"] for area in found["areas"]}


def large_figures(page: str) -> list[int]:
    return [
        int(number)
        for number in re.findall(r'class="figure-count">(\d+)</span> <span class="figure-of">ud af 48', page)
    ]


def json_figures(client) -> dict[str, int]:
    data = client.get(reverse("reports:results_json", args=["2024"])).json()
    assert {area["of"] for area in data["areas"]} == {48}
    return {area["area"]: area["counted"] for area in data["areas"]}


def csv_figures(client) -> dict[str, int]:
    text = client.get(reverse("reports:results_csv", args=["2024"])).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    return {row["område"]: int(row["tæller"]) for row in rows if not row["region"]}


def report_figures(pdf: bytes) -> set[int]:
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
    return {int(number) for number in re.findall(r"\b(\d+) ud af 48\b", text)} - {48}


@pytest.mark.slow
def test_demo_has_a_municipality_in_every_state_and_can_be_repeated(demo):
    counts = (Municipality.objects.count(), User.objects.count(), Response.objects.count())
    assert PASSWORD_LINE in run("demo")
    assert (Municipality.objects.count(), User.objects.count(), Response.objects.count()) == counts
    states = set(Survey.objects.get(slug="2026").responses.values_list("state", flat=True))
    assert states == set(ResponseState.values)
    assert not Response.objects.filter(state__in=["submitted", "accepted"], case_handler=None).exists()
    assert not Municipality.objects.filter(is_demo=False).exists()
    assert not User.objects.filter(is_demo=False).exists()


def test_demo_names_are_invented(db):
    call_command("load_register", stderr=io.StringIO())
    invented = municipality_rows()
    assert len({row.name for row in invented}) == len({row.code for row in invented}) == 60
    real = set(Municipality.objects.values_list("name", flat=True))
    assert real.isdisjoint({row.name for row in invented})
