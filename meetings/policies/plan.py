"""Who looks at the plan of the months to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, Q

from commissioning.models import Post
from committees.enums import SeatRole
from committees.models import Appointment
from committees.policies import READING_ROLES
from core import clock
from core.verdict import YES, Verdict, no
from meetings.models import Gathering
from meetings.policies.bodies import person_of
from people import door
from people.models import Person


if TYPE_CHECKING:
    from people.actors import Actor

NOT_PLANNER = no(
    "not_planner",
    "Only the chairs, the governance officers and the guardian look at the forward "
    "plan: it shows the conflicts of others. Your own meetings are on the list of "
    "meetings.",
)


@door.answers("look_ahead", Gathering)
def can_look_ahead(actor: Actor, _gatherings: type[Gathering]) -> Verdict:
    """Say who opens the forward plan: whoever reviews the conflicts of some meeting.

    What of it they read is judged meeting by meeting, and item by item.
    """
    person_id = person_of(actor)
    if person_id is None:
        return NOT_PLANNER
    today = clock.today()
    posts = Post.objects.held_on(today).filter(person=person_id, role__in=READING_ROLES)
    chairs = Appointment.objects.held_on(today).filter(
        person=person_id,
        seat__terms__roles__overlap=[SeatRole.CHAIR, SeatRole.VICE_CHAIR],
    )
    presiding = Gathering.objects.upcoming(today).filter(
        Q(convening_chair=person_id) | Q(sittings__chair=person_id)
    )
    # One question: it is asked on the first screen.
    known = Person.objects.filter(
        Exists(posts) | Exists(chairs) | Exists(presiding), pk=person_id
    )
    return YES if known.exists() else NOT_PLANNER
