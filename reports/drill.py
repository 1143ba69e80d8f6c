"""From a figure to the municipalities behind it: which submitted answers a reader asked to see."""

from django.db.models import QuerySet

from surveys.enums import NOT_RELEVANT_LABEL, UNANSWERED_LABEL, Choice
from surveys.models import SubmittedAnswer

COUNTED, NOT_COUNTED, NOT_RELEVANT, UNANSWERED = "taeller", "taeller-ikke", "ikke-relevant", "ubesvaret"
GROUPS = (
    ("", "Alle svar"),
    (COUNTED, "Svar, der tæller"),
    (NOT_COUNTED, "Svar, der ikke tæller"),
    *((str(choice.value), str(choice.label)) for choice in Choice),
    (NOT_RELEVANT, NOT_RELEVANT_LABEL),
    (UNANSWERED, UNANSWERED_LABEL),
)


def narrow(answers: QuerySet[SubmittedAnswer], group: str) -> QuerySet[SubmittedAnswer]:
    """Keep the group's answers; an unknown group keeps all, since the address is typed by people."""
    if group in {COUNTED, NOT_COUNTED}:
        return answers.filter(counts=group == COUNTED)
    if group == NOT_RELEVANT:
        return answers.filter(not_relevant=True)
    if group == UNANSWERED:
        return answers.filter(choice__isnull=True, not_relevant=False)
    return answers.filter(choice=int(group)) if group in map(str, Choice.values) else answers
