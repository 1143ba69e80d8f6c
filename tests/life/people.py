"""Who takes part: the agency's people, and two in each municipality."""

from dataclasses import dataclass

from municipalities.models import Municipality
from surveys.forms.values import choice_on_screen
from surveys.merge import Value
from tests.life.mailbox import Mailbox
from tests.life.visitor import PASSWORD, Visitor


def accept_invitation(email: str, name: str, title: str, mailbox: Mailbox) -> Visitor:
    """By the link in the mail; the account is made on the page behind it."""
    person = Visitor(email).open(mailbox.link(email))
    person.press("Opret konto og tag imod", name=name, title=title, password=PASSWORD, again=PASSWORD)
    return person.see_message("Du har taget imod invitationen. Velkommen til.")


EXAGGERATED, YES, NO = "dane-inbound", "4", "0"


@dataclass
class Town:
    """One municipality: whoever is in charge answers, and management submits."""

    municipality: Municipality
    answers: dict[str, Value]
    lead: Visitor
    approver: Visitor
    # Until it is asked again, it says Ja to the headline question it should not.
    exaggerates: bool = False

    @property
    def code(self) -> str:
        return self.municipality.code

    def page(self, survey: str, page: str = "") -> str:
        return f"/kommuner/{self.municipality.slug}/{survey}/{page}"

    def answer(self, survey: str, areas: dict[str, list[str]]) -> None:
        """Each area by its own page and its button."""
        for area, questions in areas.items():
            self.lead.open(self.page(survey, f"{area}/"))
            self.lead.press("Gem og gå videre", **self.typed(questions))

    def typed(self, questions: list[str]) -> dict[str, str]:
        """What stays unanswered is not sent at all, as no radio button is chosen."""
        typed = {}
        for key in questions:
            value = self.answers[key]
            if choice := choice_on_screen(value):
                typed[f"{key}-choice".replace("-", "_")] = choice
            typed[f"{key}-comment".replace("-", "_")] = value.comment
            if self.exaggerates and key == EXAGGERATED:
                typed[f"{key}-choice".replace("-", "_")] = YES
        return typed

    def submit(self, survey: str) -> None:
        self.lead.open(self.page(survey, "tjek/")).press("Send til godkendelse")
        self.approver.open(self.page(survey, "tjek/"))
        confirmed = {"confirmed": "on"} if self.approver.has_field("confirmed") else {}
        self.approver.press("Godkend og indsend", **confirmed).see("Tak. Besvarelsen er indsendt")
