"""What of a conflict somebody changed themself, after it had been found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from conflicts.models import InterestVersion
from core.models import AuditEvent


if TYPE_CHECKING:
    from collections.abc import Sequence

    from meetings.models import ConflictGround, ConflictRow


def changed_by_themself(
    row: ConflictRow, gone: Sequence[ConflictGround]
) -> list[ConflictGround]:
    """Return the grounds whose interest the person changed after it was matched.

    What an officer changed, or what had been changed before, is not among them.
    """
    matched = (
        AuditEvent.objects.about(row)
        .filter(event__in=["conflict.proposed", "conflict.reopened"])
        .aggregate(last=Max("happened_at"))["last"]
    )
    versions = InterestVersion.objects.filter(
        interest__in=[ground.interest_id for ground in gone]
    )
    latest = {
        version.interest_id: version
        for version in versions.select_related("written_by").order_by("version")
    }
    own = {
        key
        for key, version in latest.items()
        if version.written_by.person_id == row.person_id
        and version.version > 1
        and (matched is None or version.written_at >= matched)
    }
    return [ground for ground in gone if ground.interest_id in own]
