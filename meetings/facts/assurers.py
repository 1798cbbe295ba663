"""Who looks over the shoulder of a committee: guardians, auditors, the audit chair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from commissioning.enums import PostRole
from commissioning.models import Organisation, Post
from committees.enums import SeatRole
from committees.models import Appointment, SeatTerms, TermsOfReference
from meetings.models import ConflictRow, PreflightWaiver
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

ASSURING_POSTS = [PostRole.GUARDIAN, PostRole.AUDITOR]
ASSURING_SEATS = [SeatRole.AUDIT_CHAIR, SeatRole.GUARDIAN]


def assurers_of(committee_ids: Iterable[int], day: date) -> QuerySet[Person]:
    """Return who assures the bodies of committees (ids) on a day.

    By a post as guardian or auditor, or by a seat as audit chair or guardian on any
    committee of those bodies.
    """
    bodies = Organisation.objects.filter(committees__in=list(committee_ids)).order_by()
    posts = Post.objects.held_on(day).filter(
        organisation__in=bodies.values("pk"), role__in=ASSURING_POSTS
    )
    seats = _seats(day).filter(seat__committee__organisations__in=bodies.values("pk"))
    return Person.objects.filter(
        Q(pk__in=posts.order_by().values("person"))
        | Q(pk__in=seats.order_by().values("person"))
    ).order_by("family_name", "given_name", "pk")


def bodies_assured_by(person_id: int, day: date) -> QuerySet[Organisation]:
    """Return the bodies whose waivers a person (id) sees: kept by post, or assured."""
    posts = Post.objects.held_on(day).filter(
        person=person_id, role__in=[PostRole.OFFICER, *ASSURING_POSTS]
    )
    seats = _seats(day).filter(person=person_id)
    return Organisation.objects.filter(
        Q(pk__in=posts.order_by().values("organisation"))
        | Q(pk__in=seats.order_by().values("seat__committee__organisations"))
    ).order_by("name", "pk")


def waivers_assured_by(person_id: int, day: date) -> QuerySet[PreflightWaiver]:
    """Return the waivers a person (id) sees, newest first.

    What is about an item that a conflict keeps from them is left out.
    """
    bodies = bodies_assured_by(person_id, day).order_by().values("pk")
    kept = ConflictRow.objects.excluding().filter(
        Q(person=person_id) | Q(person__merged_into=person_id),
        Q(item=OuterRef("item")) | Q(item__sub_items=OuterRef("item")),
    )
    own = Q(committee__organisations__in=bodies)
    of_all = Q(
        committee__isnull=True, gathering__sittings__committee__organisations__in=bodies
    )
    found = PreflightWaiver.objects.filter(own | of_all).order_by().values("pk")
    return (
        PreflightWaiver.objects.filter(~Exists(kept), pk__in=found)
        .select_related("gathering", "committee", "item", "waived_by__person")
        .order_by("-waived_at", "-pk")
    )


def _seats(day: date) -> QuerySet[Appointment]:
    newer = TermsOfReference.objects.filter(
        committee=OuterRef("terms__committee"),
        effective_from__gt=OuterRef("terms__effective_from"),
        effective_from__lte=day,
    )
    assuring = SeatTerms.objects.filter(
        ~Exists(newer),
        seat=OuterRef("seat"),
        roles__overlap=ASSURING_SEATS,
        terms__effective_from__lte=day,
    )
    return Appointment.objects.held_on(day).filter(Exists(assuring))
