"""Ctrl-C, TERM and hang-up: the first is obeyed in order, the next are ignored."""

from __future__ import annotations

import signal
from types import FrameType

from config.local.errors import StopAsked


ASKING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def stop_politely() -> None:
    """Turn the first signal into `StopAsked`, which unwinds what was started."""

    def ask(number: int, _frame: FrameType | None) -> None:
        ignore()
        raise StopAsked(number)

    for each in ASKING:
        signal.signal(each, ask)


def ignore() -> None:
    """Let nothing interrupt the tidying up: each step of it has its own time limit."""
    for each in ASKING:
        signal.signal(each, signal.SIG_IGN)
