"""What a guardian opens: 404 for an outsider, 403 for an insider who is no guardian."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from commissioning.models import Organisation
from conflicts.loaders.interests import get_interest_for
from conflicts.models import GuardianAttestation, Interest
from people import door


if TYPE_CHECKING:
    from people.models import User

NOT_THERE = "There is no such page for you."


def get_overseen_body(user: User, pk: int) -> Organisation:
    """Return a body whose registers the user keeps or oversees.

    Raises:
      Http404: there is none, or the user does not work for it.
    """
    organisation = get_object_or_404(Organisation, pk=pk)
    if not door.may(user, "oversee", organisation):
        raise Http404(NOT_THERE)
    return organisation


def get_guarded_body(user: User, pk: int) -> Organisation:
    """Return a body whose guardian the user is.

    Raises:
      Http404: there is none, or the user does not work for it.
      PermissionDenied: an officer or auditor.
    """
    organisation = get_overseen_body(user, pk)
    verdict = door.may(user, "guard", organisation)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return organisation


def get_interest_to_decide(user: User, pk: int) -> Interest:
    """Return an interest whose publication the user decides.

    Raises:
      Http404: there is none, or the user is an outsider.
      PermissionDenied: no guardian, or the guardian's own interest.
    """
    interest = get_interest_for(user, pk)
    verdict = door.may(user, "decide_publication", interest)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return interest


def get_attestation_for(user: User, pk: int) -> GuardianAttestation:
    """Return a yearly attestation.

    Raises:
      Http404: there is none, or the user does not work for the body.
    """
    rows = GuardianAttestation.objects.select_related("organisation", "made_by__person")
    attestation = get_object_or_404(rows, pk=pk)
    if not door.may(user, "read", attestation):
        raise Http404(NOT_THERE)
    return attestation
