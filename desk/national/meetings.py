"""A committee for each invented CCG, with seats filled, and years of its meetings."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from commissioning.values import Function
from committees.actions import appointments, committees, terms
from committees.actions.committees import CommitteeDraft
from committees.actions.drafts import TermsDraft
from committees.enums import CommitteeKind
from desk.demo.bodies import CFO, CHAIR, CHIEF, GP, PCCC_QUORUM, VICE
from desk.national.england import AT_ONCE
from meetings.enums import GatheringState, Purpose, ScopeRole, SubjectRole
from meetings.models import Gathering, Item, ItemScope, ItemSubject, Sitting


if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from commissioning.models import Organisation
    from committees.models import Committee
    from desk.national.england import England
    from desk.national.population import Population
    from desk.national.sizes import Sizes

FROM = date(2015, 4, 1)
SEATS = (CHAIR, VICE, CHIEF, CFO, GP)
REASON = "Invented to measure with: nobody is invited to it."
PURPOSES = (Purpose.APPROVE, Purpose.NOTE, Purpose.DISCUSS, Purpose.APPROVE)
WEEK = timedelta(days=7)


def build_committees(england: England, population: Population) -> list[Committee]:
    """Establish a committee for each CCG through the actions, and fill its seats."""
    return [
        _committee(ccg, place, population) for place, ccg in enumerate(england.ccgs)
    ]


def build_meetings(
    sizes: Sizes, england: England, made: list[Committee], chance: Random
) -> int:
    """Write the meetings of every committee, all of them held; return how many.

    With agendas and what their items touch, a CCG at a time so that memory stays
    bounded. Nothing was decided at them: a decision is written by its action alone.
    """
    return sum(
        _meetings_of(committee, england.practices[ccg.pk], sizes, chance)
        for ccg, committee in zip(england.ccgs, made, strict=True)
    )


def _committee(ccg: Organisation, place: int, population: Population) -> Committee:
    by, people = population.officer, population.people
    committee = committees.establish(
        draft=CommitteeDraft(
            name=f"{ccg.name} Primary Care Commissioning Committee",
            short_name=f"Area {place + 1} PCCC",
            slug=f"national-{place + 1}",
            kind=CommitteeKind.PCCC,
            reference_pattern=f"N{place + 1}/{{yy}}/{{n:03}}",
            established_on=FROM,
        ),
        organisations=[ccg],
        by=by,
    )
    terms.adopt(
        committee=committee,
        draft=TermsDraft(
            effective_from=FROM,
            seats=SEATS,
            quorum=PCCC_QUORUM,
            departure_reason=REASON,
        ),
        by=by,
    )
    for seat, draft in enumerate(SEATS):
        appointments.appoint(
            seat=committee.seats.get(title=draft.title),
            person=people[(place * len(SEATS) + seat) % len(people)],
            from_on=FROM,
            by=by,
        )
    return committee


def _meetings_of(
    committee: Committee, practices: list[Organisation], sizes: Sizes, chance: Random
) -> int:
    gatherings = Gathering.objects.bulk_create(
        Gathering(
            title=f"{committee.short_name}, meeting {number + 1}",
            held_on=day,
            starts_at_time=time(14),
            venue="Imagined Town Hall",
            state=GatheringState.HELD,
        )
        for number, day in enumerate(_days(sizes))
    )
    sittings = Sitting.objects.bulk_create(
        Sitting(gathering=gathering, committee=committee) for gathering in gatherings
    )
    items = Item.objects.bulk_create(
        (
            Item(
                gathering=gathering,
                position=place + 1,
                title=f"Application {place + 1} of meeting {number + 1}",
                purpose=PURPOSES[place % len(PURPOSES)],
                function=Function.PREMISES,
                minutes_planned=10,
                reference_committee=committee,
                reference=f"{committee.slug}/{number + 1}/{place + 1}",
            )
            for number, gathering in enumerate(gatherings)
            for place in range(sizes.items)
        ),
        batch_size=AT_ONCE,
    )
    _take_up(items, sittings, practices, chance)
    return len(gatherings)


def _take_up(
    items: list[Item],
    sittings: list[Sitting],
    practices: list[Organisation],
    chance: Random,
) -> None:
    """Write who takes the items, and what each of them touches."""
    sitting_of = {sitting.gathering_id: sitting for sitting in sittings}
    ItemScope.objects.bulk_create(
        (
            ItemScope(
                item=item, sitting=sitting_of[item.gathering_id], role=ScopeRole.DECIDE
            )
            for item in items
        ),
        batch_size=AT_ONCE,
    )
    ItemSubject.objects.bulk_create(
        (
            ItemSubject(
                item=item,
                organisation=chance.choice(practices),
                role=SubjectRole.APPLICANT,
            )
            for item in items
        ),
        batch_size=AT_ONCE,
    )


def _days(sizes: Sizes) -> Iterator[date]:
    """Return the days of meetings, evenly over the years before 1 June 2025."""
    between = timedelta(days=365 // sizes.meetings)
    for number in range(sizes.years * sizes.meetings, 0, -1):
        yield date(2025, 6, 1) - number * between
