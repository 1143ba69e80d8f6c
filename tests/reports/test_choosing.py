"""What a copy of a case holds and what it says of the rest, without a database."""

import pytest

from reports.enums import RequestLaw
from reports.timeline.bases import BASES, BY_KEY, INTERNAL, bases_of
from reports.timeline.choosing import Omission, choosables, complete, every_part, omissions, repeated, without
from tests.reports.case_samples import case

WHY = "public-control"
PARAGRAPH = BY_KEY[WHY].reference


def chosen(**left):
    """Everything given, also the note, but for those named: `submission_1="public-control"`."""
    everything = dict.fromkeys((part.key for part in every_part(case())), "")
    return everything | {key.replace("_", "-"): basis for key, basis in left.items()}


def entry(found, key):
    return next((one for one in found.entries if one.key == key), None)


def comments(found, key):
    groups = entry(found, key).annex.groups
    return [item.comment.text for group in groups for item in group.items if item.comment]


def test_nothing_left_out_gives_the_whole_case():
    assert without(case(), chosen()) == case(standing=None)
    assert omissions(case(), chosen()) == ()


def test_what_is_internal_is_left_out_until_someone_chooses_otherwise():
    default = complete(case(), RequestLaw.PUBLIC, {})

    assert {key: basis for key, basis in default.items() if basis} == {
        "note-1": "public-internal",
        "conflict-1-declared": "public-internal",
    }
    assert complete(case(), RequestLaw.PARTY, {})["note-1"] == "party-internal"
    assert complete(case(), RequestLaw.PUBLIC, {"note-1": ""})["note-1"] == ""


def test_choices_of_parts_that_are_gone_are_dropped():
    assert "mail-99" not in complete(case(), RequestLaw.PUBLIC, {"mail-99": WHY})


def test_a_whole_entry_goes_with_all_that_is_in_it():
    choices = chosen(submission_1=WHY, submission_1_answer_1_comment="public-private")

    assert entry(without(case(), choices), "submission-1") is None
    assert omissions(case(), choices) == (Omission("Indsendelse, 17. maj 2024", PARAGRAPH),)


def test_an_annex_goes_and_its_entry_stays():
    choices = chosen(submission_1_annex=WHY, submission_1_files=WHY)
    kept = entry(without(case(), choices), "submission-1")

    assert kept.annex is None
    assert kept.title == "Kommunen indsendte besvarelsen (nr. 1)"
    assert omissions(case(), choices) == (Omission("Indsendelse, 17. maj 2024: bilaget", PARAGRAPH),)


def test_a_comment_goes_and_its_answer_stays():
    choices = chosen(submission_1_answer_1_comment=WHY)
    given = without(case(), choices)

    assert comments(given, "submission-1") == []
    assert entry(given, "submission-1").annex.groups[0].items[0].value == "Ja"
    assert comments(given, "submission-2") == ["Vi sletter nu overalt."]
    assert omissions(case(), choices) == (Omission("Indsendelse, 17. maj 2024: kommentaren til 1.1", PARAGRAPH),)


def test_an_answer_goes_with_its_comment_and_leaves_the_one_whose_key_begins_alike():
    choices = chosen(submission_1_answer_1=WHY, submission_1_answer_1_comment=WHY)
    [first, second] = entry(without(case(), choices), "submission-1").annex.groups

    assert [item.key for item in first.items] == ["submission-1-answer-11"]
    assert [item.key for item in second.items] == ["submission-1-answer-2"]
    assert omissions(case(), choices) == (Omission("Indsendelse, 17. maj 2024: svaret på 1.1", PARAGRAPH),)


def test_two_answers_whose_keys_begin_alike_are_both_listed():
    choices = chosen(submission_1_answer_1=WHY, submission_1_answer_11=WHY)

    assert [one.name for one in omissions(case(), choices)] == [
        "Indsendelse, 17. maj 2024: svaret på 1.1",
        "Indsendelse, 17. maj 2024: svaret på 1.2",
    ]
    assert [group.number for group in entry(without(case(), choices), "submission-1").annex.groups] == [2]


def test_a_list_of_files_and_a_reason_go_alone():
    choices = chosen(submission_2_files=WHY, move_1_reason="public-other")
    given = without(case(), choices)

    assert entry(given, "submission-2").annex.files is None
    assert entry(given, "submission-1").annex.files is not None
    assert entry(given, "move-1").words is None
    assert omissions(case(), choices) == (
        Omission("Besvarelsen, 18. maj 2024: begrundelsen", BY_KEY["public-other"].reference),
        Omission("Indsendelse, 23. maj 2024: listen over filer", PARAGRAPH),
    )


def test_annexes_are_numbered_without_a_gap():
    given = without(case(), chosen(submission_1=WHY))

    assert [(number, annex.title) for number, annex in given.annexes] == [
        (1, "Mail: Invitation"),
        (2, "Indsendelse nr. 2"),
        (3, "Opfølgning nr. 1: Spørgsmål"),
        (4, "Opfølgning nr. 1: Svar"),
        (5, "Svar om længere frist (formelt brev nr. 2)"),
    ]


def test_an_omission_tells_nothing_of_what_was_left_out():
    """Neither a title nor a name nor any word that was written."""
    everything = dict.fromkeys(chosen(), WHY)
    words = " ".join(one.name for one in omissions(case(), everything))

    parts = [part.text for part in every_part(case())]
    titles = [one.title for one in case().entries]
    assert [text for text in [*parts, *titles, "Sofie Sag", "Lea Leder", "Invitation"] if text in words] == []


def test_words_left_out_in_one_place_and_given_in_another_are_pointed_at():
    left = chosen(submission_1_files=WHY)

    assert repeated(case(), left) == (
        "Indsendelse, 23. maj 2024: listen over filer",
        "Opfølgning, 25. maj 2024: listen over filer",
    )
    assert repeated(case(), chosen(submission_1_answer_1_comment=WHY)) == ()
    assert repeated(case(), chosen(submission_1_files=WHY, submission_2_files=WHY, follow_up_2_files=WHY)) == ()


def test_a_part_within_what_is_left_out_counts_as_left_out_for_repetition():
    assert "Indsendelse, 23. maj 2024: listen over filer" in repeated(case(), chosen(submission_1=WHY))


@pytest.mark.parametrize("law", RequestLaw)
def test_each_law_has_its_own_list_with_a_basis_for_what_is_internal(law):
    keys = {basis.key for basis in bases_of(law)}

    assert INTERNAL[law] in keys
    assert {basis.law for basis in BASES if basis.key in keys} == {law}


def test_no_two_bases_share_a_key():
    assert len(BY_KEY) == len(BASES)


def test_the_number_of_a_paragraph_never_begins_a_line():
    references = {basis.key: basis.reference.split(" ") for basis in BASES}

    assert references["public-control"] == ["offentlighedslovens", "§\N{NO-BREAK SPACE}33,", "nr.\N{NO-BREAK SPACE}2"]
    assert references["public-internal"] == ["offentlighedslovens", "§\N{NO-BREAK SPACE}23,", "stk.\N{NO-BREAK SPACE}1"]
    assert references["party-interest"] == [
        "forvaltningslovens",
        "§\N{NO-BREAK SPACE}15\N{NO-BREAK SPACE}b",
    ]


def test_staff_see_when_who_and_to_whom_of_each_entry():
    described = {one.whole.key: one.whole.text for one in choosables(case())}

    assert described["mail-1"] == "10.42 Mailen »Invitation« blev sendt · Til Lea Leder"
    assert described["move-1"] == "10.42 Besvarelsen blev sendt tilbage til kommunen · Sofie Sag"
