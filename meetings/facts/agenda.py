"""From rows to facts: what is missing or unusual on an agenda, who chairs, when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from committees.enums import SeatRole
from committees.models import Appointment, Committee, SeatTerms, TermsOfReference
from core import clock, holidays
from core.rules.days import DayBasis
from core.verdict import Verdict, no
from meetings.enums import Part
from meetings.models import Item, Sitting
from meetings.rules.notice import NoticeRule, check_notice
from meetings.rules.numbering import PlacedItem, number_agenda
from meetings.rules.planning import When, check_when
from meetings.rules.sanity import AgendaFacts, check_agenda
from meetings.rules.timing import TimedLine, clock_times
from meetings.values import ItemId


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, time

    from committees.models import GroupInCommon
    from meetings.models import Gathering
    from people.models import Person


def when_of(gathering: Gathering) -> When:
    """Return the day and times of a gathering."""
    return When(
        gathering.held_on,
        gathering.starts_at_time,
        gathering.ends_at_time,
        gathering.part_two_time,
        gathering.next_held_on,
    )


def timed(items: Iterable[Item]) -> list[TimedLine]:
    """Return lines with the minutes planned for each; none for what was withdrawn."""
    return [
        TimedLine(
            None if item.is_withdrawn else item.minutes_planned,
            Part(item.part),
            item.is_heading,
        )
        for item in items
    ]


def times_of(gathering: Gathering, items: Sequence[Item]) -> dict[Item, time | None]:
    """Return at what time each of the lines, in their order, begins; headings at none."""
    begins = clock_times(
        timed(items),
        starts_at=gathering.starts_at_time,
        part_two_at=gathering.part_two_time,
    )
    return dict(zip(items, begins, strict=True))


def words_of_when(when: When) -> dict[str, str]:
    """Say the day and times, field by field, as the audit and a stale form show them."""

    def at(moment: time | None) -> str:
        return f"{moment:%H:%M}" if moment else ""

    return {
        "Date": when.held_on.isoformat(),
        "Start": at(when.starts_at),
        "End": at(when.ends_at),
        "Private part": at(when.part_two_at),
        "Next meeting": when.next_held_on.isoformat() if when.next_held_on else "",
    }


def words_of_place(gathering: Gathering) -> dict[str, str]:
    """Say title and place, field by field."""
    return {
        "Title": gathering.title,
        "Venue": gathering.venue,
        "Link": gathering.remote_link,
    }


def doubts_about_plan(when: When, *texts: str) -> list[Verdict]:
    """List what is wrong or unusual with a day, its times and the words around it."""
    today = clock.today()
    days = holidays.england(min(today.year, when.held_on.year), when.held_on.year + 1)
    written = AgendaFacts(held_on=when.held_on, texts=texts)
    return [*check_when(when, today=today, holidays=days), *check_agenda(written)]


def doubts_about_notice(gathering: Gathering) -> list[Verdict]:
    """List what late notice, by each committee's terms, and odd dates need explained."""
    today, day = clock.today(), gathering.held_on
    days = holidays.england(today.year, max(today, day).year)
    verdicts = [
        check_notice(meeting_on=day, published_on=today, rule=rule, holidays=days)
        for rule in notice_rules(gathering)
    ]
    return [*verdicts, *check_agenda(agenda_facts(gathering))]


def notice_rules(gathering: Gathering) -> list[NoticeRule]:
    """Return each committee's rule of notice in force on the day, in order."""
    rules = []
    for sitting in gathering.sittings.select_related("committee"):
        terms = TermsOfReference.objects.filter(
            committee=sitting.committee
        ).in_force_on(gathering.held_on)
        if terms is not None:
            source = f"Terms of reference of {sitting.committee.short_name}"
            basis = DayBasis(terms.notice_basis)
            rules.append(NoticeRule(terms.notice_days, basis, source))
    return rules


