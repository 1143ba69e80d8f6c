"""Signing in with a password: for pilot use, see docs/decisions."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from municipalities.models import User


class PasswordBackend(AuthenticationBackend):
    """Demo accounts have published passwords, so they open only where DEMO=1 says this is a demo."""

    def user_can_authenticate(self, user: User) -> bool:
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)

    def get_user(self, user_id: int) -> User | None:
        """Also asked on every request, so a demo session ends when the demo does."""
        user = super().get_user(user_id)
        return user if user and self.user_can_authenticate(user) else None
