"""What a municipality sees of its measurements: beside the DANE questions, over time, and each with its evidence."""

import json
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from municipalities.dane.evidence import Attempt, Certificate, Host, Measurement, Query, TlsaRecord
from municipalities.dane.verdicts import Reason, Verdict
from municipalities.dane_words import WORDS
from surveys.enums import MeasurementState, ProviderStanding, SurveyState
from surveys.measurement_history import PAGE_SIZE, SHOWN
from surveys.measuring_page import select_panel, select_token
from surveys.models import AreaAssignment, DomainMeasurement, ProviderAdvice, Survey
from surveys.models.measurement import NOT_IN_LAB
from tests.factories.measurements import make_domain, make_measurement, make_result
from tests.factories.surveys import make_survey
from tests.surveys.pages import text_of, url

DOMAIN = "sted.example"
NOON = datetime(2026, 11, 30, 12, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))
UNDER_WAY = "Vi måler nu."


@pytest.fixture
def area_url(draft_response):
    return url(draft_response, "area", area="dane")


@pytest.fixture
def measuring_url(draft_response):
    return url(draft_response, "measuring")


@pytest.fixture
def domain(municipality):
    return make_domain(municipality, DOMAIN)


def read(client, user, address, **headers) -> str:
    client.force_login(user)
    return text_of(client.get(address, headers=headers))


def panel(client, user, address) -> str:
    """The panel alone, as text; fails where the page has none."""
    _, _, rest = read(client, user, address).partition('id="maaling"')
    found, end, _ = rest.partition("</section>")
    assert end
    return found


# --- The panel --------------------------------------------------------------


def test_only_the_dane_area_has_the_panel(client, lead, draft_response, domain):
    make_measurement(draft_response.municipality, DOMAIN)

    assert "Vores måling" in read(client, lead, url(draft_response, "area", area="dane"))
    assert "Vores måling" not in read(client, lead, url(draft_response, "area", area="dpia"))


def test_the_panel_stands_before_the_questions_and_says_whose_the_answer_is(client, lead, area_url, domain):
    page = read(client, lead, area_url)

    assert page.index("Vores måling") < page.index("Spørgsmål 1 om DANE?")
    assert "Målingen er vores, og svaret er jeres" in page


def test_without_domains_a_lead_is_shown_where_to_list_them(client, lead, area_url, municipality):
    found = panel(client, lead, area_url)

    assert "Vi ved ikke, hvilke domæner I modtager mail på." in found
    assert f"{reverse('municipalities:people', args=[municipality.slug])}#domains-heading" in found
    assert "<button" not in found, "there is nothing to measure"


def test_without_domains_a_reader_is_told_whom_to_ask(client, reader, area_url):
    found = panel(client, reader, area_url)

    assert "Bed jeres ansvarlige om at skrive domænerne på siden Personer." in found
    assert "<button" not in found


def test_a_proposed_domain_waits_for_the_agency(client, lead, area_url, municipality):
    make_domain(municipality, "xn--sb-lka.example", is_approved=False)

    found = panel(client, lead, area_url)

    assert "Jeres domæner venter på godkendelse." in found
    assert "søb.example" in found


def test_a_proposed_domain_beside_an_approved_one_is_named(client, lead, area_url, municipality, domain):
    make_domain(municipality, "andet.example", is_approved=False)

    assert "andet.example venter på, at tilsynsmyndigheden godkender domænet." in panel(client, lead, area_url)


def test_an_approved_domain_is_not_yet_measured(client, lead, area_url, domain):
    found = panel(client, lead, area_url)

    assert "Ikke målt endnu." in found
    assert "Mål nu" in found
    assert "hx-get" not in found


@pytest.mark.parametrize("state", [MeasurementState.WAITING, MeasurementState.RUNNING])
def test_while_it_is_measured_the_panel_is_fetched_again(client, lead, area_url, measuring_url, domain, state):
    DomainMeasurement.objects.create(municipality=domain.municipality, domain=DOMAIN, state=state)

    found = panel(client, lead, area_url)

    assert UNDER_WAY in found
    assert re.search(f'hx-get="{measuring_url}[?]kendt=[0-9a-f]+" hx-trigger="every 3s"', found)
    assert "<noscript>" in found


