"""The page that opens a survey, and the one that adds municipalities: what they say before, and what they then do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from municipalities.enums import Role, StaffRole
from municipalities.models import Municipality, RegionMembership
from reports.enums import FormalKind
from surveys.enums import ResponseState, SampleMethod, SurveyState
from surveys.models import Addition, Advice, Area, Mail, Question
from surveys.opening import suggested_deadline
from surveys.reminders import local_day
from surveys.services.additions import add_later
from surveys.services.conflicts import declare_conflict
from surveys.services.errors import SurveyError
from surveys.services.responses import move_response
from surveys.services.samples import Wanted, choose_sample
from tests.commands import run
from tests.factories.municipalities import make_member, make_municipality, make_region, make_staff
from tests.factories.reports import make_advice
from tests.factories.surveys import make_survey, today
from tests.reports.formal import review
from tests.surveys.pages import text_of
from tests.surveys.test_agency_sampling import press


@pytest.fixture
def chief(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def draft(municipality, other_municipality, lead, manager):
    """Two municipalities, one of them with somebody in charge."""
    survey = make_survey("2027", is_open=False)
    choose_sample(survey=survey, wanted=Wanted(SampleMethod.ALL), by=manager, seen=0)
    return survey


def address(survey):
    return reverse("surveys:open", args=[survey.slug])


def day(days):
    return (today() + timedelta(days=days)).strftime("%d.%m.%Y")


def previewed(client, survey, days=30):
    return client.post(address(survey), {"deadline": day(days), "preview": "1"})


def test_the_page_says_what_will_happen_and_to_how_many(chief, draft):
    said = text_of(chief.get(address(draft)))
    assert "<strong>2 kommuner</strong> bliver spurgt" in said
    assert "Region Prøveland 2" in said
    assert "<strong>1 invitation</strong> sendes" in said
    assert "15 spørgsmål i 5 områder" in said
    assert "1 kommune har ingen ansvarlig og får ingen mail" in said
    assert "Naboby" in said
    draft.refresh_from_db()
    assert draft.state == SurveyState.DRAFT


def test_opening_letters_are_counted_and_it_is_said_whether_they_will_be_seen(chief, draft, manager):
    for page in (chief.get(address(draft)), previewed(chief, draft)):
        said = text_of(page)
        assert "<strong>2 åbningsbreve</strong> dannes som PDF, ét til hver kommune." in said
        assert "Kommunen ser det ikke endnu" in said
        assert reverse("reports:formal_text", args=["2027", "opening"]) in said
    review(draft, FormalKind.OPENING, manager)
    said = text_of(chief.get(address(draft)))
    assert "Kommunen kan hente sit" in said
    assert "ser det ikke endnu" not in said


def test_questions_without_advice_are_said_and_stop_nothing(chief, draft):
    make_advice(draft)
    assert "mangler råd" not in text_of(chief.get(address(draft)))
    Advice.objects.filter(question__key="dpia-2").update(on_the_way="")
    shown = previewed(chief, draft)
    for page in (chief.get(address(draft)), shown):
        assert "<strong>1 spørgsmål mangler råd.</strong>" in text_of(page)
        assert f'href="{reverse("surveys:advice", args=["2027"])}">Se, hvor der mangler råd' in page.content.decode()
    assert "Tilsynet er åbnet" in text_of(press(chief, address(draft), shown))


def test_the_deadline_is_said_with_its_weekday_and_then_it_opens_once(chief, draft):
    shown = previewed(chief, draft)
    assert "Fristen er" in text_of(shown)
    assert not draft.responses.exists()
    done = press(chief, address(draft), shown)
    assert "Tilsynet er åbnet for 2 kommuner." in text_of(done)
    again = press(chief, address(draft), shown)
    assert "Tilsynet er allerede åbnet." in text_of(again)
    draft.refresh_from_db()
    assert (draft.state, draft.deadline, draft.events.count()) == (SurveyState.OPEN, today() + timedelta(days=30), 1)
    assert (draft.responses.count(), Mail.objects.count()) == (2, 1)
    assert draft.content_digest in text_of(shown)


def test_a_weekend_is_warned_of(chief, draft):
    days = next(days for days in range(30, 37) if (today() + timedelta(days=days)).weekday() == 6)
    assert "weekend" in text_of(previewed(chief, draft, days))
    assert "weekend" not in text_of(previewed(chief, draft, days + 1))


@pytest.mark.parametrize(
    ("deadline", "said"), [("", "Skriv en frist."), ("i morgen", "Skriv datoen som"), (-1, "Fristen er overskredet.")]
)
def test_a_deadline_that_cannot_be_is_said_at_its_field(chief, draft, deadline, said):
    typed = day(deadline) if isinstance(deadline, int) else deadline
    for button in ("preview", "confirm"):
        answer = chief.post(address(draft), {"deadline": typed, button: "1"})
        assert said in text_of(answer)
        assert f'value="{typed}"' in answer.content.decode() or not typed
    assert not draft.responses.exists()


def test_the_suggestion_is_six_weeks_ahead_and_no_weekend(draft):
    now = timezone.now()
    for offset in range(7):
        at = now + timedelta(days=offset)
        found = suggested_deadline(at)
        assert found.weekday() < 5
        assert timedelta(weeks=6) <= found - local_day(at) <= timedelta(weeks=6, days=2)


def test_what_was_changed_meanwhile_is_shown_before_it_opens(chief, draft, manager):
    shown = previewed(chief, draft)
    Question.objects.filter(survey=draft, key="dpia-headline").update(text="Et andet spørgsmål?")
    answer = press(chief, address(draft), shown)
    assert "ændret, siden du så siden" in text_of(answer)
    assert not draft.responses.exists()
    assert "Tilsynet er åbnet" in text_of(press(chief, address(draft), answer))


def test_a_new_draw_meanwhile_is_shown_before_it_opens(chief, draft, manager):
    shown = previewed(chief, draft)
    choose_sample(survey=draft, wanted=Wanted(SampleMethod.RANDOM, size=1), by=manager, seen=1, reason="Færre.")
    answer = press(chief, address(draft), shown)
    assert "<strong>1 kommune</strong> bliver spurgt" in text_of(answer)
    assert not draft.responses.exists()


def test_what_is_missing_is_said_with_where_it_is_mended(chief, db):
    survey = make_survey("2027", is_open=False)
    Area.objects.create(survey=survey, key="mere", order=9, title="Mere", why="Derfor.")
    html = chief.get(address(survey)).content.decode()
    assert "mangler spørgsmål" in html
    assert f'<a href="{reverse("surveys:questions", args=["2027"])}">Se spørgsmålene</a>' in html
    assert reverse("surveys:choose_sample", args=["2027"]) in html
    assert 'name="preview"' not in html
    assert "Det mangler" in text_of(chief.post(address(survey), {"deadline": day(9), "confirm": "1"}))


def test_a_municipality_without_a_region_is_named_with_its_page(chief, draft, other_municipality):
    other_municipality.region_memberships.all().delete()
    html = chief.get(address(draft)).content.decode()
    assert "Naboby har ingen region i dag" in html
    assert reverse("municipalities:municipality", args=[other_municipality.code]) in html


def test_a_region_that_changed_since_the_choice_is_said(chief, draft, other_municipality):
    RegionMembership.objects.filter(municipality=other_municipality).update(region=make_region("Region Ny"))
    assert "har skiftet region" in text_of(chief.get(address(draft)))


def test_the_page_of_98_asks_no_more_than_of_two(chief, draft, manager):
    def queries():
        chief.get(address(draft))
        with CaptureQueriesContext(connection) as asked:
            chief.get(address(draft))
        return len(asked)

    few = queries()
    run("load_register")
    choose_sample(survey=draft, wanted=Wanted(SampleMethod.ALL), by=manager, seen=1, reason="Alle.")
    assert (few, queries(), draft.samples.newest().size) == (16, 16, 100)


# --- Adding -------------------------------------------------------------------------


@pytest.fixture
def new(survey):
    municipality = make_municipality("Nyby")
    make_member(municipality, Role.LEAD)
    return municipality


def adding(survey):
    return reverse("surveys:add_municipalities", args=[survey.slug])


def typed(**changes):
    return {"text": "Nyby", "own_deadline": "", "why_text": "De bad om det.", "preview": "1"} | changes


def test_adding_says_what_will_happen_and_then_does_it(chief, survey, new):
    assert "Nyby" in text_of(chief.get(adding(survey)))
    shown = chief.post(adding(survey), typed(own_deadline=day(40)))
    said = text_of(shown)
    assert "<strong>1 kommune</strong> bliver spurgt: Nyby." in said
    assert "som er deres egen" in said
    assert "<strong>1 invitation</strong> sendes" in said
    assert "<strong>1 åbningsbrev</strong> dannes" in said
    assert survey.responses.count() == 2
    done = press(chief, adding(survey), shown)
    assert "1 kommune er tilføjet." in text_of(done)
    response = survey.responses.get(municipality=new)
    assert response.own_deadline == today() + timedelta(days=40)
    assert Addition.objects.get().reason == "De bad om det."
    again = press(chief, adding(survey), shown)
    assert "allerede med" in text_of(again)
    assert survey.responses.count() == 3


def test_whoever_is_asked_or_withdrawn_is_not_added_again(chief, survey, new, manager, draft_response):
    move_response(response=draft_response, target=ResponseState.WITHDRAWN, by=manager, reason="Lagt sammen.")
    said = text_of(chief.post(adding(survey), typed(text="Nyby\nNaboby\nPrøveby\nNybye")))
    assert "Kommunen er allerede med i tilsynet." in said
    assert "udtaget af tilsynet og kan ikke tages ind igen" in said
    assert "Mente du Nyby" in said
    assert 'name="confirm"' not in said


def test_one_whom_a_conflict_keeps_the_person_from_is_added_by_a_colleague(chief, survey, new, manager):
    shown = chief.post(adding(survey), typed())
    declare_conflict(user=manager, municipality=new, reason="Min bror er kommunaldirektør.")
    for answer in (chief.post(adding(survey), typed()), press(chief, adding(survey), shown)):
        assert "Du er meldt inhabil i kommunens sager" in text_of(answer)
        assert 'name="confirm"' not in text_of(answer)
    more = {"survey": survey, "municipalities": [new], "reason": "De bad om det."}
    with pytest.raises(SurveyError, match="inhabil"):
        add_later(by=manager, **more)
    assert survey.responses.count() == 2
    assert len(add_later(by=make_staff(StaffRole.MANAGER), **more)) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": ""}, "Skriv mindst én kommune."),
        ({"why_text": ""}, "Skriv en begrundelse."),
        ({"own_deadline": "snart"}, "Skriv datoen som"),
        ({"own_deadline": "01.01.2020", "confirm": "1"}, "Fristen er overskredet."),
    ],
)
def test_what_cannot_be_added_is_said_at_its_field(chief, survey, new, changes, said):
    answer = chief.post(adding(survey), typed(**changes))
    assert said in text_of(answer)
    assert survey.responses.count() == 2


def test_more_time_is_offered_where_little_is_left(chief, survey):
    """17 days are left, and four weeks are offered."""
    assert f'value="{day(28)}"' in chief.get(adding(survey)).content.decode()
    survey.deadline += timedelta(days=60)
    survey.save()
    assert f'value="{day(28)}"' not in chief.get(adding(survey)).content.decode()


def test_a_closed_survey_takes_nobody(chief, survey, new):
    survey.state = SurveyState.CLOSED
    survey.save()
    said = text_of(chief.post(adding(survey), typed(confirm="1"), follow=True))
    assert "kun tilføjes, mens det er åbent" in said
    assert survey.responses.count() == 2


def test_added_and_withdrawn_stand_on_the_samples_page(chief, draft, manager, new):
    press(chief, address(draft), previewed(chief, draft))
    press(chief, adding(draft), chief.post(adding(draft), typed()))
    withdrawn = draft.responses.get(municipality__name="Naboby")
    move_response(response=withdrawn, target=ResponseState.WITHDRAWN, by=manager, reason="Lagt sammen.")
    said = text_of(chief.get(reverse("surveys:sample", args=[draft.slug])))
    for part in ("Tilføjet efter udvælgelsen", "De bad om det.", "Udtaget efter åbningen", "Lagt sammen."):
        assert part in said


def test_the_page_for_adding_98_asks_no_more_than_for_one(chief, survey, new):
    def queries(text):
        chief.get(adding(survey))
        with CaptureQueriesContext(connection) as asked:
            chief.post(adding(survey), typed(text=text))
        return len(asked)

    few = queries("Nyby")
    run("load_register")
    names = "\n".join(Municipality.objects.exclude(responses__survey=survey).values_list("code", flat=True))
    assert few == queries(names) == 11
