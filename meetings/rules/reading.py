"""Whether one person may read one item, and whether they may know of it at all."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from core.verdict import Verdict, no, yes
from meetings.enums import Part, Sensitivity


class Standing(enum.StrEnum):
    """As what a person comes to a gathering, the furthest reaching first."""

    OFFICER = "officer"
    OVERSEER = "overseer"
    CHAIR = "chair"
    SEATED = "seated"
    ASSISTING = "assisting"
    ATTENDING = "attending"
    OUTSIDE = "outside"


class Withholding(enum.IntEnum):
    """What a conflict keeps from its person."""

    NOTHING = 0
    CONTENTS = 1
    TITLE = 2


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What the reading of an item turns on; `is_own`: the reader leads or wrote it.

    `is_joined`: they join a committee for this item, to decide it.
    """

    part: Part = Part.ONE
    is_draft: bool = False
    is_own: bool = False
    is_joined: bool = False


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """What the reading of one version of a paper turns on besides its item."""

    sensitivity: Sensitivity = Sensitivity.PUBLIC
    is_current: bool = True
    is_withdrawn: bool = False


# Who has the papers of the members; an assistant reads for one of them.
MEMBERS = frozenset({Standing.SEATED, Standing.ASSISTING})
IN_FULL = frozenset({Standing.OFFICER, Standing.OVERSEER, Standing.CHAIR})
_EXISTENCE_KEPT = frozenset({"outsider", "private_part", "draft", "title_withheld"})


def judge_reading(
    standing: Standing,
    item: ItemFacts,
    *,
    withheld: Withholding = Withholding.NOTHING,
) -> Verdict:
    """Say whether a person may read an item's cover sheet and papers.

    An exclusion beats every grant except the record keeper's (docs/field.md 9.10); the
    private part is for those who have a seat, preside, keep or oversee the record,
    and for whoever leads or wrote the item. `withheld` is the most that a conflict
    keeps from the person or, of an assistant, from a member they read for. A conflict never tells more than would be
    known without it: what is not yet announced, or private, comes first.
    """
    if standing is Standing.OUTSIDE and not item.is_own:
        return no("outsider", "You have no part in this meeting.")
    if standing is Standing.OFFICER:
        return yes("officer")
    sees_all = standing in IN_FULL or item.is_own
    if item.is_draft and not sees_all:
        return no(
            "draft",
            "The agenda is still being prepared. You can read it once notice of the "
            "meeting has been given.",
        )
    is_member = standing in MEMBERS or item.is_joined
    if item.part is Part.TWO and not sees_all and not is_member:
        return no("private_part", "This item is in the private part of the meeting.")
    if withheld is not Withholding.NOTHING:
        return _excluded(withheld, standing)
    if item.is_own:
        return yes("own_item")
    return yes("joined" if item.is_joined else standing.value)


def judge_title(reading: Verdict) -> Verdict:
    """Say from the verdict on an item whether its title and existence may be known."""
    if reading or reading.code not in _EXISTENCE_KEPT:
        return yes(reading.code)
    return reading


def judge_version(
    standing: Standing, reading: Verdict, version: VersionFacts
) -> Verdict:
    """Say whether a person who may or may not read the item may open one file of it.

    Versions that were replaced or withdrawn stay readable for those who keep, oversee
    or preside over the record; whoever only attends gets public papers only.
    """
    if not reading or standing in IN_FULL:
        return reading
    if version.is_withdrawn:
        return no("paper_withdrawn", "This paper was withdrawn.")
    if not version.is_current:
        return no("paper_replaced", "This version was replaced: read the current one.")
    is_insider = standing in MEMBERS or reading.code in {"own_item", "joined"}
    if version.sensitivity is not Sensitivity.PUBLIC and not is_insider:
        return no("paper_private", "This paper is for the members of the committees.")
    return reading


def _excluded(withheld: Withholding, standing: Standing) -> Verdict:
    if withheld is Withholding.TITLE:
        return no("title_withheld", "This item is withheld from you.")
    whose = (
        "You, or a member for whom you read, have"
        if standing is Standing.ASSISTING
        else "You have"
    )
    return no(
        "excluded",
        f"{whose} an interest in this item, so its cover sheet and papers are withheld "
        "from you. If you think that is wrong, tell the governance officer.",
    )
