"""Before a pack goes out: waive what was found, refuse what stops it, keep what was so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from committees.models import Committee
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.actions import agenda
from meetings.enums import CheckEffect, PreflightCheck
from meetings.facts.assurers import assurers_of
from meetings.facts.preflight import Preflight, preflight_of
from meetings.models import (
    Item,
    PreflightRecord,
    PreflightSetting,
    PreflightWaiver,
)
from meetings.rules.preflight import BEFORE_BUILDING, FIXED, why_not
from notices.actions import letters
from people import door


if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from meetings.models import Gathering
    from meetings.rules.preflight import Assessed
    from people.models import User

WAIVERS_LETTER = "preflight_waivers"
# What giving notice asks a reason for: the same reason waives it for the pack.
EXPLAINED_AT_NOTICE = frozenset(
    {
        PreflightCheck.NOTICE_SHORT,
        PreflightCheck.NEXT_NOT_LATER,
        PreflightCheck.IMPOSSIBLE_DATE,
        PreflightCheck.DUPLICATE_REFERENCE,
    }
)


@transaction.atomic
def waive(
    *,
    gathering: Gathering,
    fingerprints: Collection[str],
    reason: str,
    by: User,
    now: datetime | None = None,
) -> list[PreflightWaiver]:
    """Set findings aside with one reason, a row for each; a second time changes nothing.

    Raises:
      RuleBroken: no finding is chosen or no reason given, one of them has changed or
        cannot be waived or is about `by`, or the door refuses any of them.
    """
    gathering = agenda.lock_quietly(gathering)
    if not reason.strip():
        raise RuleBroken.because("reason_missing", "Give the reason: it is kept.")
    if not fingerprints:
        raise RuleBroken.because("nothing_chosen", "Choose what you want to waive.")
    known = {one.finding.fingerprint: one for one in preflight_of(gathering).assessed}
    moment = now or clock.now()
    found = [known.get(one) for one in dict.fromkeys(fingerprints)]
    return [
        _waive_one(gathering, _waivable(one, by), reason.strip(), by, moment)
        for one in found
    ]


@transaction.atomic
def explain_notice(*, gathering: Gathering, reason: str, by: User) -> None:
    """Let the reason that giving notice asked for waive the same findings of the pack.

    Those of another committee's are left to its own officer and chair.
    """
    for one in preflight_of(gathering).assessed:
        if one.finding.check not in EXPLAINED_AT_NOTICE or not one.may_be_waived:
            continue
        if door.may(by, "waive", _draft(gathering, one)):
            _waive_one(gathering, one, reason.strip(), by, clock.now())


def require_buildable(gathering: Gathering) -> None:
    """Refuse to build what would give somebody the wrong pages.

    Raises:
      RuleBroken: something is open that decides who may read what.
    """
    _refuse(
        [
            one
            for one in preflight_of(gathering).stopping
            if one.finding.check in BEFORE_BUILDING
        ]
    )


def require_clear(gathering: Gathering) -> Preflight:
    """Return what was found where all of it is mended or waived.

    Call it under the lock that settles changes, so that nothing comes between.

    Raises:
      RuleBroken: a finding stops the pack.
    """
    found = preflight_of(gathering)
    _refuse(found.stopping)
    return found


@transaction.atomic
def keep(
    *, found: Preflight, about: str, by: User, now: datetime | None = None
) -> PreflightRecord:
    """Keep what was found and waived when something went out, and tell who assures.

    For the room that sends: its action has asked the door.
    """
    moment = now or clock.now()
    record = PreflightRecord.objects.create(
        gathering=found.gathering,
        about=about,
        found=[_as_json(one) for one in found.assessed],
        made_at=moment,
        made_by=by,
    )
    waived = found.waived
    audit.record(
        "preflight.kept",
        target=record,
        by=by.label,
        details={"findings": len(found.assessed), "waived": len(waived)},
        now=moment,
    )
    if waived:
        for person in assurers_of(_concerned(found), clock.today()):
            letters.plan(
                kind=WAIVERS_LETTER,
                about=f"preflight:{record.pk}",
                person=person,
                due_at=moment,
                by=by,
                now=moment,
            )
    return record


@transaction.atomic
def set_check(
    *,
    committee: Committee,
    check: PreflightCheck,
    effect: CheckEffect,
    effective_from: date,
    by: User,
    limit: int | None = None,
    now: datetime | None = None,
) -> PreflightSetting:
    """Say what a check does to the packs of a committee's meetings from a day on.

    The same said again changes nothing.

    Raises:
      RuleBroken: the door refuses, the check may not be loosened, the day has passed,
        or a limit is set where there are no pages to count.
    """
    committee = Committee.objects.select_for_update(no_key=True).get(pk=committee.pk)
    door.require(by, "administer", committee)
    _check_setting(check, effect, effective_from, limit)
    rows = PreflightSetting.objects.filter(committee=committee, check_code=check)
    latest = rows.order_by("-effective_from", "-pk").first()
    said = (effect, limit, effective_from)
    if latest and (latest.effect, latest.limit, latest.effective_from) == said:
        return latest
    setting = PreflightSetting.objects.create(
        committee=committee,
        check_code=check,
        effect=effect,
        limit=limit,
        effective_from=effective_from,
        set_at=now or clock.now(),
        set_by=by,
    )
    audit.record("preflight.set", target=setting, by=by.label, now=now)
    return setting


def _refuse(stopping: list[Assessed]) -> None:
    if stopping:
        raise RuleBroken.because(stopping[0].finding.check.value, why_not(stopping))


def _waivable(one: Assessed | None, by: User) -> Assessed:
    """Return what may be set aside by somebody.

    Raises:
      RuleBroken: it is not there any more, it stops the pack, or it is about them.
    """
    if one is None:
        raise RuleBroken.because(
            "finding_changed",
            "What was found has changed since you opened the page. Look at it again: "
            "what you see now is what holds.",
        )
    if one.effect is not CheckEffect.WAIVABLE:
        raise RuleBroken.because(
            "cannot_be_waived", f"This cannot be waived. {one.finding.sentence}"
        )
    if by.person_id in one.finding.persons:
        raise RuleBroken.because(
            "own_finding",
            "Nobody waives what is about themselves: ask another officer or chair.",
        )
    return one


def _draft(gathering: Gathering, one: Assessed) -> PreflightWaiver:
    return PreflightWaiver(
        gathering=gathering,
        committee_id=one.finding.about.committee_id,
        item_id=one.finding.about.item_id,
        check_code=one.finding.check,
        fingerprint=one.finding.fingerprint,
        sentence=one.finding.sentence,
    )


def _waive_one(
    gathering: Gathering, one: Assessed, reason: str, by: User, moment: datetime
) -> PreflightWaiver:
    known = PreflightWaiver.objects.filter(
        gathering=gathering, fingerprint=one.finding.fingerprint
    ).first()
    if known is not None:
        return known
    waiver = _draft(gathering, one)
    door.require(by, "waive", waiver)
    if waiver.item_id is not None:
        item = Item.objects.select_related("gathering").get(pk=waiver.item_id)
        door.require(by, "read", item)
    waiver.reason = reason
    waiver.waived_at, waiver.waived_by = moment, by
    waiver.save(force_insert=True)
    audit.record(
        "preflight.waived",
        target=waiver,
        by=by.label,
        summary=reason,
        details={"found": waiver.sentence},
        now=moment,
    )
    return waiver


def _concerned(found: Preflight) -> set[int]:
    """Return the committees whose findings were waived: all, if one is about all."""
    concerned: set[int] = set()
    for one in found.waived:
        own = one.finding.about.committee_id
        concerned |= {own} if own is not None else set(found.committees)
    return concerned


def _as_json(one: Assessed) -> dict[str, Any]:
    finding, waiver = one.finding, one.waiver
    return {
        "check": finding.check.value,
        "committee": finding.about.committee_id,
        "item": finding.about.item_id,
        "sentence": finding.sentence,
        "unnamed": finding.unnamed,
        "effect": one.effect.value,
        "fingerprint": finding.fingerprint,
        "waiver": None if waiver is None else waiver.waiver_id,
        "reason": "" if waiver is None else waiver.reason,
        "waived_by": "" if waiver is None else waiver.by,
        "waived_on": None if waiver is None else waiver.on.isoformat(),
    }


def _check_setting(
    check: PreflightCheck, effect: CheckEffect, day: date, limit: int | None
) -> None:
    if check in FIXED and effect is not CheckEffect.BLOCKS:
        raise RuleBroken.because(
            "check_is_fixed",
            f"“{check.label}” stops every pack: no committee can loosen it.",
        )
    if day < clock.today():
        raise RuleBroken.because(
            "backdated", "Enter today or a later day: packs went out by the old rule."
        )
    if limit is not None and check is not PreflightCheck.PAPER_TOO_LONG:
        raise RuleBroken.because(
            "no_pages_to_count", "A limit of pages belongs to the length of papers."
        )
