"""When a part of the chair's checklist may be closed (docs/field.md 6.3, story 17)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.verdict import YES, Verdict, no
from meetings.enums import ChecklistStage, Participation


LEAVING = frozenset(
    {
        Participation.NOT_ATTEND,
        Participation.LEAVE_ITEM,
        Participation.DISCUSS_THEN_LEAVE,
    }
)

NOT_OVER = no(
    "meeting_not_over",
    "This part is for after the meeting: close the meeting first.",
)
NOT_ALL_RULED = no(
    "not_all_ruled",
    "Not everything is ruled on and carried out yet. The governance officer or "
    "another chair closes this part.",
)


@dataclass(frozen=True, slots=True)
class ConflictEvidence:
    """One conflict for one committee: what was ruled, and whether the record shows it.

    `participation` is None while nobody has ruled. `was_there` says whether the person
    took part when the item was decided, or sat in the public seats of a private one;
    None while nobody's presence is recorded.
    `is_taken`: something was decided on the item, or the meeting is over. Before that
    nothing shows anything.
    """

    words: str
    participation: Participation | None
    was_there: bool | None = None
    is_late: bool = False
    is_taken: bool = True


def evidence_of(conflict: ConflictEvidence) -> str:
    """Say what shows that a ruling was carried out, or nothing where nothing does."""
    if conflict.is_late:
        return "came to light after the meeting, and the minutes say so"
    is_known = conflict.was_there is not None and conflict.is_taken
    if conflict.participation is None or not is_known:
        return ""
    if conflict.participation in LEAVING:
        return "" if conflict.was_there else "was out when it was decided"
    if conflict.participation is Participation.STAY_NO_VOTE:
        return "was not counted for the decision"
    return "the interest is noted"


def judge_closing(
    stage: ChecklistStage, conflicts: Iterable[ConflictEvidence]
) -> Verdict:
    """Say whether a part of the checklist may be closed.

    Before the meeting every conflict has its ruling; afterwards, and during it, the
    record shows as well that it was carried out.
    """
    found = list(conflicts)
    unruled = [one.words for one in found if one.participation is None]
    if unruled:
        return no(
            "conflict_unruled",
            f"Nobody has ruled on {_listed(unruled)}. Rule on it first, or find that it "
            "is no conflict.",
        )
    if stage is ChecklistStage.BEFORE:
        return YES
    unproved = [one.words for one in found if not evidence_of(one)]
    if unproved:
        return no(
            "conflict_unproved",
            f"Nothing shows that the ruling on {_listed(unproved)} was carried out. "
            "Record in the room who left and who came back, and what was decided.",
        )
    return YES


def judge_part(
    stage: ChecklistStage,
    conflicts: Iterable[ConflictEvidence],
    *,
    seen: Iterable[ConflictEvidence],
    is_over: bool,
) -> Verdict:
    """Say to one reader whether a part may be closed now, as the page and the action ask.

    `seen` are the conflicts of which the reader may know: a refusal names no other.
    `is_over`: the meeting has been held, as what comes after it supposes. Source:
    docs/field.md 6.3, story 17.
    """
    if judge_closing(stage, conflicts):
        return NOT_OVER if stage is ChecklistStage.AFTER and not is_over else YES
    verdict = judge_closing(stage, seen)
    return NOT_ALL_RULED if verdict else verdict


def lacks_ruling_or_proof(stage: ChecklistStage, conflict: ConflictEvidence) -> bool:
    """Say whether one conflict keeps a part of the checklist open."""
    return not judge_closing(stage, [conflict])


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{words[0]} and {len(words) - 1} more"
