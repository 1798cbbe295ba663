"""What the terms of reference say of proceedings, in plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from committees.enums import CastingVote
from committees.rules.sentences import in_words
from core.rules.days import DayBasis


if TYPE_CHECKING:
    from committees.models import TermsOfReference

CASTING = {
    CastingVote.PRESIDING: "If a vote is tied, whoever presides has a second vote.",
    CastingVote.NHS_ENGLAND: "If a vote is tied, NHS England has a second vote.",
    CastingVote.NONE: "If a vote is tied, nothing is decided: nobody has a second vote.",
}


def describe_proceedings(terms: TermsOfReference) -> list[str]:
    """Say how much notice is given, who may stand in, and what happens on a tie."""
    basis = "working" if terms.notice_basis == DayBasis.WORKING else "calendar"
    noun = "day" if terms.notice_days == 1 else "days"
    notice = f"{in_words(terms.notice_days)} clear {basis} {noun}"
    return [
        f"Notice of a meeting is given at least {notice} before it.",
        "A named deputy may vote in place of a member."
        if terms.deputies_vote
        else "Deputies do not vote.",
        CASTING[CastingVote(terms.casting_vote)],
    ]
