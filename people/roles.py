"""The one role this room grants: site administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from people.models import User


if TYPE_CHECKING:
    from people.actors import Actor


def is_administrator(actor: Actor) -> bool:
    """Say whether an actor configures the site: an active user marked as such."""
    return isinstance(actor, User) and actor.is_active and actor.is_staff


def is_signed_in(actor: Actor) -> bool:
    """Say whether an actor is a user who may sign in."""
    return isinstance(actor, User) and actor.is_active
