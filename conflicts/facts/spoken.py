"""What was said in a meeting, written down, and confirmed by nobody yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast

from conflicts.enums import SourceKind
from conflicts.models import Interest
from core.models import AuditEvent


if TYPE_CHECKING:
    from django.db.models import QuerySet

# Whoever corrects or ends an entry has completed it; agreeing what is done about it,
# matching its organisation or merging its person has not.
COMPLETED = ("interest.corrected", "interest.ended")


def waiting_to_be_confirmed() -> QuerySet[Interest]:
    """Return what was said in meetings and waits for "this is right", or a correction.

    The person confirms it, or an officer completes it on their word.
    """
    completed = AuditEvent.objects.filter(
        event__in=COMPLETED,
        target_type=Interest._meta.label,
        target_key=Cast(OuterRef("pk"), TextField()),
    )
    return Interest.objects.filter(
        ~Exists(completed),
        source=SourceKind.MEETING,
        last_confirmed_on__isnull=True,
        purged_at__isnull=True,
    ).select_related("person", "organisation")


def waits_to_be_confirmed(interest: Interest) -> bool:
    """Say whether an interest was said in a meeting and nobody confirmed it yet."""
    if interest.source != SourceKind.MEETING:
        return False
    return waiting_to_be_confirmed().filter(pk=interest.pk).exists()
