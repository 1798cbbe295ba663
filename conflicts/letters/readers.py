"""Whose letters an officer looks after: the people whose record they keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from conflicts.facts.interests import persons_kept_by
from core import clock
from notices import registry
from people.models import User


if TYPE_CHECKING:
    from people.actors import Actor


@registry.keeps("conflicts")
def readers_of_an_officer(actor: Actor) -> Q:
    """Select the people who sit, work or hold a position in an officer's bodies."""
    if not isinstance(actor, User) or not actor.is_active or actor.person_id is None:
        return Q(pk__in=[])
    kept = persons_kept_by(actor.person_id, clock.today())
    return Q(pk__in=kept.order_by().values("pk"))
