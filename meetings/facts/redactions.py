"""The redacted twins that stand, and what the public is given of papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from meetings.enums import Sensitivity
from meetings.models import RedactedTwin
from meetings.rules.redaction import PaperFacts


if TYPE_CHECKING:
    from collections.abc import Iterable

    from meetings.models import PaperVersion


def current_twins(versions: Iterable[PaperVersion]) -> dict[int, RedactedTwin]:
    """Return the twin that stands of each version (key) that has one, in one query.

    Where no paper is published redacted, none is needed; `versions` have their paper.

    The newest counts. Where it was taken back there is none: an earlier one had been
    replaced for a reason.
    """
    redacted = [one for one in versions if one.paper.is_redacted]
    rows = (
        RedactedTwin.objects.filter(version__in=redacted)
        .order_by("version_id", "-number")
        .distinct("version_id")
    )
    return {row.version_id: row for row in rows if row.taken_back_at is None}


def shut_twins(twins: Iterable[int]) -> set[int]:
    """Return which twins (keys) were taken back, or replaced for the same version.

    One query; none where there are no twins.
    """
    keys = set(twins)
    if not keys:
        return set()
    newer = RedactedTwin.objects.filter(
        version=OuterRef("version"), number__gt=OuterRef("number")
    )
    rows = RedactedTwin.objects.filter(pk__in=keys).order_by()
    shut = rows.filter(Q(taken_back_at__isnull=False) | Exists(newer))
    return set(shut.values_list("pk", flat=True))


def facts_of(version: PaperVersion, *, has_twin: bool) -> PaperFacts:
    """Return what the publishing of a paper turns on; `version` is its current one."""
    paper = version.paper
    return PaperFacts(
        sensitivity=Sensitivity(paper.sensitivity),
        is_redacted=paper.is_redacted,
        is_withdrawn=paper.is_withdrawn,
        has_twin=has_twin,
    )
