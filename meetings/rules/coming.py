"""What an agenda says of an item beside its title: that it came late, how it comes."""

from __future__ import annotations

from meetings.enums import PaperAvailability


LATE = "Added after notice"
COMES = {
    PaperAvailability.VERBAL: "Verbal",
    PaperAvailability.TO_FOLLOW: "Paper to follow",
    PaperAvailability.TABLED: "Paper tabled at the meeting",
}


def marks_of(
    availability: PaperAvailability, *, is_late: bool, has_papers: bool
) -> tuple[str, ...]:
    """Return the marks of an item, in words; none for one that came in time, with papers.

    `has_papers` counts those that a reader may not have: an agenda says the same to
    everybody who may know of the item.
    """
    late = (LATE,) if is_late else ()
    if has_papers or availability not in COMES:
        return late
    return (*late, COMES[availability])
