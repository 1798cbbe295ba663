"""The organisation for this reader: public reference data, once signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from commissioning.models import Organisation, OrganisationLink
from people import door


if TYPE_CHECKING:
    from people.actors import Actor


def get_organisation_for(actor: Actor, key: int) -> Organisation:
    """Return the organisation, or raise 404 where the actor may not read it."""
    organisation = get_object_or_404(Organisation, pk=key)
    if not door.may(actor, "read", organisation):
        raise Http404("There is no such page for you.")
    return organisation


def get_organisation_to_tie(actor: Actor, key: int) -> Organisation:
    """Return the organisation, or raise 404 where its ties are not the actor's matter."""
    organisation = get_organisation_for(actor, key)
    if not door.may(actor, "tie", organisation):
        raise Http404("There is no such page for you.")
    return organisation


def get_link_for(actor: Actor, key: int) -> OrganisationLink:
    """Return the tie with both ends, or raise 404 where it is not the actor's matter."""
    rows = OrganisationLink.objects.select_related("source", "target")
    link = get_object_or_404(rows, pk=key)
    if not door.may(actor, "administer", link):
        raise Http404("There is no such page for you.")
    return link
