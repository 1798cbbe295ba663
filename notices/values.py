"""What a letter says, before it is frozen on its row."""

from __future__ import annotations

import hashlib
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

    @property
    def words_and_link(self) -> str:
        """Return what is said, and under it where to go, if there is somewhere."""
        link = f"{self.link}: {self.address}" if self.address else ""
        return f"{self.words}\n\n{link}".strip()


@dataclass(frozen=True, slots=True)
class Rendered:
    """The words of one letter for one person, as written at the moment of sending."""

    subject: str
    text: str
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    gist: Gist | None = None


def hashed(token: str) -> str:
    """Return what is kept of a random token: so random, it needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
