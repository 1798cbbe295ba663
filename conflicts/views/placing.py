"""Where pages about one interest stand in the navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.web.context import belong_to


if TYPE_CHECKING:
    from conflicts.models import Interest
    from people.requests import UserRequest


def place(request: UserRequest, interest: Interest) -> None:
    """Let a page about somebody else's interest stand below the registers."""
    if interest.person_id != request.user.person_id:
        belong_to(request, "conflicts:registers")
