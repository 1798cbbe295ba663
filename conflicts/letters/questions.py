"""The letter that says somebody has a question about an interest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.urls import reverse

from conflicts.facts.declaring import questions_waiting
from notices import registry
from notices.values import Rendered


if TYPE_CHECKING:
    from notices.models import Letter

INTEREST_QUESTION: Final = "interest_question"


@registry.renders(INTEREST_QUESTION)
def interest_question(letter: Letter) -> Rendered | None:
    """Tell the person that a question waits; what it is about stays on the page."""
    interest_id = int(letter.about.partition(":")[2])
    waiting = questions_waiting([letter.person_id]).filter(interest=interest_id)
    if not waiting.exists():
        return None
    address = settings.QUORATE_BASE_URL + reverse(
        "conflicts:interest", args=[interest_id]
    )
    return Rendered(
        subject="A question about an interest you declared",
        text=(
            f"Dear {letter.person},\n\n"
            "There is a question about an interest of yours on the register. Read and "
            f"answer it here: {address}\n\n"
            "If you do not sign in, answer your governance officer by e-mail or "
            "telephone; they write your answer down for you."
        ),
    )
