"""Who confirms, reviews, sends in and settles what people declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commissioning.enums import PostRole
from commissioning.models import Organisation
from conflicts.facts.returns import practices_of, practices_overseen_by
from conflicts.models import DeclarationDraft, Interest, ReturnFile
from conflicts.policies.interests import (
    NOT_KEPT_BY_YOU,
    is_line_manager,
    is_own,
    roles_over,
    unless_purged,
)
from core import clock
from core.verdict import YES, Verdict, no
from notices.models import Letter
from people import door
from people.models import Person, User


if TYPE_CHECKING:
    from people.actors import Actor

OWN_INTEREST = no(
    "own_interest",
    "What is done about an interest is agreed by somebody else: a line manager or "
    "another governance officer.",
)
NOT_YOUR_REVIEW = no(
    "not_your_review",
    "Only the person's line manager or governance officer agrees what is done.",
)
NOT_YOUR_DRAFT = no("not_your_draft", "Somebody else began this declaration.")
NOT_YOUR_PRACTICE = no(
    "not_your_practice",
    "Only those who work in the practice, and the governance officer of its "
    "commissioner, send in its returns.",
)
NOT_YOURS_TO_SETTLE = no(
    "not_yours_to_settle",
    "Only the governance officer who keeps the register records what is in the file.",
)


@door.answers("attest", Person)
def can_attest(actor: Actor, person: Person) -> Verdict:
    """Say who confirms a person's list: the person, or their officer on their word."""
    if is_own(actor, person.pk) or PostRole.OFFICER in roles_over(actor, person.pk):
        return YES
    return NOT_KEPT_BY_YOU


@door.answers("review", Interest)
def can_review(actor: Actor, interest: Interest) -> Verdict:
    """Say who asks and agrees: line manager or officer, never about themself."""
    if is_own(actor, interest.person_id):
        return OWN_INTEREST
    is_officer = PostRole.OFFICER in roles_over(actor, interest.person_id)
    if is_officer or is_line_manager(actor, interest.person_id):
        return unless_purged(YES, interest)
    return NOT_YOUR_REVIEW


@door.answers("answer", Interest)
def can_answer(actor: Actor, interest: Interest) -> Verdict:
    """Say who answers a question: the person, or their officer on their word."""
    return door.may(actor, "correct", interest)


@door.answers("throw_away", DeclarationDraft)
def can_throw_away(actor: Actor, draft: DeclarationDraft) -> Verdict:
    """Say who throws a draft away: whoever typed it."""
    if isinstance(actor, User) and actor.is_active and actor.pk == draft.saved_by_id:
        return YES
    return NOT_YOUR_DRAFT


@door.answers("upload_returns", Organisation)
def can_upload_returns(actor: Actor, practice: Organisation) -> Verdict:
    """Say who sends in a practice's signed returns."""
    if not isinstance(actor, User) or not actor.is_active or actor.person_id is None:
        return NOT_YOUR_PRACTICE
    day = clock.today()
    works_there = practices_of(actor.person_id, day).filter(pk=practice.pk)
    if works_there.exists() or _oversees(actor.person_id, practice.pk):
        return YES
    return NOT_YOUR_PRACTICE


@door.answers("read", ReturnFile)
def can_read_return_file(actor: Actor, return_file: ReturnFile) -> Verdict:
    """Say who reads a file of returns: who sent it in, and the officer who records.

    Others of the practice do not: it holds what their colleagues declare.
    """
    if not isinstance(actor, User) or not actor.is_active or actor.person_id is None:
        return NOT_YOUR_PRACTICE
    if actor.pk == return_file.uploaded_by_id:
        return YES
    return can_settle(actor, return_file)


@door.answers("settle", ReturnFile)
def can_settle(actor: Actor, return_file: ReturnFile) -> Verdict:
    """Say who records what is in a file: officers of the practice's commissioner."""
    if not isinstance(actor, User) or not actor.is_active or actor.person_id is None:
        return NOT_YOURS_TO_SETTLE
    if _oversees(actor.person_id, return_file.organisation_id):
        return YES
    return NOT_YOURS_TO_SETTLE


@door.widens("manage", Letter)
def can_manage_letter_about_interest(actor: Actor, letter: Letter) -> Verdict:
    """Say who moves and drops a letter about an interest: the person's officers."""
    is_ours = letter.topic == "interest"
    if is_ours and PostRole.OFFICER in roles_over(actor, letter.person_id):
        return YES
    return NOT_KEPT_BY_YOU


def _oversees(person_id: int, practice_id: int) -> bool:
    overseen = practices_overseen_by(person_id, clock.today())
    return overseen.filter(pk=practice_id).exists()
