"""One conversation with the mail server, kept open for a whole run of letters."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from email.utils import make_msgid, parseaddr
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from notices.rules.delivery import Fate, read_reply


if TYPE_CHECKING:
    from types import TracebackType

    from notices.models import Letter


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one letter, with a sentence when it was not delivered."""

    fate: Fate
    sentence: str = ""


class MailServerAway(Exception):
    """The mail server cannot be reached: nothing was handed over."""


class Courier:
    """Carries letters to the mail server; use it in a `with` block."""

    def __init__(self) -> None:
        self._connection = get_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._hang_up()

    def get_ready(self) -> None:
        """Open the line, or see that it is still open.

        Raises:
          MailServerAway: nobody answers, or they do not let us in.
        """
        try:
            if not self._is_alive():
                self._hang_up()
            self._connection.open()
        except (OSError, smtplib.SMTPException) as problem:
            self._hang_up()
            raise MailServerAway(
                f"The mail server cannot be reached: {problem}"
            ) from problem

    def carry(self, letter: Letter) -> Outcome:
        """Hand over one frozen letter and say what became of it; it never raises.

        Once the words may have left us, only a clear answer counts: a broken
        line is unknown, not failed.
        """
        try:
            self._connection.send_messages([compose(letter)])
        except smtplib.SMTPRecipientsRefused as refusal:
            code, text = next(iter(refusal.recipients.values()))
            return _refused(code, text, "The address was refused")
        except smtplib.SMTPSenderRefused as refusal:
            # Ours to mend, whatever the code says: the letter waits.
            why = _words(refusal.smtp_error)
            return Outcome(Fate.LATER, f"The sender's address was refused: {why}")
        except smtplib.SMTPResponseException as refusal:
            return _refused(
                refusal.smtp_code, refusal.smtp_error, "The letter was refused"
            )
        except (ValueError, smtplib.SMTPNotSupportedError) as problem:
            return Outcome(Fate.REFUSED, f"The letter cannot be addressed: {problem}")
        except (OSError, smtplib.SMTPException) as problem:
            self._hang_up()
            return Outcome(
                Fate.UNKNOWN,
                f"The line broke while the letter was handed over: {problem}",
            )
        return Outcome(Fate.DELIVERED)

    def _is_alive(self) -> bool:
        line = getattr(self._connection, "connection", None)
        if not isinstance(line, smtplib.SMTP):
            return True
        try:
            return int(line.noop()[0]) == 250
        except (OSError, smtplib.SMTPException):
            return False

    def _hang_up(self) -> None:
        try:
            self._connection.close()
        except (OSError, smtplib.SMTPException):
            # The line is gone already, which is what we want.
            return


def new_message_id() -> str:
    """Return a Message-ID that no other letter has."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return make_msgid(domain=address.rpartition("@")[2] or "localhost")


def compose(letter: Letter) -> EmailMultiAlternatives:
    """Return the mail that a frozen letter is, ready for the wire."""
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[letter.addressed_to],
        headers={
            "Message-ID": letter.message_id,
            "Auto-Submitted": "auto-generated",
            "X-Quorate-Letter": str(letter.pk),
        },
    )
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    for attachment in letter.attachments:
        mail.attach(attachment["name"], attachment["text"], attachment["content_type"])
    return mail


def _refused(code: int, text: bytes | str, opening: str) -> Outcome:
    fate = read_reply(code)
    if fate is Fate.DELIVERED:  # an exception with a good code makes no sense
        fate = Fate.UNKNOWN
    return Outcome(fate, f"{opening} by the mail server: {code} {_words(text)}")


def _words(text: bytes | str) -> str:
    return text.decode(errors="replace") if isinstance(text, bytes) else text
