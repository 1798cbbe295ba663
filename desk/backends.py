"""Who is signed in, read with all that the frame of every page asks of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from commissioning.models import Post
from core import clock
from people import backends


if TYPE_CHECKING:
    from people.models import User

POSTS_TODAY = "posts_today"


class Backend(backends.Backend):
    """Sign-in as in `people`; the posts that the navigation asks for come with it.

    What somebody may do is asked of the door each time, never of these.
    """

    def get_user(self, user_id: Any) -> User | None:
        """Return the user of a session with `posts_today`, the roles they hold."""
        return self.session_user(user_id, **{POSTS_TODAY: _roles_of_outer()})


def _roles_of_outer() -> ArraySubquery:
    held = Post.objects.held_on(clock.today()).filter(person=OuterRef("person"))
    return ArraySubquery(held.order_by().values("role"))
