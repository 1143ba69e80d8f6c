"""The pages that change a draft: what is typed is saved, or is still there with the reason beside it."""

import pytest
from django.urls import reverse

from surveys.models import Question, Survey
from surveys.services.surveys import open_survey, survey_content
from tests.factories.surveys import today
from tests.surveys.pages import text_of

SURVEY = {"title": "Ny titel", "intro_text": "Ny *intro*.", "minutes": "30", "requires_approval": "on"}
AREA = {"title": "Nyt navn", "why_text": "Ny **grund**.", "needs_text": "En\r\n\r\n  To  ting ", "headline": "dpia-2"}
QUESTION = {
    "question_text": "Nyt\r\nspørgsmål?",
    "unit": "postkasser",
    "help_text": "Tæl *dem*.\r\n\r\n- alle",
    "references_text": "Artikel 5\r\nArtikel 6",
    "threshold": "4",
}
PAGES = [
    ("edit_survey", {}, SURVEY),
    ("edit_area", {"area": "dpia"}, AREA),
    ("add_question", {"area": "dpia"}, QUESTION | {"key": "dpia-ny"}),
    ("edit_question", {"question": "dpia-2"}, QUESTION),
]


@pytest.fixture
def manager_client(client, manager):
    client.force_login(manager)
    return client


def address(name, draft, **parts):
    return reverse(f"surveys:{name}", kwargs={"survey": draft.slug, **parts})


def token_of(page):
    return page.context["form"]["token"].value()


def send(client, name, draft, data, **parts):
    """As a browser does: the page is read, and its token goes along."""
    page = client.get(address(name, draft, **parts))
    return client.post(address(name, draft, **parts), {"token": token_of(page), "save": "1", **data}, follow=True)


def test_the_survey_is_edited(manager_client, draft):
    page = send(manager_client, "edit_survey", draft, SURVEY)
    assert "Tilsynet er rettet." in text_of(page)
    draft.refresh_from_db()
    assert (draft.title, draft.intro, draft.minutes, draft.requires_approval) == ("Ny titel", "Ny *intro*.", 30, True)


def test_an_area_is_edited(manager_client, draft):
    page = send(manager_client, "edit_area", draft, AREA, area="dpia")
    assert "Området er rettet." in text_of(page)
    area = draft.areas.get(key="dpia")
    assert (area.title, area.why, area.needs) == ("Nyt navn", "Ny **grund**.", "En\nTo ting")
    assert area.questions.get(is_headline=True).key == "dpia-2"


def test_a_question_is_added(manager_client, draft):
    page = send(manager_client, "add_question", draft, QUESTION | {"key": "dpia-ny"}, area="dpia")
    assert "Spørgsmålet er tilføjet" in text_of(page)
    assert "Ét spørgsmål mangler råd." in text_of(page)
    question = draft.questions.get(key="dpia-ny")
    assert (question.text, question.help, question.references) == (
        "Nyt spørgsmål?",
        "Tæl *dem*.\n\n- alle",
        "Artikel 5\nArtikel 6",
    )


def test_a_question_is_edited(manager_client, draft):
    page = send(manager_client, "edit_question", draft, QUESTION, question="dpia-2")
    assert "Spørgsmålet er rettet." in text_of(page)
    question = draft.questions.get(key="dpia-2")
    assert (question.text, question.unit, question.threshold) == ("Nyt spørgsmål?", "postkasser", 4)


