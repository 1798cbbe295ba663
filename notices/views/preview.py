"""A button beside the one that sends: the letters are shown, and nothing is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notices.preview import foresee


if TYPE_CHECKING:
    from collections.abc import Callable

    from notices.preview import Preview
    from people.requests import UserRequest


def do_or_preview(request: UserRequest, action: Callable[[], object]) -> Preview | None:
    """Do what was asked for and return None; or only show what letters it would send.

    The button that asks for it is called `preview`; its value may be the key of the
    person whose letter is to be shown.

    Raises:
      RuleBroken: the action refuses, done or previewed.
    """
    asked = request.POST.get("preview")
    if asked is None:
        action()
        return None
    key = int(asked) if asked.isdecimal() else None
    return foresee(action, by=request.user, written_to=key)
