"""Enter offers of gifts and hospitality, correct and review the entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from conflicts.actions.gift_publication import carry_over
from conflicts.enums import GiverKind, OfferKind, Outcome, SourceKind
from conflicts.facts.gifts import advice_on, one_line
from conflicts.facts.interests import organisations_of
from conflicts.models import GiftOffer
from conflicts.rules.gifts import OfferFacts, judge
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from people import door
from people.models import Person


if TYPE_CHECKING:
    from datetime import date, datetime

    from commissioning.models import Organisation
    from people.models import User


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer in the words of whoever enters it; the value is in pence."""

    kind: OfferKind
    giver_kind: GiverKind
    giver_name: str
    description: str
    value_pence: int
    offered_on: date
    outcome: Outcome
    giver_business: str = ""
    giver_organisation: Organisation | None = None
    is_branded: bool = False
    is_abroad_or_more_than_modest: bool = False
    received_on: date | None = None
    reason: str = ""
    senior_approver: str = ""
    senior_approval_on: date | None = None

    @property
    def facts(self) -> OfferFacts:
        """Return what the advice rests on."""
        return OfferFacts(
            kind=self.kind,
            giver=self.giver_kind,
            value_pence=self.value_pence,
            offered_on=self.offered_on,
            is_branded=self.is_branded,
            is_more_than_modest=self.is_abroad_or_more_than_modest,
        )


COPIED = tuple(Offer.__dataclass_fields__)


KEPT_IN_CORRECTION = (
    "person",
    "organisation",
    "declared_on",
    "source",
    "source_on",
    "publication",
)


@transaction.atomic
def declare(
    *,
    offer: Offer,
    organisation: Organisation,
    by: User,
    now: datetime | None = None,
) -> GiftOffer:
    """Enter what was offered to oneself into the register of a body, and return it.

    Said twice on one day, in the same words, it is one entry.

    Raises:
      RuleBroken: `by` is no person in the record or not of that body, something is
        missing, or it goes against the advice without a reason.
    """
    door.require(by, "declare", GiftOffer)
    person = Person.objects.select_for_update().get(user=by)
    return _record(person, organisation, offer, clock.today(), SourceKind.SELF, by, now)


