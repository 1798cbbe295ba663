"""Who is signed in, read with the person they are: every page asks for both."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from people.models import User


class Backend(AuthenticationBackend):  # type: ignore[misc] # allauth has no types
    """Sign-in by allauth; a user comes with their person in one query."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the user of a session, or None where there is none who may sign in."""
        return self.session_user(user_id)

    def session_user(self, user_id: Any, **also: Any) -> User | None:
        """Return the same with more expressions read in the same query, by name."""
        users = User.objects.select_related("person").annotate(**also)
        user = users.filter(pk=user_id).order_by().first()
        if user is None or not self.user_can_authenticate(user):
            return None
        return user
