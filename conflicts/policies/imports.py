"""Who takes in registers, settles typed-in bodies and merges duplicates: officers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commissioning.enums import PostRole
from commissioning.models import Organisation
from commissioning.policies import officer_of
from conflicts.models import Interest, RegisterImport
from conflicts.policies.interests import roles_over
from core.verdict import YES, Verdict, no
from people import door
from people.models import Person


if TYPE_CHECKING:
    from people.actors import Actor

NOT_OFFICER = no(
    "not_officer_of_register",
    "Only a governance officer who keeps this register may take entries into it.",
)
NOT_YOUR_PERSON = no(
    "person_not_yours",
    "Only a governance officer of a body that the person belongs to may merge their "
    "entries.",
)
MERGED_ALREADY = no("person_merged", "This entry was merged into another already.")


@door.answers("import_register", Organisation)
def can_import_register(actor: Actor, organisation: Organisation) -> Verdict:
    """Say who takes an existing register in: the body's officers."""
    return YES if officer_of(actor, [organisation]) else NOT_OFFICER


@door.answers("read", RegisterImport)
@door.answers("change", RegisterImport)
def can_change_import(actor: Actor, register_import: RegisterImport) -> Verdict:
    """Say who reads and settles an import: the body's officers, it holds everything."""
    return can_import_register(actor, register_import.organisation)


@door.answers("match", Interest)
def can_match_interest(actor: Actor, interest: Interest) -> Verdict:
    """Say who settles which body a typed-in name means: the person's officers."""
    return (
        YES
        if PostRole.OFFICER in roles_over(actor, interest.person_id)
        else no(
            "register_not_kept_by_you",
            "Only a governance officer who keeps this person's register may match it.",
        )
    )


@door.widens("merge", Person)
def can_officer_merge(actor: Actor, person: Person) -> Verdict:
    """Say whether an officer may merge a person: one of theirs, not merged yet."""
    if person.merged_into_id is not None:
        return MERGED_ALREADY
    return YES if PostRole.OFFICER in roles_over(actor, person.pk) else NOT_YOUR_PERSON
