"""Offers as people declare them, through the actions."""

from __future__ import annotations

from datetime import date

from conflicts.actions import gifts
from conflicts.actions.gifts import Offer
from conflicts.enums import GiverKind, OfferKind, Outcome, SourceKind
from conflicts.models import GiftOffer


def offer(**said) -> Offer:
    """Return a hamper of a patient that was declined."""
    values = {
        "kind": OfferKind.GIFT,
        "giver_kind": GiverKind.PATIENT,
        "giver_name": "A patient",
        "description": "A hamper",
        "value_pence": 6000,
        "offered_on": date(2016, 5, 20),
        "outcome": Outcome.DECLINED,
        **said,
    }
    return Offer(**values)


def declared_gift(*, by, organisation, **said) -> GiftOffer:
    """Return an offer that a person entered for themself."""
    return gifts.declare(offer=offer(**said), organisation=organisation, by=by)


def recorded_gift(
    *, person, by, organisation, source_on=date(2016, 5, 25), **said
) -> GiftOffer:
    """Return an offer that an officer entered from an e-mail."""
    return gifts.record_for(
        person=person,
        offer=offer(**said),
        organisation=organisation,
        source=SourceKind.EMAIL,
        source_on=source_on,
        by=by,
    )
