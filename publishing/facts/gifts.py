"""From rows to the public register of gifts of one body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflicts.enums import GiverKind, Outcome, PublicationState
from conflicts.facts.duties import holdings_of
from conflicts.facts.gifts import register_as_at
from conflicts.facts.rule_sets import rule_set_on
from conflicts.rules.duties import why_published
from publishing.rules.gifts import GiftEntry, public_giver, published_gift


if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from commissioning.models import Organisation
    from conflicts.models import GiftOffer
    from conflicts.rules.duties import Holding
    from publishing.rules.gifts import Year

NEVER_SHOWN = [PublicationState.WITHHOLD, PublicationState.NOT_REQUIRED]


def public_gifts(organisation: Organisation, year: Year, day: date) -> list[GiftEntry]:
    """Return what a body publishes of the offers of a year, newest first.

    Offers to those whose entries the rule set of `day` publishes, judged by what they
    were to the body when the offer was made. In six queries.
    """
    rules = rule_set_on(organisation, day)
    rows = (
        register_as_at(organisation, day)
        .filter(offered_on__range=(year.first, year.last))
        .exclude(publication__in=NEVER_SHOWN)
    )
    by_person: dict[int, list[Holding]] = {}
    for holding in holdings_of(organisation, year.first, year.last):
        by_person.setdefault(int(holding.person_id), []).append(holding)
    entries = []
    for row in rows:
        held = [
            each
            for each in by_person.get(row.person_id, [])
            if each.is_held_on(row.offered_on)
        ]
        if why_published(held, rules):
            shown = published_gift(_entry(row, held), PublicationState(row.publication))
            entries += [shown] if shown else []
    return entries


def _entry(row: GiftOffer, held: Sequence[Holding]) -> GiftEntry:
    return GiftEntry(
        name=str(row.person),
        position="; ".join(dict.fromkeys(each.words for each in held)),
        offered_on=row.offered_on,
        outcome=Outcome(row.outcome).label,
        received_on=row.received_on,
        details=row.description,
        value_pence=row.value_pence,
        giver=public_giver(
            GiverKind(row.giver_kind),
            row.giver_name,
            row.giver_business,
            is_organisation=row.giver_organisation_id is not None,
        ),
        reason=row.reason,
    )
