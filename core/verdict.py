"""The answer to "may this happen?": yes, yes if explained, or no, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """The three answers a rule or policy can give."""

    YES = "yes"
    YES_IF_EXPLAINED = "yes_if_explained"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One answer, with a stable code for tests and a sentence for people."""

    answer: Answer
    code: str = ""
    reason: str = ""

    def __bool__(self) -> bool:
        return self.answer is not Answer.NO

    @property
    def needs_explaining(self) -> bool:
        """Say whether the answer is yes only with a recorded reason."""
        return self.answer is Answer.YES_IF_EXPLAINED


YES = Verdict(Answer.YES)


def yes(code: str = "", reason: str = "") -> Verdict:
    """Answer yes."""
    return Verdict(Answer.YES, code, reason)


def explain(code: str, reason: str) -> Verdict:
    """Answer yes, but only with a reason that is kept: comply or explain."""
    return Verdict(Answer.YES_IF_EXPLAINED, code, reason)


def no(code: str, reason: str) -> Verdict:
    """Answer no, with the code tests compare and the sentence people read."""
    return Verdict(Answer.NO, code, reason)
