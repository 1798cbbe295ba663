"""Who may take out everything that is held about a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflicts.policies.retention import KEEPERS, roles_ever_over
from core.verdict import YES, Verdict, no
from people import door
from people.models import Person, User


if TYPE_CHECKING:
    from people.actors import Actor

NOT_THEIRS = no(
    "not_subject_nor_keeper",
    "Only the person, and a governance officer or guardian of a body they belong or "
    "belonged to, may take out everything that is held about them.",
)


@door.answers("export_everything", Person)
def can_export_everything(actor: Actor, person: Person) -> Verdict:
    """Say who takes out what is held: the person, their officers and guardians."""
    if not isinstance(actor, User) or not actor.is_active:
        return NOT_THEIRS
    if actor.person_id == person.pk:
        return YES
    return YES if roles_ever_over(actor, person.pk) & KEEPERS else NOT_THEIRS
