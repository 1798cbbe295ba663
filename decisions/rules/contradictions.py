"""What in a record contradicts itself, before minutes may be issued."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from decisions.enums import Choice, Method, Outcome
from decisions.rules.effect import VoteFacts
from people.values import PersonId


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """One decision as recorded, with everybody who had a hand in it.

    `excluded` are the people kept out of this committee's decision, with why;
    `taking_part` those at the table or remote when it was taken; `counted` those the
    quorum counted; `votes` what each person did, where votes were taken by name;
    `totals` the numbers written down; `waivers` the lines (person, code) that the
    chair let stand, with the reason; `listening` those who were to be out of the room
    and sat in the public seats of a private item.
    """

    line: str
    outcome: Outcome
    method: Method
    excluded: Mapping[PersonId, str] = field(default_factory=dict)
    taking_part: frozenset[PersonId] = frozenset()
    listening: frozenset[PersonId] = frozenset()
    counted: frozenset[PersonId] = frozenset()
    entitled: frozenset[PersonId] = frozenset()
    presiding: PersonId | None = None
    mover: PersonId | None = None
    seconder: PersonId | None = None
    votes: Mapping[PersonId, Choice] = field(default_factory=dict)
    totals: VoteFacts | None = None
    action_owners: frozenset[PersonId] = frozenset()
    waivers: Mapping[tuple[PersonId, str], str] = field(default_factory=dict)
    names: Mapping[PersonId, str] = field(default_factory=dict)

    def name(self, person: PersonId) -> str:
        """Name a person for a sentence."""
        return self.names.get(person, "Somebody")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two parts of a record that cannot both be true; `line` says where to look."""

    code: str
    sentence: str
    line: str
    person_id: PersonId | None = None


_HANDS = {
    "moved": "moved",
    "seconded": "seconded",
    "voted": "voted on",
    "counted": "was counted to the quorum for",
    "presided": "presided over",
    "given_action": "was given an action from",
}


def find_contradictions(record: RecordFacts) -> list[Contradiction]:
    """List what contradicts itself in the record of one decision.

    Nobody excluded moved, seconded, voted, was counted, presided or was given an
    action without a reasoned waiver; nobody who was not there did any of it but the
    last; nobody sent out listened to a private item; totals equal names; the outcome is
    what the vote says. Source: docs/field.md 9.6 and 9.11.
    """
    found = [
        *_excluded_hands(record),
        *_absent_hands(record),
        *_listening(record),
        *_without_a_vote(record),
        *_totals(record),
        *_outcome(record),
    ]
    return [each for each in found if not _is_waived(each, record)]


def _is_waived(found: Contradiction, record: RecordFacts) -> bool:
    if found.person_id is None:
        return False
    return bool(record.waivers.get((found.person_id, found.code), "").strip())


def _voters(record: RecordFacts) -> frozenset[PersonId]:
    cast = {Choice.FOR, Choice.AGAINST, Choice.ABSTAIN}
    return frozenset(each for each, choice in record.votes.items() if choice in cast)


def _hands(record: RecordFacts) -> Mapping[str, frozenset[PersonId]]:
    def only(person: PersonId | None) -> frozenset[PersonId]:
        return frozenset() if person is None else frozenset({person})

    return {
        "moved": only(record.mover),
        "seconded": only(record.seconder),
        "voted": _voters(record),
        "counted": record.counted,
        "presided": only(record.presiding),
        "given_action": record.action_owners,
    }


def _excluded_hands(record: RecordFacts) -> Iterator[Contradiction]:
    for deed, people in _hands(record).items():
        for person in sorted(people & record.excluded.keys()):
            why = record.excluded[person]
            sentence = (
                f"{record.name(person)} {_HANDS[deed]} the item but was excluded "
                f"from it ({why})."
            )
            yield Contradiction(f"excluded_{deed}", sentence, record.line, person)


def _absent_hands(record: RecordFacts) -> Iterator[Contradiction]:
    """Find deeds of people who were not there; an action may go to anybody."""
    for deed, people in _hands(record).items():
        if deed == "given_action":
            continue
        for person in sorted(people - record.taking_part):
            sentence = (
                f"{record.name(person)} {_HANDS[deed]} the item but was not there "
                "when it was decided."
            )
            yield Contradiction(f"absent_{deed}", sentence, record.line, person)


def _listening(record: RecordFacts) -> Iterator[Contradiction]:
    """Find who sat in the public seats of a private item (docs/field.md 6.4)."""
    for person in sorted(record.listening):
        sentence = (
            f"{record.name(person)} was to be out of the room and sat in the public "
            "seats of a private item."
        )
        yield Contradiction("excluded_listened", sentence, record.line, person)


def _without_a_vote(record: RecordFacts) -> Iterator[Contradiction]:
    for person in sorted(_voters(record) - record.entitled):
        sentence = f"{record.name(person)} voted on the item but has no vote here."
        yield Contradiction("voted_without_a_vote", sentence, record.line, person)


def _totals(record: RecordFacts) -> Iterator[Contradiction]:
    if record.totals is None:
        if record.method == Method.VOTE:
            sentence = "A counted vote has no numbers."
            yield Contradiction("vote_without_totals", sentence, record.line)
        return
    if not record.votes:
        return
    written = {
        Choice.FOR: record.totals.votes_for,
        Choice.AGAINST: record.totals.votes_against,
        Choice.ABSTAIN: record.totals.abstaining,
    }
    choices = list(record.votes.values())
    for choice, number in written.items():
        named = choices.count(choice)
        if named != number:
            sentence = f"{choice.label}: {number} written down, {named} by name."
            yield Contradiction(f"total_{choice}", sentence, record.line)


def _outcome(record: RecordFacts) -> Iterator[Contradiction]:
    if record.totals is None or not record.outcome.needs_quorum:
        return
    if record.totals.is_carried != record.outcome.is_assent:
        says = "carried" if record.totals.is_carried else "not carried"
        sentence = (
            f"The vote was {says}, and the outcome is “{record.outcome.label.lower()}”."
        )
        yield Contradiction("outcome_against_vote", sentence, record.line)
