"""Entries whose time is over, as the page of retention lists them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from conflicts.forms.retention import Line
from conflicts.models import GiftOffer, Interest
from conflicts.policies.retention import NOT_YOUR_OWN
from core.web.dates import long_date
from core.web.tables import Column, Table


if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from conflicts.facts.retention import Over
    from people.models import User


KINDS: dict[type, str] = {Interest: "Interest", GiftOffer: "Gift or hospitality"}


def parted(over: Collection[Over], reader: User) -> tuple[list[Over], list[Over]]:
    """Return what a reader may see purged today, and what is kept, in their order.

    Nobody purges what is their own: it stands among the kept, with that reason.
    """
    told = [
        replace(each, verdict=NOT_YOUR_OWN)
        if each.verdict and each.entry.person_id == reader.person_id
        else each
        for each in over
    ]
    told.sort(key=_order)
    return [each for each in told if each.verdict], [
        each for each in told if not each.verdict
    ]


def lines_of(over: Sequence[Over]) -> list[Line]:
    """Return entries with their words: one query for all of a kind."""
    interests = Interest.objects.select_related("person", "organisation").in_bulk(
        [each.entry.pk for each in over if isinstance(each.entry, Interest)]
    )
    gifts = GiftOffer.objects.select_related("person").in_bulk(
        [each.entry.pk for each in over if isinstance(each.entry, GiftOffer)]
    )
    lines = []
    for each in over:
        if isinstance(each.entry, GiftOffer):
            gift = gifts[each.entry.pk]
            words = _gift_words(each, gift)
            lines.append(Line(gift, KINDS[GiftOffer], words, each.verdict.reason))
        else:
            interest = interests[each.entry.pk]
            words = _words(each, interest)
            lines.append(Line(interest, KINDS[Interest], words, each.verdict.reason))
    return lines


def kept_table(lines: Sequence[Line]) -> Table:
    """Return what is over its time and kept, with the reason of each."""
    return Table(
        caption="Over their time, and kept",
        caption_size="s",
        columns=[Column("Entry"), Column("Kind"), Column("Why it is kept")],
        rows=[[each.words, each.kind, each.why] for each in lines],
        first_is_heading=True,
        empty="Nothing is kept beyond its time.",
    )


def _order(over: Over) -> tuple[object, ...]:
    clock = over.facts.clock
    kind = KINDS[type(over.entry)]
    return (clock is None, clock and clock.on, kind, over.entry.pk)


def _words(over: Over, entry: Interest) -> str:
    """Say what it is and when it ended, or else when the person left."""
    clock = over.facts.clock
    if clock is None:
        return str(entry)
    words = "of somebody who left" if over.facts.is_of_a_leaver else "ended"
    return f"{entry}, {words} on {long_date(clock.on)}"


def _gift_words(over: Over, gift: GiftOffer) -> str:
    """Say what was offered to whom, and on which day it was over."""
    clock = over.facts.clock
    if clock is None:
        return f"{gift.person}: {gift.description}"
    how = clock.how.removeprefix("was ")
    return f"{gift.person}: {gift.description}, {how} on {long_date(clock.on)}"
