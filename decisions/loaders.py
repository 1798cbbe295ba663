"""The item for this user, as this room needs it: 404 for outsiders, 403 for insiders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from meetings.loaders import get_item_for
from people import door


if TYPE_CHECKING:
    from meetings.models import Item
    from people.models import User


def get_item_to_put_elsewhere(user: User, pk: int) -> Item:
    """Return an item that the user, who keeps its record, may put on another agenda.

    Raises:
      Http404: there is none, or its existence is kept from the user.
      PermissionDenied: the user may read it, and keeps no record of it.
    """
    item = get_item_for(user, pk)
    verdict = door.may(user, "record", item.gathering)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return item
