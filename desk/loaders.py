"""What this reader may take out, or 404 for an outsider, 403 inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from conflicts.policies.retention import READERS, roles_ever_over
from people import door
from people.models import Person


if TYPE_CHECKING:
    from people.models import User


def get_person_to_export_for(user: User, pk: int) -> Person:
    """Return a person about whom the user may take out everything.

    Raises:
      Http404: there is none, or the user is an outsider to them.
      PermissionDenied: an auditor of theirs.
    """
    person = get_object_or_404(Person, pk=pk)
    verdict = door.may(user, "export_everything", person)
    if verdict:
        return person
    if roles_ever_over(user, person.pk) & READERS:
        raise PermissionDenied(verdict.reason)
    raise Http404
