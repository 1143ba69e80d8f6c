"""What people type as a domain, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from municipalities.dane.names import clean_domain, is_host_name
from municipalities.domains import readable

LONGEST_LABEL = "a" * 63


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("eksempel.dk", "eksempel.dk"),
        (" Eksempel.DK. ", "eksempel.dk"),
        ("rødgrød.dk", "xn--rdgrd-vuad.dk"),
        ("RØDGRØD.dk", "xn--rdgrd-vuad.dk"),
        ("xn--rdgrd-vuad.dk", "xn--rdgrd-vuad.dk"),
        ("ａ.dk", "a.dk"),
        ("a。dk", "a.dk"),
        ("1.dk", "1.dk"),
        ("mail.a-b.dk", "mail.a-b.dk"),
        (f"{LONGEST_LABEL}.dk", f"{LONGEST_LABEL}.dk"),
        (".".join([LONGEST_LABEL] * 3 + ["b" * 58, "dk"]), ".".join([LONGEST_LABEL] * 3 + ["b" * 58, "dk"])),
    ],
)
def test_a_domain_is_made_what_dns_is_asked_for(typed, domain):
    assert clean_domain(typed) == domain


@pytest.mark.parametrize(("domain", "shown"), [("xn--rdgrd-vuad.dk", "rødgrød.dk"), ("a-b.dk", "a-b.dk")])
def test_a_domain_is_shown_as_people_write_it(domain, shown):
    assert readable(domain) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "",
        ".",
        "..",
        "dk",
        "localhost",
        "192.0.2.1",
        "[192.0.2.1]",
        "::1",
        "a.1",
        "a_b.dk",
        "_dmarc.dk.dk",
        "*.dk",
        "-a.dk",
        "a-.dk",
        "a..dk",
        ".a.dk",
        "a b.dk",
        "a\0b.dk",
        "a.dk\r\nQUIT",
        "a@b.dk",
        "https://a.dk",
        "a.dk/",
        "a.dk:25",
        "xn--a.dk",
        "☃.dk",
        "\u200d.dk",
        "a" * 64 + ".dk",
        ".".join([LONGEST_LABEL] * 3 + ["b" * 59, "dk"]),
        "ø" * 120 + ".dk",
        "a." * 1000 + "dk",
    ],
)
def test_what_is_no_domain_is_refused(typed):
    with pytest.raises(ValueError, match="not a domain"):
        clean_domain(typed)


@given(st.text(max_size=300))
def test_whatever_is_typed_gives_a_host_name_or_a_refusal(typed):
    try:
        domain = clean_domain(typed)
    except ValueError:
        return
    assert is_host_name(domain)
    assert clean_domain(domain) == domain
    assert clean_domain(readable(domain)) == domain


@pytest.mark.parametrize("name", ["mx.eksempel.dk", "_a.b", "1-2.dk", "dk", "a." * 126 + "a"])
def test_names_that_dns_gives_hosts_are_taken(name):
    assert is_host_name(name)


@pytest.mark.parametrize("name", ["", ".", "a..b", "a\\032b.dk", "\\000.dk", "a b", "Æ.dk", "a\n.dk", "a." * 127 + "a"])
def test_names_that_cannot_be_said_to_a_server_are_none(name):
    assert not is_host_name(name)
