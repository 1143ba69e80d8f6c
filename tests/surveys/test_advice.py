"""Advice in versions: what is typed, merged and stored, and that a version in use never changes."""

import pytest

from surveys.advice import compare_versions, select_advice, texts_of
from surveys.advice_texts import LINKS, LinkLineError, Merged, marks, merge, read_links, write_links
from surveys.enums import SurveyState
from surveys.models import AdviceVersion
from surveys.questionnaire import LinkContent
from surveys.services.advice import StaleAdviceError, edit_advice, use_advice
from surveys.services.errors import SurveyError
from tests.factories.reports import make_advice
from tests.factories.surveys import make_survey

NAME = "dpia-headline-on_the_way-text"
OTHER = "dpia-2-in_place-text"


@pytest.fixture
def version(survey):
    return make_advice(survey)


@pytest.fixture
def area(survey):
    return survey.areas.get(key="dpia")


def edit(survey, area, by, seen=None, **texts):
    """What one person stores, having read what is there unless said otherwise."""
    stored = texts_of(survey.advice_versions.last(), area)
    typed = (seen or stored) | texts
    return edit_advice(survey=survey, area=area, typed=typed, seen=marks(seen or stored), by=by)


@pytest.mark.parametrize(
    ("seen", "stored", "typed", "expected"),
    [
        ("a", "a", "b", Merged({"x": "b"}, ())),
        ("a", "b", "a", Merged({"x": "b"}, ())),
        ("a", "b", "b", Merged({"x": "b"}, ())),
        ("a", "b", "c", Merged({"x": "c"}, ("x",))),
        ("", "", "b", Merged({"x": "b"}, ())),
    ],
    ids=["only mine", "only theirs", "both the same", "both", "from nothing"],
)
def test_texts_merge_and_the_same_text_in_two_hands_is_a_conflict(seen, stored, typed, expected):
    assert merge(seen=marks({"x": seen}), stored={"x": stored}, typed={"x": typed}) == expected


def test_a_text_nobody_read_is_no_text_to_write_over():
    assert merge(seen={}, stored={"x": "a"}, typed={"x": "b"}).conflicts == ("x",)


def test_links_are_lines_and_come_back():
    links = (LinkContent("Om sletning", "https://example.dk/a"), LinkContent("Mere", "https://example.dk/b?c=d"))
    assert read_links(write_links(links)) == links
    assert read_links("\n  Om  sletning   https://example.dk \n\n") == (
        LinkContent("Om  sletning", "https://example.dk"),
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Om sletning", "Skriv titlen, et mellemrum og https://…"),
        ("Om sletning http://example.dk", "Skriv titlen, et mellemrum og https://…"),
        ("https://example.dk", "Skriv titlen før adressen."),
        (f"{'x' * 161} https://example.dk", "er for lang"),
    ],
)
def test_a_line_that_is_no_link_is_told(line, told):
    with pytest.raises(LinkLineError, match=told):
        read_links(f"Godt https://example.dk\n{line}")


def test_an_unused_version_is_edited_in_place(survey, version, area, manager):
    edit(survey, area, manager, **{NAME: "Nyt råd.", LINKS: "Nyt link https://example.dk/ny"})

    assert survey.advice_versions.get() == version
    stored = texts_of(version, area)
    assert (stored[NAME], stored[LINKS]) == ("Nyt råd.", "Nyt link https://example.dk/ny")
    version.refresh_from_db()
    assert (version.changed_by, version.is_used) == (manager, False)


def test_a_used_version_is_frozen_and_the_edit_makes_the_next(survey, version, area, manager):
    use_advice(survey=survey)
    before = {one.area.key: one.texts for one in select_advice(survey, version)}

    made = edit(survey, area, manager, **{NAME: "Nyt råd."})

    assert (made.number, made.created_by, made.is_used) == (2, manager, False)
    assert {one.area.key: one.texts for one in select_advice(survey, version)} == before
    after = {one.area.key: one.texts for one in select_advice(survey, made)}
    assert after == before | {"dpia": before["dpia"] | {NAME: "Nyt råd."}}


