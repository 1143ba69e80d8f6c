"""How allauth is fitted to a portal that nobody signs up to."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from municipalities.models import User


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come in by invitation only."""
        return False


def display_name(user: User) -> str:
    return str(user)
