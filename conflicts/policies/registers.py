"""Who reads the restricted notes of a whole register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from committees.policies import roles_at
from conflicts.facts.interests import posts_of
from conflicts.policies.interests import NOTE_READERS, roles_over
from core import clock
from people.models import User


if TYPE_CHECKING:
    from conflicts.facts.registers import Whose
    from people.actors import Actor


def may_read_notes(actor: Actor, whose: Whose) -> bool:
    """Say whether the notes of a register's entries are for these eyes.

    As for a single interest: the person, the officer and the guardian; an auditor
    reads the register without them.
    """
    if not isinstance(actor, User) or not actor.is_active:
        return False
    if whose.person is not None:
        is_own = actor.person_id == whose.person.pk
        return is_own or bool(roles_over(actor, whose.person.pk) & NOTE_READERS)
    if whose.committee is not None:
        return bool(roles_at(actor, whose.committee) & NOTE_READERS)
    roles = {
        role
        for body, held in posts_of(actor.person_id, clock.today()).items()
        if whose.organisation is not None and body == whose.organisation.pk
        for role in held
    }
    return bool(roles & NOTE_READERS)
