"""Interests and registers for this reader, or 404 for an outsider, 403 inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from commissioning.models import Organisation, Post
from committees.loaders import committees_for, get_committee_for
from conflicts.models import Interest
from conflicts.policies.interests import READERS
from core import clock
from people import door
from people.models import Person


if TYPE_CHECKING:
    from django.db.models import QuerySet

    from committees.models import Committee
    from people.models import User

NOT_THERE = "There is no such page for you."


def get_interest_for(user: User, pk: int) -> Interest:
    """Return an interest its reader may see with its history.

    Raises:
      Http404: there is none, or the user is an outsider.
    """
    rows = Interest.objects.select_related("person", "organisation", "recorded_by")
    interest = get_object_or_404(rows, pk=pk)
    if not door.may(user, "read", interest):
        raise Http404(NOT_THERE)
    return interest


def get_interest_to_change(user: User, pk: int) -> Interest:
    """Return an interest the user may correct and end.

    Raises:
      Http404: the user is an outsider.
      PermissionDenied: a guardian or auditor, who reads and changes nothing.
    """
    interest = get_interest_for(user, pk)
    verdict = door.may(user, "correct", interest)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return interest


def get_person_for(user: User, pk: int) -> Person:
    """Return a person all of whose interests the user may read.

    Raises:
      Http404: there is none, or the user is an outsider.
    """
    person = get_object_or_404(Person, pk=pk)
    if not door.may(user, "read_interests", person):
        raise Http404(NOT_THERE)
    return person


def get_person_to_record_for(user: User, pk: int) -> Person:
    """Return a person for whom the user may record what they declared otherwise.

    Raises:
      Http404: the user is an outsider.
      PermissionDenied: an insider who is not the person's officer.
    """
    person = get_person_for(user, pk)
    verdict = door.may(user, "record_interest", person)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return person


def get_committee_register_for(user: User, slug: str) -> Committee:
    """Return a committee whose whole register the user may read.

    Raises:
      Http404: the user is an outsider.
      PermissionDenied: a member, who reads what is published.
    """
    committee = get_committee_for(user, slug)
    verdict = door.may(user, "read_register", committee)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return committee


def get_organisation_register_for(user: User, pk: int) -> Organisation:
    """Return an organisation whose whole register the user may read.

    Raises:
      Http404: there is none, or the user does not work for it.
    """
    organisation = get_object_or_404(Organisation, pk=pk)
    if not door.may(user, "read_register", organisation):
        raise Http404(NOT_THERE)
    return organisation


def organisations_with_registers_for(user: User) -> QuerySet[Organisation]:
    """Return the organisations whose registers a user keeps or oversees today."""
    posts = Post.objects.held_on(clock.today()).filter(
        person=user.person_id, role__in=READERS
    )
    return Organisation.objects.filter(pk__in=posts.order_by().values("organisation"))


def committees_with_registers_for(user: User) -> QuerySet[Committee]:
    """Return the committees whose registers a user keeps or oversees today."""
    mine = organisations_with_registers_for(user).order_by()
    return committees_for(user).filter(organisations__in=mine.values("pk")).distinct()
