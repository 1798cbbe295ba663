"""Answer the invitation to a sitting: I come, join remotely, send a deputy, apologise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.enums import SourceKind
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.actions import attendances, quorum_checks
from meetings.actions.hearsay import day_said
from meetings.enums import GatheringState, ReplyAnswer
from meetings.models import Attendance, Reply, Sitting
from people import door


if TYPE_CHECKING:
    from datetime import date, datetime

    from people.models import Person, User

# The invitation goes out with the notice; once the room is open it shows who came.
OPEN_STATES = frozenset({GatheringState.NOTICE_GIVEN, GatheringState.PACK_SENT})


@transaction.atomic
def answer(
    *,
    sitting: Sitting,
    person: Person,
    said: ReplyAnswer,
    by: User,
    deputy: Person | None = None,
    source: SourceKind = SourceKind.SELF,
    replied_on: date | None = None,
    now: datetime | None = None,
) -> Reply:
    """Record what the holder of a seat answers; apologies and a deputy follow from it.

    An officer who records it names the source and the day. A later answer replaces the
    earlier one; the audit keeps both.

    Raises:
      RuleBroken: the door refuses, the person holds no seat, no answer is awaited (any
        more), the source or the day is missing, or the deputy is not one of the seat.
    """
    is_own = by.person_id == person.pk
    sitting = _locked(sitting, by, is_own=is_own)
    day = day_said("the answer", whose=person, source=source, said_on=replied_on, by=by)
    _follow(sitting, person, said, deputy, by)
    reply, _ = Reply.objects.update_or_create(
        sitting=sitting,
        person=person,
        defaults={
            "answer": said,
            "source": source,
            "replied_on": day,
            "recorded_at": now or clock.now(),
            "recorded_by": by,
        },
    )
    audit.record(
        "invitation.answered",
        target=reply,
        by=by.label,
        summary=f"{person}: {said.label}",
        details={"source": source, "deputy": str(deputy or "")},
        now=now,
    )
    quorum_checks.at_replies(gathering=sitting.gathering)
    return reply


def _locked(sitting: Sitting, by: User, *, is_own: bool) -> Sitting:
    """Lock the sitting, ask the door, and see that an answer is awaited."""
    sitting = (
        Sitting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("gathering", "committee")
        .get(pk=sitting.pk)
    )
    door.require(by, "reply" if is_own else "record", sitting)
    if sitting.gathering.state not in OPEN_STATES:
        raise RuleBroken.because(
            "no_answer_awaited",
            "Answers are taken from the notice of the meeting until it is opened. "
            "Who comes or stays away later is recorded as the meeting's attendance.",
        )
    return sitting


def _follow(
    sitting: Sitting,
    person: Person,
    said: ReplyAnswer,
    deputy: Person | None,
    by: User,
) -> None:
    """Write the apologies or the deputy that an answer means, or take them back."""
    seat = attendances.seat_held(sitting, person)
    _take_back(sitting, person, by)
    if said is ReplyAnswer.APOLOGIES:
        attendances.note_apologies(sitting=sitting, person=person, by=by)
    elif said is ReplyAnswer.DEPUTY:
        if deputy is None:
            raise RuleBroken.because("deputy_missing", "Say which deputy comes.")
        attendances.note_deputy(sitting=sitting, seat=seat, person=deputy, by=by)


def _take_back(sitting: Sitting, person: Person, by: User) -> None:
    """Take back earlier apologies of the person, and with them the deputy."""
    earlier = Attendance.objects.filter(
        sitting=sitting, person=person, sent_apologies=True
    ).first()
    if earlier is not None:
        attendances.note_return(sitting=sitting, attendance=earlier, by=by)
