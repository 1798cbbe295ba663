"""A request of somebody who has signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest


if TYPE_CHECKING:
    from people.models import User


class UserRequest(HttpRequest):
    """A request past `login_required`: its user is a row, never anonymous."""

    user: User
