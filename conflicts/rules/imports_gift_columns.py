"""Which columns a register of gifts and hospitality is taken in by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from conflicts.enums import Outcome
from conflicts.rules import gift_columns
from conflicts.rules.imports_columns import FULL_NAME, WHOSE, Layout
from conflicts.rules.register_columns import BY_KEY as OF_INTERESTS
from conflicts.rules.register_columns import Column, Written


# Registers of other makes: a column to tick for each outcome, and what came before.
OUTCOME_TICKS: Final[Mapping[str, Outcome]] = {
    "tick_accepted": Outcome.ACCEPTED,
    "tick_declined": Outcome.DECLINED,
}
EXTRA: Final[tuple[Column, ...]] = (
    OF_INTERESTS["given_name"],
    OF_INTERESTS["family_name"],
    Column(
        "tick_accepted",
        "Ticked if accepted",
        Written.YES_NO,
        also=("accepted", "accepted y n", "accepted yes no"),
    ),
    Column(
        "tick_declined",
        "Ticked if declined",
        Written.YES_NO,
        also=("declined", "refused", "declined y n", "refused y n", "declined yes no"),
    ),
    Column(
        "history",
        "Earlier offers of the giver (stays with the row)",
        also=(
            "previous offers",
            "previous offers from same source",
            "previous offers of or acceptance by this offeror supplier",
            "history",
            "prior history",
            "past history",
            "details of previous offers",
        ),
    ),
)
GIFTS: Final = Layout(
    columns=(
        *(column for column in gift_columns.FULL if column.is_read),
        *EXTRA,
    ),
    needs=(
        (frozenset({"family_name", FULL_NAME}), WHOSE),
        (frozenset({"offered_on"}), "Say which column holds the day of the offer."),
        (
            frozenset({"outcome", *OUTCOME_TICKS}),
            "Say which column holds whether it was accepted or declined.",
        ),
        (frozenset({"description"}), "Say which column describes the offer."),
        (frozenset({"value"}), "Say which column holds the estimated value."),
        (frozenset({"giver", "giver_name"}), "Say which column holds the giver."),
    ),
    long_texts=frozenset({"description", "reason", "history"}),
)
