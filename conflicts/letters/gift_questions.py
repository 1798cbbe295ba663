"""The letter that says somebody has a question about an offer of a gift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.urls import reverse

from conflicts.facts.gifts import gift_questions_waiting
from conflicts.facts.interests import persons_kept_by
from core import clock
from notices import registry
from notices.words import write
from people.models import User


if TYPE_CHECKING:
    from notices.models import Letter
    from notices.values import Rendered
    from people.actors import Actor

GIFT_QUESTION: Final = "gift_question"
TOPIC: Final = "gift"


@registry.selects(TOPIC)
def letters_about_gifts(actor: Actor) -> Q:
    """Select the letters about offers to persons whose register the actor keeps."""
    if not isinstance(actor, User) or not actor.is_active or actor.person_id is None:
        return Q(pk__in=[])
    return Q(person__in=persons_kept_by(actor.person_id, clock.today()))


@registry.renders(GIFT_QUESTION)
def gift_question(letter: Letter) -> Rendered | None:
    """Tell the person that a question waits; what it is about stays on the page."""
    entry_id = int(letter.about.partition(":")[2])
    waiting = gift_questions_waiting([letter.person_id]).filter(gift=entry_id)
    if not waiting.exists():
        return None
    return write(
        letter.person,
        subject="A question about an offer you declared",
        words=(
            "There is a question about an offer of yours on the register of gifts and "
            "hospitality.\n\n"
            "If you do not sign in, answer your governance officer by e-mail or "
            "telephone; they write your answer down for you."
        ),
        link="Read and answer it here",
        path=reverse("conflicts:gift", args=[entry_id]),
        why="you declared this offer, and somebody asks about it",
    )
