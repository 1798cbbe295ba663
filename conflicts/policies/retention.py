"""Who may place holds and purge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commissioning.enums import PostRole
from commissioning.models import Organisation
from conflicts.facts import breaches
from conflicts.facts.interests import posts_of
from conflicts.facts.leaving import bodies_ever_of
from conflicts.models import GiftOffer, Interest, LegalHold
from core import clock
from core.verdict import YES, Verdict, no
from people import door
from people.models import Person, User


if TYPE_CHECKING:
    from people.actors import Actor

KEEPERS = frozenset({PostRole.OFFICER, PostRole.GUARDIAN})
READERS = KEEPERS | {PostRole.AUDITOR}
NOT_KEEPER = no(
    "not_their_keeper",
    "Only a governance officer or the guardian of a body that the person belongs or "
    "belonged to may do this.",
)
NOT_YOUR_OWN = no(
    "own_record",
    "Nobody purges what they declared themself: ask another officer.",
)


def roles_ever_over(actor: Actor, person_id: int) -> frozenset[str]:
    """Return an actor's roles today in any body a person ever belonged to."""
    if not isinstance(actor, User) or not actor.is_active:
        return frozenset()
    posts = posts_of(actor.person_id, clock.today())
    if not posts:
        return frozenset()
    bodies = bodies_ever_of(person_id)
    return frozenset(
        role for body, roles in posts.items() if body in bodies for role in roles
    )


@door.answers("read_retention", Organisation)
def can_read_retention(actor: Actor, organisation: Organisation) -> Verdict:
    """Say who reads what a body holds how long: its officers, guardian, auditors."""
    return YES if _roles_in(actor, organisation.pk) & READERS else NOT_KEEPER


@door.answers("place_hold", Person)
def can_place_hold(actor: Actor, person: Person) -> Verdict:
    """Say who stops every purge about a person: officer and guardian."""
    return YES if roles_ever_over(actor, person.pk) & KEEPERS else NOT_KEEPER


@door.answers("lift_hold", LegalHold)
def can_lift_hold(actor: Actor, hold: LegalHold) -> Verdict:
    """Say who lifts a hold: officer and guardian of the body that asked for it."""
    if isinstance(actor, User) and actor.person_id == hold.person_id:
        return NOT_YOUR_OWN
    return YES if _roles_in(actor, hold.organisation_id) & KEEPERS else NOT_KEEPER


@door.answers("purge", Interest)
def can_purge(actor: Actor, interest: Interest) -> Verdict:
    """Say who purges an interest whose time is over: another's officer."""
    if isinstance(actor, User) and actor.person_id == interest.person_id:
        return NOT_YOUR_OWN
    roles = roles_ever_over(actor, interest.person_id)
    return YES if PostRole.OFFICER in roles else NOT_KEEPER


@door.answers("purge", GiftOffer)
def can_purge_gift(actor: Actor, entry: GiftOffer) -> Verdict:
    """Say who purges an offer whose time is over: an officer of its body, another."""
    if isinstance(actor, User) and actor.person_id == entry.person_id:
        return NOT_YOUR_OWN
    roles = _roles_in(actor, entry.organisation_id)
    return YES if PostRole.OFFICER in roles else NOT_KEEPER


def _roles_in(actor: Actor, organisation_id: int) -> frozenset[str]:
    if not isinstance(actor, User) or not actor.is_active:
        return frozenset()
    posts = posts_of(actor.person_id, clock.today())
    return next(
        (roles for body, roles in posts.items() if body == organisation_id),
        frozenset(),
    )


# What is imported for what it registers when the house starts.
__all__ = ["breaches"]
