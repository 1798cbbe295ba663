"""From rows to facts: who is appointed on a day, who follows, who sits elsewhere."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from committees.enums import CastingVote, CommitteeKind, SeatCategory
from committees.facts.committees import committee_facts
from committees.facts.composition import composition_facts
from committees.models import (
    Appointment,
    Committee,
    Deputy,
    SeatTerms,
    TermsOfReference,
)
from committees.rules.appointed import Appointed, Span
from committees.values import SeatId
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from committees.facts.committees import CommitteeFacts

NOT_LAY = (
    SeatCategory.EXECUTIVE,
    SeatCategory.GP,
    SeatCategory.INDEPENDENT_CLINICIAN,
)


def appointed_on(
    committee: Committee, facts: CommitteeFacts, day: date
) -> Appointed | None:
    """Return who is appointed on `day`, None where no terms are in force."""
    if facts.terms is None:
        return None
    deputies: dict[SeatId, PersonId] = {}
    for deputy in facts.deputies:
        deputies.setdefault(deputy.seat_id, deputy.person_id)
    lay = [
        seat.holder
        for seat in facts.seats
        if seat.holder is not None and seat.category == SeatCategory.LAY
    ]
    return Appointed(
        composition=composition_facts(
            committee,
            facts.seats,
            casting_vote=CastingVote(facts.terms.casting_vote),
            day=day,
        ),
        quorum=facts.quorum,
        deputies=deputies,
        elsewhere=_elsewhere(committee, lay, day),
        lay_of_body=_lay_of_body(committee, day),
    )


def spans_of(facts: CommitteeFacts, *, day: date, until: date) -> list[Span]:
    """Return who is or will be in the seats from `day` to `until`, in two queries."""
    seats = [seat.seat_id for seat in facts.seats]
    found = []
    for rows, is_deputy in (
        (Appointment.objects.all(), False),
        (Deputy.objects.all(), True),
    ):
        wanted = (
            rows.filter(seat__in=seats, from_on__lte=until)
            .exclude(to_on__lt=day)
            .select_related("person")
            .order_by("seat", "from_on", "pk")
        )
        found += [
            Span(
                seat_id=SeatId(row.seat_id),
                person_id=PersonId(row.person_id),
                name=str(row.person),
                from_on=row.from_on,
                to_on=row.to_on,
                is_deputy=is_deputy,
            )
            for row in wanted
        ]
    return found


def _lay_of_body(committee: Committee, day: date) -> dict[PersonId, str]:
    """Return who is a lay member of a governing body of the committee's organisations."""
    bodies = (
        Committee.objects.standing_on(day)
        .of_organisations(committee.organisations.all())
        .filter(kind=CommitteeKind.GOVERNING_BODY)
        .exclude(pk=committee.pk)
    )
    return {
        seat.holder: seat.holder_name
        for facts in committee_facts(bodies, day).values()
        for seat in facts.seats
        if seat.holder is not None and seat.category == SeatCategory.LAY
    }


def _elsewhere(
    committee: Committee, persons: Iterable[PersonId], day: date
) -> dict[PersonId, list[str]]:
    """Return the seats in sister committees in which these people are not lay."""
    held = (
        Appointment.objects.held_on(day)
        .filter(
            person__in=list(persons),
            seat__committee__organisations__in=committee.organisations.order_by(),
        )
        .exclude(seat__committee=committee)
        .select_related("seat__committee")
        .order_by("pk")
        .distinct()
    )
    rows = {row.seat_id: row for row in held}
    in_force = TermsOfReference.objects.each_in_force_on(
        day, {row.seat.committee_id for row in rows.values()}
    )
    places = SeatTerms.objects.filter(
        terms__in=in_force.values("pk"), seat__in=rows, category__in=NOT_LAY
    )
    found: dict[PersonId, list[str]] = defaultdict(list)
    for place in places.order_by("seat"):
        row = rows[place.seat_id]
        found[PersonId(row.person_id)].append(
            f"{row.seat.title} of {row.seat.committee.short_name}"
        )
    return dict(found)
