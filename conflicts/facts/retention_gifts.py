"""From rows to what the clock of retention needs of offers of gifts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflicts.enums import SourceKind
from conflicts.facts.leaving import one_of
from conflicts.facts.retention import Over, holds_on
from conflicts.facts.rule_sets import private_years_on, rule_set_on
from conflicts.models import GiftOffer
from conflicts.rules.retention import (
    Ending,
    RetentionFacts,
    can_be_purged,
    latest_end,
)
from core.web.dates import local_day


if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from commissioning.models import Organisation

    Chain = Mapping[int, GiftOffer]


def gift_retention_of(entry: GiftOffer, today: date) -> RetentionFacts:
    """Return what the clock needs to know of one offer."""
    return gift_retentions_of([entry], today)[entry.pk]


def gift_retentions_of(
    entries: Collection[GiftOffer], today: date
) -> dict[int, RetentionFacts]:
    """Return what the clock needs to know of offers, by their ids.

    The years are those of the body in whose register an offer stands: it is in no
    other. The number of queries does not depend on how many offers there are.
    """
    one = one_of({each.person_id for each in entries})
    held = holds_on(one)
    years = private_years_on({each.organisation_id for each in entries}, today)
    chain = _corrected_by(entries, one)
    return {
        each.pk: RetentionFacts(
            what="offer",
            ended=_happened(each, chain),
            private_years=years[each.organisation_id],
            is_purged=each.purged_at is not None,
            held_because=tuple(held.get(one[each.person_id], ())),
        )
        for each in entries
    }


def gifts_over_in(organisation: Organisation, today: date) -> list[Over]:
    """Return a body's offers whose time is over by their own days, and the answers.

    Of an offer that was corrected the entry that stands; what it corrects goes with it.
    """
    years = rule_set_on(organisation, today).private_years_after_end
    rows = GiftOffer.objects.standing().filter(
        organisation=organisation, offered_on__lte=latest_end(today, years)
    )
    entries = list(
        rows.only(
            "person",
            "organisation",
            "offered_on",
            "received_on",
            "corrects",
            "recorded_at",
            "source",
            "purged_at",
        )
    )
    facts = gift_retentions_of(entries, today)
    return [
        Over(each, facts[each.pk], can_be_purged(facts[each.pk], today=today))
        for each in entries
    ]


def corrected_in(entry: GiftOffer) -> list[int]:
    """Return the ids of an entry and of all that it corrects, the latest first."""
    chain = _corrected_by([entry], [entry.person_id])
    keys = [entry.pk]
    while (earlier := chain.get(keys[-1])) is not None:
        keys.append(earlier.pk)
    return keys


def _corrected_by(entries: Collection[GiftOffer], persons: Collection[int]) -> Chain:
    """Return which entry each entry (id) of these persons corrects, in one query."""
    if not any(each.corrects_id for each in entries):
        return {}
    rows = GiftOffer.objects.filter(
        person__in=list(persons), correction__isnull=False
    ).select_related("correction")
    return {row.correction.pk: row for row in rows}


def _happened(entry: GiftOffer, chain: Chain) -> Ending:
    """Return the day of an offer or of its receipt, known since it was first entered.

    An imported entry counts from its own day: the register that was taken in held it,
    and its years ran there.
    """
    first = entry
    while (earlier := chain.get(first.pk)) is not None:
        first = earlier
    known = None if first.source == SourceKind.IMPORT else local_day(first.recorded_at)
    if entry.received_on is not None and entry.received_on > entry.offered_on:
        return Ending(entry.received_on, known, "was received")
    return Ending(entry.offered_on, known, "was offered")