def test_while_nothing_changes_the_panel_is_left_as_it_is_and_no_evidence_is_read(
    client, lead, area_url, municipality, domain
):
    make_measurement(municipality, DOMAIN, at=timezone.now() - timedelta(days=1))
    wish = DomainMeasurement.objects.create(municipality=municipality, domain=DOMAIN)
    [address] = re.findall('hx-get="([^"]+)"', panel(client, lead, area_url))
    headers = {"HX-Request": "true"}

    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, headers=headers).status_code == 204
    [latest] = [query["sql"] for query in queries if "ROW_NUMBER" in query["sql"]]
    assert '"result"' not in latest

    DomainMeasurement.objects.filter(pk=wish.pk).update(state=MeasurementState.RUNNING)
    assert client.get(address, headers=headers).status_code == 200
    wish.delete()
    make_measurement(municipality, DOMAIN, Verdict.FAILS)
    assert "Holder ikke" in text_of(client.get(address, headers=headers))


def test_a_wish_whose_time_has_come_is_news(municipality, domain):
    due_at = timezone.now() + timedelta(minutes=5)
    DomainMeasurement.objects.create(municipality=municipality, domain=DOMAIN, due_at=due_at)
    tokens = [select_token(municipality, due_at + timedelta(seconds=late)) for late in (-2, -1, 0, 1)]

    assert tokens[0] == tokens[1] != tokens[2] == tokens[3]
    assert tokens[1] == select_panel(municipality, due_at - timedelta(seconds=1)).token


def test_the_result_before_stays_while_a_new_one_is_made(client, lead, area_url, domain):
    make_measurement(domain.municipality, DOMAIN, at=timezone.now() - timedelta(days=1))
    DomainMeasurement.objects.create(municipality=domain.municipality, domain=DOMAIN)

    found = panel(client, lead, area_url)

    assert "Måles nu. Imens gælder den forrige måling." in found
    assert "<button" not in found, "it is being measured already"
    assert "Holder" in found


def test_a_blocked_port_is_said_to_be_our_fault_and_when_it_is_tried_again(client, lead, area_url, domain):
    DomainMeasurement.objects.create(
        municipality=domain.municipality,
        domain=DOMAIN,
        attempts=1,
        reason=Reason.PORT_BLOCKED,
        due_at=datetime(2036, 11, 30, 12, 15, tzinfo=ZoneInfo("Europe/Copenhagen")),
    )

    found = panel(client, lead, area_url)

    assert WORDS[Reason.PORT_BLOCKED].why in found
    assert "Vi prøver igen 30. november kl. 12.15." in found
    assert "hx-get" not in found


@pytest.mark.parametrize(
    ("reason", "words"), [(Reason.PORT_BLOCKED, WORDS[Reason.PORT_BLOCKED].why), ("", "Målingen blev afbrudt.")]
)
def test_a_wish_that_came_to_nothing_is_said(client, lead, area_url, domain, reason, words):
    DomainMeasurement.objects.create(
        municipality=domain.municipality, domain=DOMAIN, state=MeasurementState.FAILED, reason=reason
    )

    assert f"{words} Vi har prøvet flere gange uden held." in panel(client, lead, area_url)


def test_the_demo_says_that_it_measures_no_real_servers(client, lead, area_url, domain):
    DomainMeasurement.objects.create(
        municipality=domain.municipality, domain=DOMAIN, state=MeasurementState.FAILED, reason=NOT_IN_LAB
    )

    found = panel(client, lead, area_url)

    assert "Demoen måler ingen rigtige servere." in found
    assert "uden held" not in found


def test_a_failed_wish_is_forgotten_when_a_newer_one_was_granted(client, lead, area_url, domain):
    DomainMeasurement.objects.create(
        municipality=domain.municipality,
        domain=DOMAIN,
        state=MeasurementState.FAILED,
        asked_at=timezone.now() - timedelta(days=3),
    )
    make_measurement(domain.municipality, DOMAIN)

    assert "uden held" not in panel(client, lead, area_url)


