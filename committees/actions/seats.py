"""Add a place to a committee; what it is, each version of the terms says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from committees.models import Committee, Seat
from core.actions import audit
from core.errors import RuleBroken
from people import door


if TYPE_CHECKING:
    from datetime import datetime

    from people.models import User


@transaction.atomic
def add(
    *, committee: Committee, title: str, by: User, now: datetime | None = None
) -> Seat:
    """Add a seat to a committee and return it; terms of reference give it its vote.

    Raises:
      RuleBroken: not an officer of the committee, or it has a seat of that title.
    """
    committee = Committee.objects.select_for_update().get(pk=committee.pk)
    door.require(by, "administer", committee)
    title = " ".join(title.split())
    if not title:
        raise RuleBroken.because("untitled_seat", "Give the seat a title.")
    if committee.seats.filter(title__iexact=title).exists():
        raise RuleBroken.because(
            "seat_titled_so",
            f"{committee} already has a seat called {title}. Titles tell seats apart.",
        )
    seat = Seat.objects.create(committee=committee, title=title)
    audit.record("seat.added", target=seat, by=by.label, now=now)
    return seat
