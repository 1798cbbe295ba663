"""From rows to facts: the advice on an offer, and the register of a body."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from conflicts.enums import OfferKind, Outcome, ReviewAct
from conflicts.facts.rule_sets import facts_of, rule_set_on
from conflicts.models import GiftOffer, Review
from conflicts.rules.gifts import (
    EarlierOffer,
    advise,
    days_late,
    together_since,
)


if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

    from commissioning.models import Organisation
    from conflicts.rules.gifts import Advice, OfferFacts
    from conflicts.rules.rule_sets import RuleSetFacts


def advice_on(
    offer: OfferFacts,
    *,
    person_id: int,
    organisation: Organisation | None,
    giver_name: str,
    giver_organisation_id: int | None = None,
    corrected: GiftOffer | None = None,
) -> tuple[RuleSetFacts, Advice]:
    """Return the rule set of the offer's day and its advice, in two queries.

    `corrected` is the entry that a correction replaces: it does not count beside
    itself, and while the day stays the same, so does its rule set.
    """
    if corrected is not None and corrected.offered_on == offer.offered_on:
        rules = facts_of(corrected.rule_set)
    else:
        rules = rule_set_on(organisation, offer.offered_on)
    earlier = _earlier_offers(
        offer, rules, person_id, giver_name, giver_organisation_id, corrected
    )
    return rules, advise(offer, rules, earlier)


def _earlier_offers(
    offer: OfferFacts,
    rules: RuleSetFacts,
    person_id: int,
    giver_name: str,
    giver_organisation_id: int | None,
    corrected: GiftOffer | None,
) -> list[EarlierOffer]:
    """Return what the same giver, by name or by body, offered the person before."""
    name = one_line(giver_name)
    if not name and giver_organisation_id is None:
        return []
    same = Q(giver_name__iexact=name) if name else Q()
    if giver_organisation_id is not None:
        same |= Q(giver_organisation=giver_organisation_id)
    since = together_since(offer.offered_on, rules.gifts_together_months)
    rows = (
        GiftOffer.objects.standing()
        .filter(same, person=person_id)
        .offered_between(since, offer.offered_on)
    )
    if corrected is not None:
        rows = rows.exclude(pk=corrected.pk)
    return [
        EarlierOffer(OfferKind(kind), value, on, Outcome(outcome))
        for kind, value, on, outcome in rows.values_list(
            "kind", "value_pence", "offered_on", "outcome"
        )
    ]


def one_line(words: str) -> str:
    """Return words without outer or double blanks, as givers' names are kept."""
    return " ".join(words.split())


def lateness_in_days(entry: GiftOffer) -> int:
    """Return by how many days an entry came late by the rule set of its day."""
    return days_late(
        entry.advice_code,
        offered_on=entry.offered_on,
        received_on=entry.received_on,
        declared_on=entry.declared_on,
        limit_days=entry.rule_set.gift_declare_within_days,
    )


def gift_questions_waiting(person_ids: Collection[int]) -> QuerySet[Review]:
    """Return the questions on offers to these persons that nobody has answered."""
    last = Review.objects.filter(gift=OuterRef("gift")).order_by("-pk")
    return Review.objects.filter(
        gift__person__in=list(person_ids),
        act=ReviewAct.QUESTION,
        pk=Subquery(last.values("pk")[:1]),
    ).select_related("gift")


def register_as_at(organisation: Organisation, day: date) -> QuerySet[GiftOffer]:
    """Return a body's gifts register as the record stood at the end of `day`.

    What was corrected by then stands in the wording of its correction.
    """
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    corrected = GiftOffer.objects.filter(
        corrects=OuterRef("pk"), recorded_at__lt=midnight
    )
    return (
        GiftOffer.objects.filter(organisation=organisation, recorded_at__lt=midnight)
        .exclude(Exists(corrected))
        .select_related("person", "rule_set", "giver_organisation")
    )
