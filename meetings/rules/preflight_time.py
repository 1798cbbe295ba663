"""Before a pack goes out: notice, papers in time, and days and times that can be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from committees.values import CommitteeId
from core.rules.days import clear_days_between
from meetings.enums import PreflightCheck
from meetings.rules.notice import (
    NoticeRule,
    check_notice,
    last_day_for_notice,
    say_day,
)
from meetings.rules.planning import When, check_when
from meetings.rules.preflight import About, Finding
from meetings.rules.sanity import AgendaFacts, check_agenda


@dataclass(frozen=True, slots=True)
class CommitteeRules:
    """One committee that sits, with its rules of notice and of papers on the day."""

    committee_id: CommitteeId
    name: str
    notice: NoticeRule | None
    papers: NoticeRule | None

    @property
    def about(self) -> About:
        """Return what a finding about the committee alone is about."""
        return About(self.committee_id, self.name)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that count: of the meeting, of its notice, on which its pack goes out.

    `notice_on` is None where no day is on record; before notice is given it is the day
    on which it would be.
    """

    held_on: date
    notice_on: date | None
    papers_on: date
    holidays: Collection[date]
    is_announced: bool = True


def find_notice(
    rules: Iterable[CommitteeRules], calendar: Calendar
) -> Iterator[Finding]:
    """Find missing and short notice by committee (docs/field.md 6.1, story 9)."""
    if not calendar.is_announced:
        yield Finding(
            PreflightCheck.NOTICE_NOT_GIVEN,
            "Give notice of the meeting first.",
            "Give notice",
        )
    for one in rules:
        if one.notice is not None:
            yield from _short_notice(one, one.notice, calendar)


def find_late_papers_out(
    rules: Iterable[CommitteeRules], calendar: Calendar
) -> Iterator[Finding]:
    """Find for which committees the pack goes out later than their terms say."""
    for one in rules:
        if one.papers is None:
            continue
        last_day = last_day_for_notice(
            calendar.held_on, one.papers, holidays=calendar.holidays
        )
        if calendar.papers_on <= last_day:
            continue
        left = clear_days_between(
            calendar.papers_on,
            calendar.held_on,
            basis=one.papers.basis,
            holidays=calendar.holidays,
        )
        yield Finding(
            PreflightCheck.PAPERS_SENT_LATE,
            f"{one.papers.source}: papers go out {one.papers.words} before the "
            f"meeting. {say_day(calendar.papers_on)} leaves {left}; the last day in "
            f"time was {say_day(last_day)}.",
            "Move the meeting",
            one.about,
            (
                calendar.papers_on.isoformat(),
                calendar.held_on.isoformat(),
                one.papers.words,
            ),
        )


def find_impossible_times(
    agenda: AgendaFacts, when: When, *, today: date, holidays: Collection[date]
) -> Iterator[Finding]:
    """Find references used twice and days and times that cannot be (story 10)."""
    told = [*check_agenda(agenda), *check_when(when, today=today, holidays=holidays)]
    said: set[str] = set()
    for verdict in told:
        check, cure = _MEANT.get(verdict.code, (None, ""))
        # Both rules know of times that run backwards: once is enough.
        if check is not None and not (check in _SAID_ONCE and verdict.code in said):
            facts = (verdict.code, verdict.reason)
            yield Finding(check, verdict.reason, cure, facts=facts)
        said.add(verdict.code)


def _short_notice(
    committee: CommitteeRules, rule: NoticeRule, calendar: Calendar
) -> Iterator[Finding]:
    if calendar.notice_on is None:
        yield Finding(
            PreflightCheck.NOTICE_SHORT,
            f"{rule.source}: {rule.words} of notice. The day on which notice was given "
            "is not on record.",
            "Give notice again",
            committee.about,
            ("no day", calendar.held_on.isoformat(), rule.words),
        )
        return
    verdict = check_notice(
        meeting_on=calendar.held_on,
        published_on=calendar.notice_on,
        rule=rule,
        holidays=calendar.holidays,
    )
    if verdict.needs_explaining:
        yield Finding(
            PreflightCheck.NOTICE_SHORT,
            verdict.reason,
            "Move the meeting",
            committee.about,
            (
                calendar.notice_on.isoformat(),
                calendar.held_on.isoformat(),
                rule.words,
            ),
        )


_MEANT: dict[str, tuple[PreflightCheck, str]] = {
    "duplicate_reference": (PreflightCheck.DUPLICATE_REFERENCE, "Look at the agenda"),
    "reference_used_before": (PreflightCheck.DUPLICATE_REFERENCE, "Look at the agenda"),
    "impossible_date": (PreflightCheck.IMPOSSIBLE_DATE, "Look at the agenda"),
    "next_meeting_not_later": (PreflightCheck.NEXT_NOT_LATER, "Change the dates"),
    "ends_before_start": (PreflightCheck.ENDS_BEFORE_START, "Change the times"),
    "part_two_outside": (PreflightCheck.ENDS_BEFORE_START, "Change the times"),
    "not_a_working_day": (PreflightCheck.NOT_A_WORKING_DAY, "Change the dates"),
}


_SAID_ONCE = frozenset(
    {PreflightCheck.NEXT_NOT_LATER, PreflightCheck.ENDS_BEFORE_START}
)