def test_storing_what_is_there_makes_no_version(survey, version, area, manager):
    use_advice(survey=survey)

    assert edit(survey, area, manager) == version
    assert survey.advice_versions.count() == 1


def test_using_marks_the_newest_once(survey, version):
    first = use_advice(survey=survey)
    again = use_advice(survey=survey)

    assert (first, again.used_at) == (version, first.used_at)
    assert first.used_at is not None


def test_without_advice_there_is_nothing_to_use(survey):
    with pytest.raises(SurveyError, match="Tilsynet har ingen råd"):
        use_advice(survey=survey)


def test_two_people_in_different_texts_are_both_kept(survey, version, area, manager, case_handler):
    seen = texts_of(version, area)
    edit(survey, area, manager, **{NAME: "Den enes."})

    edit(survey, area, case_handler, seen, **{OTHER: "Den andens."})

    stored = texts_of(version, area)
    assert (stored[NAME], stored[OTHER]) == ("Den enes.", "Den andens.")


def test_two_people_in_the_same_text_are_told_and_nothing_is_stored(survey, version, area, manager, case_handler):
    seen = texts_of(version, area)
    edit(survey, area, manager, **{NAME: "Den enes."})

    with pytest.raises(StaleAdviceError) as told:
        edit(survey, area, case_handler, seen, **{NAME: "Den andens.", OTHER: "Også nyt."})

    assert (told.value.conflicts, told.value.stored[NAME]) == ((NAME,), "Den enes.")
    stored = texts_of(version, area)
    assert (stored[NAME], stored[OTHER]) == ("Den enes.", seen[OTHER])


def test_an_edit_of_a_version_that_was_used_meanwhile_is_no_conflict(survey, version, area, manager):
    seen = texts_of(version, area)
    use_advice(survey=survey)

    assert edit(survey, area, manager, seen, **{NAME: "Nyt råd."}).number == 2


def test_nothing_is_left_out_after_opening_or_changed_in_the_archive(survey, version, area, manager):
    with pytest.raises(SurveyError, match="Rådet mangler"):
        edit(survey, area, manager, **{NAME: ""})
    survey.state = SurveyState.ARCHIVED
    survey.save()
    with pytest.raises(SurveyError, match="arkiveret"):
        edit(survey, area, manager, **{NAME: "Nyt råd."})

    assert texts_of(version, area)[NAME] == "Fortsæt med dpia-headline."


def test_a_survey_being_prepared_gets_its_first_advice_bit_by_bit(manager, db):
    draft = make_survey("2027", is_open=False)
    area = draft.areas.get(key="dpia")
    edit_advice(survey=draft, area=area, typed={NAME: "Fortsæt."}, seen=marks(texts_of(None, area)), by=manager)

    version = AdviceVersion.objects.get(survey=draft)
    assert (version.number, version.created_by) == (1, manager)
    assert texts_of(version, area)[NAME] == "Fortsæt."
    assert [one.missing for one in select_advice(draft, version)] == [3, 3, 3, 3, 3]


def test_versions_are_compared_word_by_word(survey, version, area, manager):
    use_advice(survey=survey)
    made = edit(survey, area, manager, **{NAME: "Fortsæt roligt med dpia-headline."})

    [changed] = compare_versions(select_advice(survey, version), select_advice(survey, made))
    [change] = changed.changes
    assert (changed.title, change.label) == ("Konsekvensanalyse", "Spørgsmål 1: på vej")
    assert [(piece.change, piece.text) for piece in change.pieces] == [
        ("", "Fortsæt "),
        ("added", "roligt "),
        ("", "med dpia-headline."),
    ]


@pytest.mark.parametrize("questions", [3, 6])
def test_a_version_is_read_in_four_queries(survey, version, django_assert_num_queries, questions):
    if questions == 3:
        survey.questions.filter(key__endswith="-3").delete()
    with django_assert_num_queries(4):
        select_advice(survey, version)