@transaction.atomic
def record_for(
    *,
    person: Person,
    offer: Offer,
    organisation: Organisation,
    source: SourceKind,
    source_on: date,
    by: User,
    now: datetime | None = None,
) -> GiftOffer:
    """Enter what somebody told the office of an offer; declared on `source_on`.

    Raises:
      RuleBroken: not an officer of the body, the person is not of it, the source is
        the person themself or in the future, or as for `declare`.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    door.require(by, "record_gift", organisation)
    if source == SourceKind.SELF:
        raise RuleBroken.because("source", "Say how the declaration reached you.")
    if source_on > clock.today():
        raise RuleBroken.because(
            "source_in_future", "It cannot have reached you in the future."
        )
    return _record(person, organisation, offer, source_on, source, by, now)


@transaction.atomic
def correct(
    *,
    entry: GiftOffer,
    offer: Offer,
    reason: str,
    by: User,
    now: datetime | None = None,
) -> GiftOffer:
    """Write a new entry that names the one it corrects; both stay in the record.

    It keeps the day of declaring. The rule set of the day of the offer judges it; a
    rule set that came later plays no part.

    Raises:
      RuleBroken: not the person and not their officer, corrected already, purged, no
        reason, or as for `declare`.
    """
    entry = _locked(entry)
    door.require(by, "correct", entry)
    if GiftOffer.objects.filter(corrects=entry).exists():
        raise RuleBroken.because(
            "corrected_already",
            "This entry was corrected already. Correct the entry that replaced it.",
        )
    if not reason.strip():
        raise RuleBroken.because("no_reason", "Say why it is corrected.")
    judged = _judged(entry.person, entry.organisation, offer, corrected=entry)
    moment = now or clock.now()
    row = GiftOffer.objects.create(
        **{name: getattr(entry, name) for name in KEPT_IN_CORRECTION},
        corrects=entry,
        correction_reason=reason.strip(),
        recorded_at=moment,
        recorded_by=by,
        **judged,
    )
    carry_over(entry=row, corrected=entry)
    audit.record(
        "gift.corrected",
        target=row,
        by=by.label,
        details={"corrects": entry.pk},
        now=moment,
    )
    return row


@transaction.atomic
def review(*, entry: GiftOffer, by: User, now: datetime | None = None) -> GiftOffer:
    """Record that an officer looked at an entry; reviewed already, it stays so.

    Raises:
      RuleBroken: not an officer of the body, or their own entry.
    """
    entry = _locked(entry)
    door.require(by, "review", entry)
    if entry.reviewed_at is None:
        entry.reviewed_at = now or clock.now()
        entry.reviewed_by = by
        entry.save(update_fields=["reviewed_at", "reviewed_by"])
        audit.record("gift.reviewed", target=entry, by=by.label, now=entry.reviewed_at)
    return entry


def _record(
    person: Person,
    organisation: Organisation,
    offer: Offer,
    declared_on: date,
    source: SourceKind,
    by: User,
    now: datetime | None,
) -> GiftOffer:
    bodies = organisations_of(person.pk, clock.today())
    if organisation.pk not in bodies and (bodies or source == SourceKind.SELF):
        raise RuleBroken.because(
            "not_of_this_body",
            f"{person} neither sits for {organisation} nor works for it.",
        )
    told = {**_values_of(offer), "declared_on": declared_on, "source": source}
    # The person's row is locked: a second click waits here and finds the first,
    # before its own gift would count as an earlier one.
    same = GiftOffer.objects.filter(
        person=person,
        organisation=organisation,
        recorded_by=by,
        corrects__isnull=True,
        **told,
    )
    if (known := same.first()) is not None:
        return known
    values = {
        **told,
        **_judged(person, organisation, offer),
        "source_on": None if source == SourceKind.SELF else declared_on,
        "organisation": organisation,
    }
    moment = now or clock.now()
    entry = GiftOffer.objects.create(
        person=person, recorded_at=moment, recorded_by=by, **values
    )
    audit.record(
        "gift.declared",
        target=entry,
        by=by.label,
        summary=f"{Outcome(entry.outcome).label}.",
        details={
            "advice": entry.advice_code,
            "is_against_advice": entry.is_against_advice,
        },
        now=moment,
    )
    return entry


def _judged(
    person: Person,
    organisation: Organisation,
    offer: Offer,
    corrected: GiftOffer | None = None,
) -> dict[str, Any]:
    """Return the values of an entry with the advice of its day frozen beside them."""
    values = _values_of(offer)
    _check_complete(offer)
    rules, advice = advice_on(
        offer.facts,
        person_id=person.pk,
        organisation=organisation,
        giver_name=offer.giver_name,
        giver_organisation_id=getattr(offer.giver_organisation, "pk", None),
        corrected=corrected,
    )
    done = judge(
        advice,
        offer.outcome,
        reason=offer.reason,
        approved_on=offer.senior_approval_on if offer.senior_approver.strip() else None,
        received_on=offer.received_on,
    )
    if done.lacks:
        raise RuleBroken.because(f"lacks_{done.lacks}", done.sentence)
    return {
        **values,
        "rule_set_id": rules.rule_set_id,
        "advice_code": advice.code,
        "advice": advice.sentence,
        "is_against_advice": done.is_against_advice,
    }


def _locked(entry: GiftOffer) -> GiftOffer:
    return (
        GiftOffer.objects.select_for_update(of=("self",))
        .select_related("person", "organisation", "rule_set")
        .get(pk=entry.pk)
    )


def _values_of(offer: Offer) -> dict[str, Any]:
    values = {name: getattr(offer, name) for name in COPIED}
    values = {
        name: value.strip() if type(value) is str else value
        for name, value in values.items()
    }
    values["giver_name"] = one_line(offer.giver_name)
    return values


def _check_complete(offer: Offer) -> None:
    today = clock.today()
    is_declined = offer.outcome == Outcome.DECLINED
    faults = (
        ("no_giver", not offer.giver_name.strip(), "Say who made the offer."),
        ("no_words", not offer.description.strip(), "Say what was offered."),
        (
            "offered_in_future",
            offer.offered_on > today,
            "The day of the offer cannot be in the future.",
        ),
        (
            "declined_not_received",
            is_declined and offer.received_on is not None,
            "What was declined was not received: leave the day of receipt empty.",
        ),
        (
            "received_before_offered",
            bool(offer.received_on and offer.received_on < offer.offered_on),
            "The day of receipt cannot be before the day of the offer.",
        ),
        (
            "half_an_approval",
            bool(offer.senior_approver.strip())
            != (offer.senior_approval_on is not None),
            "Give both the name of the senior person who approved and the day.",
        ),
    )
    for code, is_broken, sentence in faults:
        if is_broken:
            raise RuleBroken.because(code, sentence)
