"""What is left out of a copy is in none of its bytes: not on a page, in a bookmark, in the metadata or in a tag.

The case owns something in every place that could give it away, and the copy without omissions shows that it would.
"""

import io

from django.utils.formats import date_format
from pypdf import PdfReader
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, IndirectObject, StreamObject

from reports.enums import FormalState
from reports.html import case_html
from reports.timeline.choosing import complete, every_part, repeated
from reports.timeline.document import copy_document
from reports.timeline.selectors import select_case
from surveys.enums import MailState
from surveys.services.casework import set_case
from tests.factories.cases import CONFLICT_REASONS, NOW, SECRETS, SEED, make_request
from tests.reports.case_samples import case as sample_case

WHY = "public-control"
KEPT = "Inge Inhabil"


def said_in(pdf: bytes) -> str:
    """Everything a reader, a screen reader or a program finds in a PDF, as one line without spaces or line breaks."""
    reader = PdfReader(io.BytesIO(pdf))
    pages = [page.extract_text() for page in reader.pages]
    found = [*pages, *strings(reader.trailer, set())]
    return squeezed("\n".join(found) + pdf.decode("latin-1"))


def strings(thing: object, seen: set):
    """Each string and stream of the file, reached from its root, whatever it is for."""
    if isinstance(thing, IndirectObject):
        if thing.idnum in seen:
            return
        seen.add(thing.idnum)
        thing = thing.get_object()
    if isinstance(thing, StreamObject):
        data = thing.get_data()
        yield data if isinstance(data, str) else data.decode("utf-8", "replace")
    if isinstance(thing, DictionaryObject):
        for value in thing.values():
            yield from strings(value, seen)
    elif isinstance(thing, ArrayObject):
        for value in thing:
            yield from strings(value, seen)
    elif isinstance(thing, ByteStringObject):
        yield thing.decode("utf-16", "replace")
    elif isinstance(thing, str):
        yield thing


def squeezed(text: str) -> str:
    return "".join(text.split())


def copy(case, request, choices) -> bytes:
    from reports.pdf import render_pdf

    content = select_case(case)
    complete_choices = complete(content, request.law, choices)
    return render_pdf(case_html(copy_document(content, request, complete_choices, NOW, is_decided=True)))


def everything(content) -> dict[str, str]:
    """Given, also what is internal."""
    return {part.key: "" for part in every_part(content)}


def leaks(said: str, *words: str) -> list[str]:
    return [word for word in words if squeezed(word) in said]


def test_a_full_copy_says_it_all(case, case_handler, lead):
    """Or the tests below could not fail."""
    said = said_in(copy(case, make_request(case, case_handler), everything(select_case(case))))

    sent = case.mails.filter(state=MailState.SENT).first().body
    letter = case.formal_letters.get(state=FormalState.ISSUED)
    owned = [*SECRETS.values(), SEED, sent, str(lead), lead.email, KEPT, letter.verification_code, letter.pdf_sha256]
    assert leaks(said, *owned) == owned


def test_a_copy_of_nothing_says_nothing(case, case_handler, lead, manager):
    """Every entry left out: no word anyone wrote, no name, no bookmark to a document, nor how it all ended."""
    set_case(response=case, journal_number="2026-432-0001", case_handler=case_handler)
    case.refresh_from_db()
    request = make_request(case, case_handler)
    entries = select_case(case).entries
    pdf = copy(case, request, dict.fromkeys((one.key for one in entries), WHY))
    said = said_in(pdf)

    sent = [*case.mails.filter(state=MailState.SENT).values_list("body", "subject").first()]
    titles = {one.annex.title for one in entries if one.annex} | {one.title for one in entries}
    digests = case.submissions.values_list("digest", flat=True)
    letter = case.formal_letters.get(state=FormalState.ISSUED)
    codes = [*case.letters.values_list("verification_code", flat=True), letter.verification_code, letter.pdf_sha256]
    assert case.own_deadline
    facts = [date_format(case.own_deadline), case.state_label, case.survey.state_label]
    people = [
        str(lead),
        lead.email,
        str(manager),
        str(case_handler),
        KEPT,
        *(str(letter.drafted_by) for letter in case.letters.all()),
    ]
    assert leaks(said, *SECRETS.values(), SEED, *sent, *titles, *digests, *codes, *people, *facts) == []
    assert said.count("Udeladt:") >= len(entries)
    assert [one.title for one in PdfReader(io.BytesIO(pdf)).outline[1]] == ["Udeladt", "Forløb"]


def test_each_part_alone_is_gone_when_it_is_left_out(case, case_handler):
    """The words of one part at a time, wherever they stand: the file is in all three submissions."""
    request = make_request(case, case_handler)
    content = select_case(case)

    for text in SECRETS.values():
        places = [part.key for part in every_part(content) if part.text == text]
        assert len(places) == (3 if text == SECRETS["file"] else 1)
        choices = complete(content, request.law, everything(content) | dict.fromkeys(places, WHY))
        html = case_html(copy_document(content, request, choices, NOW, is_decided=True))
        assert [one for one in SECRETS.values() if one not in html] == [text]


def test_a_file_left_out_of_one_submission_and_given_in_the_next_is_pointed_at(case, case_handler):
    request = make_request(case, case_handler)
    content = select_case(case)
    first, *later = (part for part in every_part(content) if part.text == SECRETS["file"])

    assert repeated(content, complete(content, request.law, {first.key: WHY})) == tuple(part.name for part in later)


def test_what_is_internal_stays_in_the_house_unless_someone_gives_it(case, case_handler):
    """Notes, who was kept from the case, and letters that were never sent; what the municipality took part in goes."""
    content, request = select_case(case), make_request(case, case_handler)

    default = case_html(copy_document(content, request, complete(content, request.law, {}), NOW, is_decided=True))

    kept = [SECRETS[key] for key in ("formal", "note", "struck note", "strike")]
    assert [one for one in SECRETS.values() if one not in default] == kept
    assert "sig inhabil" not in default


def test_why_someone_is_kept_from_a_municipality_is_in_no_case(case, case_handler):
    """The list of conflicts has a rule of its own for who reads the reasons; a case is the same for all who see it."""
    content = select_case(case)
    html = case_html(
        copy_document(content, make_request(case, case_handler), everything(content), NOW, is_decided=True)
    )

    assert KEPT in html
    assert [reason for reason in CONFLICT_REASONS if reason in html] == []


def test_a_note_that_is_internal_stays_in_the_house_unless_someone_gives_it(case, case_handler):
    request = make_request(case, case_handler)
    content = sample_case()

    default = case_html(copy_document(content, request, complete(content, "public", {}), NOW, is_decided=True))
    given = case_html(
        copy_document(content, request, complete(content, "public", {"note-1": ""}), NOW, is_decided=True)
    )

    assert [words in default for words in ("Svaret virker for pænt.", "Note til et svar")] == [False, False]
    assert "Udeladt: Intern note, 18. maj 2024, efter offentlighedslovens §\u00a023, stk.\u00a01." in default
    assert [words in given for words in ("Svaret virker for pænt.", "Note til et svar")] == [True, True]
