"""The one letter of this room: a check that mail arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from notices import registry
from notices.values import Rendered


if TYPE_CHECKING:
    from notices.models import Letter

MAIL_CHECK: Final = "mail_check"


@registry.renders(MAIL_CHECK)
def write_mail_check(letter: Letter) -> Rendered:
    """Write the letter that shows an administrator that mail arrives."""
    return Rendered(
        subject="Letters from Quorate reach you",
        text=(
            f"Dear {letter.person},\n\n"
            "This letter was sent to see whether letters from Quorate reach you. "
            "They do. You need not do anything.\n"
        ),
    )
