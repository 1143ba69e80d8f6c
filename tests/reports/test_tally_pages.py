"""The national tally as the agency reads it, and the municipalities behind each figure."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from municipalities.dane.verdicts import Verdict
from surveys.dane_figures import select_measured_figures
from surveys.enums import Choice, ResponseState
from surveys.merge import Value
from surveys.selectors import select_tally
from surveys.services.responses import move_response
from tests.factories.measurements import make_domain, make_measurement
from tests.factories.municipalities import make_municipality
from tests.factories.reports import make_advice, make_publication
from tests.factories.surveys import make_response, make_submission, make_survey
from tests.surveys.pages import text_of

TALLY = reverse("reports:tally", args=["2026"])
NAMES = ("Aabyhøj", "Ølby", "Æbelø", "Zoneby")


@pytest.fixture
def survey(db):
    """Four respondents, of whom two count in deletion and none in DANE, and one that was only asked."""
    asked = [make_municipality(name) for name in NAMES]
    made = make_survey(municipalities=[*asked, make_municipality("Tavsby")])
    choices = (Choice.YES, Choice.MOST, Choice.SOME, Choice.NO)
    for municipality, choice in zip(asked, choices, strict=True):
        make_submission(
            make_response(made, municipality),
            Choice.MOST,
            deletion_headline=Value(choice=choice),
            deletion_2=None if choice == Choice.NO else Value(choice=choice),
            deletion_3=Value(not_relevant=True, comment="Vi har ingen."),
        )
    return made


def drill(client, question="deletion-headline", **wanted) -> list[str]:
    """The municipalities listed, from top to bottom."""
    answered = client.get(reverse("reports:tally_question", args=["2026", question]), wanted)
    assert answered.status_code == 200
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', answered.content.decode())


@pytest.fixture
def handler(client, case_handler):
    client.force_login(case_handler)
    return client


def test_figures_stand_large_with_percent_and_what_counts(handler, survey):
    shown = text_of(handler.get(TALLY))

    assert "4 af 5 spurgte kommuner har indsendt." in shown
    assert re.findall(r'class="figure-count">(\d+)<', shown) == ["2", "4", "4", "4", "0"]
    assert "50,0 procent. »Ja« og »Delvist – mere end 2/3 gennemført« tæller som på plads." in shown
    assert "0,0 procent. »Ja« tæller som på plads." in shown


def test_distribution_is_a_chart_that_is_a_table(handler, survey):
    shown = text_of(handler.get(TALLY))
    table = shown[shown.index('<table class="distribution">') : shown.index("</table>")]

    assert "Sletning: svarene fordelt på skalaen" in table
    assert re.findall(r'class="distribution-count">(\d+)<', table) == ["1", "1", "1", "0", "1"]
    assert table.count("tæller</span>") == 2
    assert table.count("<svg") == 5


def test_supporting_questions_show_not_relevant_and_unanswered_apart(handler, survey):
    shown = text_of(handler.get(TALLY))
    rows = dict(re.findall(r'<tr><th scope="row"><a href="[^"]+/(deletion-\d)/">.*?</th>(.*?)</tr>', shown))

    assert {key: re.findall(r">(\d+)<", cells) for key, cells in rows.items()} == {
        "deletion-2": ["2", "4", "0", "1"],
        "deletion-3": ["0", "4", "4", "0"],
    }


def test_a_withdrawn_response_is_no_respondent(handler, survey):
    gone = survey.responses.get(municipality__name="Aabyhøj")
    move_response(response=gone, target=ResponseState.WITHDRAWN, by=None, reason="Lagt sammen.")

    shown = text_of(handler.get(TALLY))

    assert "3 af 4 spurgte kommuner har indsendt." in shown
    assert "Aabyhøj" not in drill(handler)


@pytest.mark.parametrize(
    ("question", "group", "names"),
    [
        ("deletion-headline", "", ["Zoneby", "Æbelø", "Ølby", "Aabyhøj"]),
        ("deletion-headline", "taeller", ["Ølby", "Aabyhøj"]),
        ("deletion-headline", "taeller-ikke", ["Zoneby", "Æbelø"]),
        ("deletion-headline", "2", ["Æbelø"]),
        ("deletion-headline", "sludder", ["Zoneby", "Æbelø", "Ølby", "Aabyhøj"]),
        ("deletion-2", "ubesvaret", ["Zoneby"]),
        ("deletion-3", "ikke-relevant", ["Zoneby", "Æbelø", "Ølby", "Aabyhøj"]),
        ("dane-headline", "taeller", []),
    ],
)
def test_behind_a_figure_stand_its_municipalities_in_danish_order(handler, survey, question, group, names):
    assert drill(handler, question, svar=group) == names


def test_behind_a_region_stand_its_own(handler, survey):
    [region] = set(survey.responses.values_list("region__name", flat=True))

    assert len(drill(handler, region=region)) == 4
    assert drill(handler, region="Region Andetsteds") == []


def test_an_empty_survey_says_so(handler, db):
    make_survey()

    shown = text_of(handler.get(TALLY))

    assert "Ingen har indsendt endnu" in shown
    assert "figure-count" not in shown


def test_tally_page_queries_do_not_grow_with_respondents(handler, survey, django_assert_max_num_queries):
    handler.get(TALLY)
    with django_assert_max_num_queries(10) as before:
        handler.get(TALLY)
    for name in ("Nyby", "Gammelby"):
        make_submission(make_response(survey, make_municipality(name)))
    with django_assert_max_num_queries(10) as after:
        handler.get(TALLY)
    assert len(after) == len(before)


def test_csv_of_the_tally_has_the_same_figures(handler, survey):
    lines = handler.get(reverse("reports:tally_csv", args=["2026"])).content.decode("utf-8-sig").splitlines()

    assert [line for line in lines if "-headline;;" in line][:1] == ["deletion;deletion-headline;;2;4;0;0"]


# --- Measured beside it ------------------------------------------------------


def measure(survey, name, *verdicts):
    """Each of a domain of its own, an hour before the municipality submitted."""
    response = survey.responses.get(municipality__name=name)
    at = response.current_submission.submitted_at - timedelta(hours=1)
    for number, verdict in enumerate(verdicts):
        make_domain(response.municipality, f"d{number}.nr{response.pk}.example", at=at)
        make_measurement(response.municipality, f"d{number}.nr{response.pk}.example", verdict, at=at)


def test_what_was_measured_stands_below_the_figure_with_the_rest_apart(handler, survey):
    measure(survey, "Ølby", Verdict.HOLDS, Verdict.NO_MAIL)
    measure(survey, "Æbelø", Verdict.FAILS)
    measure(survey, "Zoneby", Verdict.HOLDS, Verdict.UNDECIDED)

    shown = text_of(handler.get(TALLY))

    dane = shown[shown.index('<h2 id="dane">') :]
    assert re.findall(r'class="(?:figure|measured)-count">(\d+)<', dane) == ["0", "1"]
    assert "Hos 1 holdt det ikke, 1 kunne ikke afgøres, og 1 var ikke målt." in dane
    assert reverse("surveys:dane_differences", args=["2026"]) in dane
    assert "Målt, da kommunerne indsendte" not in shown[: shown.index('<h2 id="dane">')]


def test_nothing_measured_is_said_without_a_figure(handler, survey):
    shown = text_of(handler.get(TALLY))
    assert "Ingen af kommunerne var målt, da de indsendte." in shown
    assert "measured-count" not in shown


def test_what_is_measured_changes_no_figure_file_or_publication(handler, survey, manager):
    make_advice(survey)

    def counted():
        return select_tally(survey), handler.get(reverse("reports:tally_csv", args=["2026"])).content

    before = counted()
    measure(survey, "Ølby", Verdict.HOLDS)
    measure(survey, "Æbelø", Verdict.FAILS)
    assert counted() == before
    assert "måling" not in str(make_publication(survey, by=manager).content).lower()


def test_what_is_measured_takes_one_query_more_however_much(handler, survey, django_assert_num_queries):
    with django_assert_num_queries(1):
        select_measured_figures(survey, 4)
    for name in NAMES:
        measure(survey, name, Verdict.HOLDS, Verdict.FAILS)
    with django_assert_num_queries(1):
        select_measured_figures(survey, 4)
