"""Who hands in the redacted twin of a paper, and who opens one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.verdict import YES, Verdict, no
from meetings.facts.footing import footing_of
from meetings.facts.redactions import current_twins
from meetings.models import Item, RedactedTwin
from meetings.policies.bodies import person_of
from meetings.policies.gatherings import (
    can_read_item,
    can_record_gathering,
    can_submit_for_item,
)
from meetings.rules.reading import IN_FULL
from people import door


if TYPE_CHECKING:
    from people.actors import Actor

NOT_THE_ONE = no(
    "twin_replaced", "This redacted paper was replaced: read the current one."
)


@door.answers("redact", Item)
def can_redact_for_item(actor: Actor, item: Item) -> Verdict:
    """Say who hands in redacted twins: who hands in papers, and the record's keepers.

    Those at any time: what shows too much is mended after the minutes are published too.
    """
    verdict = can_submit_for_item(actor, item)
    if verdict or not can_record_gathering(actor, item.gathering):
        return verdict
    return YES


@door.answers("read", RedactedTwin)
def can_read_twin(actor: Actor, twin: RedactedTwin) -> Verdict:
    """Say who of the meeting opens a redacted twin: whoever reads the item.

    Of those, the ones that no longer count are for who keeps, oversees or presides.
    """
    item = twin.version.paper.item
    reading = can_read_item(actor, item)
    if not reading:
        return reading
    if footing_of(person_of(actor), item.gathering).standing in IN_FULL:
        return reading
    if twin.version.paper.is_withdrawn or item.is_withdrawn:
        return no("paper_withdrawn", "This paper was withdrawn.")
    return reading if _counts(twin) else NOT_THE_ONE


def _counts(twin: RedactedTwin) -> bool:
    newest = twin.version.paper.versions.order_by("-number").first()
    if newest is None or newest.pk != twin.version_id:
        return False
    standing = current_twins([newest]).get(newest.pk)
    return standing is not None and standing.pk == twin.pk
