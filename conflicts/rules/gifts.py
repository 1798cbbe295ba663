"""What to do with an offer of a gift or hospitality, and whether it was done."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from conflicts.enums import GiverKind, OfferKind, Outcome
from conflicts.rules.lateness import due_on
from conflicts.rules.rule_sets import RuleSetFacts


NO_ENTRY_CODES = frozenset({"token", "under_limit", "meal_small"})
"""Advice under which an offer need not stand in the register."""


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """One offer as it was made: what, by whom, of what value in pence, on which day."""

    kind: OfferKind
    giver: GiverKind
    value_pence: int
    offered_on: date
    is_branded: bool = False
    is_more_than_modest: bool = False


@dataclass(frozen=True, slots=True)
class EarlierOffer:
    """An offer that the same giver made before, and what became of it."""

    kind: OfferKind
    value_pence: int
    offered_on: date
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Advice:
    """What the policy of the day says of an offer, with the sentence people read.

    `may_accept` is without anybody's approval; `for_organisation` means never
    personally. `needs_entry` says whether the register must hold it, declined or not.
    """

    code: str
    sentence: str
    may_accept: bool
    must_declare: bool
    needs_senior_approval: bool = False
    for_organisation: bool = False

    @property
    def needs_entry(self) -> bool:
        """Say whether the register must hold the offer."""
        return self.code not in NO_ENTRY_CODES


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an offer: whether it goes against the advice, what it still needs.

    `lacks` names what is missing ("reason", "approval") or is empty.
    """

    is_against_advice: bool
    lacks: str = ""
    sentence: str = ""


def advise(
    offer: OfferFacts, rules: RuleSetFacts, earlier: Iterable[EarlierOffer] = ()
) -> Advice:
    """Say what to do with an offer by the rule set in force on its day.

    `earlier` are offers of the same giver to the same person; gifts among them that
    were kept within the months of the rule set count as one with this one. Source:
    docs/field.md 5.8.
    """
    if offer.kind == OfferKind.CASH:
        return Advice(
            "cash",
            "Decline it: cash and vouchers are never accepted. Record the offer.",
            may_accept=False,
            must_declare=True,
        )
    if offer.kind == OfferKind.GIFT:
        return _gift(offer, rules, _kept_together(offer, rules, earlier))
    if offer.kind == OfferKind.HOSPITALITY:
        return _meal(offer.value_pence, rules)
    if offer.kind == OfferKind.TRAVEL:
        return _travel(offer)
    return Advice(
        "sponsorship",
        "You may accept sponsorship that your governance officer has agreed to. "
        "Declare it, accepted or not.",
        may_accept=True,
        must_declare=True,
    )


def judge(
    advice: Advice,
    outcome: Outcome,
    *,
    reason: str = "",
    approved_on: date | None = None,
    received_on: date | None = None,
) -> Done:
    """Say whether what was done follows the advice, and what the entry still lacks.

    Declining is always right. What goes beyond the advice needs a reason; where a
    senior person may approve, their approval (day `approved_on`) makes it right, and
    the reason is still recorded.
    """
    if outcome == Outcome.DECLINED:
        return Done(is_against_advice=False)
    has_reason = bool(reason.strip())
    if advice.needs_senior_approval:
        return _approved(advice, has_reason, approved_on, received_on)
    is_right = advice.may_accept and (
        outcome == Outcome.FOR_ORGANISATION or not advice.for_organisation
    )
    if is_right:
        return Done(is_against_advice=False)
    if has_reason:
        return Done(is_against_advice=True)
    return Done(
        True,
        "reason",
        f"The advice was: {advice.sentence} Say why it was accepted nevertheless. "
        "The guardian sees it.",
    )


def days_late(
    code: str,
    *,
    offered_on: date,
    received_on: date | None,
    declared_on: date,
    limit_days: int,
) -> int:
    """Count the days by which an entry came late; 0 where none was needed.

    The limit runs from the day of receipt, or from the offer where nothing was
    received; its last day is in time. Source: docs/field.md 5.8.
    """
    if code in NO_ENTRY_CODES:
        return 0
    due = due_on(received_on or offered_on, limit_days=limit_days)
    return max((declared_on - due).days, 0)


def together_since(day: date, months: int) -> date:
    """Return the first day from which gifts of one giver count with one of `day`.

    Of twelve months that end on 1 June the first day is 2 June: the same day a year
    before belongs to the twelve months before.
    """
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    before = date(year, month + 1, min(day.day, last))
    return min(before + timedelta(days=1), day)


