"""What the public may open; everything else is not there (404)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from meetings.models import Gathering, PaperVersion
from people import door
from people.actors import PUBLIC


if TYPE_CHECKING:
    from django.db.models import QuerySet


def get_public_gathering(pk: int) -> Gathering:
    """Return a gathering that was announced.

    Raises:
      Http404: there is none, or its notice was not given.
    """
    gathering = get_object_or_404(Gathering.objects.announced(), pk=pk)
    if not door.may(PUBLIC, "read_publicly", gathering):
        raise Http404
    return gathering


def get_public_version(pk: int) -> PaperVersion:
    """Return the newest version of a public paper.

    Raises:
      Http404: there is none, or it is not published.
    """
    rows = PaperVersion.objects.select_related("paper__item__gathering")
    version = get_object_or_404(rows, pk=pk)
    if not door.may(PUBLIC, "read_publicly", version):
        raise Http404
    return version


def public_gatherings() -> QuerySet[Gathering]:
    """Return the announced gatherings, newest first, with their committees."""
    return (
        Gathering.objects.announced()
        .prefetch_related("sittings__committee")
        .order_by("-held_on", "-pk")
    )
