"""Minutes become confirmed: each committee approves them at a later sitting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from core.actions import audit
from core.errors import RuleBroken
from decisions.actions.minutes import keep_issue
from decisions.enums import MinutesState
from decisions.facts.approvals import (
    approving_decisions,
    is_confirmed,
    sentence_of,
    standing_of,
)
from decisions.models import Minutes, MinutesApproval
from meetings.actions import gatherings
from meetings.actions.agenda import lock_quietly
from meetings.enums import GatheringState, Part
from people import door


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from decisions.models import Decision
    from meetings.models import Gathering, Sitting
    from people.models import User


@transaction.atomic
def approve(
    *,
    gathering: Gathering,
    part: Part,
    decisions: Iterable[Decision],
    by: User,
    corrections: str = "",
    now: datetime | None = None,
) -> list[MinutesApproval]:
    """Record that committees approved the newest issue of one part of their minutes.

    Each approval hangs on that committee's own decision at a later sitting. Once the
    last committee has approved, the issue is written out as confirmed, with the
    corrections that were agreed; once every part is, the minutes of the meeting are
    approved. Source: docs/field.md 6, stage 10.

    Raises:
      RuleBroken: the door refuses a committee, the meeting was not closed, no issue was
        written out, a committee has approved already, or a decision approves nothing.
    """
    gathering = lock_quietly(gathering)
    issue = _newest_issue(gathering, part)
    if gathering.state == GatheringState.HELD:
        gatherings.advance(gathering=gathering, to=GatheringState.MINUTES_DRAFT, by=by)
    moment = now or clock.now()
    sittings = {one.sitting.committee_id: one for one in standing_of(gathering, part)}
    able = {one.pk for one in approving_decisions(gathering, part, sittings)}
    made = []
    for decision in decisions:
        standing = sittings.get(decision.committee_id)
        if standing is None or decision.pk not in able:
            raise RuleBroken.because(
                "approves_nothing",
                "Minutes are approved by an effective decision of the same committee, "
                "in the same part of a later meeting.",
            )
        door.require(by, "record", standing.sitting)
        if standing.approval is not None:
            raise RuleBroken.because("approved_already", standing.sentence)
        made.append(_record(issue, standing.sitting, decision, corrections, by, moment))
    _conclude(gathering, issue, by, moment)
    return made


@transaction.atomic
def take_back(
    *, approval: MinutesApproval, reason: str, by: User, now: datetime | None = None
) -> MinutesApproval:
    """Take back an approval recorded by mistake; it stays in the record with the reason.

    Minutes that were published are withdrawn from the public site with it.
    Taken back already, nothing happens.

    Raises:
      RuleBroken: the door refuses, or no reason is given.
    """
    gathering = lock_quietly(approval.sitting.gathering)
    approval = MinutesApproval.objects.select_for_update().get(pk=approval.pk)
    door.require(by, "record", approval.sitting)
    if not reason.strip():
        raise RuleBroken.because(
            "reason_missing", "Say why the approval is taken back."
        )
    if approval.taken_back_at is not None:
        return approval
    approval.taken_back_at = now or clock.now()
    approval.taken_back_by = by
    approval.taken_back_reason = reason.strip()
    approval.save()
    audit.record(
        "minutes.approval_taken_back",
        target=approval,
        by=by.label,
        summary=approval.taken_back_reason,
        now=now,
    )
    if gathering.state in {GatheringState.MINUTES_APPROVED, GatheringState.PUBLISHED}:
        gatherings.advance(
            gathering=gathering,
            to=GatheringState.MINUTES_DRAFT,
            reason=approval.taken_back_reason,
            by=by,
        )
    return approval


def _newest_issue(gathering: Gathering, part: Part) -> Minutes:
    if gathering.state not in {GatheringState.HELD, GatheringState.MINUTES_DRAFT}:
        raise RuleBroken.because(
            "not_in_draft",
            "Minutes are approved after the meeting was closed, and only once.",
        )
    issue = Minutes.objects.filter(gathering=gathering, part=part).first()
    if issue is None:
        raise RuleBroken.because(
            "no_issue", "Write out an issue first: that is what a committee approves."
        )
    return issue


def _record(
    issue: Minutes,
    sitting: Sitting,
    decision: Decision,
    corrections: str,
    by: User,
    moment: datetime,
) -> MinutesApproval:
    approval = MinutesApproval.objects.create(
        sitting=sitting,
        part=issue.part,
        minutes=issue,
        decision=decision,
        corrections=corrections.strip(),
        recorded_at=moment,
        recorded_by=by,
    )
    audit.record(
        "minutes.approved",
        target=approval,
        by=by.label,
        summary=approval.corrections,
        details={"issue": issue.issue, "decision": decision.reference},
        now=moment,
    )
    return approval


def _conclude(gathering: Gathering, issue: Minutes, by: User, moment: datetime) -> None:
    """Write the confirmed issue with the last approval of a part, then move on."""
    part = Part(issue.part)
    standings = standing_of(gathering, part)
    if not is_confirmed(standings):
        return
    keep_issue(
        gathering=gathering,
        part=part,
        sections=issue.sections,
        state=MinutesState.CONFIRMED,
        status=[sentence_of(one.approval) for one in standings if one.approval],
        by=by,
        now=moment,
    )
    parts = gathering.items.matters().filter(is_withdrawn=False).order_by()
    others = set(parts.values_list("part", flat=True).distinct()) - {issue.part}
    if all(is_confirmed(standing_of(gathering, Part(one))) for one in others):
        gatherings.advance(
            gathering=gathering, to=GatheringState.MINUTES_APPROVED, by=by
        )
