"""Choices of decisions, actions and minutes (docs/field.md 6.5)."""

from __future__ import annotations

from core.enums import LabelledEnum


class Outcome(LabelledEnum):
    """What one committee resolved on one item."""

    APPROVED = "approved", "Approved"
    APPROVED_WITH_CONDITIONS = "approved_with_conditions", "Approved with conditions"
    RATIFIED = "ratified", "Ratified"
    AGREED_IN_PRINCIPLE = "agreed_in_principle", "Agreed in principle"
    RECOMMENDED = "recommended", "Recommended to another body"
    NOT_APPROVED = "not_approved", "Not approved"
    DEFERRED = "deferred", "Deferred"
    NOTED = "noted", "Noted"
    WITHDRAWN = "withdrawn", "Withdrawn"

    @property
    def is_resolution(self) -> bool:
        """Say whether the outcome settles the matter, so that it needs authority."""
        return self in _RESOLUTIONS

    @property
    def is_approval(self) -> bool:
        """Say whether the outcome approves what was put before the committee."""
        return self in _APPROVALS

    @property
    def needs_quorum(self) -> bool:
        """Say whether the outcome is worth nothing without a quorum.

        An inquorate committee may always defer, note or see an item withdrawn.
        """
        return self.is_resolution or self is Outcome.RECOMMENDED

    @property
    def is_assent(self) -> bool:
        """Say whether a vote must have been carried for this outcome."""
        return self.needs_quorum and self is not Outcome.NOT_APPROVED


_RESOLUTIONS = frozenset(
    {
        Outcome.APPROVED,
        Outcome.APPROVED_WITH_CONDITIONS,
        Outcome.RATIFIED,
        Outcome.AGREED_IN_PRINCIPLE,
        Outcome.NOT_APPROVED,
    }
)


_APPROVALS = frozenset(
    {Outcome.APPROVED, Outcome.APPROVED_WITH_CONDITIONS, Outcome.RATIFIED}
)


class Method(LabelledEnum):
    """How a committee reached its outcome."""

    CONSENSUS = "consensus", "By consensus"
    VOTE = "vote", "By a counted vote"


class Choice(LabelledEnum):
    """What one person did in a counted vote; recusal is not abstention."""

    FOR = "for", "For"
    AGAINST = "against", "Against"
    ABSTAIN = "abstain", "Abstained"
    RECUSED = "recused", "Did not vote: conflict of interest"
    NOT_PRESENT = "not_present", "Not present"


class Effect(LabelledEnum):
    """Whether a decision stands."""

    EFFECTIVE = "effective", "Effective"
    IRREGULAR = "irregular", "Irregular: recorded, without effect"


class ActionState(LabelledEnum):
    """Where an action stands; overdue is read from its day."""

    OPEN = "open", "Open"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"


class MinutesState(LabelledEnum):
    """Where an issue of the minutes stands (docs/field.md 6, stages 8 to 10)."""

    DRAFT = "draft", "Draft, subject to approval"
    CONFIRMED = "confirmed", "Confirmed"
