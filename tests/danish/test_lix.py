import pytest

from tests.danish.lix import lix


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Det er en kort sætning.", 25.0),
        ("Vi tæller ord. Vi tæller også tegn.", 3.5),
        ("Kommunens besvarelse mangler.", 103.0),
        ("Uden tegn", 2.0),
        ("Et cpr-nummer er ét langt ord.", 6 + 100 / 6),
        ("Brug TLS 1.2 eller nyere.", 5.0),
    ],
)
def test_lix_adds_sentence_length_and_share_of_long_words(text, value):
    assert lix(text) == pytest.approx(value)
