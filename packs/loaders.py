"""The meeting or pack for whoever keeps its record: 404 for outsiders, else 403."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from meetings.loaders import get_gathering_for
from packs.models import Pack, PackCopy
from people import door


if TYPE_CHECKING:
    from meetings.models import Gathering
    from people.models import User


def get_gathering_to_keep(user: User, pk: int) -> Gathering:
    """Return a gathering whose packs the user looks after.

    Raises:
      Http404: there is none, or the user has nothing to do with it.
      PermissionDenied: the user reads it but does not keep its record.
    """
    gathering = get_gathering_for(user, pk)
    verdict = door.may(user, "record", gathering)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return gathering


def get_pack_to_keep(user: User, pk: int) -> Pack:
    """Return a pack that the user looks after.

    Raises:
      Http404: there is none, or the user has nothing to do with its meeting.
      PermissionDenied: the user reads the meeting but does not keep its record.
    """
    pack = get_object_or_404(Pack.objects.select_related("gathering"), pk=pk)
    if not door.may(user, "read", pack.gathering):
        raise Http404
    verdict = door.may(user, "record", pack.gathering)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return pack


def get_copy_to_keep(user: User, pk: int) -> PackCopy:
    """Return anybody's copy of a pack that the user looks after.

    Raises:
      Http404: there is none, or the user has nothing to do with its meeting.
      PermissionDenied: the user reads the meeting but does not keep its record.
    """
    copies = PackCopy.objects.select_related(
        "pack__gathering", "person", "posting__recorded_by"
    )
    copy = get_object_or_404(copies.defer("manifest"), pk=pk)
    if not door.may(user, "read", copy.pack.gathering):
        raise Http404
    verdict = door.may(user, "record", copy.pack.gathering)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return copy
