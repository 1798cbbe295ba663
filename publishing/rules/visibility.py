"""What of an agenda is for everybody's eyes."""

from __future__ import annotations

from dataclasses import dataclass

from meetings.enums import GatheringState, Part


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line of an agenda; `is_withdrawn` also where what it is a part of was.

    A matter has its `reference` from the moment its notice was given.
    """

    part: Part
    reference: str = ""
    is_heading: bool = False
    is_withdrawn: bool = False


def is_announced(state: GatheringState, *, had_notice: bool) -> bool:
    """Say whether a gathering is public: from its notice on, also when cancelled.

    One that was cancelled before anybody was told of it stays unknown.
    """
    if state == GatheringState.CANCELLED:
        return had_notice
    return state != GatheringState.DRAFT


def is_for_everybody(line: LineFacts) -> bool:
    """Say whether a line of an announced agenda is public (docs/public-site.md).

    Part 1 only, never what was withdrawn, and never a matter of which no notice was
    given.
    """
    if line.part != Part.ONE or line.is_withdrawn:
        return False
    return line.is_heading or bool(line.reference)
