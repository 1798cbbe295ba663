"""From rows to facts: what people are to a body, and so who must declare to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import OuterRef, Q, Subquery

from commissioning.enums import PostRole
from commissioning.models import Post
from committees.models import Appointment, Deputy, SeatTerms
from conflicts.facts.rule_sets import rule_set_on
from conflicts.models import Position
from conflicts.rules.duties import Duty, DutyKind, Holding, assess_duties
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from commissioning.models import Organisation
    from committees.models.appointment import AppointmentQuerySet, DeputyQuerySet

_SEAT_FIELDS = (
    "person_id",
    "seat__title",
    "seat__committee_id",
    "seat__committee__short_name",
    "seat__committee__disestablished_on",
    "from_on",
    "to_on",
    "seat__committee__kind",
    "category",
)


def duties_of(organisation: Organisation, day: date) -> dict[PersonId, Duty]:
    """Return who must declare to a body on `day` and why, in five queries."""
    return assess_duties(
        holdings_of(organisation, day, day),
        day=day,
        rules=rule_set_on(organisation, day),
    )


def holdings_of(
    organisation: Organisation,
    first: date,
    last: date,
    *,
    person_id: int | None = None,
) -> list[Holding]:
    """Return what people are to a body on any day from `first` to `last`.

    In four queries, however many people and days; with `person_id`, of one person.
    """
    wanted = _overlapping(first, last)
    if person_id is not None:
        wanted &= Q(person=person_id)
    return [
        *_seats(organisation, wanted, last),
        *_deputies(organisation, wanted, last),
        *_posts(organisation, wanted),
        *_positions(organisation, wanted),
    ]


def _seats(organisation: Organisation, wanted: Q, last: date) -> Iterator[Holding]:
    rows = Appointment.objects.filter(
        wanted, seat__committee__organisations=organisation
    )
    yield from _places(rows, DutyKind.SEAT, "{seat}, {committee}", last)


def _deputies(organisation: Organisation, wanted: Q, last: date) -> Iterator[Holding]:
    rows = Deputy.objects.filter(wanted, seat__committee__organisations=organisation)
    yield from _places(rows, DutyKind.DEPUTY, "deputy for {seat}, {committee}", last)


def _places(
    rows: AppointmentQuerySet | DeputyQuerySet, kind: DutyKind, words: str, last: date
) -> Iterator[Holding]:
    for (
        person,
        seat,
        committee_id,
        committee,
        wound_up_on,
        from_on,
        to_on,
        committee_kind,
        category,
    ) in rows.order_by().annotate(category=_category(last)).values_list(*_SEAT_FIELDS):
        ends = [each for each in (to_on, wound_up_on) if each is not None]
        yield Holding(
            person_id=PersonId(person),
            kind=kind,
            words=words.format(seat=seat, committee=committee),
            from_on=from_on,
            # A deputy of a committee that was wound up stands in for nobody.
            to_on=min(ends, default=None),
            committee_id=committee_id,
            committee=committee,
            committee_kind=committee_kind,
            category=category or "",
        )


def _category(day: date) -> Subquery:
    """Return whose voice an outer row's seat brings, by its latest terms on a day."""
    rows = SeatTerms.objects.filter(
        seat=OuterRef("seat"), terms__effective_from__lte=day
    )
    return Subquery(rows.order_by("-terms__effective_from").values("category")[:1])


def _posts(organisation: Organisation, wanted: Q) -> Iterator[Holding]:
    rows = Post.objects.filter(wanted, organisation=organisation)
    for person, role, from_on, to_on in rows.order_by().values_list(
        "person_id", "role", "from_on", "to_on"
    ):
        yield Holding(
            person_id=PersonId(person),
            kind=DutyKind.POST,
            words=f"{PostRole(role).label}, {organisation.name}",
            from_on=from_on,
            to_on=to_on,
        )


def _positions(organisation: Organisation, wanted: Q) -> Iterator[Holding]:
    rows = Position.objects.filter(wanted, organisation=organisation)
    rows = rows.select_related("practice")
    for row in rows.order_by():
        yield Holding(
            person_id=PersonId(row.person_id),
            kind=DutyKind(row.capacity),
            words=f"{row.title}, {row.practice.name}" if row.practice else row.title,
            from_on=row.from_on,
            to_on=row.to_on,
            band=row.band,
            can_commit=row.can_commit,
            practice_id=row.practice_id,
        )


def _overlapping(first: date, last: date) -> Q:
    return Q(from_on__lte=last) & (Q(to_on__isnull=True) | Q(to_on__gte=first))