@pytest.mark.parametrize(
    ("verdict", "words", "icon", "together"),
    [
        (Verdict.HOLDS, "Holder", "check", "DANE holder på alle de domæner, I modtager mail på."),
        (Verdict.FAILS, "Holder ikke", "error", "DANE holder ikke på alle de domæner, I modtager mail på."),
        (Verdict.UNDECIDED, "Kunne ikke afgøres", "help", "Vi kunne ikke måle alt"),
        (Verdict.NO_MAIL, "Modtager ikke mail", "minus", "Ingen af jeres domæner modtager mail."),
    ],
)
def test_a_verdict_is_said_in_words_and_by_an_icon(client, lead, area_url, domain, verdict, words, icon, together):
    make_measurement(domain.municipality, DOMAIN, verdict, at=NOON)

    found = panel(client, lead, area_url)

    assert f"#{icon}" in found
    assert f"</svg>{words}</span>" in found
    assert together in found
    assert "Målt 30. november 2026 kl. 12.00." in found


def test_each_gateway_has_its_own_verdict_why_and_what_to_do(client, lead, area_url, domain):
    make_measurement(domain.municipality, DOMAIN, Verdict.FAILS)

    found = panel(client, lead, area_url)

    assert "mx.sted.example" in found
    assert "Der er ingen TLSA-post for mailserveren." in found
    assert "<strong>Gør sådan:</strong> Bed den, der driver mailserveren, om at lægge en TLSA-post i DNS." in found


@pytest.fixture
def advice(db):
    """As the migration writes it; another test may have emptied the table."""
    fields = {"text": "Flyt MX-posten.", "source_url": "https://kilde.example/", "as_of": "2026-11-30"}
    ProviderAdvice.objects.all().delete()
    for suffix, standing in (("outlook.com", "ask"), ("mail.protection.outlook.com", ProviderStanding.CANNOT)):
        ProviderAdvice.objects.create(suffix=suffix, provider=f"Leverandør {standing}", standing=standing, **fields)


def test_a_gateway_that_fails_has_the_advice_of_its_provider_with_the_source(client, lead, area_url, domain, advice):
    result = make_result(DOMAIN, Verdict.FAILS, host="by.mail.protection.outlook.com", reason=Reason.HOST_INSECURE)
    make_measurement(domain.municipality, DOMAIN, result=result)

    found = panel(client, lead, area_url)

    assert "Leverandør cannot: Kan ikke bruge DANE.</strong> Flyt MX-posten." in found
    assert "Leverandør ask" not in found
    assert 'href="https://kilde.example/"' in found
    assert "set 30. november 2026" in found


def test_a_gateway_that_holds_needs_no_advice(client, lead, area_url, domain, advice):
    result = make_result(DOMAIN, host="by.mail.protection.outlook.com")
    make_measurement(domain.municipality, DOMAIN, result=result)

    assert "Leverandør" not in panel(client, lead, area_url)


def test_what_was_measured_in_the_laboratory_is_marked_on_every_page(client, lead, municipality, area_url, domain):
    made = make_measurement(municipality, DOMAIN, is_lab=True)
    pages = [
        area_url,
        reverse("surveys:measurements", args=[municipality.slug]),
        reverse("surveys:measurement", args=[municipality.slug, made.pk]),
    ]

    assert all("prøveserver" in read(client, lead, page) for page in pages)
    DomainMeasurement.objects.update(is_lab=False)
    assert not any("prøveserver" in read(client, lead, page) for page in pages)


def test_the_dane_page_takes_thirteen_queries_however_much_was_measured(
    client, lead, area_url, domain, municipality, django_assert_num_queries
):
    """Nine as any area, and four for the panel."""
    client.force_login(lead)
    make_measurement(municipality, DOMAIN)
    client.get(area_url)
    with django_assert_num_queries(13):
        client.get(area_url)
    for number in range(4):
        make_domain(municipality, f"d{number}.example")
        make_measurement(municipality, f"d{number}.example", Verdict.FAILS)
        make_measurement(municipality, DOMAIN)
        DomainMeasurement.objects.create(municipality=municipality, domain=f"d{number}.example")
    with django_assert_num_queries(13):
        client.get(area_url)


# --- Asking -----------------------------------------------------------------


def test_asking_leads_back_to_the_panel_and_says_so(client, lead, measuring_url, area_url, domain):
    client.force_login(lead)

    answer = client.post(measuring_url)

    assert answer["Location"] == f"{area_url}#maaling"
    assert DomainMeasurement.objects.get().asked_by == lead
    assert "Målingen er sat i gang." in text_of(client.get(area_url))


