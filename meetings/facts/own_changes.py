"""What of conflicts people changed themselves, after it had been found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from conflicts.models import InterestVersion
from core.models import AuditEvent
from meetings.models import ConflictRow


if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from meetings.models import ConflictGround


def changed_by_themselves(
    rows: Sequence[ConflictRow], gone: Sequence[ConflictGround]
) -> frozenset[int]:
    """Return the keys of the grounds whose interest their person changed once matched.

    What an officer changed, or what had been changed before, is not among them. `gone`
    are grounds of the rows; takes two queries, and none if there are none.
    """
    if not gone:
        return frozenset()
    losing = {ground.row_id for ground in gone}
    by_key = {row.pk: row for row in rows if row.pk in losing}
    matched = _last_matched(losing)
    versions = InterestVersion.objects.filter(
        interest__in={ground.interest_id for ground in gone}
    )
    latest = {
        version.interest_id: version
        for version in versions.select_related("written_by").order_by("version")
    }
    return frozenset(
        ground.pk
        for ground in gone
        if (version := latest.get(ground.interest_id or 0)) is not None
        and version.version > 1
        and version.written_by.person_id == by_key[ground.row_id].person_id
        and _is_since(version.written_at, matched.get(str(ground.row_id)))
    )


def _is_since(written_at: datetime, matched_at: datetime | None) -> bool:
    return matched_at is None or written_at >= matched_at


def _last_matched(rows: set[int]) -> dict[str, datetime]:
    """Return when each row was last put before the chair, by its key as text."""
    events = AuditEvent.objects.filter(
        target_type=ConflictRow._meta.label,
        target_key__in=[str(pk) for pk in rows],
        event__in=["conflict.proposed", "conflict.reopened"],
    )
    found = events.order_by().values("target_key").annotate(last=Max("happened_at"))
    return dict(found.values_list("target_key", "last"))
