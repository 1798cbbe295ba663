"""A second click: what the same person has just said in the same words is there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from core import clock
from core.models import AuditEvent


if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from people.models import User

Row = TypeVar("Row", bound="Model")
# Longer than a slow page keeps somebody waiting, shorter than it takes to type it anew.
A_CLICK = timedelta(seconds=20)


def said_just_now(rows: QuerySet[Row], *, event: str, by: User) -> Row | None:
    """Return the newest of rows if `by` wrote it a moment ago, by its audit event.

    `rows` are those that say the same. Call under the lock that writing takes.
    """
    row = rows.order_by("-pk").first()
    if row is None:
        return None
    moment = clock.now() - A_CLICK
    heard = AuditEvent.objects.about(row).filter(
        event=event, actor_label=by.label, happened_at__gte=moment
    )
    return row if heard.exists() else None
