"""Who must declare to a body, why, and whose declarations are published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from conflicts.enums import PublishedScope
from conflicts.rules.rule_sets import RuleSetFacts
from core.enums import LabelledEnum
from people.values import PersonId


class DutyKind(LabelledEnum):
    """What makes a person declare (docs/field.md 5.3)."""

    SEAT = "seat", "Committee member"
    DEPUTY = "deputy", "Deputy on a committee"
    POST = "post", "Officer, guardian, auditor or author"
    GOVERNING_BODY = "governing_body", "Governing body or board member"
    EMPLOYEE = "employee", "Employee"
    AGENCY = "agency", "Interim, seconded or agency worker"
    PRACTICE_PARTNER = "practice_partner", "Partner or director of a member practice"
    PRACTICE_STAFF = "practice_staff", "Practice staff doing the body's business"
    OTHER = "other", "Other"


# Agenda for Change bands in their order; a band that is not here has no order.
BANDS = ("1", "2", "3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "9", "vsm")
ALWAYS_DECIDES = {
    DutyKind.SEAT: "sits on {committee}",
    DutyKind.DEPUTY: "may stand in on {committee}",
    DutyKind.GOVERNING_BODY: "sits on the governing body or board",
}


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing a person is to a body from day to day, both days included.

    `words` are the position as a register lists it. Committee with its kind, category
    of the seat, band, powers and practice are empty where the kind has none.
    """

    person_id: PersonId
    kind: DutyKind
    words: str
    from_on: date
    to_on: date | None = None
    committee_id: int | None = None
    committee: str = ""
    band: str = ""
    can_commit: bool = False
    practice_id: int | None = None
    committee_kind: str = ""
    category: str = ""

    def is_held_on(self, day: date) -> bool:
        """Say whether it is held on a day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, slots=True)
class Duty:
    """One person's duty to declare to one body on a day, with what it rests on.

    `decides_because` says in words why what they declare is published; it is empty for
    those who are not decision makers.
    """

    person_id: PersonId
    holdings: tuple[Holding, ...]
    decides_because: str = ""

    @property
    def is_decision_maker(self) -> bool:
        """Say whether the public register holds what the person declares."""
        return bool(self.decides_because)

    @property
    def positions(self) -> str:
        """Return "current position(s) held", as the register lists them."""
        return "; ".join(dict.fromkeys(each.words for each in self.holdings))

    @property
    def why(self) -> str:
        """Return in a sentence what makes the person declare."""
        return f"{self.positions}."

    @property
    def kinds(self) -> frozenset[DutyKind]:
        """Return the kinds of what the person is to the body."""
        return frozenset(each.kind for each in self.holdings)

    @property
    def committees(self) -> dict[int, str]:
        """Return the committees sat on or deputised for: name by id."""
        return {
            each.committee_id: each.committee
            for each in self.holdings
            if each.committee_id is not None
        }

    @property
    def practice_ids(self) -> frozenset[int]:
        """Return the member practices the person stands for."""
        return frozenset(
            each.practice_id for each in self.holdings if each.practice_id is not None
        )


def assess_duties(
    holdings: Iterable[Holding], *, day: date, rules: RuleSetFacts
) -> dict[PersonId, Duty]:
    """Return who must declare on a day, by person; the order of holdings is no matter.

    All employees, governing body and committee members with their deputies, partners
    of member practices and practice staff doing the body's business declare; what is
    published depends on the rule set of the day (docs/field.md 5.3).
    """
    by_person: dict[PersonId, list[Holding]] = defaultdict(list)
    for each in holdings:
        if each.is_held_on(day):
            by_person[each.person_id].append(each)
    found = {}
    for person_id, held in by_person.items():
        ordered = tuple(sorted(held, key=_order))
        found[person_id] = Duty(person_id, ordered, why_published(ordered, rules))
    return found


def why_published(holdings: Sequence[Holding], rules: RuleSetFacts) -> str:
    """Return in words why what a person declares is published, or nothing."""
    if not holdings:
        return ""
    if rules.published_scope == PublishedScope.EVERYBODY:
        return "everybody's interests are published"
    return next(filter(None, (_why_decides(each, rules) for each in holdings)), "")


def is_band_published(band: str, rules: RuleSetFacts) -> bool:
    """Say whether a band is one of those the rule set names, or above one of them."""
    wanted = {each.strip().lower() for each in rules.decision_maker_bands}
    band = band.strip().lower()
    if band in wanted:
        return bool(band)
    ranks = [BANDS.index(each) for each in wanted if each in BANDS]
    return bool(ranks) and band in BANDS and BANDS.index(band) >= min(ranks)


def _why_decides(holding: Holding, rules: RuleSetFacts) -> str:
    if holding.kind in ALWAYS_DECIDES:
        return ALWAYS_DECIDES[holding.kind].format(committee=holding.committee)
    if is_band_published(holding.band, rules):
        return f"band {holding.band}"
    return "may commit the body" if holding.can_commit else ""


def _order(
    holding: Holding,
) -> tuple[int, str, str, date, date, str, bool, int, int]:
    """Whole, so that the reason never hangs on the order in which rows were read."""
    return (
        list(DutyKind).index(holding.kind),
        holding.committee,
        holding.words,
        holding.from_on,
        holding.to_on or date.max,
        holding.band,
        not holding.can_commit,
        holding.committee_id or 0,
        holding.practice_id or 0,
    )
