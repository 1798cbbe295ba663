"""Who may report, read and close possible breaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commissioning.enums import PostRole
from conflicts.models import Breach
from conflicts.policies.guardian import (
    NOT_OVERSEEN,
    NOT_THE_GUARDIAN,
    is_own,
    roles_in,
)
from conflicts.policies.interests import READERS
from core.verdict import YES, Verdict, no
from people import door
from people.actors import Public
from people.roles import is_signed_in


if TYPE_CHECKING:
    from people.actors import Actor

NOT_TO_REPORT = no("not_to_report", "This sign-in has ended. Report it signed out.")
OWN_CASE = no(
    "own_case",
    "It is about you: another guardian of the body looks into it, and what was found "
    "is not shown to you before.",
)


@door.answers("report", Breach)
def can_report_breach(actor: Actor, _breaches: type[Breach]) -> Verdict:
    """Say who may report a possible breach: anybody, signed in or not."""
    if isinstance(actor, Public) or is_signed_in(actor):
        return YES
    return NOT_TO_REPORT


@door.answers("read_findings", Breach)
def can_read_findings(actor: Actor, breach: Breach) -> Verdict:
    """Say who reads reporter and findings: its keepers, but never its subject."""
    if _is_subject(actor, breach):
        return OWN_CASE
    may = roles_in(actor, breach.organisation_id) & READERS
    return YES if may else NOT_OVERSEEN


@door.answers("investigate", Breach)
@door.answers("close", Breach)
@door.answers("publish", Breach)
def can_close_breach(actor: Actor, breach: Breach) -> Verdict:
    """Say who looks into a breach, closes and publishes it: a guardian, not its subject."""
    if PostRole.GUARDIAN not in roles_in(actor, breach.organisation_id):
        return NOT_THE_GUARDIAN
    return OWN_CASE if _is_subject(actor, breach) else YES


def _is_subject(actor: Actor, breach: Breach) -> bool:
    return breach.interest is not None and is_own(actor, breach.interest.person_id)
