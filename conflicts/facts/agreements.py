"""Whether what was agreed about an interest was agreed of what it says now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When

from conflicts.enums import ReviewAct
from conflicts.models import Interest, InterestVersion, Review


if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

# What an agreement is about, as the view conflicts_entry has it too. Days may be
# corrected and an interest may end: what was agreed of it holds.
SUBSTANCE = (
    "nature",
    "tie",
    "is_indirect",
    "relationship",
    "unlisted_name",
    "description",
    "may_touch",
    "mitigation",
)


def agreed_by_at(moment: datetime) -> Subquery:
    """Return the user who agreed, by `moment`, to the action of an outer version.

    Nobody, where the version says something else than what was agreed.
    """
    return _standing(_agreements("interest").filter(written_at__lte=moment))


def agreed_before_a_change(rows: QuerySet[Interest]) -> QuerySet[Interest]:
    """Return of interests those that say something else than what was agreed."""
    agreements = _agreements("pk")
    return rows.alias(still_agreed=_standing(agreements)).filter(
        Exists(agreements), still_agreed__isnull=True
    )


def is_agreement_old(interest: Interest) -> bool:
    """Say whether an interest says something else than what was last agreed of it."""
    return agreed_before_a_change(Interest.objects.filter(pk=interest.pk)).exists()


def _agreements(key: str) -> QuerySet[Review]:
    rows = Review.objects.filter(interest=OuterRef(key), act=ReviewAct.AGREED)
    return rows.order_by("-pk")


def _standing(agreements: QuerySet[Review]) -> Subquery:
    """Return the user of the last agreement, if its version says what the outer row says."""
    body = OuterRef(OuterRef("organisation"))
    # An unlisted concern has no body on either side.
    agreed = InterestVersion.objects.filter(
        Q(organisation=body) | Q(organisation__isnull=True) & ~Q(unlisted_name=""),
        interest=OuterRef("interest"),
        version=OuterRef("version"),
        **{name: OuterRef(OuterRef(name)) for name in SUBSTANCE},
    )
    stands_by = Case(When(Exists(agreed), then=F("written_by")))
    return Subquery(agreements.annotate(stands_by=stands_by).values("stands_by")[:1])
