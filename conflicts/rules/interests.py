"""Interests as facts, indexed by organisation and by person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from commissioning.values import OrgRef
from conflicts.enums import Nature, Tie
from conflicts.values import InterestId
from people.values import PersonId


_TIES = {
    Nature.FINANCIAL: "has a financial interest in",
    Nature.PROFESSIONAL: "has a professional interest in",
    Nature.PERSONAL: "has a personal interest in",
}


@dataclass(frozen=True, slots=True)
class InterestFacts:
    """One dated tie of a person to an organisation (docs/field.md 5.2).

    `org` is None for a concern that no listed body stands for: it never matches by
    itself. `tie` are the words between person and body, "is a partner in"; for an
    indirect interest they are said of the `relationship`, never of a third person's
    name. `kind` is the same as a choice, where it is known. Days are included at both ends, and None is open.

    Where `position_id` is set nobody declared it: the record of positions says so,
    and `interest_id` is None.
    """

    interest_id: InterestId | None
    person_id: PersonId
    person_name: str
    org: OrgRef | None
    nature: Nature
    is_indirect: bool = False
    relationship: str = ""
    tie: str = ""
    from_on: date | None = None
    to_on: date | None = None
    position_id: int | None = None
    kind: Tie | None = None

    @property
    def ref(self) -> str:
        """Name the fact among all facts: an interest by its number alone."""
        if self.position_id is not None:
            return f"position{self.position_id}"
        return str(self.interest_id)

    def is_open_on(self, day: date) -> bool:
        """Say whether the interest is held on a day."""
        has_begun = self.from_on is None or self.from_on <= day
        return has_begun and (self.to_on is None or day <= self.to_on)

    @property
    def opening(self) -> str:
        """Begin a trace: who is tied, and how."""
        who = self.person_name
        if self.position_id is not None:
            is_staff = self.kind == Tie.EMPLOYEE
            what = "employed by" if is_staff else "a partner in"
            return f"{who} is recorded as {what}"
        if self.is_indirect:
            who = f"{self.person_name}'s {self.relationship or 'close associate'}"
        return f"{who} {self.tie or _TIES[self.nature]}"


@dataclass(frozen=True, slots=True)
class InterestIndex:
    """Interests by organisation, and by person; built once and added to."""

    by_org: dict[OrgRef, list[InterestFacts]] = field(default_factory=dict)
    by_person: dict[PersonId, list[InterestFacts]] = field(default_factory=dict)

    @classmethod
    def of(cls, interests: Iterable[InterestFacts]) -> Self:
        """Index interests; their order plays no part."""
        index = cls()
        for interest in interests:
            index.add(interest)
        return index

    def add(self, interest: InterestFacts) -> None:
        """Take in one interest more."""
        if interest.org is not None:
            self.by_org.setdefault(interest.org, []).append(interest)
        self.by_person.setdefault(interest.person_id, []).append(interest)

    def held_by(self, people: Collection[PersonId]) -> Self:
        """Return the index of these people's interests alone."""
        held = (self.by_person.get(person, ()) for person in sorted(set(people)))
        return type(self).of(interest for theirs in held for interest in theirs)
