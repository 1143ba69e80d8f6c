"""The table of actions in SQL says the same as the rule in plain words, in worlds made at random."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

import pytest
from django.utils import timezone

from municipalities.enums import Role, StaffRole
from municipalities.models import Membership, User
from reports.enums import LetterState, RequestLaw
from reports.models import DocumentRequest, Letter
from surveys.deadlines import COPENHAGEN
from surveys.enums import ExtensionState, FollowUpState, MailState, ResponseState, SurveyState
from surveys.models import Area, Extension, FollowUp, Mail, Question, Response, Submission, Survey
from surveys.models.follow_up import CLOSED
from surveys.services.conflicts import declare_conflict
from surveys.waiting import LETTER_APPROVED, LETTER_DRAFT
from surveys.worklist import ACTIONS, OURS, Tab, Viewer
from surveys.worklist_page import SORTS, WantedWork, count_mine, count_work, select_work
from tests.factories.municipalities import make_member, make_municipality, make_region, make_staff
from tests.factories.reports import make_advice

NOW = datetime(2026, 11, 25, 23, 30, tzinfo=COPENHAGEN)
TODAY = NOW.date()
AWAITED = {"draft", "ready", "returned"}


@dataclass(frozen=True)
class Staff:
    me: User
    chief: User
    absent: User
    other: User
    gone: User


# --- The rule in plain words -------------------------------------------------


def plain_actions(response: Response, viewer: Viewer, tab: Tab) -> list[tuple[str, date]]:
    """Every action of a case on the tab, in order of urgency, by reading its rows one by one."""
    survey = response.survey
    if survey.state in {"draft", "archived"} or response.state == "withdrawn":
        return []
    if viewer.user.conflicts.filter(municipality=response.municipality, ended_at=None).exists():
        return []
    takes = survey.state == "open" or response.current_submission is not None
    awaited = response.state in AWAITED and takes
    asked = [one for one in response.extensions.all() if one.state == "asked"]
    unsent = [one for one in response.mails.all() if one.state in {"failed", "held"}]
    letters = [one for one in response.letters.all() if one.state in {"draft", "approved"}]
    letter = letters[0] if letters and response.state in {"submitted", "accepted"} else None
    if letter and letter.submission_id != response.current_submission_id:
        letter = None
    last_day = response.own_deadline or survey.deadline
    requests = [one.due_on for one in response.document_requests.all() if one.decided_at is None]
    replies = [one.moved_at for one in response.follow_ups.all() if one.state == "answered"]
    unanswered = [one.answer_by for one in response.follow_ups.all() if one.state == "asked"]
    found = []
    if asked and response.state in AWAITED:
        found.append(("frist", asked[0].asked_at, "handler"))
    if requests:
        found.append(("aktindsigt", min(requests), "handler"))
    if unsent:
        found.append(("mail", min(one.created_at for one in unsent), "handler"))
    if awaited and not has_lead(response):
        found.append(("ansvarlig", survey.opened_at, "handler"))
    if response.state == "submitted":
        found.append(("indsendt", response.current_submission.submitted_at, "handler"))
    if replies:
        found.append(("opfoelgning", min(replies), "handler"))
    if letter and letter.state == "approved":
        found.append(("udsend", letter.approved_at, "manager"))
    if letter and letter.state == "draft":
        found.append(("godkend", letter.created_at, "manager"))
    if awaited and last_day < viewer.today:
        found.append(("overskredet", last_day, "handler"))
    if unanswered and min(unanswered) < viewer.today:
        found.append(("ubesvaret", min(unanswered), "handler"))
    return [(key, local(since)) for key, since, who in found if is_on(tab, response, viewer, who, key, letter)]


def has_lead(response: Response) -> bool:
    now = timezone.now()
    return any(
        one.role == "lead"
        and one.user.is_active
        and one.started_at <= now
        and (one.ended_at is None or one.ended_at > now)
        for one in response.municipality.memberships.all()
    )


def is_on(tab: Tab, response: Response, viewer: Viewer, who: str, key: str, letter: Letter | None) -> bool:
    handler = response.case_handler
    if tab == Tab.ALL:
        return True
    if tab == Tab.UNASSIGNED:
        return handler is None or not handler.is_active or not handler.has_staff_role("case_handler", "manager")
    if who == "handler":
        return handler is not None and handler.pk in viewer.handlers
    wrote = key == "godkend" and viewer.user in (letter.drafted_by, letter.edited_by)
    return viewer.is_manager and not wrote


def local(moment: date | datetime) -> date:
    return moment.astimezone(COPENHAGEN).date() if isinstance(moment, datetime) else moment


# --- Worlds at random --------------------------------------------------------


def make_people() -> Staff:
    return Staff(
        me=make_staff(StaffRole.CASE_HANDLER),
        chief=make_staff(StaffRole.MANAGER),
        absent=make_staff(StaffRole.CASE_HANDLER),
        other=make_staff(StaffRole.CASE_HANDLER),
        gone=make_staff(StaffRole.CASE_HANDLER, is_active=False),
    )


def make_world(seed: int) -> Staff:
    random, people = Random(seed), make_people()  # noqa: S311 - the same worlds each time
    municipalities = [make_municipality() for _ in range(6)]
    for municipality in municipalities:
        for _ in range(random.choice([0, 1, 1, 2])):
            make_lead(random, municipality)
    for state in SurveyState:
        survey = Survey.objects.create(
            slug=f"s-{state}",
            title=str(state.label),
            intro="",
            minutes=1,
            state=state,
            deadline=random_day(random),
            opened_at=random_moment(random),
            content_digest="0" * 64,
        )
        area = Area.objects.create(survey=survey, key="a", order=1, title="A", why="", needs="")
        Question.objects.bulk_create(
            Question(survey=survey, area=area, key=f"q{order}", order=order, threshold=4, is_headline=order == 1)
            for order in (1, 2)
        )
        for municipality in municipalities:
            make_case(random, survey, municipality, people)
    declare_conflict(user=people.me, municipality=municipalities[0], reason="Derfor.")
    return people


def make_lead(random: Random, municipality) -> None:
    user = make_member(municipality, random.choice([Role.LEAD, Role.LEAD, Role.READER]))
    User.objects.filter(pk=user.pk).update(is_active=random.random() < 0.8)
    if random.random() < 0.3:
        long_ago = NOW - timedelta(days=99)
        Membership.objects.filter(user=user).update(started_at=long_ago, ended_at=long_ago + timedelta(days=1))


def random_day(random: Random) -> date:
    return TODAY + timedelta(days=random.choice([-20, -1, 0, 1, 20]))


def random_moment(random: Random) -> datetime:
    """Near midnight, where the day in Copenhagen is another than in UTC."""
    return NOW - timedelta(days=random.randrange(30), minutes=random.choice([0, 20, 45, 600]))


def make_case(random: Random, survey: Survey, municipality, people: Staff) -> None:
    response = Response.objects.create(
        survey=survey,
        municipality=municipality,
        region=make_region(),
        own_deadline=random.choice([None, random_day(random)]),
        told_at=random_moment(random),
        case_handler=random.choice([None, people.me, people.absent, people.other, people.gone, people.chief]),
    )
    state = random.choice(ResponseState.values)
    submissions = [
        Submission.objects.create(
            response=response, number=number, submitted_at=random_moment(random), is_late=False, digest=""
        )
        for number in range(1, random.choice([1, 2, 3]) if state in AWAITED - {"returned"} else 3)
    ]
    response.state, response.current_submission = state, submissions[-1] if submissions else None
    response.save()
    lead = make_member(municipality, Role.READER)
    for _ in range(random.choice([0, 0, 0, 1, 2])):
        make_mail(random, response, lead)
    if random.random() < 0.3:
        Extension.objects.create(
            response=response, asked_by=lead, asked_at=random_moment(random), wanted=TODAY, reason="Derfor."
        )
    if random.random() < 0.3:
        Extension.objects.create(
            response=response,
            asked_by=lead,
            asked_at=random_moment(random),
            wanted=TODAY,
            reason="Derfor.",
            state=ExtensionState.REFUSED,
            decided_by=people.other,
            decided_at=NOW,
        )
    if submissions and random.random() < 0.9:
        make_unsent(random, response, random.choice(submissions), people)
    for number in range(1, random.choice([1] * 7 + [2, 3])):
        make_request(random, response, number, people.other)
    for number, question in enumerate(survey.questions.all(), start=1):
        if submissions and random.random() < 0.15:
            make_follow_up(random, question, submissions[-1], number, people.other)


def make_mail(random: Random, response: Response, recipient: User) -> None:
    state = random.choice([MailState.FAILED, MailState.HELD, MailState.SENT, MailState.DROPPED])
    Mail.objects.create(
        response=response,
        kind="invitation",
        membership=recipient.memberships.get(),
        recipient=recipient,
        address=recipient.email,
        created_at=random_moment(random),
        state=state,
        sent_at=NOW if state == MailState.SENT else None,
    )


def make_unsent(random: Random, response: Response, submission: Submission, people: Staff) -> None:
    is_approved = random.random() < 0.5
    writers = [None, people.me, people.chief, people.other]
    Letter.objects.create(
        response=response,
        submission=submission,
        advice_version=response.survey.advice_versions.first() or make_advice(response.survey),
        content={},
        content_digest="1" * 64,
        state=LetterState.APPROVED if is_approved else LetterState.DRAFT,
        approved_digest="1" * 64 if is_approved else "",
        approved_at=random_moment(random) if is_approved else None,
        drafted_by=random.choice(writers),
        edited_by=random.choice(writers),
        created_at=random_moment(random),
    )


def make_request(random: Random, response: Response, number: int, by: User) -> None:
    decided = {"decided_by": by, "decided_at": NOW, "chosen_by": by, "chosen_at": NOW, "pdf": b"x", "pdf_sha256": "x"}
    due_on = random_day(random)
    DocumentRequest.objects.create(
        response=response,
        number=number,
        law=RequestLaw.PUBLIC,
        received_on=due_on - timedelta(days=9),
        due_on=due_on,
        registered_by=by,
        **random.choice([{}, decided]),
    )


def make_follow_up(random: Random, question: Question, submission: Submission, number: int, by: User) -> None:
    state = random.choice(FollowUpState.values)
    FollowUp.objects.create(
        response=submission.response,
        question=question,
        submission=submission,
        number=number,
        state=state,
        answer_by=random_day(random),
        moved_at=random_moment(random),
        **({"closed_by": by, "closed_at": NOW} if state in CLOSED else {}),
    )


# --- The two are equal -------------------------------------------------------


def viewers(people: Staff) -> list[Viewer]:
    me = Viewer(people.me, False, (people.me.pk, people.absent.pk), TODAY)
    return [me, Viewer(people.chief, True, (people.chief.pk,), TODAY)]


@pytest.mark.parametrize("seed", range(8))
def test_the_table_says_what_the_rule_says(db, seed):
    people = make_world(seed)
    responses = list(Response.objects.select_related("survey", "municipality", "case_handler", "current_submission"))
    for viewer in viewers(people):
        for tab in Tab:
            plain = {one.pk: actions for one in responses if (actions := plain_actions(one, viewer, tab))}
            counts = count_work(viewer)
            page = select_work(viewer, WantedWork(tab=tab), counts)
            found = {one.pk: (ACTIONS[one.next_action].key, local(one.since), one.number_of_actions) for one in page}
            assert found == {pk: (*actions[0], len(actions)) for pk, actions in plain.items()}
            assert counts[tab] == len(plain)
            if tab == Tab.MINE:
                assert count_mine(viewer) == len(plain)


def test_each_action_is_met_in_the_worlds_above(db):
    """So that no row of the table is equal to the rule by never holding."""
    met = set()
    for seed in range(8):
        people = make_world(seed)
        for viewer in viewers(people):
            page = select_work(viewer, WantedWork(tab=Tab.ALL), count_work(viewer))
            met |= {ACTIONS[one.next_action].key for one in page}
        clear()
    assert met == {action.key for action in OURS}


def clear() -> None:
    for model in (Letter, Mail, Extension, FollowUp, DocumentRequest):
        model.objects.all().delete()
    Response.objects.update(state="withdrawn")
    for survey in Survey.objects.all():
        Survey.objects.filter(pk=survey.pk).update(slug=f"gammel-{survey.pk}")


@pytest.mark.parametrize("sort", [f"{sign}{name}" for name in SORTS for sign in ("", "-")])
def test_the_order_is_the_wanted_columns(db, sort):
    people = make_world(3)
    viewer = viewers(people)[1]
    rows = list(select_work(viewer, WantedWork(tab=Tab.ALL, sort=sort), count_work(viewer)))
    keys = {
        "haster": lambda row: (row.next_action, row.since),
        "siden": lambda row: row.since,
        "kommune": lambda row: row.municipality.name,
        "tilsyn": lambda row: row.survey.slug,
        "sagsbehandler": lambda row: row.case_handler.name if row.case_handler else "~",
    }
    with_value = [row for row in rows if row.case_handler or "sagsbehandler" not in sort]
    shown = [keys[sort.removeprefix("-")](row) for row in with_value]
    assert len(set(shown)) > 1
    assert shown == sorted(shown, reverse=sort.startswith("-"))
    assert rows[: len(with_value)] == with_value


def test_the_words_of_letters_are_those_of_reports():
    """surveys imports nothing of reports, and says their states by their words."""
    assert (LETTER_DRAFT, LETTER_APPROVED) == (LetterState.DRAFT, LetterState.APPROVED)