def what_is_missing(gathering: Gathering) -> list[Verdict]:
    """List what an agenda lacks before notice can be given, item by item."""
    items = list(gathering.items.in_order().prefetch_related("scopes"))
    numbers = numbers_of(items)
    matters = [one for one in items if not one.is_heading and not one.is_withdrawn]
    missing = [_missing_of(item, numbers[item.pk]) for item in matters]
    if not matters:
        return [no("agenda_empty", "The agenda has no item yet. Add one first.")]
    return [verdict for one in missing for verdict in one]


def numbers_of(items: Iterable[Item]) -> dict[int, str]:
    """Number the items, given in the order of the agenda, by item id.

    An item withdrawn after it was announced keeps its number; one withdrawn before
    never had any.
    """
    placed = [
        PlacedItem(
            ItemId(item.pk),
            item.is_heading,
            None if item.parent_id is None else ItemId(item.parent_id),
        )
        for item in items
        if item.reference or not item.is_withdrawn
    ]
    return {int(key): number for key, number in number_agenda(placed).items()}


def committees_of(
    group: GroupInCommon | None, committee: Committee | None, day: date
) -> list[Committee]:
    """Return the committees that would sit, in order, leaving out dissolved ones."""
    standing = Committee.objects.standing_on(day)
    if group is None:
        return list(standing.filter(pk=committee.pk)) if committee is not None else []
    places = group.places.filter(committee__in=standing).select_related("committee")
    return [place.committee for place in places]


def chairs_of(sittings: Iterable[Sitting], day: date) -> dict[int, Person]:
    """Return who holds the chair's seat on a day, by sitting, in two queries."""
    listed = list(sittings)
    seats: dict[int, int] = {}
    for terms in (
        SeatTerms.objects.filter(
            terms__committee__in=[one.committee_id for one in listed],
            terms__effective_from__lte=day,
            roles__contains=[SeatRole.CHAIR],
        )
        .order_by("terms__effective_from")
        .values_list("terms__committee", "seat")
    ):
        seats[terms[0]] = terms[1]
    holders = {
        one.seat_id: one.person
        for one in Appointment.objects.held_on(day)
        .filter(seat__in=seats.values())
        .select_related("person")
    }
    found = {one.pk: holders.get(seats.get(one.committee_id, 0)) for one in listed}
    return {pk: person for pk, person in found.items() if person is not None}


def _missing_of(item: Item, number: str) -> list[Verdict]:
    missing = []
    if not item.scopes.all():
        missing.append(
            no(
                "item_without_scope",
                f"Item {number}, {item.title}, is in no committee's scope. Say which "
                "committees decide, recommend or note it.",
            )
        )
    if item.part == Part.TWO and not item.private_ground.strip():
        missing.append(
            no(
                "private_ground_missing",
                f"Item {number}, {item.title}, is in the private part without a "
                "ground. Say why the public is excluded.",
            )
        )
    return missing


def agenda_facts(gathering: Gathering, *, with_matters: bool = True) -> AgendaFacts:
    """Return an agenda as it would be published, in four queries.

    Without its matters, their titles are left to who says of each item what is wrong.
    """
    items = gathering.items.filter(is_withdrawn=False)
    committees = gathering.sittings.values("committee")
    earlier = (
        Item.objects.filter(reference_committee__in=committees)
        .exclude(gathering=gathering)
        .exclude(reference="")
    )
    titled = items if with_matters else items.filter(is_heading=True)
    references = tuple(items.exclude(reference="").values_list("reference", flat=True))
    return AgendaFacts(
        held_on=gathering.held_on,
        references=references,
        earlier=frozenset(
            earlier.filter(reference__in=references).values_list("reference", flat=True)
        ),
        next_held_on=gathering.next_held_on,
        starts_at=gathering.starts_at_time,
        ends_at=gathering.ends_at_time,
        texts=(
            gathering.title,
            gathering.venue,
            *titled.values_list("title", flat=True),
        ),
    )
