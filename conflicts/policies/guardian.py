"""What only the conflicts of interest guardian may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commissioning.enums import PostRole
from commissioning.models import Organisation
from commissioning.values import OrgRef
from conflicts.facts import chain
from conflicts.facts.interests import posts_of
from conflicts.models import GuardianAttestation, Interest
from conflicts.policies.interests import READERS, roles_over, unless_purged
from core import clock
from core.verdict import YES, Verdict, no
from people import door
from people.models import User


if TYPE_CHECKING:
    from people.actors import Actor

NOT_THE_GUARDIAN = no(
    "not_the_guardian",
    "Only the conflicts of interest guardian of this body may do this.",
)
OWN_INTEREST = no(
    "guardians_own_interest",
    "A guardian never decides about their own interest. Another guardian of the body "
    "decides; where there is none, somebody is appointed for it.",
)
NOT_OVERSEEN = no(
    "not_overseen_by_you",
    "Only those who keep or oversee this body's registers may read this.",
)


def roles_in(actor: Actor, organisation_id: int) -> frozenset[str]:
    """Return the roles an actor holds today in one body (id)."""
    if not isinstance(actor, User) or not actor.is_active:
        return frozenset()
    posts = posts_of(actor.person_id, clock.today())
    return posts.get(OrgRef(organisation_id), frozenset())


def is_own(actor: Actor, person_id: int | None) -> bool:
    """Say whether an actor is the person (id) that something is about."""
    return (
        isinstance(actor, User)
        and person_id is not None
        and actor.person_id == person_id
    )


@door.answers("guard", Organisation)
def can_guard_organisation(actor: Actor, organisation: Organisation) -> Verdict:
    """Say who acts as guardian of a body: who holds that post today."""
    if PostRole.GUARDIAN in roles_in(actor, organisation.pk):
        return YES
    return NOT_THE_GUARDIAN


@door.answers("oversee", Organisation)
def can_oversee_organisation(actor: Actor, organisation: Organisation) -> Verdict:
    """Say who reads a body's gifts, breaches and attestations."""
    return YES if roles_in(actor, organisation.pk) & READERS else NOT_OVERSEEN


@door.answers("decide_publication", Interest)
def can_decide_publication(actor: Actor, interest: Interest) -> Verdict:
    """Say who decides what is published of an interest: a guardian, never of their own."""
    if is_own(actor, interest.person_id):
        return OWN_INTEREST
    if PostRole.GUARDIAN in roles_over(actor, interest.person_id):
        return unless_purged(YES, interest)
    return NOT_THE_GUARDIAN


@door.answers("read", GuardianAttestation)
def can_read_attestation(actor: Actor, attestation: GuardianAttestation) -> Verdict:
    """Say who reads the yearly attestation."""
    may = roles_in(actor, attestation.organisation_id) & READERS
    return YES if may else NOT_OVERSEEN


# What is imported for what it registers when the house starts.
__all__ = ["chain"]
