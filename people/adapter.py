"""How allauth behaves here: nobody signs up, and nobody learns who is known."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from people.actions import users


if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse  # noqa: TID251 - names types

    from people.models import User

log = logging.getLogger(__name__)


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth is untyped
    """Sign-in for people whom an officer or administrator entered."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: people are entered by an officer."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return to the person's own page."""
        return reverse("people:account")

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and leave it in the trail."""
        super().login(request, user)
        users.note_sign_in(user=user)

    def send_mail(self, template_prefix: str, email: str, context: Any) -> None:
        """Send a mail of the sign-in at once; when it cannot go, say what to do.

        Codes are of no use half a minute later, so they are no letters of the room
        above. Known and unknown addresses get a mail alike.

        Raises:
          ImmediateHttpResponse: a page that says the mail could not be sent.
        """
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as problem:
            log.exception("A mail of the sign-in could not be sent.")
            raise ImmediateHttpResponse(self._no_mail_now()) from problem

    def _no_mail_now(self) -> HttpResponse:
        page = TemplateResponse(self.request, "account/mail_failed.html", status=503)
        return page.render()
