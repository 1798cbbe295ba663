"""Confirm what was written down when somebody spoke of an interest in a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.actions.asking import stop_asking
from conflicts.actions.attestations import Source, check_source
from conflicts.enums import SourceKind
from conflicts.facts.spoken import waits_to_be_confirmed
from conflicts.models import Interest
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from people import door


if TYPE_CHECKING:
    from datetime import date, datetime

    from people.models import User


@transaction.atomic
def confirm(
    *,
    interest: Interest,
    seen_version: int,
    by: User,
    source: Source | None = None,
    now: datetime | None = None,
) -> Interest:
    """Record that a person says of what was written down for them: this is right.

    By their own sign-in, or as it reached the officer (`source`, with its day). No new
    version: the interest reads as before. Confirmed or completed already, nothing
    changes. The letters that ask stop at once.

    Raises:
      RuleBroken: neither the person nor their officer, the entry was changed after
        `seen_version` was read, or the source is missing, in the future, or before the
        day on which it was said.
    """
    interest = (
        Interest.objects.select_for_update(of=("self",))
        .select_related("person", "organisation")
        .get(pk=interest.pk)
    )
    door.require(by, "confirm", interest)
    said_by = source or Source()
    check_source(interest.person, said_by, by)
    made_on = said_by.on or clock.today()
    if not waits_to_be_confirmed(interest):
        return interest
    _check(interest, seen_version, made_on)
    interest.last_confirmed_on = made_on
    interest.save(update_fields=["last_confirmed_on"])
    stop_asking(interest=interest, reason="Confirmed.", by=by)
    audit.record(
        "interest.confirmed",
        target=interest,
        by=by.label,
        summary=f"{SourceKind(said_by.kind).label}.",
        details={"version": interest.version, "confirmed_on": made_on.isoformat()},
        now=now,
    )
    return interest


def _check(interest: Interest, seen_version: int, made_on: date) -> None:
    if interest.version != seen_version:
        raise RuleBroken.because(
            "interest_changed",
            "The entry was changed after you opened it. Read it once more.",
        )
    if made_on < interest.declared_on:
        raise RuleBroken.because(
            "confirmed_too_early",
            "It cannot have been confirmed before the day on which it was said.",
        )
