"""What an officer may release from the private part, or take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from meetings.loaders import get_item_for
from people import door
from publishing.models import Release


if TYPE_CHECKING:
    from meetings.models import Item
    from people.models import User


def get_item_to_release(user: User, pk: int) -> Item:
    """Return an item whose releases the user keeps.

    Raises:
      Http404: there is none, or its existence is kept from the user.
      PermissionDenied: the user may not read it, or not release it.
    """
    item = get_item_for(user, pk)
    verdict = door.may(user, "release", item)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return item


def get_release_to_end(user: User, pk: int) -> Release:
    """Return a release that the user may take back.

    Raises:
      Http404: there is none, or its item is kept from the user.
      PermissionDenied: the user may not release the item.
    """
    rows = Release.objects.select_related("sitting__committee")
    release = get_object_or_404(rows, pk=pk)
    release.item = get_item_to_release(user, release.item_id)
    return release
