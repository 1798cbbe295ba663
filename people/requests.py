"""A request whose user has signed in, for the type checker and for readers."""

from __future__ import annotations

from django.http import HttpRequest  # noqa: TID251 - the type of what views receive

from people.models import User


class UserRequest(HttpRequest):
    """A request behind `login_required`: the user is one of ours."""

    user: User
