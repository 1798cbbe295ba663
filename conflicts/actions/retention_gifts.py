"""Purge the words of an offer of a gift that has been kept long enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import transaction

from conflicts.actions.retention import PURGED
from conflicts.actions.retention_files import forget_rows
from conflicts.facts.retention_gifts import corrected_in, gift_retention_of
from conflicts.models import GiftOffer, ImportRow, PublicationDecision, Review
from conflicts.rules.retention import can_be_purged
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from people import door
from people.models import Person


if TYPE_CHECKING:
    from datetime import datetime

    from conflicts.rules.retention import RetentionFacts
    from people.models import User

# The rows that may never change lose their words once, here, and keep their days.
UNLOCKED = (
    "conflicts.Review:append_only",
    "conflicts.PublicationDecision:append_only",
)


@transaction.atomic
def purge_gift(*, entry: GiftOffer, by: User, now: datetime | None = None) -> GiftOffer:
    """Empty the words of an offer and of all it corrects; the rows stay.

    Days, kinds, worth, outcome and the advice of the day stay, so that the record still
    says that something was offered, when, and what was done.

    Raises:
      RuleBroken: not an officer of the body, their own offer, a later entry corrects
        this one, too early, or a hold stands; the sentence says when and why.
    """
    # The person's row first: a hold that is being placed is waited for.
    Person.objects.select_for_update().get(pk=entry.person_id)
    entry = GiftOffer.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    door.require(by, "purge", entry)
    if GiftOffer.objects.filter(corrects=entry).exists():
        raise RuleBroken.because(
            "corrected_already",
            "This entry was corrected. Purge the entry that replaced it.",
        )
    facts = gift_retention_of(entry, clock.today())
    verdict = can_be_purged(facts, today=clock.today())
    if not verdict:
        raise RuleBroken(verdict)
    moment = now or clock.now()
    keys = corrected_in(entry)
    _empty(keys, moment)
    entry.refresh_from_db()
    audit.record(
        "gift.purged",
        target=entry,
        by=by.label,
        summary=f"Held for {facts.private_years} years.",
        details=_what(keys, facts),
        now=moment,
    )
    return entry


def _what(keys: list[int], facts: RetentionFacts) -> dict[str, object]:
    happened = facts.ended
    days = {"happened_on": str(happened.on)} if happened is not None else {}
    return {**days, "entries": keys}


def _empty(keys: list[int], moment: datetime) -> None:
    rows = GiftOffer.objects.filter(pk__in=keys)
    rows.filter(corrects__isnull=False).update(correction_reason=PURGED)
    rows.update(
        giver_name=PURGED,
        giver_business="",
        giver_organisation=None,
        description=PURGED,
        reason="",
        senior_approver="",
        purged_at=moment,
    )
    with pgtrigger.ignore(*UNLOCKED):
        Review.objects.filter(gift__in=keys).update(words="")
        PublicationDecision.objects.filter(gift__in=keys).update(reason="")
    forget_rows(ImportRow.objects.filter(gift__in=keys))
