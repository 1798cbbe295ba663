"""As what a person comes to a gathering: posts, seats, chairs, attendances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import DateField, Exists, Expression, OuterRef, Q, Subquery, Value
from django.db.models.functions import Greatest

from commissioning.enums import PostRole
from commissioning.models import Post
from committees.enums import SeatRole, WithholdingPolicy
from committees.models import Appointment, Committee, Deputy, TermsOfReference
from core import clock
from meetings.enums import Capacity
from meetings.models import Attendance, Gathering, Item, Sitting
from meetings.rules.reading import Standing


if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from django.db.models import QuerySet

_CHAIRS = [SeatRole.CHAIR, SeatRole.VICE_CHAIR]
_OVERSEERS = [PostRole.GUARDIAN, PostRole.AUDITOR]
_ANY_FOOTING = (
    Q(is_officer=True)
    | Q(is_overseer=True)
    | Q(is_chair=True)
    | Q(is_seated=True)
    | Q(is_attending=True)
)


@dataclass(frozen=True, slots=True)
class Footing:
    """As what one person comes to one gathering, and where they keep or chair."""

    standing: Standing
    keeps: frozenset[int] = frozenset()
    chairs: frozenset[int] = frozenset()
    hides_titles: frozenset[int] = frozenset()


def footing_of(person_id: int | None, gathering: Gathering) -> Footing:
    """Say as what a person (id) comes to a gathering, in one query."""
    if person_id is None:
        return Footing(Standing.OUTSIDE)
    rows = list(
        with_footing(
            Sitting.objects.filter(gathering=gathering), person_id, clock.today()
        ).values(  # type: ignore[misc]
            "pk",
            "is_officer",
            "is_overseer",
            "is_chair",
            "is_seated",
            "is_attending",
            "withholding",
        )
    )
    return Footing(
        standing=_standing(rows),
        keeps=_where(rows, "is_officer"),
        chairs=_where(rows, "is_chair"),
        hides_titles=frozenset(
            row["pk"]
            for row in rows
            if row["withholding"] == WithholdingPolicy.HIDE_TITLE
        ),
    )


def with_footing(
    sittings: QuerySet[Sitting], person_id: int, day: date
) -> QuerySet[Sitting]:
    """Annotate sittings with what a person is there, seen from `day`.

    Posts count on `day`; seats and deputies on the day of the meeting, or, once it
    has passed, on `day`: whoever left a committee no longer reads its files.
    """
    meeting_day = OuterRef("gathering__held_on")
    seat_day = Greatest(Value(day, DateField()), meeting_day)
    appointments = _in_force(Appointment.objects.all(), seat_day).filter(
        person=person_id, seat__committee=OuterRef("committee")
    )
    deputies = _in_force(Deputy.objects.all(), seat_day).filter(
        person=person_id, seat__committee=OuterRef("committee")
    )
    terms = TermsOfReference.objects.filter(
        committee=OuterRef("committee"), effective_from__lte=meeting_day
    ).order_by("-effective_from")
    chairs = appointments.filter(
        seat__terms__terms=OuterRef("terms_pk"), seat__terms__roles__overlap=_CHAIRS
    )
    attendances = Attendance.objects.filter(
        sitting=OuterRef("pk"), person=person_id
    ).exclude(capacity=Capacity.PUBLIC)
    return sittings.annotate(
        terms_pk=Subquery(terms.values("pk")[:1]),
        withholding=Subquery(terms.values("withholding_policy")[:1]),
        is_officer=Exists(_posts(person_id, day, [PostRole.OFFICER])),
        is_overseer=Exists(_posts(person_id, day, _OVERSEERS)),
        is_chair=Q(chair=person_id)
        | Q(gathering__convening_chair=person_id)
        | Exists(chairs),
        is_seated=Exists(appointments) | Exists(deputies),
        is_attending=Exists(attendances),
    )


def gatherings_of(person_id: int | None, day: date) -> QuerySet[Gathering]:
    """Return the gatherings a person (id) may open on `day`, newest first."""
    if person_id is None:
        return Gathering.objects.none()
    footed = with_footing(
        Sitting.objects.filter(gathering=OuterRef("pk")), person_id, day
    ).filter(_ANY_FOOTING)
    own = _own_items(person_id).filter(gathering=OuterRef("pk"))
    return Gathering.objects.filter(Exists(footed) | Exists(own))


def _posts(person_id: int, day: date, roles: list[PostRole]) -> QuerySet[Any]:
    """Return the committee's organisations in which the person holds such a post."""
    held = Post.objects.held_on(day).filter(person=person_id, role__in=roles)
    return Committee.organisations.through.objects.filter(
        committee=OuterRef("committee"), organisation__in=held.values("organisation")
    )


def _in_force(rows: QuerySet[Any], day: Expression) -> QuerySet[Any]:
    return rows.filter(from_on__lte=day).filter(
        Q(to_on__isnull=True) | Q(to_on__gte=day)
    )


def _where(rows: list[dict[str, Any]], flag: str) -> frozenset[int]:
    return frozenset(row["pk"] for row in rows if row[flag])


def _standing(rows: list[dict[str, Any]]) -> Standing:
    ranks = {
        "is_officer": Standing.OFFICER,
        "is_overseer": Standing.OVERSEER,
        "is_chair": Standing.CHAIR,
        "is_seated": Standing.SEATED,
        "is_attending": Standing.ATTENDING,
    }
    found = (rank for flag, rank in ranks.items() if any(row[flag] for row in rows))
    return next(found, Standing.OUTSIDE)


def _own_items(person_id: int) -> QuerySet[Item]:
    return Item.objects.filter(Q(lead=person_id) | Q(cover_sheet__author=person_id))


def own_items_in(person_id: int | None, gathering: Gathering) -> frozenset[int]:
    if person_id is None:
        return frozenset()
    own = _own_items(person_id).filter(gathering=gathering)
    return frozenset(own.values_list("pk", flat=True))
