"""Who is signed in, read with the person they are: every page asks for both."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from people.models import User


class Backend(AuthenticationBackend):  # type: ignore[misc] # allauth has no types
    """Sign-in by allauth; a user comes with their person in one query."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the user of a session, or None where there is none who may sign in."""
        user = User.objects.select_related("person").filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        return user
