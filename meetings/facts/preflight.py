"""From rows to findings: what is not in order before the pack of a gathering goes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from committees.values import CommitteeId
from core import clock, holidays
from meetings.enums import CheckEffect, GatheringState, PreflightCheck
from meetings.facts.agenda import agenda_facts, when_of
from meetings.facts.preflight_people import declarations_in
from meetings.facts.preflight_quorum import expected_quorums, words_of
from meetings.facts.preflight_rows import item_lines, rules_of
from meetings.facts.room import room_of
from meetings.models import PreflightRecord, PreflightSetting, PreflightWaiver
from meetings.rules.preflight import (
    About,
    Assessed,
    Setting,
    Waiver,
    assess,
    settings_on,
    why_not,
)
from meetings.rules.preflight_agenda import find_gaps, find_paper_faults
from meetings.rules.preflight_people import (
    OpenRow,
    find_lost_quorums,
    find_old_interests,
    find_open_conflicts,
)
from meetings.rules.preflight_time import (
    Calendar,
    find_impossible_times,
    find_late_papers_out,
    find_notice,
)
from meetings.values import ItemId
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from meetings.facts.room import Room
    from meetings.models import Gathering
    from meetings.rules.preflight import Finding
    from meetings.rules.preflight_time import CommitteeRules


@dataclass(frozen=True, slots=True)
class Preflight:
    """Every finding of a gathering with what it does to the pack.

    `committees` are those that sit, by id, with their short names.
    """

    gathering: Gathering
    assessed: tuple[Assessed, ...]
    committees: dict[CommitteeId, str]

    @property
    def why_not(self) -> str:
        """Say what keeps the pack from going out, or nothing."""
        return why_not(self.assessed)

    @property
    def stopping(self) -> list[Assessed]:
        """Return what keeps the pack from going out."""
        return [one for one in self.assessed if one.stops]

    @property
    def waived(self) -> list[Assessed]:
        """Return what would keep the pack from going out and was waived."""
        return [one for one in self.assessed if one.waiver is not None]

    def of_check(self, check: PreflightCheck) -> list[Assessed]:
        """Return what one check found."""
        return [one for one in self.assessed if one.finding.check is check]


def preflight_of(gathering: Gathering) -> Preflight:
    """Look at everything that must be in order before the pack is sent.

    In a number of queries that does not grow with items, papers or people.
    """
    room = room_of(gathering)
    rules = rules_of(room)
    committees = {one.committee_id: one.name for one in rules}
    settings = _settings(committees)
    assessed = assess(
        _findings(room, rules, settings),
        committees=committees,
        settings=settings,
        waivers=_waivers(gathering),
        day=gathering.held_on,
    )
    return Preflight(gathering, tuple(assessed), committees)


def _findings(
    room: Room, rules: Sequence[CommitteeRules], settings: Iterable[Setting]
) -> Iterator[Finding]:
    gathering = room.gathering
    calendar = _calendar(gathering)
    items = item_lines(room)
    yield from find_notice(rules, calendar)
    yield from find_late_papers_out(rules, calendar)
    yield from find_impossible_times(
        agenda_facts(gathering, with_matters=False),
        when_of(gathering),
        today=calendar.papers_on,
        holidays=calendar.holidays,
    )
    yield from find_gaps(items)
    yield from find_paper_faults(
        items,
        rules=rules,
        limits={
            committee: said.limit
            for (committee, _check), said in settings_on(
                settings, gathering.held_on
            ).items()
            if said.limit is not None
        },
        held_on=gathering.held_on,
        holidays=calendar.holidays,
    )
    yield from find_open_conflicts(_open_rows(room, rules))
    yield from find_lost_quorums(expected_quorums(room))
    yield from find_old_interests(declarations_in(room, rules), gathering.held_on)


def _calendar(gathering: Gathering) -> Calendar:
    today, day = clock.today(), gathering.held_on
    is_announced = gathering.state != GatheringState.DRAFT
    first = min(today, day, gathering.notice_on or day)
    return Calendar(
        held_on=day,
        notice_on=gathering.notice_on if is_announced else today,
        papers_on=_papers_out_on(gathering) or min(today, day),
        holidays=holidays.england(first.year - 1, max(today, day).year + 1),
        is_announced=is_announced,
    )


def _papers_out_on(gathering: Gathering) -> date | None:
    """Return the day on which the papers first went out, if they have."""
    first = (
        PreflightRecord.objects.filter(gathering=gathering)
        .order_by("made_at", "pk")
        .values_list("made_at", flat=True)
        .first()
    )
    return timezone.localdate(first) if first is not None else None


def _open_rows(room: Room, rules: Iterable[CommitteeRules]) -> Iterator[OpenRow]:
    names = {one.committee_id: one.name for one in rules}
    items = {item.pk: item for item in room.items}
    for (_sitting, item_id), rows in room.rows.items():
        for row in rows:
            # What stands on an item stands on its parts: it is asked about once.
            if row.treated_at is None and item_id in items and row.item_id == item_id:
                committee = CommitteeId(row.sitting.committee_id)
                yield OpenRow(
                    row.pk,
                    PersonId(row.person_id),
                    str(row.person),
                    About(
                        committee,
                        names[committee],
                        ItemId(item_id),
                        words_of(room, items[item_id]),
                    ),
                )


def _settings(committees: Iterable[CommitteeId]) -> list[Setting]:
    rows = PreflightSetting.objects.filter(committee__in=list(committees))
    return [setting_facts(row) for row in rows]


def setting_facts(row: PreflightSetting) -> Setting:
    """Return one committee's setting as the rules read it."""
    return Setting(
        committee_id=CommitteeId(row.committee_id),
        check=PreflightCheck(row.check_code),
        effect=CheckEffect(row.effect),
        effective_from=row.effective_from,
        limit=row.limit,
        order=row.pk,
    )


def _waivers(gathering: Gathering) -> list[Waiver]:
    rows = PreflightWaiver.objects.filter(gathering=gathering)
    return [
        Waiver(
            waiver_id=row.pk,
            fingerprint=row.fingerprint,
            reason=row.reason,
            by=row.waived_by.label,
            on=timezone.localdate(row.waived_at),
        )
        for row in rows.select_related("waived_by__person")
    ]
