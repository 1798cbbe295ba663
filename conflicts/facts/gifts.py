"""From rows to facts: the advice on an offer, and the register of a body."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from conflicts.enums import (
    GiverKind,
    OfferKind,
    Outcome,
    PublicationState,
    ReviewAct,
    SourceKind,
)
from conflicts.facts.register_names import names_at
from conflicts.facts.registers import end_of
from conflicts.facts.rule_sets import facts_of, rule_set_on
from conflicts.models import GiftOffer, PublicationDecision, Review
from conflicts.rules.gifts import (
    EarlierOffer,
    OfferFacts,
    advise,
    days_late,
    together_since,
)
from core import clock
from core.models import AuditEvent
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

    from commissioning.models import Organisation
    from conflicts.rules.gifts import Advice
    from conflicts.rules.rule_sets import RuleSetFacts

MOST_LATER = 20


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


def advice_by_now(entry: GiftOffer) -> Advice | None:
    """Return what the policy of an entry's day advises by all that is entered by now.

    Nothing, where that is what it advised when the entry was made. Offers come to the
    office in any order: one that came before, but was entered after, adds up too.
    """
    if entry.kind != OfferKind.GIFT:
        return None
    _rules, advice = advice_on(
        facts_of_offer(entry),
        person_id=entry.person_id,
        organisation=entry.organisation,
        giver_name=entry.giver_name,
        giver_organisation_id=entry.giver_organisation_id,
        corrected=entry,
    )
    return advice if advice.code != entry.advice_code else None


def facts_of_offer(entry: GiftOffer) -> OfferFacts:
    """Return what the advice on an entry rests on."""
    return OfferFacts(
        kind=OfferKind(entry.kind),
        giver=GiverKind(entry.giver_kind),
        value_pence=entry.value_pence,
        offered_on=entry.offered_on,
        is_branded=entry.is_branded,
        is_more_than_modest=entry.is_abroad_or_more_than_modest,
    )


def advised_otherwise_since(entry: GiftOffer) -> list[GiftOffer]:
    """Return the later gifts of the same giver whose advice an entry has overtaken."""
    same = Q(giver_name__iexact=entry.giver_name)
    if entry.giver_organisation_id is not None:
        same |= Q(giver_organisation=entry.giver_organisation_id)
    later = (
        GiftOffer.objects.standing()
        .filter(same, person=entry.person_id, offered_on__gte=entry.offered_on)
        .exclude(pk=entry.pk)
        .select_related("rule_set", "organisation")
        .order_by("offered_on", "pk")
    )
    return [row for row in later[:MOST_LATER] if advice_by_now(row) is not None]


def one_line(words: str) -> str:
    """Return words without outer or double blanks, as givers' names are kept."""
    return " ".join(words.split())


def lateness_in_days(entry: GiftOffer) -> int:
    """Return by how many days an entry came late by the rule set of its day.

    Where an earlier register did not say when it was declared, its own day stands in:
    of that nobody is late.
    """
    if entry.source == SourceKind.IMPORT and entry.declared_on == entry.source_on:
        return 0
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


def names_then(entries: Collection[GiftOffer], day: date) -> dict[int, str]:
    """Return whose each entry (id) was at the end of a day, by the name of that day."""
    if day >= clock.today():
        return {entry.pk: str(entry.person) for entry in entries}
    moment = end_of(day)
    renamed = names_at(moment, is_now=False).persons
    moved: dict[int, int] = {}
    events = AuditEvent.objects.filter(
        target_type=GiftOffer._meta.label,
        target_key__in=[str(entry.pk) for entry in entries],
        event="person.merged_here",
        happened_at__gt=moment,
    ).order_by("happened_at", "pk")
    for key, details in events.values_list("target_key", "details"):
        if "from" in details:
            moved.setdefault(int(key), details["from"])
    before = Person.objects.in_bulk(set(moved.values()))
    people = {
        each.pk: before.get(moved.get(each.pk, 0), each.person) for each in entries
    }
    return {pk: renamed.get(one.pk, str(one)) for pk, one in people.items()}


def publication_then(
    entries: Collection[GiftOffer], day: date
) -> dict[int, PublicationState | None]:
    """Return what the public read of each entry (id) at the end of a day.

    A decision stands for what an entry corrects as well. None where an earlier
    register said something that a later decision has replaced.
    """
    now = {entry.pk: PublicationState(entry.publication) for entry in entries}
    if day >= clock.today():
        return dict(now)
    replaced_by = dict(
        GiftOffer.objects.filter(
            corrects__isnull=False,
            organisation__in={e.organisation_id for e in entries},
        ).values_list("corrects", "pk")
    )
    decisions = _decisions_on({*now, *replaced_by.values()})
    then: dict[int, PublicationState | None] = {}
    for entry in entries:
        found = list(decisions.get(entry.pk, []))
        key = entry.pk
        while key in replaced_by:
            key = replaced_by[key]
            found += decisions.get(key, [])
        by_then = [each for each in sorted(found) if each[0] <= end_of(day)]
        began = None if entry.source == SourceKind.IMPORT else PublicationState.PUBLISH
        then[entry.pk] = (
            by_then[-1][2] if by_then else began if found else now[entry.pk]
        )
    return then


def _decisions_on(
    keys: Collection[int],
) -> dict[int, list[tuple[datetime, int, PublicationState]]]:
    """Return the decisions on entries (ids): when, in which order, and what."""
    found: dict[int, list[tuple[datetime, int, PublicationState]]] = {}
    rows = PublicationDecision.objects.filter(gift__in=keys).order_by()
    for pk, gift, state, moment in rows.values_list(
        "pk", "gift", "state", "decided_at"
    ):
        if gift is not None:
            found.setdefault(gift, []).append((moment, pk, PublicationState(state)))
    return found


def register_as_at(organisation: Organisation, day: date) -> QuerySet[GiftOffer]:
    """Return a body's gifts register as the record stood at the end of `day`.

    What was corrected by then stands in the wording of its correction; what was
    purged is in no register. What came from an earlier register was known from the day
    it was declared on.
    """
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    corrected = GiftOffer.objects.filter(
        corrects=OuterRef("pk"), recorded_at__lt=midnight
    )
    known = Q(recorded_at__lt=midnight) | Q(
        source=SourceKind.IMPORT, corrects__isnull=True, declared_on__lte=day
    )
    return (
        GiftOffer.objects.filter(
            known, organisation=organisation, purged_at__isnull=True
        )
        .exclude(Exists(corrected))
        .select_related("person", "rule_set", "giver_organisation")
    )
