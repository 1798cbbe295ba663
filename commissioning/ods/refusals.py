"""Why a file was not taken, in a sentence that a person can act on."""

from __future__ import annotations


class FileRefused(Exception):
    """A file is not taken; nothing of it, nor of its companions, was kept."""

    def __init__(self, name: str, reason: str, *, line: int | None = None) -> None:
        where = f"{name}, line {line}" if line else name
        super().__init__(f"{where}: {reason}")
        self.name = name
        self.reason = reason
        self.line = line


class BadField(Exception):
    """One field of a line cannot be what its column says; the reader adds the line."""