def test_with_a_script_only_the_panel_comes_back(client, lead, measuring_url, domain):
    client.force_login(lead)
    headers = {"HX-Request": "true"}

    first, second = (text_of(client.post(measuring_url, headers=headers)) for _ in range(2))

    assert first.startswith('<section class="panel measuring"')
    assert "Målingen er sat i gang." in first
    assert "Målingen er allerede i gang." in second
    assert DomainMeasurement.objects.count() == 1
    assert UNDER_WAY in text_of(client.get(measuring_url, headers=headers))


def test_two_tabs_ask_for_one_measurement(client, lead, approver, measuring_url, domain):
    for user in (lead, approver):
        client.force_login(user)
        client.post(measuring_url)

    assert DomainMeasurement.objects.get().asked_by == lead


def test_too_soon_after_the_last_one_is_told_with_the_time(client, lead, measuring_url, area_url, domain):
    with time_machine.travel(NOON.replace(year=2036), tick=False):
        make_measurement(domain.municipality, DOMAIN)
        client.force_login(lead)
        client.post(measuring_url)
        page = text_of(client.get(area_url))

    assert "Domænerne er målt for mindre end et kvarter siden. I kan måle igen kl. 12.15." in page
    assert DomainMeasurement.objects.count() == 1


def test_without_domains_the_answer_says_why(client, lead, measuring_url, area_url):
    client.force_login(lead)
    client.post(measuring_url)

    assert "I har ingen godkendte maildomæner, så der er ikke noget at måle." in text_of(client.get(area_url))


@pytest.mark.parametrize("state", [SurveyState.CLOSED, SurveyState.PUBLISHED, SurveyState.ARCHIVED])
def test_once_the_survey_is_closed_nothing_more_is_measured(
    client, lead, draft_response, measuring_url, area_url, domain, state
):
    make_measurement(domain.municipality, DOMAIN, at=timezone.now() - timedelta(days=1))
    Survey.objects.filter(pk=draft_response.survey_id).update(state=state)
    client.force_login(lead)
    before = panel(client, lead, area_url)

    told = text_of(client.post(measuring_url, headers={"HX-Request": "true"}))

    assert "<button" not in before
    assert before.count("Tilsynet er lukket, så vi måler ikke igen.") == 1
    assert told.count("Tilsynet er lukket, så vi måler ikke igen.") == 1
    assert DomainMeasurement.objects.pending().count() == 0


def test_while_another_survey_is_open_it_is_measured_from_the_closed_one_too(
    client, lead, draft_response, municipality, measuring_url, area_url, domain
):
    Survey.objects.filter(pk=draft_response.survey_id).update(state=SurveyState.CLOSED)
    another = make_survey("2027", municipalities=[municipality])

    assert "<button" in panel(client, lead, area_url)
    client.post(measuring_url)
    assert DomainMeasurement.objects.pending().count() == 1
    another.responses.update(state="withdrawn")
    assert "<button" not in panel(client, lead, area_url)


def test_a_reader_may_read_but_not_ask(client, reader, measuring_url, area_url, domain):
    assert "<button" not in panel(client, reader, area_url)
    assert client.post(measuring_url).status_code == 403
    assert not DomainMeasurement.objects.exists()


@pytest.mark.parametrize(("area", "status"), [("dane", 302), ("dpia", 403)])
def test_a_contributor_asks_where_dane_is_theirs(
    client, contributor, draft_response, measuring_url, area_url, domain, area, status
):
    AreaAssignment.objects.create(
        response=draft_response, area=draft_response.survey.areas.get(key=area), user=contributor
    )

    assert ("Mål nu" in panel(client, contributor, area_url)) == (status == 302)
    assert client.post(measuring_url).status_code == status


def test_another_municipality_can_neither_ask_nor_look(client, outsider, municipality, measuring_url, domain):
    made = make_measurement(municipality, DOMAIN)
    client.force_login(outsider)

    assert client.post(measuring_url).status_code == 404
    for name in ("measurement", "measurement_data"):
        assert client.get(reverse(f"surveys:{name}", args=[municipality.slug, made.pk])).status_code == 404


