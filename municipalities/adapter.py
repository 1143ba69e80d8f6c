"""How allauth is fitted to a portal that nobody signs up to."""

import logging
import smtplib

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from municipalities.models import User

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come in by invitation only."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """A mail server that fails costs the mail, never the page: a failure would tell which addresses are known."""
        try:
            super().send_mail(template_prefix, email, context)
        except (smtplib.SMTPException, OSError) as error:
            logger.warning("The mail %s could not be sent: %s", template_prefix, error)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Leads to the portal's own address, whatever name the request claims for it."""
        person, _, secret = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": person, "key": secret})
        return f"{settings.SITE_URL}{path}"


def display_name(user: User) -> str:
    return str(user)
