"""For whom the entries of the header's navigation are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commissioning.enums import PostRole
from commissioning.models import Post
from core import clock
from desk.backends import POSTS_TODAY
from people.models import User
from people.roles import is_administrator


if TYPE_CHECKING:
    from people.actors import Actor


READERS = frozenset({PostRole.OFFICER, PostRole.GUARDIAN, PostRole.AUDITOR})


def is_in_the_record(actor: Actor) -> bool:
    """Say whether somebody signed in is a person who may meet and declare."""
    return isinstance(actor, User) and actor.person_id is not None


def reads_registers(actor: Actor) -> bool:
    """Say whether somebody holds a post that keeps or oversees registers today."""
    return bool(_posts_of(actor) & READERS)


def sends_letters(actor: Actor) -> bool:
    """Say whether somebody looks after letters: officers, and who runs the site."""
    return is_administrator(actor) or PostRole.OFFICER in _posts_of(actor)


def _posts_of(actor: Actor) -> frozenset[str]:
    """Return the roles of today's posts; those of a session came with its user."""
    if not isinstance(actor, User) or actor.person_id is None:
        return frozenset()
    known: list[str] | None = getattr(actor, POSTS_TODAY, None)
    if known is None:
        posts = Post.objects.held_on(clock.today()).filter(person=actor.person_id)
        known = list(posts.order_by().values_list("role", flat=True))
    return frozenset(known)
