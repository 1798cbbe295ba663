"""What anybody may read: announced meetings, their public part, its papers, decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.verdict import YES, Verdict, no
from meetings.enums import GatheringState, Part, Sensitivity
from meetings.models import Gathering, Item, PaperVersion
from people import door


if TYPE_CHECKING:
    from people.actors import Actor

NOT_PUBLIC = no("not_public", "This is not published.")


@door.answers("read_publicly", Gathering)
def is_gathering_public(actor: Actor, gathering: Gathering) -> Verdict:
    """Say whether a gathering is public: from its notice on, also when cancelled."""
    return NOT_PUBLIC if gathering.state == GatheringState.DRAFT else YES


@door.answers("read_publicly", Item)
def is_item_public(actor: Actor, item: Item) -> Verdict:
    """Say whether an item is public: in the public part of an announced meeting."""
    if item.part != Part.ONE or item.is_withdrawn:
        return NOT_PUBLIC
    return is_gathering_public(actor, item.gathering)


@door.answers("read_publicly", PaperVersion)
def is_version_public(actor: Actor, version: PaperVersion) -> Verdict:
    """Say whether a paper is public: the newest version of a public paper.

    Withholding from a reader's pack never takes a paper off the public site.
    """
    paper = version.paper
    if paper.is_withdrawn or paper.sensitivity != Sensitivity.PUBLIC:
        return NOT_PUBLIC
    if paper.versions.filter(number__gt=version.number).exists():
        return NOT_PUBLIC
    return is_item_public(actor, paper.item)