@pytest.mark.parametrize(
    ("name", "parts", "data", "field", "message"),
    [
        ("edit_survey", {}, SURVEY | {"title": ""}, "title", "Skriv tilsynets titel."),
        ("edit_survey", {}, SURVEY | {"minutes": "mange"}, "minutes", "Skriv et helt tal fra 1 til 600."),
        ("edit_survey", {}, SURVEY | {"minutes": "601"}, "minutes", "Skriv et helt tal fra 1 til 600."),
        ("edit_survey", {}, SURVEY | {"title": "x" * 121}, "title", "Teksten er på 121 tegn."),
        ("edit_area", {"area": "dpia"}, AREA | {"why_text": "x" * 10_001}, "why_text", "Teksten er på 10001 tegn."),
        ("edit_area", {"area": "dpia"}, AREA | {"headline": "dane-2"}, "headline", "Vælg et af områdets spørgsmål."),
        (
            "edit_area",
            {"area": "dpia"},
            AREA | {"headline": "dpia-3"},
            "headline",
            "Et hovedspørgsmål kan ikke besvares",
        ),
        (
            "edit_question",
            {"question": "dpia-headline"},
            QUESTION | {"allows_not_relevant": "on"},
            "allows_not_relevant",
            "Et hovedspørgsmål kan ikke besvares med »Ikke relevant«.",
        ),
        (
            "edit_question",
            {"question": "dpia-2"},
            QUESTION | {"unit": " "},
            "unit",
            "Skriv, hvad tredjedelene tælles i.",
        ),
        ("edit_question", {"question": "dpia-2"}, QUESTION | {"threshold": "9"}, "threshold", "Vælg, hvilke svar der"),
        ("add_question", {"area": "dpia"}, QUESTION | {"key": "dane-2"}, "key", "Nøglen bruges allerede i tilsynet."),
        ("add_question", {"area": "dpia"}, QUESTION | {"key": "Æble"}, "key", "Nøglen må kun have små bogstaver"),
        ("add_question", {"area": "dpia"}, QUESTION | {"key": "a--b"}, "key", "Nøglen må kun have små bogstaver"),
        (
            "edit_question",
            {"question": "dpia-2"},
            QUESTION | {"help_text": "a\x00b"},
            "help_text",
            "Teksten indeholder et tegn",
        ),
    ],
)
def test_bad_input_is_told_beside_its_field_and_in_the_summary(
    manager_client, draft, name, parts, data, field, message
):
    before = survey_content(draft)
    page = send(manager_client, name, draft, data, **parts)
    assert any(message in error for error in page.context["form"].errors[field])
    assert text_of(page).count(message) == 2
    kept = {name: page.context["form"][name].value() for name in data}
    assert kept == {name: value == "on" if isinstance(kept[name], bool) else value for name, value in data.items()}
    draft.refresh_from_db()
    assert survey_content(draft) == before


@pytest.mark.parametrize(
    ("name", "parts", "data", "field"),
    [(*page, field) for page in PAGES for field in page[2] if field.endswith("text") or field in {"title", "unit"}],
)
def test_a_text_with_a_cpr_number_is_refused_and_stays(manager_client, draft, name, parts, data, field):
    before = survey_content(draft)
    page = send(manager_client, name, draft, data | {field: "Ring til Anne, 070761-4285"}, **parts)
    assert page.context["form"].errors[field] == [
        "Teksten indeholder et CPR-nummer: Ring til Anne, xxxxxx-xxxx. Fjern nummeret."
    ]
    assert page.context["form"][field].value() == "Ring til Anne, 070761-4285"
    draft.refresh_from_db()
    assert survey_content(draft) == before


@pytest.mark.parametrize(("name", "parts", "data"), PAGES)
def test_the_preview_shows_the_text_and_saves_nothing(manager_client, draft, name, parts, data):
    before = survey_content(draft)
    page = manager_client.post(address(name, draft, **parts), data | {"preview": "1"})
    shown = page.content.decode()
    assert {"<em>intro</em>" in shown, "<strong>grund</strong>" in shown, "<em>dem</em>" in shown} == {True, False}
    draft.refresh_from_db()
    assert survey_content(draft) == before


def test_the_preview_of_what_is_needed_is_a_list_of_its_lines(manager_client, draft):
    data = AREA | {"needs_text": "*En*\n<b>To</b>", "preview": "1"}
    shown = manager_client.post(address("edit_area", draft, area="dpia"), data).content.decode()
    assert "<ul><li><em>En</em></li><li>&lt;b&gt;To&lt;/b&gt;</li></ul>" in shown


