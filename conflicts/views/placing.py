"""Where pages about one interest stand in the navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.web.context import belong_to


if TYPE_CHECKING:
    from django.http import HttpRequest

    from conflicts.models import Interest


def place(request: HttpRequest, interest: Interest) -> None:
    """Let a page about somebody else's interest stand below the registers."""
    if interest.person_id != getattr(request.user, "person_id", None):
        belong_to(request, "conflicts:registers")
