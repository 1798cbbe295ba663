"""Breaches for this reader, or 404 for an outsider, 403 inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from commissioning.models import Organisation, Post
from conflicts.facts.guardians import KEEPERS
from conflicts.loaders.interests import organisations_with_registers_for
from conflicts.models import Breach
from core import clock
from people import door


if TYPE_CHECKING:
    from django.db.models import QuerySet

    from people.models import User

NOT_THERE = "There is no such page for you."


def get_breach_for(user: User, pk: int) -> Breach:
    """Return a possible breach its reader may see.

    Raises:
      Http404: there is none, or the user is an outsider.
    """
    rows = Breach.objects.select_related(
        "organisation", "interest__person", "closed_by__person", "published_by__person"
    )
    breach = get_object_or_404(rows, pk=pk)
    if not door.may(user, "read", breach):
        raise Http404(NOT_THERE)
    return breach


def get_breach_to(user: User, verb: str, pk: int) -> Breach:
    """Return a breach with which the user may do something, such as "close".

    Raises:
      Http404: the user is an outsider.
      PermissionDenied: an officer, an auditor, or the guardian it is about.
    """
    breach = get_breach_for(user, pk)
    verdict = door.may(user, verb, breach)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return breach


def breaches_for(user: User) -> QuerySet[Breach]:
    """Return the possible breaches of the bodies a user keeps or oversees."""
    bodies = organisations_with_registers_for(user).order_by()
    return Breach.objects.filter(organisation__in=bodies.values("pk")).select_related(
        "organisation"
    )


def bodies_to_report_to() -> QuerySet[Organisation]:
    """Return the bodies in which somebody takes a report today."""
    posts = Post.objects.held_on(clock.today()).filter(role__in=KEEPERS)
    return Organisation.objects.filter(pk__in=posts.order_by().values("organisation"))