@pytest.mark.parametrize(("name", "parts", "data"), [page for page in PAGES if page[0] != "add_question"])
def test_a_colleagues_change_is_told_and_what_was_typed_stays(manager_client, draft, name, parts, data):
    page = manager_client.get(address(name, draft, **parts))
    Survey.objects.filter(pk=draft.pk).update(title="Kollegaens titel")
    draft.areas.filter(key="dpia").update(title="Kollegaens titel")
    draft.questions.filter(key="dpia-2").update(unit="kollegaer")
    draft.refresh_from_db()
    before = survey_content(draft)
    sent = data | {"token": token_of(page)}
    refused = manager_client.post(address(name, draft, **parts), sent)
    assert refused.status_code == 409
    assert "En kollega har ændret det samme" in text_of(refused)
    assert "kollegaens" in text_of(refused).lower()
    assert "<del>" in refused.content.decode()
    assert {one: refused.context["form"][one].value() for one in data if one != "requires_approval"} == {
        one: value for one, value in data.items() if one != "requires_approval"
    }
    draft.refresh_from_db()
    assert survey_content(draft) == before

    again = manager_client.post(address(name, draft, **parts), data | {"token": token_of(refused)})
    assert again.status_code == 302
    draft.refresh_from_db()
    assert survey_content(draft) != before


def test_a_colleagues_other_threshold_is_told_in_words(manager_client, draft):
    page = manager_client.get(address("edit_question", draft, question="dpia-2"))
    draft.questions.filter(key="dpia-2").update(threshold=4)
    typed = {name: page.context["form"][name].value() for name in QUESTION}
    refused = manager_client.post(address("edit_question", draft, question="dpia-2"), typed | {"token": token_of(page)})
    [change] = refused.context["changes"]
    assert change.label == "Tæller fra"
    assert [piece.text for piece in change.pieces] == ["Ja", "Delvist – mere end 2/3 gennemført"]


def test_a_question_a_colleague_deleted_keeps_what_was_typed(manager_client, draft):
    Question.objects.filter(key="dpia-2").delete()
    refused = manager_client.post(address("edit_question", draft, question="dpia-2"), QUESTION | {"token": "x"})
    assert "En kollega har slettet spørgsmålet" in text_of(refused)
    assert refused.context["form"]["help_text"].value() == QUESTION["help_text"]
    assert manager_client.get(address("edit_question", draft, question="dpia-2")).status_code == 404


@pytest.mark.parametrize(("name", "parts", "data"), PAGES)
def test_what_was_typed_is_shown_also_where_the_survey_is_gone(manager_client, draft, name, parts, data):
    Survey.objects.all().delete()
    gone = manager_client.post(address(name, draft, **parts), data)
    assert gone.status_code == 404
    assert "Det, du har skrevet, er ikke gemt." in text_of(gone)
    texts = [value.replace("\r\n", " ").split()[0] for name, value in data.items() if name.endswith("text")]
    assert texts
    assert all(text in gone.content.decode() for text in texts)
    assert manager_client.get(address(name, draft, **parts)).status_code == 404


@pytest.mark.parametrize(("name", "parts", "data"), PAGES)
def test_what_comes_after_the_opening_is_refused_and_kept(manager_client, draft, municipality, name, parts, data):
    page = manager_client.get(address(name, draft, **parts))
    open_survey(survey=draft, deadline=today(), municipalities=[municipality])
    draft.refresh_from_db()
    before = survey_content(draft)
    refused = manager_client.post(address(name, draft, **parts), data | {"token": token_of(page)})
    assert refused.status_code == 409
    assert "spørgsmålene ligger fast" in text_of(refused)
    assert 'name="save"' not in refused.content.decode()
    assert refused.context["form"][next(iter(data))].value() == next(iter(data.values()))
    assert survey_content(draft) == before


READ = ["edit_survey", "reload_questions", "delete_survey"]


@pytest.mark.parametrize(
    ("name", "parts"),
    [*((name, {}) for name in READ), ("delete_question", {"question": "dpia-2"}), *((p[0], p[1]) for p in PAGES)],
)
def test_once_opened_every_edit_page_leads_back_with_the_reason(manager_client, draft, municipality, name, parts):
    open_survey(survey=draft, deadline=today(), municipalities=[municipality])
    page = manager_client.get(address(name, draft, **parts), follow=True)
    assert page.redirect_chain == [(reverse("surveys:questions", args=["2027"]), 302)]
    assert "Tilsynet er åbnet, og spørgsmålene ligger fast." in text_of(page)


