"""The letters of this room: a check that mail arrives, and several told in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import reverse

from notices import registry
from notices.words import list_of, write


if TYPE_CHECKING:
    from notices.models import Letter
    from notices.values import Rendered

MAIL_CHECK: Final = "mail_check"
TOGETHER: Final = "together"


@registry.renders(MAIL_CHECK)
def write_mail_check(letter: Letter) -> Rendered:
    """Write the letter that shows an administrator that mail arrives."""
    return write(
        letter.person,
        subject="Letters from Quorate reach you",
        words=(
            "This letter was sent to see whether letters from Quorate reach you. "
            "They do. You need not do anything."
        ),
        link="The letters",
        path=reverse("notices:letters"),
        why="you asked for it on the list of letters",
    )


@registry.renders(TOGETHER)
def write_together(letter: Letter) -> Rendered | None:
    """Tell all that is asked of somebody on a day in one letter, each with its link.

    Each is written anew, after asking the door: what is done or withheld meanwhile is
    left out, and of one alone its own letter is written.
    """
    said = []
    for part in letter.carries.select_related("person").order_by("due_at", "pk"):
        part.person = letter.person
        words = registry.render(part)
        if words is not None:
            said.append(words)
    if len(said) < 2:
        return said[0] if said else None
    return list_of(letter.person, said)
