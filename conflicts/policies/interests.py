"""Who may declare, read and correct interests, and who reads registers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commissioning.enums import PostRole
from commissioning.models import Organisation
from committees.models import Committee
from committees.policies import roles_at
from conflicts.facts.interests import (
    is_begun_by_another,
    is_managed_by,
    organisations_ever_of,
    organisations_of,
    posts_of,
)
from conflicts.models import Breach, GiftOffer, Interest
from core import clock
from core.verdict import YES, Verdict, no
from notices.models import ReminderChoice
from people import door
from people.models import Person, User
from people.roles import is_signed_in


if TYPE_CHECKING:
    from people.actors import Actor

READERS = frozenset({PostRole.OFFICER, PostRole.GUARDIAN, PostRole.AUDITOR})
NOTE_READERS = frozenset({PostRole.OFFICER, PostRole.GUARDIAN})
NOT_YOURS = no(
    "interest_not_yours",
    "Only the person, and those who keep or oversee the register, may read this.",
)
NOT_KEPT_BY_YOU = no(
    "register_not_kept_by_you",
    "Only the person, or a governance officer who keeps their register, may do this.",
)
NOTE_KEPT_BACK = no(
    "restricted_note",
    "Only the person, the officer and the guardian read the restricted note.",
)
REGISTER_NOT_YOURS = no(
    "register_not_yours",
    "Only those who keep or oversee this register may read all of it. What is "
    "published is on the public site.",
)

PURGED = no("purged", "Its words were purged: nothing is written about it any more.")


def roles_over(actor: Actor, person_id: int) -> frozenset[str]:
    """Return the roles an actor holds today in any body that keeps a person's register.

    Those the person belongs to; of somebody who left, those they belonged to; of
    somebody who never belonged to any, the officer who begins the register.
    """
    if not isinstance(actor, User) or not actor.is_active:
        return frozenset()
    posts = posts_of(actor.person_id, clock.today())
    if not posts:
        return frozenset()
    bodies = organisations_of(person_id, clock.today()) or organisations_ever_of(
        person_id
    )
    found: frozenset[str] = frozenset()
    for organisation, roles in posts.items():
        if organisation in bodies:
            found |= roles
    is_officer = any(PostRole.OFFICER in roles for roles in posts.values())
    if not bodies and is_officer and not is_begun_by_another(person_id, actor.pk):
        found |= {PostRole.OFFICER}
    return found


def is_own(actor: Actor, person_id: int) -> bool:
    """Say whether an actor is the person (id) themself."""
    return isinstance(actor, User) and actor.is_active and actor.person_id == person_id


def is_line_manager(actor: Actor, person_id: int) -> bool:
    """Say whether an actor is the line manager of a person (id) today."""
    if not isinstance(actor, User) or not actor.is_active or actor.person_id is None:
        return False
    return is_managed_by(person_id, actor.person_id, clock.today())


def unless_purged(verdict: Verdict, entry: Interest | GiftOffer) -> Verdict:
    """Return a verdict, or why nothing is written any more where the words are gone.

    Words that came back after the purge would be held without end.
    """
    return PURGED if verdict and entry.purged_at is not None else verdict


@door.widens("choose_post", ReminderChoice)
def can_officer_choose_post(actor: Actor, choice: ReminderChoice) -> Verdict:
    """Say that officers have letters posted to the people whose record they keep."""
    if PostRole.OFFICER in roles_over(actor, choice.person_id):
        return YES
    return NOT_KEPT_BY_YOU


@door.answers("declare", Interest)
def can_declare_interest(actor: Actor, _interests: type[Interest]) -> Verdict:
    """Say who may declare for themself: whoever signs in and is in the record."""
    if isinstance(actor, User) and is_signed_in(actor) and actor.person_id is not None:
        return YES
    return no(
        "no_person",
        "Your sign-in is not linked to a person in the record. Ask your governance "
        "officer to link it.",
    )


@door.answers("record_interest", Person)
def can_record_interest(actor: Actor, person: Person) -> Verdict:
    """Say who may record what a person declared otherwise: their officers."""
    if PostRole.OFFICER in roles_over(actor, person.pk):
        return YES
    return NOT_KEPT_BY_YOU


@door.answers("read_interests", Person)
def can_read_interests(actor: Actor, person: Person) -> Verdict:
    """Say who reads all interests of a person, the ended ones as well."""
    if is_own(actor, person.pk) or roles_over(actor, person.pk) & READERS:
        return YES
    return NOT_YOURS


@door.answers("read", Interest)
def can_read_interest(actor: Actor, interest: Interest) -> Verdict:
    """Say who reads one interest with its history."""
    if is_own(actor, interest.person_id):
        return YES
    if roles_over(actor, interest.person_id) & READERS:
        return YES
    return YES if is_line_manager(actor, interest.person_id) else NOT_YOURS


@door.answers("read_note", Interest)
def can_read_note(actor: Actor, interest: Interest) -> Verdict:
    """Say who reads the restricted note: the person, the officer, the guardian."""
    if is_own(actor, interest.person_id):
        return YES
    may = roles_over(actor, interest.person_id) & NOTE_READERS
    return YES if may else NOTE_KEPT_BACK


@door.answers("correct", Interest)
@door.answers("end", Interest)
@door.answers("confirm", Interest)
def can_correct_interest(actor: Actor, interest: Interest) -> Verdict:
    """Say who corrects, ends and confirms an interest: the person, their officers."""
    if is_own(actor, interest.person_id):
        return unless_purged(YES, interest)
    if PostRole.OFFICER in roles_over(actor, interest.person_id):
        return unless_purged(YES, interest)
    return NOT_KEPT_BY_YOU


@door.answers("read_register", Committee)
def can_read_committee_register(actor: Actor, committee: Committee) -> Verdict:
    """Say who reads a committee's whole register."""
    return YES if roles_at(actor, committee) & READERS else REGISTER_NOT_YOURS


@door.answers("read_register", Organisation)
def can_read_organisation_register(actor: Actor, organisation: Organisation) -> Verdict:
    """Say who reads an organisation's whole register."""
    return YES if _roles_in(actor, organisation.pk) & READERS else REGISTER_NOT_YOURS


@door.answers("read", Breach)
def can_read_breach(actor: Actor, breach: Breach) -> Verdict:
    """Say who reads the draft of a breach."""
    may = _roles_in(actor, breach.organisation_id) & READERS
    return YES if may else REGISTER_NOT_YOURS


def _roles_in(actor: Actor, organisation_id: int) -> frozenset[str]:
    if not isinstance(actor, User) or not actor.is_active:
        return frozenset()
    found: frozenset[str] = frozenset()
    for organisation, roles in posts_of(actor.person_id, clock.today()).items():
        if organisation == organisation_id:
            found = roles
    return found
