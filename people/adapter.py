"""How allauth behaves here: nobody signs up, and nobody learns who is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter


if TYPE_CHECKING:
    from django.http import HttpRequest  # noqa: TID251 - only to name a type


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth is untyped
    """Sign-in for people whom an officer or administrator entered."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: people are entered by an officer."""
        return False
