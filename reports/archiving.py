"""What is left to do in a survey that is about to be archived: some of it stops the archiving, the rest is said."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.urls import reverse

from municipalities.ordering import danish_order
from reports.enums import FormalState, ItemState, LetterState
from reports.models import DocumentRequest, FormalLetter, Letter, LetterJobItem
from surveys.digests import digest
from surveys.enums import ExtensionState, MailState, ResponseState
from surveys.models import FollowUp, Response, Survey
from surveys.states import AWAITED

HIDDEN = "en kommune, du er inhabil i"


@dataclass(frozen=True)
class Left:
    """One kind of unfinished work: what is said of it, and the municipalities with the way to each."""

    text: str
    places: tuple[tuple[str, str], ...]
    blocks: bool = False

    def hiding(self, addresses: Collection[str]) -> Left:
        """As it may be shown to someone whom a conflict of interest keeps from the cases at these addresses."""
        places = tuple((HIDDEN, "") if url in addresses else (name, url) for name, url in self.places)
        return replace(self, places=places)


def _in_correction(survey: Survey) -> Left:
    """The municipality was asked to correct, and could no longer."""
    found = survey.responses.filter(state__in=AWAITED, current_submission__isnull=False)
    return Left("er sendt tilbage og ikke indsendt igen. Vent på kommunen, eller udtag den.", _places(found), True)


def _approved_letters(survey: Survey) -> Left:
    found = survey.responses.filter(letters__in=Letter.objects.filter(state=LetterState.APPROVED))
    text = "har et godkendt brev, der ikke er udsendt. Udsend det, eller ret udkastet, så godkendelsen falder bort."
    return Left(text, _places(found), True)


def _running_jobs(survey: Survey) -> Left:
    items = LetterJobItem.objects.filter(job__survey=survey, state=ItemState.WAITING)
    found = survey.responses.filter(pk__in=items.values("response"))
    return Left(
        "har breve, der er ved at blive dannet eller udsendt. Vent, eller annuller arbejdet.", _places(found), True
    )


def _open_follow_ups(survey: Survey) -> Left:
    """Nothing can be said in them afterwards; where a response is withdrawn that is so already."""
    unfinished = FollowUp.objects.filter(response__survey=survey).open()
    found = survey.responses.exclude(state=ResponseState.WITHDRAWN).filter(pk__in=unfinished.values("response"))
    return Left("har en opfølgning, der ikke er afsluttet. Læs svaret, og afslut den.", _places(found), True)


def _undecided_requests(survey: Survey) -> Left:
    undecided = DocumentRequest.objects.filter(response__survey=survey).open()
    found = survey.responses.filter(pk__in=undecided.values("response"))
    text = (
        "har en anmodning om aktindsigt, der ikke er afgjort. Den kan stadig afgøres på sagen, men står ikke på "
        "arbejdslisten."
    )
    return Left(text, _places(found))


def _draft_letters(survey: Survey) -> Left:
    found = survey.responses.filter(letters__in=Letter.objects.filter(state=LetterState.DRAFT))
    return Left("har et udkast til brev, der aldrig bliver udsendt.", _places(found))


def _unsent_formal_letters(survey: Survey) -> Left:
    """Also those whose words no lawyer has gone through: the municipality has never seen them."""
    unsent = FormalLetter.objects.filter(state__in=(FormalState.WAITING, FormalState.DRAFT, FormalState.FAILED))
    found = survey.responses.exclude(state=ResponseState.WITHDRAWN).filter(formal_letters__in=unsent)
    return Left("har et formelt brev, der ikke er udsendt. Se hvorfor under Formelle breve.", _places(found))


def _without_letter(survey: Survey) -> Left:
    sent = Letter.objects.filter(response__survey=survey).sent()
    found = survey.responses.respondents().exclude(pk__in=sent.values("response"))
    return Left("har indsendt og får intet vejledningsbrev.", _places(found))


def _not_accepted(survey: Survey) -> Left:
    found = survey.responses.filter(state=ResponseState.SUBMITTED)
    return Left("har en indsendt besvarelse, der ikke er godkendt.", _places(found))


def _unanswered_extensions(survey: Survey) -> Left:
    found = survey.responses.filter(extensions__state=ExtensionState.ASKED)
    return Left("har bedt om længere frist og får intet svar.", _places(found))


def _unsent_mails(survey: Survey) -> Left:
    found = survey.responses.filter(mails__state__in=(MailState.FAILED, MailState.HELD))
    return Left("har mails, der ikke er sendt. De kan stadig sendes igen.", _places(found))


# The register: whatever else can wait in a survey is told of here.
CHECKS: tuple[Callable[[Survey], Left], ...] = (
    _in_correction,
    _approved_letters,
    _running_jobs,
    _open_follow_ups,
    _draft_letters,
    _unsent_formal_letters,
    _without_letter,
    _not_accepted,
    _unanswered_extensions,
    _unsent_mails,
    _undecided_requests,
)


def _places(responses: QuerySet[Response]) -> tuple[tuple[str, str], ...]:
    """One query; a municipality with several letters is named once."""
    rows = responses.order_by(danish_order("municipality__name")).values_list(
        "municipality__name", "municipality__code", "survey__slug"
    )
    return tuple((name, reverse("surveys:response", args=[slug, code])) for name, code, slug in dict.fromkeys(rows))


def select_left(survey: Survey) -> tuple[Left, ...]:
    """One query a check; what concerns nobody is left out."""
    return tuple(left for check in CHECKS if (left := check(survey)).places)


def left_digest(left: Iterable[Left]) -> str:
    """Names what a person was shown."""
    return digest([[one.text, one.blocks, [list(place) for place in one.places]] for one in left])
