"""On which day something was said that reaches the record by its own or another's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflicts.enums import SourceKind
from core import clock
from core.errors import RuleBroken
from people import door


if TYPE_CHECKING:
    from datetime import date

    from django.db.models import Model

    from committees.models import Committee
    from people.models import Person, User


def day_said(
    what: str,
    *,
    whose: Person | None,
    source: SourceKind,
    said_on: date | None,
    by: User,
    verb: str = "given",
) -> date:
    """Return the day of `what` ("the ruling"): `said_on`, or today for one's own word.

    Whoever records another's word says how it came, and on which day that was. `verb`
    is what is done with it: a ruling is given, a choice made.

    Raises:
      RuleBroken: the source or the day is missing, or the day is in the future.
    """
    today = clock.today()
    is_own = source == SourceKind.SELF
    if is_own and (whose is None or whose != by.person):
        raise RuleBroken.because("source_missing", f"Say how {what} reached you.")
    if said_on is None and not is_own:
        raise RuleBroken.because("day_missing", f"Say on which day {what} was {verb}.")
    if said_on is not None and said_on > today:
        subject = what[0].upper() + what[1:]
        raise RuleBroken.because(
            "said_in_future", f"{subject} cannot have been {verb} in the future."
        )
    return said_on or today


def require_recorder(
    whose: Person | None, *, by: User, verb: str, record: Model, body: Committee
) -> None:
    """Let one chair or guardian speak for themself, and no other for them.

    `verb` and `record` are what only the officers of `body` may do at the door: they
    alone write down what somebody else ruled. Source: docs/field.md 9.16.

    Raises:
      RuleBroken: it is another's word, and `by` does not keep that record.
    """
    if whose == by.person or door.may(by, verb, record):
        return
    raise RuleBroken.because(
        "not_your_word",
        f"Only a governance officer of {body.short_name} writes down what somebody "
        f"else ruled. {whose} can enter it themself.",
    )
