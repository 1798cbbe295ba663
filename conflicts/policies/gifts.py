"""Who may declare, read and correct offers of gifts and hospitality."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commissioning.enums import PostRole
from commissioning.models import Organisation
from conflicts.models import GiftOffer
from conflicts.policies.guardian import NOT_THE_GUARDIAN, is_own, roles_in
from conflicts.policies.interests import READERS, unless_purged
from core.verdict import YES, Verdict, no
from people import door
from people.models import User
from people.roles import is_signed_in


if TYPE_CHECKING:
    from people.actors import Actor

NO_PERSON = no(
    "no_person",
    "Your sign-in is not linked to a person in the record. Ask your governance officer "
    "to link it.",
)
NOT_YOURS = no(
    "gift_not_yours",
    "Only the person, and those who keep or oversee the register, may read this.",
)
NOT_KEPT_BY_YOU = no(
    "gift_register_not_kept_by_you",
    "Only the person, or a governance officer of the body, may do this.",
)
NOT_ITS_OFFICER = no(
    "not_its_officer",
    "Only a governance officer of this body may do this.",
)
ASKERS = frozenset({PostRole.OFFICER, PostRole.GUARDIAN})
NOT_AN_ASKER = no(
    "gift_not_asked_by_you",
    "Only a governance officer or the guardian of this body may ask about an offer.",
)
OWN_QUESTION = no(
    "own_gift_question",
    "Nobody asks themself about an offer. Correct the entry, if it is wrong.",
)
OWN_OFFER = no(
    "guardians_own_offer",
    "A guardian never decides about an offer to themself. Another guardian of the body "
    "decides; where there is none, somebody is appointed for it.",
)
OWN_ENTRY = no(
    "own_gift_entry",
    "Nobody reviews their own entry. Ask another governance officer.",
)


@door.answers("declare", GiftOffer)
def can_declare_gift(actor: Actor, _offers: type[GiftOffer]) -> Verdict:
    """Say who may enter an offer for themself: whoever is a person in the record."""
    if isinstance(actor, User) and is_signed_in(actor) and actor.person_id is not None:
        return YES
    return NO_PERSON


@door.answers("record_gift", Organisation)
def can_record_gift(actor: Actor, organisation: Organisation) -> Verdict:
    """Say who enters an offer for somebody else: officers of the body."""
    may = PostRole.OFFICER in roles_in(actor, organisation.pk)
    return YES if may else NOT_ITS_OFFICER


@door.answers("read", GiftOffer)
def can_read_gift(actor: Actor, entry: GiftOffer) -> Verdict:
    """Say who reads one entry: the person, and those who keep or oversee."""
    if is_own(actor, entry.person_id) and is_signed_in(actor):
        return YES
    return YES if roles_in(actor, entry.organisation_id) & READERS else NOT_YOURS


@door.answers("correct", GiftOffer)
def can_correct_gift(actor: Actor, entry: GiftOffer) -> Verdict:
    """Say who corrects an entry: the person and the body's officers."""
    if is_own(actor, entry.person_id) and is_signed_in(actor):
        return unless_purged(YES, entry)
    may = PostRole.OFFICER in roles_in(actor, entry.organisation_id)
    return unless_purged(YES, entry) if may else NOT_KEPT_BY_YOU


@door.answers("ask", GiftOffer)
def can_ask_about_gift(actor: Actor, entry: GiftOffer) -> Verdict:
    """Say who asks the person about an entry: officer and guardian, never themself."""
    if is_own(actor, entry.person_id):
        return OWN_QUESTION
    may = roles_in(actor, entry.organisation_id) & ASKERS
    return unless_purged(YES, entry) if may else NOT_AN_ASKER


@door.answers("answer", GiftOffer)
def can_answer_about_gift(actor: Actor, entry: GiftOffer) -> Verdict:
    """Say who answers it: the person, or an officer of the body for them."""
    return can_correct_gift(actor, entry)


@door.answers("decide_publication", GiftOffer)
def can_decide_gift_publication(actor: Actor, entry: GiftOffer) -> Verdict:
    """Say who decides what is published of an offer: a guardian, never of their own."""
    if is_own(actor, entry.person_id):
        return OWN_OFFER
    if PostRole.GUARDIAN in roles_in(actor, entry.organisation_id):
        return unless_purged(YES, entry)
    return NOT_THE_GUARDIAN


@door.answers("review", GiftOffer)
def can_review_gift(actor: Actor, entry: GiftOffer) -> Verdict:
    """Say who reviews an entry: an officer of the body, never their own."""
    if PostRole.OFFICER not in roles_in(actor, entry.organisation_id):
        return NOT_ITS_OFFICER
    return OWN_ENTRY if is_own(actor, entry.person_id) else unless_purged(YES, entry)
