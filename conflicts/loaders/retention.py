"""Retention for this reader, or 404 for an outsider, 403 inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from commissioning.models import Organisation
from conflicts.facts.interests import posts_of
from conflicts.facts.leaving import bodies_ever_of
from conflicts.loaders.interests import NOT_THERE
from conflicts.models import LegalHold
from conflicts.policies.retention import KEEPERS, READERS, roles_ever_over
from core import clock
from people import door
from people.models import Person


if TYPE_CHECKING:
    from people.models import User


def get_retention_for(user: User, pk: int) -> Organisation:
    """Return a body whose retention the user may read.

    Raises:
      Http404: there is none, or the user does not work for it.
    """
    organisation = get_object_or_404(Organisation, pk=pk)
    if not door.may(user, "read_retention", organisation):
        raise Http404(NOT_THERE)
    return organisation


def get_person_to_hold_for(user: User, pk: int) -> tuple[Person, list[Organisation]]:
    """Return a person and the bodies for which the user may place a hold on them.

    Raises:
      Http404: the user works for no body the person ever belonged to.
      PermissionDenied: an auditor.
    """
    person = get_object_or_404(Person, pk=pk)
    if not roles_ever_over(user, person.pk) & READERS:
        raise Http404(NOT_THERE)
    verdict = door.may(user, "place_hold", person)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    bodies = bodies_ever_of(person.pk)
    mine = {
        body
        for body, roles in posts_of(user.person_id, clock.today()).items()
        if roles & KEEPERS and body in bodies
    }
    return person, list(Organisation.objects.filter(pk__in=mine))


def get_hold_for(user: User, pk: int) -> LegalHold:
    """Return a hold the user may lift.

    Raises:
      Http404: there is none, or it is of another body.
      PermissionDenied: an auditor, or the person themself.
    """
    rows = LegalHold.objects.select_related("person", "organisation")
    hold = get_object_or_404(rows, pk=pk)
    if not door.may(user, "read_retention", hold.organisation):
        raise Http404(NOT_THERE)
    verdict = door.may(user, "lift_hold", hold)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return hold
