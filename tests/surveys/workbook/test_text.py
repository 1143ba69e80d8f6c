import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.workbook.text import as_typed, escape, unescape


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Blåbærgrød\n– på »to« linjer\t!", "Blåbærgrød\n– på »to« linjer\t!"),
        ("a\r\nb", "a_x000D_\nb"),
        ("NUL\0 og \x1b[0m", "NUL_x0000_ og _x001B_[0m"),
        ("skrevet _x000D_ sådan", "skrevet _x005F_x000D_ sådan"),
        ("_x0041_x0042_", "_x005F_x0041_x005F_x0042_"),
        ("_x0041\x0b", "_x005F_x0041_x000B_"),
        ("_x12_ _y0041_", "_x12_ _y0041_"),
    ],
)
def test_escape_writes_what_xml_cannot_hold(text, written):
    assert escape(text) == written
    assert unescape(written) == text


# Mostly what could go wrong beside each other.
NASTY = st.lists(st.sampled_from(["_", "x", "005F", "000D", "\r", "\0", "\uffff", "å", "_x"]), max_size=12)


@given(NASTY.map("".join) | st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_unescape_gives_every_text_back(text):
    assert unescape(escape(text)) == text


@pytest.mark.parametrize(
    ("written", "text"), [("_xD83D__xDE00_", "😀"), ("halv _xD83D_", "halv \ufffd"), ("_xd83d_ lille", "\ufffd lille")]
)
def test_unescape_gives_nothing_a_database_cannot_hold(written, text):
    assert unescape(written) == text


@pytest.mark.parametrize(
    ("text", "stored"), [("  a\r\nb\rc \n", "a\nb\nc"), ("\u00a0a\u00a0", "a"), (" \n ", ""), ("=1", "=1")]
)
def test_as_typed_is_what_a_page_would_store(text, stored):
    assert as_typed(text) == stored
