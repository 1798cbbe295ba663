"""Allot the permanent references of items: once, under lock, never again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from committees.models import Committee
from core.errors import RuleBroken
from meetings.models import Item
from meetings.rules.references import check_pattern, next_reference


if TYPE_CHECKING:
    from meetings.models import Gathering


def allot(gathering: Gathering) -> list[Item]:
    """Give every matter of an agenda that has none its reference, in order.

    Call inside the action's transaction. Headings and withdrawn items never take one;
    a number once given stays with its item for ever, so gaps are not filled.

    Raises:
      RuleBroken: a committee's pattern cannot write references.
    """
    waiting = list(
        gathering.items.matters()
        .in_order()
        .filter(reference="", is_withdrawn=False)
        .select_for_update(of=("self",))
    )
    if not waiting:
        return []
    usual = usual_committee(gathering)
    for item in waiting:
        item.reference_committee_id = item.reference_committee_id or usual.pk
    wanted = {item.reference_committee_id or usual.pk for item in waiting}
    # The lock on the committee keeps its numbers single, gathering by gathering.
    committees = {
        one.pk: one
        for one in Committee.objects.select_for_update()
        .filter(pk__in=wanted)
        .order_by("pk")
    }
    for item in waiting:
        committee = committees[item.reference_committee_id or usual.pk]
        item.reference = _next(committee, gathering)
        item.save(update_fields=["reference", "reference_committee"])
    return waiting


def usual_committee(gathering: Gathering) -> Committee:
    """Return the committee whose pattern is used unless an item names another.

    The committee that convenes the group, when it sits; else the first that sits.
    """
    committees = [
        sitting.committee for sitting in gathering.sittings.select_related("committee")
    ]
    group = gathering.group
    convening = group.convening_seat.committee_id if group is not None else None
    return next((one for one in committees if one.pk == convening), committees[0])


def _next(committee: Committee, gathering: Gathering) -> str:
    verdict = check_pattern(committee.reference_pattern)
    if not verdict:
        raise RuleBroken.because(
            verdict.code,
            f"The references of {committee.short_name} cannot be written: "
            f"{verdict.reason}",
        )
    taken = (
        Item.objects.filter(reference_committee=committee)
        .exclude(reference="")
        .values_list("reference", flat=True)
    )
    return next_reference(
        committee.reference_pattern, day=gathering.held_on, taken=list(taken)
    )
