"""Who may make a standing ruling for a committee, and the rulings of one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from committees.enums import SeatRole, WhoRules
from committees.facts.committees import committee_facts
from committees.models import Appointment, Committee, GroupInCommon
from meetings.enums import RulerKind
from meetings.facts.guardians import guardians_of
from meetings.models import StandingRuling
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from committees.rules.seats import SeatFacts


def standing_rulers(
    committees: Iterable[Committee], day: date
) -> dict[int, dict[Person, RulerKind]]:
    """Return who may make standing rulings, by committee key, in eight queries.

    The guardians of the committee's organisations; its chair, or the vice chair while
    it has none; and who convenes the meetings in common to which it comes.
    """
    listed = list(committees)
    found: dict[int, dict[int, RulerKind]] = defaultdict(dict)
    facts = committee_facts(listed, day)
    says = {
        int(each.committee_id): WhoRules(each.terms.who_rules)
        for each in facts.values()
        if each.terms is not None
    }
    for each in facts.values():
        if says.get(int(each.committee_id)) is not WhoRules.CONVENING:
            for person in _chairs(each.seats):
                found[each.committee_id][person] = RulerKind.CHAIR
    for committee_id, person in [*_conveners(listed, day)]:
        if says.get(committee_id) is not WhoRules.PRESIDING:
            found[committee_id][person] = RulerKind.CHAIR
    for committee_id, guardians in guardians_of(listed, day).items():
        found[committee_id] |= dict.fromkeys(guardians, RulerKind.GUARDIAN)
    persons = Person.objects.in_bulk({one for each in found.values() for one in each})
    return {
        one.pk: {persons[key]: kind for key, kind in found[one.pk].items()}
        for one in listed
    }


def rulings_of(committee: Committee) -> QuerySet[StandingRuling]:
    """Return the standing rulings of a committee, with how many of its rows each treats."""
    here = Q(rows__sitting__committee=committee)
    return (
        StandingRuling.objects.filter(committees=committee)
        .select_related("ruled_by", "replaces")
        .prefetch_related("committees")
        .annotate(treated=Count("rows", filter=here, distinct=True))
        .order_by("-number")
    )


def _chairs(seats: Sequence[SeatFacts]) -> list[int]:
    for role in (SeatRole.CHAIR, SeatRole.VICE_CHAIR):
        held = [seat.holder for seat in seats if role in seat.roles]
        if people := [one for one in held if one is not None]:
            return [int(one) for one in people]
    return []


def _conveners(committees: Sequence[Committee], day: date) -> Iterable[tuple[int, int]]:
    pairs = GroupInCommon.objects.filter(committees__in=committees).values_list(
        "committees", "convening_seat"
    )
    seats = list(pairs)
    holders = dict(
        Appointment.objects.held_on(day)
        .filter(seat__in={seat for _committee, seat in seats})
        .values_list("seat_id", "person_id")
    )
    for committee_id, seat in seats:
        if seat in holders:
            yield committee_id, holders[seat]
