"""Where the approval of the minutes stands, committee by committee."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.web.dates import long_date
from decisions.enums import Effect, Outcome
from decisions.models import Decision, MinutesApproval


if TYPE_CHECKING:
    from collections.abc import Iterable

    from meetings.enums import Part
    from meetings.models import Gathering, Sitting


@dataclass(frozen=True, slots=True)
class Standing:
    """One committee and its approval of one part of the minutes, if it gave one."""

    sitting: Sitting
    approval: MinutesApproval | None

    @property
    def sentence(self) -> str:
        """Say when it approved them and by which decision, or that it has not yet."""
        name = self.sitting.committee.short_name
        if self.approval is None:
            return f"{name} has not approved them yet."
        return sentence_of(self.approval)


def standing_of(gathering: Gathering, part: Part) -> list[Standing]:
    """Return the approval of each committee of a gathering, in two queries."""
    given = {
        one.sitting_id: one
        for one in MinutesApproval.objects.standing()
        .of(gathering, part)
        .select_related("sitting__committee", "decision__sitting__gathering")
    }
    sittings = gathering.sittings.select_related("committee")
    return [Standing(one, given.get(one.pk)) for one in sittings]


def is_confirmed(standings: Iterable[Standing]) -> bool:
    """Say whether every committee has approved them, and there is one."""
    found = list(standings)
    return bool(found) and all(one.approval is not None for one in found)


def sentence_of(approval: MinutesApproval) -> str:
    """Say which committee approved the minutes, when, by what, with what corrections."""
    decision = approval.decision
    name = approval.sitting.committee.short_name
    day = long_date(decision.sitting.gathering.held_on)
    reference = f" ({decision.reference})" if decision.reference else ""
    said = f"{name} approved them on {day}{reference}."
    if approval.corrections:
        said = f"{said} Corrections: {approval.corrections}"
    return said


def approving_decisions(
    gathering: Gathering, part: Part, committees: Iterable[int]
) -> list[Decision]:
    """Return the decisions by which committees (keys) may have approved the minutes.

    Effective approvals of a later sitting of the same committee, in the same part of
    the agenda; those on an item about minutes come first. Source: docs/field.md 6.6,
    and 6, stage 10.
    """
    outcomes = [one for one in Outcome if one.is_approval]
    rows = (
        Decision.objects.current()
        .filter(
            committee__in=list(committees),
            outcome__in=outcomes,
            effect=Effect.EFFECTIVE,
            sitting__gathering__held_on__gt=gathering.held_on,
            item__part=part,
        )
        .select_related("item", "committee", "sitting__gathering")
        .order_by("sitting__gathering__held_on", "sitting__position", "item__position")
    )
    return sorted(rows, key=lambda one: not is_about_minutes(one))


def is_about_minutes(decision: Decision) -> bool:
    """Say whether a decision is on an item that names minutes in its title."""
    return "minutes" in decision.item.title.lower()
