"""A second click: what the same person has just said in the same words is there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from core import clock
from core.models import AuditEvent


if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from core.models.audit_event import AuditEventQuerySet
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
    return row if _just_now(event, by).about(row).exists() else None


def came_just_now(
    rows: QuerySet[Row], *, event: str, origin: Model, by: User
) -> Row | None:
    """Return that of rows which `by` made of another row a moment ago, by its audit.

    The event names the other's key as `from`. Call under the lock that writing takes.
    """
    made = _just_now(event, by).filter(
        target_type=rows.model._meta.label, details__contains={"from": origin.pk}
    )
    keys = [int(key) for key in made.values_list("target_key", flat=True)]
    return rows.filter(pk__in=keys).order_by("-pk").first()


def _just_now(event: str, by: User) -> AuditEventQuerySet:
    return AuditEvent.objects.filter(
        event=event,
        actor_label=by.label,
        happened_at__gte=clock.now() - A_CLICK,
    )
