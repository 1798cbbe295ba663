"""What the public may open; everything else is not there (404)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from committees.models import Committee
from core import clock
from decisions.models import Minutes
from meetings.enums import GatheringState
from meetings.models import Gathering, Item, PaperVersion, RedactedTwin
from packs.models import PackState, PublicPack
from people import door
from people.actors import PUBLIC


if TYPE_CHECKING:
    from django.db.models import QuerySet


def get_public_gathering(pk: int) -> Gathering:
    """Return a gathering that was announced.

    Raises:
      Http404: there is none, or its notice was not given.
    """
    gathering = get_object_or_404(Gathering, pk=pk)
    if not door.may(PUBLIC, "read_publicly", gathering):
        raise Http404
    return gathering


def get_public_version(pk: int) -> PaperVersion:
    """Return the newest version of a public paper.

    Raises:
      Http404: there is none, or it is not published.
    """
    rows = PaperVersion.objects.select_related(
        "paper__item__gathering", "paper__item__parent"
    )
    version = get_object_or_404(rows, pk=pk)
    if not door.may(PUBLIC, "read_publicly", version):
        raise Http404
    return version


def public_pack_of(gathering: Gathering) -> PublicPack | None:
    """Return the public pack of an announced gathering as it stands; None if none is out.

    In four queries at most.
    """
    rows = PublicPack.objects.filter(
        pack__gathering=gathering, pack__state=PackState.SENT
    )
    found = rows.select_related("pack__gathering").defer("manifest").first()
    if found is None or not door.may(PUBLIC, "read_publicly", found):
        return None
    return found


def get_public_pack(gathering: Gathering) -> PublicPack:
    """Return the public pack of an announced gathering as it stands.

    Raises:
      Http404: none is out, or what it gives has been withdrawn or replaced since.
    """
    found = public_pack_of(gathering)
    if found is None:
        raise Http404
    return found


def get_public_twin(pk: int) -> RedactedTwin:
    """Return the redacted twin that the public is given of a paper.

    Raises:
      Http404: there is none, or it is not published.
    """
    rows = RedactedTwin.objects.select_related(
        "version__paper__item__gathering", "version__paper__item__parent"
    )
    twin = get_object_or_404(rows, pk=pk)
    if not door.may(PUBLIC, "read_publicly", twin):
        raise Http404
    return twin


def get_public_minutes(pk: int) -> Minutes:
    """Return an issue of minutes that is published.

    Raises:
      Http404: there is none, or it is not published.
    """
    issue = get_object_or_404(Minutes.objects.select_related("gathering"), pk=pk)
    if not door.may(PUBLIC, "read_publicly", issue):
        raise Http404
    return issue


def get_public_committee(slug: str) -> Committee:
    """Return a committee that was established.

    Raises:
      Http404: there is none, or its first day has not come.
    """
    committee = get_object_or_404(Committee, slug=slug)
    if not door.may(PUBLIC, "read_publicly", committee):
        raise Http404
    return committee


def public_gatherings() -> QuerySet[Gathering]:
    """Return the announced gatherings, newest first, with their committees.

    The same answer as the door's for each, in one query.
    """
    announced = Item.objects.filter(gathering=OuterRef("pk")).exclude(reference="")
    return (
        Gathering.objects.announced()
        .filter(~Q(state=GatheringState.CANCELLED) | Exists(announced))
        .prefetch_related("sittings__committee")
        .order_by("-held_on", "-pk")
    )


def public_committees() -> QuerySet[Committee]:
    """Return the committees that stand today, with their organisations."""
    return Committee.objects.standing_on(clock.today()).prefetch_related(
        "organisations"
    )
