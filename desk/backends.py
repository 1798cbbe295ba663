"""Who is signed in, read with all that the frame of every page asks of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField
from django.db.models.expressions import RawSQL

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


def _roles_of_outer() -> RawSQL:
    """Return an array of roles; in SQL, since every page pays for what Django compiles."""
    sql = (
        "ARRAY(SELECT role FROM commissioning_post AS held"
        " WHERE held.person_id = people_user.person_id AND held.from_on <= %s"
        " AND (held.to_on IS NULL OR held.to_on >= %s))"
    )
    days = [clock.today()] * 2
    # The text is a constant, and the days go as parameters.
    return RawSQL(sql, days, ArrayField(CharField()))  # noqa: S611 # nosec B611
