"""Names in certificates against the names a sender accepts: RFC 7672 section 3.2.3."""

import pytest

from municipalities.dane.host_names import first_match


@pytest.mark.parametrize(
    ("accepted", "presented"),
    [
        ("mx.kommune.example", "mx.kommune.example"),
        ("mx.kommune.example", "MX.Kommune.EXAMPLE"),
        ("MX.kommune.example", "mx.kommune.example"),
        ("mx.kommune.example.", "mx.kommune.example"),
        ("mx.kommune.example", "*.kommune.example"),
        ("xn--mx-lka.kommune.example", "*.kommune.example"),
        ("kommune.example", "kommune.example"),
    ],
)
def test_a_name_is_covered(accepted, presented):
    assert first_match([accepted], ["andet.example", presented]) == accepted


@pytest.mark.parametrize(
    ("accepted", "presented"),
    [
        ("mx.kommune.example", "mx.kommune.example."),
        ("mx.kommune.example", "kommune.example"),
        ("mx.kommune.example", "x.kommune.example"),
        ("kommune.example", "*.kommune.example"),
        ("a.mx.kommune.example", "*.kommune.example"),
        ("mx.kommune.example", "m*.kommune.example"),
        ("mx.kommune.example", "*x.kommune.example"),
        ("mx.kommune.example", "mx.*.example"),
        ("mx.kommune.example", "*.*.example"),
        ("mx.kommune.example", "*"),
        ("kommune.example", "*.example"),
        ("example", "*"),
        ("*.kommune.example", "*.kommune.example"),
        ("mx.kommune.example", "mx.kommune.example\ufffd.andet.example"),
        ("mx.kommune.example", ""),
        ("", ""),
        (".", "*."),
        (".kommune.example", "*.kommune.example"),
    ],
)
def test_a_name_is_not_covered(accepted, presented):
    assert first_match([accepted], [presented]) == ""


def test_the_first_accepted_name_is_the_one_told():
    assert first_match(["mx.example", "kommune.example"], ["kommune.example", "mx.example"]) == "mx.example"


def test_without_names_nothing_matches():
    assert first_match([], ["mx.example"]) == first_match(["mx.example"], []) == ""
