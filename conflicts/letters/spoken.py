"""The letters that ask to confirm what was written down in a meeting, and remind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import reverse

from conflicts.enums import Nature
from conflicts.facts.spoken import waiting_to_be_confirmed
from core.web.dates import long_date
from notices import registry
from notices.words import write
from people.models import User


if TYPE_CHECKING:
    from conflicts.models import Interest
    from notices.models import Letter
    from notices.values import Rendered

SPOKEN: Final = "interest_spoken"
SPOKEN_REMINDER: Final = "interest_spoken_reminder"
KINDS: Final = (SPOKEN, SPOKEN_REMINDER)

CONFIRM = "Confirm or correct it here"
WHY = "an interest that you spoke of was written down for you"


def about(interest_id: int) -> str:
    """Return the key of an interest that its letters are about."""
    return f"interest:{interest_id}"


@registry.renders(SPOKEN)
def ask_if_right(letter: Letter) -> Rendered | None:
    """Ask somebody whether what was written down is right; nothing once it is settled."""
    interest = _waiting(letter)
    if interest is None:
        return None
    said_on = long_date(interest.declared_on)
    return write(
        letter.person,
        subject="Please confirm what you said in a meeting",
        words=(
            f"In a meeting on {said_on} you spoke of an interest. It was written down "
            "for the register of interests. Please say whether it is right.\n\n"
            f"{_what_to_do(interest)}"
        ),
        link=CONFIRM,
        path=_page_of(interest),
        why=WHY,
    )


@registry.renders(SPOKEN_REMINDER, reminder="Confirm what you said in a meeting")
def remind_to_confirm(letter: Letter) -> Rendered | None:
    """Remind somebody who has not said so; nothing once it is settled."""
    interest = _waiting(letter)
    if interest is None:
        return None
    said_on = long_date(interest.declared_on)
    return write(
        letter.person,
        subject="Reminder: please confirm what you said in a meeting",
        words=(
            f"We asked you whether what was written down for you in a meeting on "
            f"{said_on} is right, and have not heard from you.\n\n"
            f"{_what_to_do(interest)}"
        ),
        link=CONFIRM,
        path=_page_of(interest),
        why=f"{WHY}, and nobody has confirmed it yet",
    )


def _waiting(letter: Letter) -> Interest | None:
    """Return the reader's own entry while nobody has confirmed or completed it."""
    key = int(letter.about.partition(":")[2])
    rows = waiting_to_be_confirmed().filter(pk=key, person=letter.person_id)
    return rows.first()


def _what_to_do(interest: Interest) -> str:
    """Say where to confirm; who does not sign in reads the words in the letter."""
    if _page_of(interest):
        return "Read it, and confirm or correct it on its page."
    whose = f", of somebody close ({interest.relationship})" * interest.is_indirect
    return (
        f"About: {interest.concern}\n"
        f"Kind: {Nature(interest.nature).label}{whose}\n"
        f"Written down: {interest.description}\n"
        f"Where: {interest.source_reference or 'in the meeting'}\n\n"
        "If it is right, tell your governance officer so, by telephone, by e-mail or by "
        "sending this letter back signed. If it is not, tell them what is wrong. They "
        "write down what you say, with the day.\n"
    )


def _page_of(interest: Interest) -> str:
    """Return the page on which its person confirms it, or nothing without a sign-in."""
    users = User.objects.filter(person=interest.person_id, is_active=True)
    return reverse("conflicts:spoken", args=[interest.pk]) if users.exists() else ""
