"""What a letter says, before it is frozen on its row."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text file that travels with a letter, such as a calendar entry."""

    name: str
    content_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Gist:
    """What one letter says, its one address, and why it came, to be told with others."""

    words: str
    link: str
    address: str
    why: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """The words of one letter for one person, as written at the moment of sending."""

    subject: str
    text: str
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    gist: Gist | None = None
