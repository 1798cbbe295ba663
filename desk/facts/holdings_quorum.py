"""What is held about somebody of answers, ways out of a missing quorum, presiding."""

from __future__ import annotations

from desk.facts.holding import Holding


ITEM = ("item__reference", "item__gathering__title", "item__gathering__held_on")
BY_SITTING = "sitting__committee__organisations"

QUORUM: tuple[Holding, ...] = (
    Holding(
        "meetings",
        "Answers to invitations",
        "meetings.Reply",
        ("person",),
        (
            "sitting__committee__name",
            "sitting__gathering__held_on",
            "answer",
            "source",
            "replied_on",
        ),
        body=BY_SITTING,
    ),
    Holding(
        "meetings",
        "Items joined or deputised for",
        "meetings.Remedy",
        ("person",),
        (*ITEM, "sitting__committee__name", "kind", "category", "undone_at"),
        body=BY_SITTING,
    ),
    Holding(
        "meetings",
        "Lists of outside clinicians",
        "meetings.OutsideClinician",
        ("person",),
        (
            "organisation__name",
            "category",
            "works_at",
            "note",
            "from_on",
            "to_on",
        ),
        body="organisation",
    ),
    Holding(
        "meetings",
        "Chosen to preside",
        "meetings.PresidingChoice",
        ("person",),
        (*ITEM, "sitting__committee__name"),
        body=BY_SITTING,
    ),
)
