"""The letter that says somebody has a question about an interest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.urls import reverse

from conflicts.facts.declaring import questions_waiting
from conflicts.facts.interests import persons_kept_by
from core import clock
from notices import registry
from notices.words import write
from people.models import User


if TYPE_CHECKING:
    from notices.models import Letter
    from notices.values import Rendered
    from people.actors import Actor

INTEREST_QUESTION: Final = "interest_question"
TOPIC: Final = "interest"


@registry.selects(TOPIC)
def letters_about_interests(actor: Actor) -> Q:
    """Select the letters about interests of persons whose register the actor keeps."""
    if not isinstance(actor, User) or not actor.is_active or actor.person_id is None:
        return Q(pk__in=[])
    return Q(person__in=persons_kept_by(actor.person_id, clock.today()))


@registry.renders(INTEREST_QUESTION)
def interest_question(letter: Letter) -> Rendered | None:
    """Tell the person that a question waits; what it is about stays on the page."""
    interest_id = int(letter.about.partition(":")[2])
    waiting = questions_waiting([letter.person_id]).filter(interest=interest_id)
    if not waiting.exists():
        return None
    return write(
        letter.person,
        subject="A question about an interest you declared",
        words=(
            "There is a question about an interest of yours on the register.\n\n"
            "If you do not sign in, answer your governance officer by e-mail or "
            "telephone; they write your answer down for you."
        ),
        link="Read and answer it here",
        path=reverse("conflicts:interest", args=[interest_id]),
        why="you declared this interest, and somebody asks about it",
    )
