"""The one mail this app sends: an invitation. It names who invites and carries a link, nothing else."""

import logging
import smtplib

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from municipalities.models import Invitation

logger = logging.getLogger(__name__)


def invitation_link(token: str) -> str:
    return f"{settings.SITE_URL}{reverse('accept_invitation', args=[token])}"


def send_invitation(invitation: Invitation, token: str) -> bool:
    """Send at once, within EMAIL_TIMEOUT; False where the mail server failed. The invitation stands either way."""
    context = {"invitation": invitation, "link": invitation_link(token), "sender": settings.SENDER_NAME}
    subject = render_to_string("municipalities/email/invitation_subject.txt", context).strip()
    body = render_to_string("municipalities/email/invitation.txt", context)
    try:
        send_mail(subject, body, None, [invitation.email])
    except (smtplib.SMTPException, OSError) as error:
        logger.warning("Invitation %s could not be mailed: %s", invitation.pk, error)
        return False
    return True
