"""What the launcher tells a person when it cannot go on."""

from __future__ import annotations


class CannotStart(Exception):
    """A sentence for the person at the keyboard: what is wrong and what to do."""


class StopAsked(BaseException):
    """Ctrl-C or TERM: everything started is stopped, then the launcher leaves."""

    def __init__(self, signal_number: int) -> None:
        self.signal_number = signal_number
        super().__init__(f"signal {signal_number}")
