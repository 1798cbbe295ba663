"""The refusals an action can raise, each with a sentence a person can act on."""

from __future__ import annotations

from core.verdict import Answer, Verdict


class RuleBroken(Exception):
    """An action was refused; the verdict says which rule and what to do."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.reason)
        self.verdict = verdict

    @classmethod
    def because(cls, code: str, reason: str) -> RuleBroken:
        """Build the refusal from a code and a sentence."""
        return cls(Verdict(Answer.NO, code, reason))


class StaleEdit(Exception):
    """Somebody else saved first: both versions are kept so that both can be shown."""

    def __init__(self, *, current: dict[str, str], submitted: dict[str, str]) -> None:
        super().__init__("Somebody else changed this while you were editing it.")
        self.current = current
        self.submitted = submitted
