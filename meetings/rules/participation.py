"""What a treatment lets a person do for one item, and what is proposed at first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from conflicts.enums import Nature, Severity
from conflicts.rules.treatments import NATIONAL
from meetings.enums import PaperHandling, Participation
from people.values import PersonId


@dataclass(frozen=True, slots=True)
class Treatment:
    """How one conflict is handled: taking part, and the papers."""

    participation: Participation
    papers: PaperHandling = PaperHandling.GIVEN


@dataclass(frozen=True, slots=True)
class Allowed:
    """What one person may do for one item of one committee."""

    may_attend: bool
    gets_papers: bool
    may_discuss: bool
    may_decide: bool

    @property
    def counts_to_quorum(self) -> bool:
        """Say whether the person counts: only those who may decide do."""
        return self.may_decide


FREE = Treatment(Participation.TAKE_PART)
STRICTEST_FIRST = tuple(Participation)

# (may be in the room, may speak, may decide): the table of docs/field.md 6.4.
_RIGHTS: Mapping[Participation, tuple[bool, bool, bool]] = {
    Participation.NOT_ATTEND: (False, False, False),
    Participation.LEAVE_ITEM: (False, False, False),
    Participation.DISCUSS_THEN_LEAVE: (True, True, False),
    Participation.STAY_NO_VOTE: (True, True, False),
    Participation.TAKE_PART: (True, True, True),
}
_REASONS: Mapping[Participation, str] = {
    Participation.NOT_ATTEND: "asked not to attend because of a conflict",
    Participation.LEAVE_ITEM: "leaves for the item because of a conflict",
    Participation.DISCUSS_THEN_LEAVE: "leaves before the decision, for a conflict",
    Participation.STAY_NO_VOTE: "stays without a vote because of a conflict",
    Participation.TAKE_PART: "",
}

ProposalKey = tuple[Nature, Severity]
# What is proposed where no rule set says otherwise (docs/field.md 6.4).
DEFAULT_TABLE: Mapping[ProposalKey, Treatment] = {
    pair: Treatment(*proposed) for pair, proposed in NATIONAL.items()
}


def allowed_under(treatment: Treatment) -> Allowed:
    """Say what a treatment lets a person do for the item (docs/field.md 6.4)."""
    may_attend, may_discuss, may_decide = _RIGHTS[treatment.participation]
    return Allowed(
        may_attend=may_attend,
        gets_papers=treatment.papers == PaperHandling.GIVEN,
        may_discuss=may_discuss,
        may_decide=may_decide,
    )


def keeps_from_anything(participation: str, papers: str) -> bool:
    """Say whether a ruling kept its person from the room, the vote or the papers.

    In the words in which it is stored; none was made where they are empty.
    """
    is_out = participation not in {"", Participation.TAKE_PART}
    return is_out or papers == PaperHandling.WITHHELD


def strictest(treatments: Iterable[Treatment]) -> Treatment:
    """Join the treatments of several conflicts of one person: exclusion beats all.

    Without any treatment the person takes part and gets the papers.
    """
    found = list(treatments)
    if not found:
        return FREE
    kept = min((each.participation for each in found), key=STRICTEST_FIRST.index)
    is_withheld = any(each.papers == PaperHandling.WITHHELD for each in found)
    papers = PaperHandling.WITHHELD if is_withheld else PaperHandling.GIVEN
    return Treatment(kept, papers)


def excluded_from_decision(
    treatments: Mapping[PersonId, Iterable[Treatment]],
) -> dict[PersonId, str]:
    """Return who is out of a decision and why, as the quorum rule wants it."""
    joined = {person: strictest(each) for person, each in treatments.items()}
    return {
        person: _REASONS[treatment.participation]
        for person, treatment in joined.items()
        if not allowed_under(treatment).may_decide
    }


def propose_treatment(
    matches: Iterable[ProposalKey],
    *,
    table: Mapping[ProposalKey, Treatment] = DEFAULT_TABLE,
) -> Treatment:
    """Propose a treatment for the matches (nature, severity) of one row.

    The strictest of what the committee's own table says of each; a pair that the
    table leaves out is proposed as leaving for the item.
    """
    cautious = Treatment(Participation.LEAVE_ITEM)
    return strictest(table.get(pair, cautious) for pair in matches)
