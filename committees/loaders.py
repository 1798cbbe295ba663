"""The committee for this reader, or 404 for an outsider and 403 for an insider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from commissioning.models import Organisation, Post
from committees.enums import SeatRole
from committees.models import (
    Appointment,
    Assistant,
    Committee,
    Deputy,
    GroupInCommon,
    Seat,
    TermsOfReference,
)
from committees.policies import READING_ROLES
from core import clock
from people import door
from people.models import Person
from people.roles import is_administrator


if TYPE_CHECKING:
    from django.db.models import QuerySet

    from people.models import User

NOT_THERE = "There is no such page for you."


def committees_for(user: User) -> QuerySet[Committee]:
    """Return the committees a user works for or sits on today."""
    if is_administrator(user):
        return Committee.objects.all()
    if user.person_id is None:
        return Committee.objects.none()
    today = clock.today()
    posts = Post.objects.held_on(today).filter(
        person=user.person_id, role__in=READING_ROLES
    )
    seated = Committee.objects.seating(user.person_id, today)
    return Committee.objects.filter(
        Q(organisations__in=posts.values("organisation"))
        | Q(pk__in=seated.values("pk"))
    ).distinct()


def groups_for(user: User) -> QuerySet[GroupInCommon]:
    """Return the groups in common with a committee of the user's."""
    mine = committees_for(user).order_by().values("pk")
    return GroupInCommon.objects.filter(committees__in=mine).distinct()


def organisations_to_establish_for(user: User) -> QuerySet[Organisation]:
    """Return the organisations for which a user may set up a committee today."""
    if is_administrator(user):
        return Organisation.objects.filter(kind__in=("ccg", "icb", "sub_icb"))
    posts = Post.objects.held_on(clock.today()).filter(
        person=user.person_id, role="officer"
    )
    return Organisation.objects.filter(pk__in=posts.values("organisation"))


def require_officer_somewhere(user: User) -> None:
    """Let through who may set up committees for at least one organisation today.

    Raises:
      PermissionDenied: the user is an officer nowhere.
    """
    if not organisations_to_establish_for(user).exists():
        raise PermissionDenied("Only a governance officer sets up committees.")


def committees_to_administer(user: User) -> QuerySet[Committee]:
    """Return the committees whose terms and seats a user may change today."""
    if is_administrator(user):
        return Committee.objects.all()
    organisations = organisations_to_establish_for(user).order_by()
    return Committee.objects.of_organisations(organisations.values("pk"))


def chair_seats_of(committees: QuerySet[Committee]) -> QuerySet[Seat]:
    """Return the seats that some version of the committees' terms makes the chair's."""
    return (
        Seat.objects.filter(
            committee__in=committees.order_by().values("pk"),
            terms__roles__contains=[SeatRole.CHAIR],
        )
        .select_related("committee")
        .distinct()
    )


def persons_found(words: str) -> QuerySet[Person]:
    """Return the persons whose names hold every one of the words."""
    found = Person.objects.current()
    if not words.split():
        return found.none()
    for word in words.split():
        found = found.filter(
            Q(given_name__icontains=word)
            | Q(family_name__icontains=word)
            | Q(email__iexact=word)
        )
    return found


def get_version_or_404(committee: Committee, version: int) -> TermsOfReference:
    """Return one version of the terms of a committee its reader may see.

    Raises:
      Http404: the committee has no such version.
    """
    return get_object_or_404(committee.terms, version=version)


def get_committee_for(user: User, slug: str) -> Committee:
    """Return a committee its reader may see.

    Raises:
      Http404: there is none, or the user is an outsider.
    """
    committee = get_object_or_404(Committee, slug=slug)
    if not door.may(user, "read", committee):
        raise Http404(NOT_THERE)
    return committee


def get_committee_to_administer(user: User, slug: str) -> Committee:
    """Return a committee whose terms and seats the user may change.

    Raises:
      Http404: the user is an outsider.
      PermissionDenied: an insider who is not its officer.
    """
    committee = get_committee_for(user, slug)
    _require_officer(user, committee)
    return committee


def get_seat_to_administer(user: User, slug: str, seat_id: int) -> Seat:
    """Return a seat whose holder and deputies the user may change.

    Raises:
      Http404: the user is an outsider, or the seat is not this committee's.
      PermissionDenied: an insider who is not an officer of the committee.
    """
    committee = get_committee_to_administer(user, slug)
    return get_object_or_404(
        Seat.objects.select_related("committee"), pk=seat_id, committee=committee
    )


def get_appointment_to_end(user: User, slug: str, pk: int) -> Appointment:
    """Return an appointment the user may end.

    Raises:
      Http404: the user is an outsider, or it is not this committee's.
      PermissionDenied: an insider who is not an officer of the committee.
    """
    committee = get_committee_to_administer(user, slug)
    rows = Appointment.objects.select_related("seat__committee", "person")
    return get_object_or_404(rows, pk=pk, seat__committee=committee)


def get_deputy_to_end(user: User, slug: str, pk: int) -> Deputy:
    """Return a deputy's naming that the user may end.

    Raises:
      Http404: the user is an outsider, or it is not this committee's.
      PermissionDenied: an insider who is not an officer of the committee.
    """
    committee = get_committee_to_administer(user, slug)
    rows = Deputy.objects.select_related("seat__committee", "person")
    return get_object_or_404(rows, pk=pk, seat__committee=committee)


def get_member_to_assist(user: User, slug: str, pk: int) -> Appointment:
    """Return an appointment whose assistants the user may name, today or later.

    Raises:
      Http404: the user is an outsider, it is not this committee's, or it is over.
      PermissionDenied: an insider who is not an officer of the committee.
    """
    appointment = get_appointment_to_end(user, slug, pk)
    if appointment.to_on is not None and appointment.to_on < clock.today():
        raise Http404(NOT_THERE)
    return appointment


def get_assistant_to_end(user: User, slug: str, pk: int) -> Assistant:
    """Return an assistant's naming that the user may end.

    Raises:
      Http404: the user is an outsider, or it is not this committee's.
      PermissionDenied: an insider who is not an officer of the committee.
    """
    committee = get_committee_to_administer(user, slug)
    rows = Assistant.objects.select_related(
        "appointment__seat__committee", "appointment__person", "person"
    )
    return get_object_or_404(rows, pk=pk, appointment__seat__committee=committee)


def get_group_for(user: User, slug: str) -> GroupInCommon:
    """Return a group in common its reader may see.

    Raises:
      Http404: there is none, or the user is an outsider.
    """
    rows = GroupInCommon.objects.select_related("convening_seat__committee")
    group = get_object_or_404(rows, slug=slug)
    if not door.may(user, "read", group):
        raise Http404(NOT_THERE)
    return group


def _require_officer(user: User, committee: Committee) -> None:
    verdict = door.may(user, "administer", committee)
    if not verdict:
        raise PermissionDenied(verdict.reason)
