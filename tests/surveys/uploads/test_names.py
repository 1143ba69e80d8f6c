import unicodedata

import pytest

from surveys.uploads.kinds import NAME_MOST
from surveys.uploads.limits import RefusedFileError
from surveys.uploads.names import clean_name


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Slettepolitik.pdf", "Slettepolitik.pdf"),
        ("Ærø, år 2026 (endelig) & bilag.docx", "Ærø, år 2026 (endelig) & bilag.docx"),
        (unicodedata.normalize("NFD", "Blåbærgrød på Ærø.pdf"), "Blåbærgrød på Ærø.pdf"),
        ("  to   mellemrum .pdf ", "to mellemrum .pdf"),
        ("fast\xa0mellemrum.pdf", "fast mellemrum.pdf"),
        ("a" * (NAME_MOST - 4) + ".pdf", "a" * (NAME_MOST - 4) + ".pdf"),
        ("å" * (NAME_MOST - 4) + ".pdf", "å" * (NAME_MOST - 4) + ".pdf"),
        ("console.pdf", "console.pdf"),
        ("a..b.pdf", "a..b.pdf"),
    ],
)
def test_clean_name_keeps_a_good_name_in_one_spelling(sent, kept):
    assert clean_name(sent) == kept


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("../x.pdf", "name_forbidden"),
        ("..\\x.pdf", "name_forbidden"),
        ("/etc/passwd", "name_forbidden"),
        ("C:\\x.pdf", "name_forbidden"),
        ("C:x.pdf", "name_forbidden"),
        ('a".pdf', "name_forbidden"),
        ("hvad?.pdf", "name_forbidden"),
        ("a\x00.pdf", "name_invisible"),
        ("a\r\nSet-Cookie: x.pdf", "name_invisible"),
        ("fdp\u202ecod.pdf", "name_invisible"),
        ("a\u200b.pdf", "name_invisible"),
        ("", "name_reserved"),
        ("   ", "name_reserved"),
        (".", "name_reserved"),
        ("..", "name_reserved"),
        (".pdf", "name_reserved"),
        ("x.pdf.", "name_reserved"),
        ("CON.pdf", "name_reserved"),
        ("lpt1.txt", "name_reserved"),
        ("nul .pdf", "name_reserved"),
        ("a" * (NAME_MOST - 3) + ".pdf", "name_long"),
    ],
)
def test_clean_name_refuses_a_name_that_leads_astray(sent, code):
    with pytest.raises(RefusedFileError) as refused:
        clean_name(sent)
    assert refused.value.code == code