def test_moving_needs_no_script(manager_client, draft):
    page = text_of(manager_client.get(reverse("surveys:questions", args=["2027"])))
    # Of five areas with three questions each the first cannot go up and the last cannot go down.
    assert (page.count('value="op"'), page.count('value="ned"')) == (4 + 10, 4 + 10)
    manager_client.post(address("move_area", draft, area="dane"), {"flyt": "op"})
    manager_client.post(address("move_question", draft, question="dpia-2"), {"flyt": "op"})
    assert [area.key for area in draft.areas.all()][3:] == ["dane", "dpia"]
    assert [one.key for one in draft.areas.get(key="dpia").questions.all()] == ["dpia-2", "dpia-headline", "dpia-3"]


def test_an_unknown_direction_moves_nothing(manager_client, draft):
    before = survey_content(draft)
    manager_client.post(address("move_area", draft, area="dane"), {"flyt": "ud"})
    assert survey_content(draft) == before


def test_a_question_is_deleted_after_a_page_that_says_what_goes(manager_client, draft):
    page = manager_client.get(address("delete_question", draft, question="dpia-2"))
    assert "hjælpen og rådene til det forsvinder" in text_of(page)
    done = manager_client.post(
        address("delete_question", draft, question="dpia-2"), {"token": page.context["token"]}, follow=True
    )
    assert "Spørgsmålet er slettet." in text_of(done)
    assert draft.questions.count() == 14


def test_a_headline_is_not_deleted_and_the_page_says_what_to_do(manager_client, draft):
    page = text_of(manager_client.get(address("delete_question", draft, question="dpia-headline")))
    assert "Vælg et andet hovedspørgsmål" in page
    assert 'name="token"' not in page


def test_a_question_that_changed_is_not_deleted_unseen(manager_client, draft):
    page = manager_client.get(address("delete_question", draft, question="dpia-2"))
    draft.questions.filter(key="dpia-2").update(help="Kollegaens hjælp.")
    done = manager_client.post(
        address("delete_question", draft, question="dpia-2"), {"token": page.context["token"]}, follow=True
    )
    assert "En kollega har ændret det samme" in text_of(done)
    assert draft.questions.count() == 15


def test_those_who_only_read_see_no_way_to_change(client, auditor, draft):
    client.force_login(auditor)
    page = client.get(reverse("surveys:questions", args=["2027"])).content.decode()
    for name in ("edit_survey", "reload_questions", "delete_survey"):
        assert address(name, draft) not in page
    assert 'name="flyt"' not in page
    assert "Tilføj et spørgsmål" not in page


QUERIES = {"edit_survey": 4, "edit_area": 7, "add_question": 5, "edit_question": 5, "delete_question": 5}


@pytest.mark.parametrize(
    ("name", "parts"), [*((page[0], page[1]) for page in PAGES), ("delete_question", {"question": "dpia-2"})]
)
def test_the_number_of_queries_is_the_same_however_much_is_asked(
    manager_client, draft, django_assert_num_queries, name, parts
):
    manager_client.get(address(name, draft, **parts))  # notes in the session when it was used
    with django_assert_num_queries(QUERIES[name]):
        manager_client.get(address(name, draft, **parts))
    area = draft.areas.get(key="dpia")
    for number in range(100, 120):
        Question.objects.create(survey=draft, area=area, key=f"q-{number}", order=number, text="?", unit="systemer")
    with django_assert_num_queries(QUERIES[name]):
        manager_client.get(address(name, draft, **parts))


def test_a_form_sent_after_the_session_ended_is_kept(client, draft):
    answer = client.post(address("edit_question", draft, question="dpia-2"), QUESTION)
    assert answer.status_code == 401
    assert "Tæl *dem*." in answer.content.decode()
