"""A button beside the one that sends: the letters are shown, and nothing is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notices.preview import foresee


if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from notices.preview import Preview
    from people.requests import UserRequest


def do_or_preview(
    request: UserRequest,
    action: Callable[[], object],
    *,
    rehearsal: Callable[[], object] | None = None,
    at: datetime | None = None,
) -> Preview | None:
    """Do what was asked for and return None; or only show what letters it would send.

    The button that asks for it is called `preview`; its value may be the key of the
    person whose letter is to be shown. Where the clock sends the letters, `rehearsal`
    does the action and what the clock does, `at` the moment at which it will.

    Raises:
      RuleBroken: the action refuses, done or previewed.
    """
    asked = request.POST.get("preview")
    if asked is None:
        action()
        return None
    return foresee(rehearsal or action, by=request.user, written_to=_key(asked), at=at)


def preview_of(
    request: UserRequest, rehearsal: Callable[[], object], *, at: datetime
) -> Preview:
    """Show what letters the clock would send at a moment, by a rehearsal of its steps.

    Raises:
      RuleBroken: a step refuses.
    """
    key = _key(request.POST.get("preview", ""))
    return foresee(rehearsal, by=request.user, written_to=key, at=at)


def _key(asked: str) -> int | None:
    return int(asked) if asked.isdecimal() else None
