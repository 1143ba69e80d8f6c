"""The mails that arrived at the mail server, by address."""

import re
from email.message import EmailMessage

from tests.smtp import MailServer

LINK = re.compile(r"^http://localhost:8000(/\S+)\s*$", re.MULTILINE)


class Mailbox:
    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.read = 0

    def new(self) -> list[EmailMessage]:
        """Those that came since they were asked for last."""
        mails = self.server.took[self.read :]
        self.read += len(mails)
        return mails

    def newest(self, email: str) -> EmailMessage:
        return [one for one in self.server.took if one["To"] == email][-1]

    def link(self, email: str) -> str:
        """The page that the newest mail to the address leads to."""
        return link_in(self.newest(email))


def link_in(message: EmailMessage) -> str:
    """A mail has one link; following it must be all a person needs."""
    [link] = LINK.findall(message.get_content())
    return link