def test_ones_own_address_gives_no_other_municipalitys_measurement(client, lead, municipality, other_municipality):
    made = make_measurement(other_municipality)
    client.force_login(lead)

    for name in ("measurement", "measurement_data"):
        assert client.get(reverse(f"surveys:{name}", args=[municipality.slug, made.pk])).status_code == 404


# --- The history and the evidence -------------------------------------------


def test_the_history_tells_each_measurement_by_domain(client, lead, municipality, domain):
    for days, verdict, by in ((9, Verdict.FAILS, None), (2, Verdict.HOLDS, lead)):
        make_measurement(municipality, DOMAIN, verdict, at=NOON - timedelta(days=days), asked_by=by)
    make_measurement(municipality, "solgt.example", at=NOON - timedelta(days=99))
    make_domain(municipality, "ny.example")

    page = read(client, lead, reverse("surveys:measurements", args=[municipality.slug]))

    assert page.index("28. november 2026 kl. 12.00") < page.index("21. november 2026 kl. 12.00")
    assert page.count("Anderledes end før") == 1
    assert "Bedt om af portalen selv" in page
    assert lead.name in page
    assert "Domænet står ikke længere på jeres liste" in page
    assert page.index("ny.example") < page.index("Ikke målt endnu.")


def test_a_long_history_is_cut_and_read_page_by_page(client, lead, municipality, domain):
    """The last line of a page is compared with the first of the next."""
    for number in range(PAGE_SIZE + 1):
        verdict = Verdict.FAILS if number in (0, PAGE_SIZE - SHOWN) else Verdict.HOLDS
        make_measurement(municipality, DOMAIN, verdict, at=NOON - timedelta(days=99 - number))
    address = reverse("surveys:measurements", args=[municipality.slug])

    together = read(client, lead, address)
    first, second = (read(client, lead, f"{address}?domaene={DOMAIN}&side={number}") for number in (1, 2))

    assert [page.count("Måling nr.") for page in (together, first, second)] == [SHOWN, PAGE_SIZE, 1]
    assert [page.count("Anderledes end før") for page in (together, first, second)] == [1, 3, 0]
    assert f'<a href="?domaene={DOMAIN}">Se alle {PAGE_SIZE + 1} målinger af {DOMAIN}</a>' in together
    assert "Sider med målinger" in first
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{address}?domaene={DOMAIN}")
    assert not any('"result"' in query["sql"] for query in queries)


def test_a_history_that_is_shown_whole_has_no_more(client, lead, municipality, domain):
    for number in range(SHOWN):
        make_measurement(municipality, DOMAIN, at=NOON - timedelta(days=number))

    page = read(client, lead, reverse("surveys:measurements", args=[municipality.slug]))

    assert page.count("Måling nr.") == SHOWN
    assert "Se alle" not in page


@pytest.mark.parametrize("typed", ["", "andet.example", "%00", "nabo.example"])
def test_only_ones_own_measured_domains_have_a_history(client, lead, municipality, other_municipality, typed):
    make_measurement(municipality, DOMAIN)
    make_measurement(other_municipality, "nabo.example")
    client.force_login(lead)

    address = reverse("surveys:measurements", args=[municipality.slug])

    assert client.get(f"{address}?domaene={typed}").status_code == 404
    assert client.get(f"{address}?domaene={DOMAIN}").status_code == 200


def test_the_history_takes_as_many_queries_however_much_was_measured(
    client, lead, municipality, domain, django_assert_num_queries
):
    client.force_login(lead)
    address = reverse("surveys:measurements", args=[municipality.slug])
    make_measurement(municipality, DOMAIN)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(SHOWN + 2):
        make_measurement(municipality, f"d{number % 3}.example", asked_by=lead)
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_a_municipality_with_nothing_measured_is_told_when_it_will_be(client, lead, municipality):
    page = read(client, lead, reverse("surveys:measurements", args=[municipality.slug]))

    assert "Der er ingen målinger endnu" in page


