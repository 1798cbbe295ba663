"""The words of the minutes, written from the record and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from committees.rules.quorum_result import QuorumResult
from decisions.enums import Method, Outcome
from meetings.enums import PaperHandling, Participation


@dataclass(frozen=True, slots=True)
class MinutedConflict:
    """One conflict for one committee, in words that may be published.

    `withheld_on` is the day on which the ruling on the papers was written down,
    `opened_on` the day on which the person first had one of them open, if they had.
    """

    committee: str
    person: str
    grounds: Sequence[str]
    participation: Participation
    papers: PaperHandling
    reason: str
    ruled_by: str
    was_there: bool
    withheld_on: date | None = None
    opened_on: date | None = None
    is_published: bool = True


@dataclass(frozen=True, slots=True)
class MinutedDecision:
    """One committee's decision with what it stood on."""

    committee: str
    reference: str
    outcome: Outcome
    wording: str
    method: Method
    votes: tuple[int, int, int] | None
    quorum: QuorumResult
    presiding: str
    is_effective: bool
    irregularities: Sequence[str] = ()
    is_correction: bool = False
    handover: Sequence[str] = ()
    ways_out: Sequence[str] = ()


_STAYED = {
    Participation.NOT_ATTEND: "was asked not to attend",
    Participation.LEAVE_ITEM: "was asked to leave for the item",
    Participation.DISCUSS_THEN_LEAVE: "could discuss the item and was asked to leave "
    "before the decision",
    Participation.STAY_NO_VOTE: "could stay but not vote",
    Participation.TAKE_PART: "took part, the interest being noted",
}


def conflict_sentence(conflict: MinutedConflict) -> str:
    """Write the paragraph on one conflict: what, who ruled, what was done.

    It needs no free text to be complete (docs/field.md 9.7). Where the interest is not
    published its grounds are left out, never its handling.
    """
    grounds = " ".join(conflict.grounds)
    if not conflict.is_published or not grounds:
        grounds = f"{conflict.person} has an interest that is not published."
    ruling = (
        f"{conflict.ruled_by} ruled that {conflict.person} "
        f"{_STAYED[conflict.participation]}: {_ended(conflict.reason)}"
    )
    return " ".join([grounds, ruling, _papers(conflict), _evidence(conflict)])


def found_late_sentence(person: str) -> str:
    """Write the paragraph on a conflict of which nobody knew in the room."""
    return (
        f"After the meeting it came to light that {person} had a conflict of interest "
        "with this item. Nobody had ruled on it when the item was taken."
    )


def decision_lines(decision: MinutedDecision) -> list[str]:
    """Write one committee's decision: outcome, words, method, quorum, effect."""
    title = f"{decision.committee}: {decision.outcome.label.lower()}"
    if decision.reference:
        title = f"{title} ({decision.reference})"
    lines = [f"{title}. {_ended(decision.wording)}", _method(decision)]
    if decision.presiding:
        lines.append(f"{decision.presiding} presided.")
    lines += [*decision.handover, *(_ended(each) for each in decision.ways_out)]
    lines.append(quorum_sentence(decision.quorum))
    if not decision.is_effective:
        lines.append(
            "Irregular: this decision has no effect. "
            + " ".join(_ended(each) for each in decision.irregularities)
        )
    if decision.is_correction:
        lines.append("This entry corrects an earlier one, which stays in the record.")
    return lines


def quorum_sentence(quorum: QuorumResult) -> str:
    """Say who was counted to the quorum and who was not, and why."""
    counted = _listed([seat.name for seat in quorum.counted]) or "nobody"
    state = "Quorate" if quorum.is_quorate else "Not quorate"
    away = [f"{one.name or one.title} ({one.why})" for one in quorum.not_counted]
    said = f"{state}: counted {counted}."
    if away:
        said = f"{said} Not counted: {_listed(away)}."
    if not quorum.is_quorate:
        said = f"{said} {' '.join(quorum.reasons)}"
    return said


def _method(decision: MinutedDecision) -> str:
    if decision.votes is None:
        return "Decided by consensus."
    votes_for, against, abstaining = decision.votes
    return (
        f"Decided by a counted vote: {votes_for} for, {against} against, "
        f"{abstaining} abstaining."
    )


def _papers(conflict: MinutedConflict) -> str:
    """Say what became of the papers: what was read before it was withheld, was read."""
    if conflict.papers is PaperHandling.GIVEN:
        return "The papers had been given."
    if conflict.opened_on is None:
        return "The papers had been withheld."
    since = f" on {_day(conflict.withheld_on)}" if conflict.withheld_on else ""
    return (
        f"The papers were withheld{since}. {conflict.person} had opened papers of this "
        f"item on {_day(conflict.opened_on)}."
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _evidence(conflict: MinutedConflict) -> str:
    if conflict.participation in {Participation.TAKE_PART, Participation.STAY_NO_VOTE}:
        return ""
    if conflict.was_there:
        return f"{conflict.person} was in the room when the item was decided."
    return f"{conflict.person} was out of the room when the item was decided."


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _ended(words: str) -> str:
    words = words.strip()
    return words if words.endswith((".", "?", "!")) else f"{words}."
