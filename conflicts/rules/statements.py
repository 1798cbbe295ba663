"""What people agree to when they declare, confirm or have nothing to declare."""

from __future__ import annotations


CONSEQUENCES = (
    "I know that knowingly giving false information, or leaving it out, can lead to "
    "civil, criminal or disciplinary action."
)


def statement_of(*, is_nil: bool, limit_days: int) -> str:
    """Return the statement that goes with a return; `limit_days` is the policy's.

    Source: docs/field.md 5.4, in our own words.
    """
    opening = (
        "I have nothing to declare, and know of nothing that those close to me would "
        "have to declare."
        if is_nil
        else "The list of my interests is complete and true."
    )
    return f"{opening} {_changes(limit_days)} {CONSEQUENCES}"


def statement_of_one(*, limit_days: int) -> str:
    """Return the statement that goes with one declaration."""
    return (
        "What I say here is complete and true as far as I know. "
        f"{_changes(limit_days)} {CONSEQUENCES}"
    )


def _changes(limit_days: int) -> str:
    return (
        "I will tell of every change as soon as I can, and at most "
        f"{limit_days} days after it arises."
    )
