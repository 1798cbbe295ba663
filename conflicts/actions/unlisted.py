"""Match typed-in bodies to the directory, or remember that they are not in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.actions.versions import keep_version
from conflicts.facts.unlisted import NOT_LISTED, fingerprint_of
from conflicts.models import Interest
from core import clock
from core.actions import audit, changes
from core.errors import RuleBroken
from people import door


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from commissioning.models import Organisation
    from people.models import User


@transaction.atomic
def match(
    *,
    interests: Iterable[Interest],
    organisation: Organisation,
    by: User,
    now: datetime | None = None,
) -> int:
    """Say which body a typed-in name means; return how many interests were matched.

    Each gets a new version that keeps what was typed, and what it touches is worked
    out anew. One that was matched meanwhile is left as it is.

    Raises:
      RuleBroken: not the officer of one of the persons, or no interest was given.
    """
    moment = now or clock.now()
    matched = 0
    for interest in _locked(interests, by):
        if interest.organisation_id is not None:
            continue
        # Which body it is, and was called, stays with the version, which is purged.
        reason = f"Matched to the directory; typed as “{interest.unlisted_name}”."
        interest.organisation = organisation
        interest.unlisted_name = ""
        interest.version += 1
        interest.save(update_fields=["organisation", "unlisted_name", "version"])
        keep_version(interest, reason, by=by, now=moment)
        audit.record(
            "interest.matched",
            target=interest,
            by=by.label,
            details={"version": interest.version},
            now=moment,
        )
        changes.note("interest", interest.pk, now=moment)
        matched += 1
    return matched


@transaction.atomic
def remember_not_listed(
    *, interests: Iterable[Interest], by: User, now: datetime | None = None
) -> int:
    """Remember that a typed-in body is truly not in the directory; return how many.

    Raises:
      RuleBroken: not the officer of one of the persons, or no interest was given.
    """
    found = _locked(interests, by)
    for interest in found:
        audit.record(
            NOT_LISTED,
            target=interest,
            by=by.label,
            details={"name_sha256": fingerprint_of(interest.unlisted_name)},
            now=now,
        )
    return len(found)


def _locked(interests: Iterable[Interest], by: User) -> list[Interest]:
    keys = [interest.pk for interest in interests]
    rows = (
        Interest.objects.select_for_update(of=("self",))
        .filter(pk__in=keys)
        .select_related("person", "organisation")
        .order_by("pk")
    )
    found = list(rows)
    if not found:
        raise RuleBroken.because(
            "nothing_to_match", "There is no interest of that name to settle any more."
        )
    for interest in found:
        door.require(by, "match", interest)
    return found
