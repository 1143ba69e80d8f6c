"""A case with realistic Danish content, invented for the tests, and the papers made of it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from reports.documents import Fact
from reports.enums import EntryKind, RequestLaw
from reports.timeline.choosing import complete, omissions, without
from reports.timeline.document import Asked, CaseDocument
from reports.timeline.entries import Annex, Case, Entry, FileList, Group, Item, Passage, Standing, in_order
from tests.reports.samples import COPENHAGEN, FILES, SENDER, TITLE


def case(**changes) -> Case:
    """Two submissions with a comment each, a follow-up, mail and letter; a note and a conflict stay in the house."""
    handler, lead = "Sofie Sag", "Lea Leder"
    at = datetime(2024, 5, 14, 10, 42, tzinfo=COPENHAGEN)
    entries = (
        Entry("survey-1", EntryKind.SURVEY, 1, at, "Tilsynet blev åbnet", handler),
        Entry("mail-1", EntryKind.MAIL, 1, at, "Mailen »Invitation« blev sendt", note=f"Til {lead}", annex=MAIL),
        Entry(
            "submission-1",
            EntryKind.SUBMISSION,
            1,
            at + timedelta(days=3),
            "Kommunen indsendte besvarelsen (nr. 1)",
            lead,
            annex=submission_annex(1, "Vi sletter ikke i journalen."),
        ),
        Entry(
            "note-1",
            EntryKind.NOTE,
            1,
            at + timedelta(days=4),
            "Note til et svar",
            handler,
            note="Til spørgsmålet »Har I en rutine?«",
            words=Passage("note-1-words", "teksten", "Svaret virker for pænt."),
            internal=True,
        ),
        Entry(
            "move-1",
            EntryKind.RESPONSE,
            1,
            at + timedelta(days=4),
            "Besvarelsen blev sendt tilbage til kommunen",
            handler,
            words=Passage("move-1-reason", "begrundelsen", "Ret svaret\nom sletning."),
        ),
        Entry(
            "submission-2",
            EntryKind.SUBMISSION,
            2,
            at + timedelta(days=9),
            "Kommunen indsendte besvarelsen (nr. 2)",
            lead,
            annex=submission_annex(2, "Vi sletter nu overalt."),
        ),
        *HANDLING,
        *FOLLOW_UP,
        FORMAL,
    )
    content = Case(
        survey_title=TITLE,
        is_demo=True,
        sender=SENDER,
        municipality="Lyngbakke Kommune",
        cvr="00000001",
        region="Region Nordjylland",
        journal_number="2024-432-0001",
        entries=in_order(entries),
        standing=Standing(handler, "Åbent", "Indsendt", date(2024, 5, 31)),
    )
    return replace(content, **changes)


DAY = datetime(2024, 5, 24, 9, 30, tzinfo=COPENHAGEN)
SHA = "0123456789abcdef" * 4
HANDLING = (
    Entry(
        "sample-1",
        EntryKind.CASE,
        1,
        DAY - timedelta(days=12),
        "Kommunen blev udvalgt: Tilfældigt udtræk (udvælgelse nr. 2)",
        "Mads Chef",
        f"Startværdi 4711. SHA-256 {SHA}",
        Passage("sample-1-reason", "begrundelsen", "To kommuner er lagt sammen."),
    ),
    Entry("assignment-1", EntryKind.CASE, 1, DAY - timedelta(days=9), "Sofie Sag fik sagen", "Mads Chef"),
    Entry(
        "conflict-1-declared",
        EntryKind.CASE,
        1,
        DAY,
        "Inge Inhabil meldte sig inhabil i kommunens sager",
        "Inge Inhabil",
        internal=True,
    ),
    Entry(
        "erratum-1",
        EntryKind.SURVEY,
        1,
        DAY,
        "En rettelse til et spørgsmål",
        "Mads Chef",
        "Spørgsmålet »Er der frister?«",
        Passage("erratum-1-words", "teksten", "Der menes systemer i drift."),
    ),
)
FOLLOW_UP = (
    Entry(
        "follow-up-1",
        EntryKind.FOLLOW_UP,
        1,
        DAY,
        "Opfølgning nr. 1: tilsynet spurgte",
        "Sofie Sag",
        "Spørgsmålet »Har I en rutine?«. Svar senest 7. juni 2024",
        Passage("follow-up-1-words", "teksten", "Hvilke systemer mangler?"),
        annex=Annex(
            "follow-up-1-annex",
            "Opfølgning nr. 1: Spørgsmål",
            groups=(
                Group(
                    1,
                    "Sletning",
                    (
                        Item(
                            "follow-up-1-proposal", "det foreslåede svar", "Har I en rutine? Foreslået svar:", "Delvist"
                        ),
                    ),
                ),
            ),
        ),
    ),
    Entry(
        "follow-up-2",
        EntryKind.FOLLOW_UP,
        2,
        DAY + timedelta(days=1),
        "Opfølgning nr. 1: kommunen svarede",
        "Lea Leder",
        "Spørgsmålet »Har I en rutine?«",
        Passage("follow-up-2-words", "teksten", "Kun det gamle arkiv."),
        annex=Annex(
            "follow-up-2-annex",
            "Opfølgning nr. 1: Svar",
            files=FileList("follow-up-2-files", "listen over filer", FILES),
        ),
    ),
)
FORMAL = Entry(
    "formal-1",
    EntryKind.LETTER,
    1,
    DAY + timedelta(days=2),
    "Svar om længere frist (formelt brev nr. 2) blev udsendt",
    "Sofie Sag",
    annex=Annex(
        "formal-1-annex",
        "Svar om længere frist (formelt brev nr. 2)",
        (
            Fact("Dannet", "26. maj 2024 9.30"),
            Fact("Kontrolkode", "AB12-CD34-EF56"),
            Fact("Indhold (SHA-256)", SHA),
            Fact("PDF-fil (SHA-256)", SHA),
        ),
    ),
)
MAIL = Annex(
    "mail-1-annex",
    "Mail: Invitation",
    (Fact("Til", "Lea Leder, lead@demo.example"), Fact("Emne", "I skal svare på et tilsyn")),
    text="Hej Lea\n\nLæs mere på portalen.\n\nVenlig hilsen\nDemotilsynet",
)


def submission_annex(number: int, comment: str) -> Annex:
    key = f"submission-{number}"
    return Annex(
        f"{key}-annex",
        f"Indsendelse nr. {number}",
        (Fact("Kontrolsum (SHA-256)", "0123456789abcdef" * 4),),
        groups=(
            Group(
                1,
                "Sletning",
                (
                    Item(
                        f"{key}-answer-1",
                        "svaret på 1.1",
                        "1.1 Har I en rutine?",
                        "Ja",
                        Passage(f"{key}-answer-1-comment", "kommentaren til 1.1", comment),
                    ),
                    Item(f"{key}-answer-11", "svaret på 1.2", "1.2 Er der frister?", "Nej"),
                ),
            ),
            Group(2, "Mail", (Item(f"{key}-answer-2", "svaret på 2.1", "2.1 Scanner I?", "Ja"),)),
        ),
        files=FileList(f"{key}-files", "listen over filer", FILES),
    )


def long_case(text: str, word: str) -> Case:
    """Every place that holds what people wrote or are called, filled to the brim."""
    said = Entry(
        "move-9",
        EntryKind.RESPONSE,
        9,
        datetime(2024, 5, 20, tzinfo=COPENHAGEN),
        word,
        word,
        words=Passage("a", "b", text),
    )
    mail = replace(said, key="mail-9", kind=EntryKind.MAIL, annex=Annex("c", word, (Fact(word, text[:200]),), text))
    sent = replace(said, key="submission-9", kind=EntryKind.SUBMISSION, annex=submission_annex(9, text))
    standing = Standing(word, word, word, date(2024, 5, 31))
    return case(municipality=word, standing=standing, entries=in_order([said, mail, sent]))


def case_document(case_content: Case | None = None, **changes) -> CaseDocument:
    """As the archive gets it."""
    printed = datetime(2024, 6, 3, 9, 5, tzinfo=COPENHAGEN)
    return replace(CaseDocument(case_content or case(), printed), **changes)


ASKED = Asked(2, str(RequestLaw.PUBLIC.label), "2024-432-0099", date(2024, 5, 24), None)


def copy_of_case(choices: dict[str, str] | None = None, **changes) -> CaseDocument:
    """As someone who asked gets it: without the note, unless other choices are given."""
    full = case()
    chosen = complete(full, RequestLaw.PUBLIC, choices or {})
    asked = replace(ASKED, decided=date(2024, 6, 3))
    given = {"asked": asked, "omissions": omissions(full, chosen)} | changes
    return case_document(without(full, chosen), **given)
