"""Who may build packs, and who may open a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.verdict import YES, Verdict, no
from meetings.policies import readable_items
from packs.models import Pack, PackCopy, PackState
from packs.values import Grant
from people import door
from people.models import User


if TYPE_CHECKING:
    from people.actors import Actor

NOT_YOURS = no("not_yours", "This copy was made for somebody else.")


@door.answers("build", Pack)
@door.answers("send", Pack)
def can_build_pack(actor: Actor, pack: Pack) -> Verdict:
    """Say who builds and sends packs: the officers who keep the agenda."""
    return door.may(actor, "edit", pack.gathering)


@door.answers("read", PackCopy)
def can_read_copy(actor: Actor, copy: PackCopy) -> Verdict:
    """Say who opens a copy: its reader once it was sent, or an officer.

    What the copy gives is asked again now: a copy whose matter has been withheld since
    it was built is not given out any more, whatever became of its file.
    """
    if door.may(actor, "record", copy.pack.gathering):
        return YES
    if not isinstance(actor, User) or actor.person_id != copy.person_id:
        return NOT_YOURS
    if not actor.is_active or not door.may(actor, "read", copy.pack.gathering):
        return NOT_YOURS
    if copy.pack.state not in {PackState.SENT, PackState.SUPERSEDED}:
        return no("not_sent", "The pack has not been sent yet.")
    if copy.revoked_at is not None:
        return no("revoked", "This copy was taken back and replaced.")
    readable = readable_items(actor, copy.pack.gathering)
    given = {
        entry["item_id"]
        for entry in copy.manifest["entries"]
        if entry["grant"] == Grant.GIVEN
    }
    if any(not readable.get(item_id, YES) for item_id in given):
        return no(
            "changed",
            "Papers in this copy have since been withheld from you. A new copy is "
            "being made: ask the governance officer.",
        )
    return YES
