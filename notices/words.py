"""How every letter is put together: what it says, one link, and why it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from notices.values import Attachment, Gist, Rendered


if TYPE_CHECKING:
    from collections.abc import Sequence

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

    `link` says what is behind `path`, the address on this site; without a path, for
    somebody who does not sign in, the words are complete. `why` follows "You get this
    letter because", without its full stop.
    """
    address = settings.QUORATE_BASE_URL + path if path else ""
    gist = Gist(words.strip(), link, address, why)
    return Rendered(
        subject=subject,
        text=(
            f"Dear {person},\n\n{gist.words_and_link}\n\n"
            f"You get this letter because {why}."
        ),
        attachments=attachments,
        gist=gist,
    )


def list_of(person: Person, letters: Sequence[Rendered]) -> Rendered:
    """Write several letters to a person as one: each with its link and why it came.

    Raises:
      ValueError: one of them was not put together by `write`, or has an attachment.
    """
    parts = []
    for number, one in enumerate(letters, start=1):
        if one.gist is None or one.attachments:
            raise ValueError(f"“{one.subject}” can only be sent on its own.")
        parts.append(
            f"{number}. {one.subject}\n\n{one.gist.words_and_link}\n\n"
            f"You are told this because {one.gist.why}."
        )
    return Rendered(
        subject=f"{len(letters)} reminders: {letters[0].subject}, and more",
        text=(
            f"Dear {person},\n\n{len(letters)} things wait for you.\n\n"
            + "\n\n".join(parts)
            + "\n\nYou get this letter because several reminders for you fell on one "
            "day."
        ),
    )
