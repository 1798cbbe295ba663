"""How every letter is put together: what it says, one link, and why it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from notices.values import Attachment, Gist, Rendered


if TYPE_CHECKING:
    from people.models import Person


def write(
    person: Person,
    *,
    subject: str,
    words: str,
    link: str,
    path: str,
    why: str,
    attachments: tuple[Attachment, ...] = (),
) -> Rendered:
    """Write a letter to a person, with one link and one sentence why it came.

    `link` says what is behind `path`, the address on this site; `why` follows "You get
    this letter because", without its full stop.
    """
    address = settings.QUORATE_BASE_URL + path
    text = (
        f"Dear {person},\n\n{words.strip()}\n\n{link}: {address}\n\n"
        f"You get this letter because {why}."
    )
    return Rendered(
        subject=subject,
        text=text,
        attachments=attachments,
        gist=Gist(words.strip(), link, address, why),
    )