RECORD = TlsaRecord(3, 1, 1, "ab" * 32)
FULL = Measurement(
    domain=DOMAIN,
    verdict=Verdict.HOLDS,
    reason=Reason.ALL_HOSTS_HOLD,
    at="2026-11-30T11:00:00+00:00",
    milliseconds=1234,
    resolvers=("127.0.0.1:5353",),
    notes=("Et navn i MX er et alias.",),
    queries=(
        Query(DOMAIN, "MX", "127.0.0.1:5353", "NOERROR", True, False, 300, ("10 mx.sted.example.",), ("EDE 9",)),
        Query(DOMAIN, "A", "127.0.0.1:5353", "TIMEOUT", checking_disabled=True),
    ),
    hosts=(
        Host(
            name="mx.sted.example",
            preference=10,
            verdict=Verdict.HOLDS,
            reason=Reason.MATCHES,
            base_domain="mx.sted.example",
            addresses=("192.0.2.1",),
            aliases=("gammel.sted.example",),
            records=(RECORD, TlsaRecord(1, 1, 1, "cd" * 32, fault="usage 1")),
            attempts=(
                Attempt(
                    address="192.0.2.1",
                    reason=Reason.MATCHES,
                    greeting="220 <b>velkommen</b>",
                    starttls=True,
                    tls_version="TLSv1.3",
                    milliseconds=41,
                    chain=(
                        Certificate(
                            sha256="ef" * 32,
                            subject="CN=mx.sted.example",
                            not_before="2026-06-01T00:00:00+00:00",
                            not_after="2027-06-01T00:00:00+00:00",
                        ),
                    ),
                    matched=(str(RECORD),),
                ),
            ),
            queries=(Query("mx.sted.example", "A", "127.0.0.1:5353", "NOERROR", True, records=("192.0.2.1",)),),
        ),
    ),
)


def test_a_measurements_own_page_has_all_that_was_seen(client, lead, municipality):
    made = make_measurement(municipality, DOMAIN, result=FULL, asked_by=lead, at=NOON + timedelta(minutes=3))

    page = read(client, lead, reverse("surveys:measurement", args=[municipality.slug, made.pk]))

    for words in (
        lead.name,
        "målt 30. november 2026 kl. 12.03",
        "30. november 2026 kl. 12.00",
        "1,2 sekunder",
        "127.0.0.1:5353",
        "Et navn i MX er et alias.",
        "10 mx.sted.example.",
        "EDE 9",
        "Kontrolleret",
        "Intet svar i tide",
        "Spurgt uden kontrol",
        "192.0.2.1",
        "gammel.sted.example",
        str(RECORD),
        "Kan ikke bruges: usage 1",
        "220 &lt;b&gt;velkommen&lt;/b&gt;",
        "TLSv1.3",
        "41 millisekunder",
        "CN=mx.sted.example",
        "01.06.2026 til 01.06.2027",
        "ef" * 32,
    ):
        assert words in page, words


def test_when_the_laboratory_began_says_nothing_of_the_demos_day(client, lead, municipality):
    page = reverse("surveys:measurement", args=[municipality.slug, make_measurement(municipality, result=FULL).pk])

    assert "Begyndt" in read(client, lead, page)
    DomainMeasurement.objects.update(is_lab=True)
    assert "Begyndt" not in read(client, lead, page)


def test_the_whole_measurement_is_a_file_to_save(client, lead, municipality):
    made = make_measurement(municipality, DOMAIN, result=FULL, at=NOON)
    client.force_login(lead)

    answer = client.get(reverse("surveys:measurement_data", args=[municipality.slug, made.pk]))

    assert answer["Content-Disposition"] == 'attachment; filename="dane-sted.example-2026-11-30-1200.json"'
    assert Measurement.from_dict(json.loads(answer.content)) == FULL


def test_a_wish_has_no_page(client, lead, municipality):
    wish = DomainMeasurement.objects.create(municipality=municipality, domain=DOMAIN)
    client.force_login(lead)

    assert client.get(reverse("surveys:measurement", args=[municipality.slug, wish.pk])).status_code == 404


def test_the_panel_alone_is_for_the_script_others_are_sent_to_the_area(client, lead, measuring_url, area_url):
    client.force_login(lead)

    assert client.get(measuring_url)["Location"] == f"{area_url}#maaling"


def test_a_municipality_that_was_not_asked_has_no_panel(client, survey, lead, municipality):
    client.force_login(lead)
    address = reverse("surveys:measuring", args=[municipality.slug, survey.slug])

    assert client.get(address).status_code == 302
    survey.responses.filter(municipality=municipality).update(state="withdrawn")
    assert client.get(address).status_code == 404
