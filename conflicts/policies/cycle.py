"""Who may plan rounds of declaring and see who has not answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commissioning.enums import PostRole
from commissioning.models import Organisation
from commissioning.policies import holds_any_post, officer_of
from conflicts.models import DeclarationRequest
from core import clock
from core.verdict import YES, Verdict, no
from notices.models import Letter
from people import door
from people.roles import is_administrator


if TYPE_CHECKING:
    from people.actors import Actor

OVERSEERS = (PostRole.OFFICER, PostRole.GUARDIAN, PostRole.AUDITOR)
NOT_ITS_OVERSEER = no(
    "cycle_not_yours",
    "Only those who keep or oversee the register of this body may read this.",
)
NOT_ITS_OFFICER = no(
    "not_its_officer",
    "Only a governance officer of this body may do this.",
)
NOT_ABOUT_A_REQUEST = no(
    "letter_not_yours", "This letter is not about declarations you ask for."
)


@door.answers("oversee_declarations", Organisation)
def can_oversee_declarations(actor: Actor, organisation: Organisation) -> Verdict:
    """Say who reads who must declare, who has answered and who is trained."""
    if holds_any_post(actor, OVERSEERS, [organisation], clock.today()):
        return YES
    return NOT_ITS_OVERSEER


@door.answers("ask_for_declarations", Organisation)
def can_ask_for_declarations(actor: Actor, organisation: Organisation) -> Verdict:
    """Say who plans rounds, drops requests and records training: its officers."""
    return YES if officer_of(actor, [organisation]) else NOT_ITS_OFFICER


@door.answers("keep_positions", Organisation)
@door.answers("enter_conflict_rules", Organisation)
def can_keep_positions(actor: Actor, organisation: Organisation) -> Verdict:
    """Say who enters positions and a body's own rules: officers, administrators."""
    if is_administrator(actor) or officer_of(actor, [organisation]):
        return YES
    return NOT_ITS_OFFICER


@door.widens("manage", Letter)
def can_manage_request_letter(actor: Actor, letter: Letter) -> Verdict:
    """Say who mends letters that ask for declarations: officers of the asking body."""
    topic, _, key = letter.about.partition(":")
    if topic != "declaration_request" or not key.isdigit():
        return NOT_ABOUT_A_REQUEST
    found = DeclarationRequest.objects.filter(pk=int(key)).values_list(
        "campaign__organisation_id", flat=True
    )
    may = officer_of(actor, list(found))
    return YES if may else NOT_ABOUT_A_REQUEST
