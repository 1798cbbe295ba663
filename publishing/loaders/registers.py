"""Registers and editions that anybody, or their officers, may open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404  # a loader: 404 is its answer
from django.shortcuts import get_object_or_404  # as above

from commissioning.models import Organisation
from conflicts.facts.registers import Whose
from conflicts.loaders.registers import get_committee_whose, get_organisation_whose
from people import door
from people.actors import PUBLIC
from publishing.facts.editions import whose_of
from publishing.loaders.gatherings import get_public_committee
from publishing.models import RegisterEdition


if TYPE_CHECKING:
    from people.models import User


def get_public_committee_whose(slug: str) -> Whose:
    """Return the public register of a committee.

    Raises:
      Http404: there is none, or its first day has not come.
    """
    return Whose(committee=get_public_committee(slug))


def get_public_organisation_whose(pk: int) -> Whose:
    """Return the public register of a body.

    Raises:
      Http404: there is none, or no committee of it was established.
    """
    organisation = get_object_or_404(Organisation, pk=pk)
    if not door.may(PUBLIC, "read_publicly", organisation):
        raise Http404
    return Whose(organisation=organisation)


def get_edition_for(user: User | None, pk: int) -> RegisterEdition:
    """Return an edition: a public one for anybody, a full one for its readers.

    Raises:
      Http404: there is none for this reader.
    """
    rows = RegisterEdition.objects.select_related("organisation", "committee")
    edition = get_object_or_404(rows, pk=pk)
    if door.may(PUBLIC, "read_publicly", edition):
        return edition
    whose = whose_of(edition)
    if user is None:
        raise Http404
    if not door.may(user, "read_register", whose.committee or whose.organisation):
        raise Http404
    return edition


def get_committee_to_issue_for(user: User, slug: str) -> Whose:
    """Return a committee's register for those who keep or oversee it.

    Raises:
      Http404: the user is an outsider.
      PermissionDenied: a member.
    """
    return get_committee_whose(user, slug)


def get_organisation_to_issue_for(user: User, pk: int) -> Whose:
    """Return a body's register for those who keep or oversee it.

    Raises:
      Http404: the user is an outsider.
    """
    return get_organisation_whose(user, pk)


def require_issuing(user: User, whose: Whose) -> None:
    """Refuse whoever reads a register and does not keep it.

    Raises:
      PermissionDenied: a guardian or an auditor.
    """
    verdict = door.may(user, "issue_register", whose.committee or whose.organisation)
    if not verdict:
        raise PermissionDenied(verdict.reason)
