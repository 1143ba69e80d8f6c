"""Digests that can be worked out again anywhere: the expected ones were computed with other tools."""

from hypothesis import given
from hypothesis import strategies as st

from surveys.digests import digest, sha256_text, submission_digest

HASH = sha256_text("")


def answer(question, choice=4, *, not_relevant=False, comment_sha256=HASH, **more):
    return {
        "question": question,
        "choice": choice,
        "not_relevant": not_relevant,
        "comment_sha256": comment_sha256,
        **more,
    }


def of(answers, *, survey="2026", municipality="0101", number=1, files=()):
    return submission_digest(survey=survey, municipality=municipality, number=number, answers=answers, files=files)


def file(question="a", sha256=HASH, **more):
    return {"question": question, "sha256": sha256, **more}


def test_sha256_text_is_that_of_the_utf8_bytes():
    # printf '' | sha256sum; printf 'æøå' | sha256sum
    assert sha256_text("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sha256_text("æøå") == "6c228cdba89548a1af198f33819536422fb01b66e51f761cf2ec38d1fb4178a6"


def test_digest_is_that_of_canonical_json():
    # printf '{"a":[1,null,true],"b":"æ"}' | sha256sum
    assert (
        digest({"b": "æ", "a": [1, None, True]}) == "4ba167d7e75b0a82b791fa1ebe472768c4aee26e3658be1d0b99d3f8c7b554a5"
    )


def test_submission_digest_is_that_of_the_documented_content():
    content = (
        '{"answers":[{"choice":4,"comment_sha256":"' + HASH + '","not_relevant":false,"question":"a"}],'
        '"municipality":"0101","number":1,"survey":"2026"}'
    )

    assert of([answer("a")]) == sha256_text(content)


def test_submission_digest_covers_the_hash_of_each_file_where_there_is_any():
    content = (
        '{"answers":[{"choice":4,"comment_sha256":"' + HASH + '","not_relevant":false,"question":"a"}],'
        '"files":[{"question":"a","sha256":"' + HASH + '"}],"municipality":"0101","number":1,"survey":"2026"}'
    )

    assert of([answer("a")], files=[file(name="kan slettes senere.pdf")]) == sha256_text(content)
    assert of([answer("a")], files=[file("a"), file("b")]) == of([answer("a")], files=[file("b"), file("a")])


def test_submission_digest_does_not_depend_on_the_order_or_on_the_comment_itself():
    one, two = answer("a", comment="kan slettes senere"), answer("b", 0)

    assert of([one, two]) == of([two, answer("a")])


@given(st.permutations([answer(key, choice) for key, choice in [("a", 4), ("b", None), ("c", 0)]]))
def test_submission_digest_is_the_same_for_every_order(answers):
    assert of(answers) == of(sorted(answers, key=lambda one: one["question"]))


def test_submission_digest_changes_with_each_thing_it_covers():
    digests = [
        of([answer("a")]),
        of([answer("a")], survey="2024"),
        of([answer("a")], municipality="0147"),
        of([answer("a")], number=2),
        of([answer("b")]),
        of([answer("a", 3)]),
        of([answer("a", None)]),
        of([answer("a", None, not_relevant=True)]),
        of([answer("a", 0)]),
        of([answer("a", comment_sha256=sha256_text("en"))]),
        of([answer("a"), answer("b")]),
        of([]),
        of([answer("a")], files=[file()]),
        of([answer("a")], files=[file(), file()]),
        of([answer("a")], files=[file("b")]),
        of([answer("a")], files=[file(sha256=sha256_text("en"))]),
    ]

    assert len(set(digests)) == len(digests)