def pounds(pence: int) -> str:
    """Write an amount: £50, or £7.50 where there are pence."""
    whole, rest = divmod(pence, 100)
    return f"£{whole:,}.{rest:02d}" if rest else f"£{whole:,}"


def _kept_together(
    offer: OfferFacts, rules: RuleSetFacts, earlier: Iterable[EarlierOffer]
) -> int:
    """Add up in pence the earlier gifts that count as one with this one."""
    since = together_since(offer.offered_on, rules.gifts_together_months)
    return sum(
        each.value_pence
        for each in earlier
        if each.kind == OfferKind.GIFT
        and each.outcome != Outcome.DECLINED
        and since <= each.offered_on <= offer.offered_on
    )


def _gift(offer: OfferFacts, rules: RuleSetFacts, before: int) -> Advice:
    total = offer.value_pence + before
    if offer.giver == GiverKind.SUPPLIER:
        return _supplier_gift(offer, rules, total)
    together = _together(before, total, rules)
    if total < rules.gift_declare_pence:
        return Advice(
            "under_limit",
            f"You may accept it and need not declare it: it is under "
            f"{pounds(rules.gift_declare_pence)}{together}.",
            may_accept=True,
            must_declare=False,
        )
    return Advice(
        "over_limit",
        "Accept it only on behalf of your organisation, never for yourself, and "
        f"declare it: it comes to {pounds(rules.gift_declare_pence)} or more{together}.",
        may_accept=True,
        must_declare=True,
        for_organisation=True,
    )


def _supplier_gift(offer: OfferFacts, rules: RuleSetFacts, total: int) -> Advice:
    limit = rules.supplier_token_pence
    if limit and offer.is_branded and total <= limit:
        return Advice(
            "token",
            f"You may accept it, and no entry is needed: it carries the supplier's "
            f"brand and is worth {pounds(limit)} or less.",
            may_accept=True,
            must_declare=False,
        )
    exception = (
        f" Only branded items of up to {pounds(limit)} together may be accepted."
        if limit
        else " Gifts of suppliers are declined whatever their value."
    )
    return Advice(
        "supplier",
        f"Decline it: it comes from a supplier or contractor.{exception} "
        "Record the offer.",
        may_accept=False,
        must_declare=True,
    )


def _meal(value_pence: int, rules: RuleSetFacts) -> Advice:
    if value_pence < rules.meal_declare_pence:
        return Advice(
            "meal_small",
            "You may accept it and need not declare it: it is under "
            f"{pounds(rules.meal_declare_pence)}.",
            may_accept=True,
            must_declare=False,
        )
    if value_pence <= rules.meal_refuse_pence:
        return Advice(
            "meal_declare",
            "You may accept it, and must declare it: it comes to "
            f"{pounds(rules.meal_declare_pence)} or more.",
            may_accept=True,
            must_declare=True,
        )
    return Advice(
        "meal_over",
        f"Refuse it, unless a senior person approves: it is over "
        f"{pounds(rules.meal_refuse_pence)}. Declare it and record why.",
        may_accept=False,
        must_declare=True,
        needs_senior_approval=True,
    )


def _travel(offer: OfferFacts) -> Advice:
    if not offer.is_more_than_modest:
        return Advice(
            "travel_modest",
            "You may accept modest travel and accommodation in this country, and must "
            "declare it.",
            may_accept=True,
            must_declare=True,
        )
    return Advice(
        "travel_beyond",
        "It is more than modest or abroad: accept it only if a senior person approved "
        "before you travel. Declare it and record why.",
        may_accept=False,
        must_declare=True,
        needs_senior_approval=True,
    )


def _approved(
    advice: Advice, has_reason: bool, approved_on: date | None, received_on: date | None
) -> Done:
    """Judge what was accepted although it takes a senior person's approval."""
    is_approved = approved_on is not None
    if advice.code == "travel_beyond" and approved_on and received_on:
        is_approved = approved_on <= received_on
    if not has_reason:
        return Done(
            not is_approved,
            "reason" if is_approved else "approval",
            f"The advice was: {advice.sentence} "
            + (
                "Say why it was accepted."
                if is_approved
                else "Say who approved it and when, and why it was accepted."
            ),
        )
    return Done(is_against_advice=not is_approved)


def _together(before: int, total: int, rules: RuleSetFacts) -> str:
    if not before:
        return ""
    return (
        f" (with earlier gifts of the same giver in {rules.gifts_together_months} "
        f"months {pounds(total)})"
    )
