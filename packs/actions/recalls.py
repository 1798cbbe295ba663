"""A copy is taken back: shut, told to its reader, replaced, answered for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.actions.hearsay import day_said
from meetings.models import Gathering
from notices.actions import letters
from packs.facts.recalls import confirmed_leaks, pages_withheld_since
from packs.models import (
    Pack,
    PackCopy,
    PackOpening,
    PackPosting,
    PackRecall,
    PackState,
)
from people import door
from people.models import User


if TYPE_CHECKING:
    from datetime import date, datetime

    from conflicts.enums import SourceKind
    from packs.models import RecallAnswer

# A replacement is one copy: a worker that has not made it by then is dead.
LOST_AFTER = timedelta(minutes=10)


def recall_confirmed() -> int:
    """Take back every copy that gives what a ruling withholds now; say how many.

    Whoever recorded the ruling has taken it back by that. Safe to repeat: what was
    taken back is not current any more.
    """
    found = confirmed_leaks()
    recorders = User.objects.in_bulk({copy.recorded_ruling for copy in found})
    for copy in found:
        user = recorders[copy.recorded_ruling]
        _recall(copy, user=user, words=f"the ruling recorded by {user.label}")
    return len(found)


@transaction.atomic
def recall(*, copy: PackCopy, by: User, now: datetime | None = None) -> PackRecall:
    """Take a copy back from its reader before anybody has ruled: an officer's decision.

    Taken back already, nothing happens.

    Raises:
      RuleBroken: the door refuses, the pack was not sent, or the copy gives nothing
        that is withheld from its reader now.
    """
    door.require(by, "send", copy.pack)
    return _recall(copy, user=by, words=by.label, now=now)


@transaction.atomic
def _recall(
    copy: PackCopy, *, user: User, words: str, now: datetime | None = None
) -> PackRecall:
    """Take it back; `words` say by whom or what."""
    moment = now or clock.now()
    # The order of whoever sends: the gathering, then the pack, then its copies.
    Gathering.objects.select_for_update().get(pk=copy.pack.gathering_id)
    pack = Pack.objects.select_for_update().get(pk=copy.pack_id)
    locked = (
        PackCopy.objects.select_for_update(of=("self",))
        .select_related("pack__gathering", "person")
        .defer("manifest")
        .get(pk=copy.pk)
    )
    if earlier := PackRecall.objects.filter(copy=locked).first():
        return earlier
    pages = _pages_to_take_back(locked, pack)
    locked.revoked_at, locked.revoked_by = moment, user
    locked.save(update_fields=["revoked_at", "revoked_by"])
    made = PackRecall.objects.create(
        copy=locked,
        pages=pages,
        opened_at=_in_hand_since(locked),
        recalled_at=moment,
        recalled_by=words,
    )
    letters.plan(
        kind="pack_recalled",
        about=f"pack:{pack.pk}",
        person=locked.person,
        due_at=moment,
        by=user,
        occasion=f"copy {locked.pk}",
        now=moment,
    )
    audit.record(
        "copy.recalled",
        target=locked,
        by=user.label,
        details={"pages": pages, "was_opened": made.opened_at is not None},
        now=moment,
    )
    return made


def _in_hand_since(copy: PackCopy) -> datetime | None:
    """Return when its reader first opened a copy, or had it posted to them, if ever."""
    opened = PackOpening.objects.filter(copy=copy, user__person=copy.person_id)
    posted = PackPosting.objects.filter(copy=copy)
    moments = [
        *opened.order_by("opened_at").values_list("opened_at", flat=True)[:1],
        *posted.values_list("recorded_at", flat=True),
    ]
    return min(moments, default=None)


def _pages_to_take_back(copy: PackCopy, pack: Pack) -> list[list[int | str]]:
    if pack.state != PackState.SENT or copy.revoked_at is not None:
        raise RuleBroken.because(
            "not_current", "Only a copy that was sent and is current is taken back."
        )
    pages = pages_withheld_since(copy)
    if not pages:
        raise RuleBroken.because(
            "nothing_withheld",
            "This copy gives nothing that is withheld from its reader now.",
        )
    return pages


@transaction.atomic
def claim_next(*, now: datetime | None = None) -> PackRecall | None:
    """Claim the oldest recall whose reader waits for another copy, if there is one."""
    moment = now or clock.now()
    waiting = PackRecall.objects.waiting(lost_before=moment - LOST_AFTER)
    found = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if found is not None:
        found.claimed_at = moment
        found.save(update_fields=["claimed_at"])
    return found


@transaction.atomic
def answer(
    *,
    recall: PackRecall,
    said: RecallAnswer,
    source: SourceKind,
    said_on: date | None,
    by: User,
) -> PackRecall:
    """Record what a reader says became of the copy they had; the last word counts.

    An officer who records it names the source and the day; the audit keeps earlier
    answers.

    Raises:
      RuleBroken: the door refuses, or the source or the day is missing or to come.
    """
    recall = (
        PackRecall.objects.select_for_update(of=("self",))
        .select_related("copy__pack__gathering", "copy__person")
        .get(pk=recall.pk)
    )
    door.require(by, "answer", recall)
    whose = recall.copy.person
    day = day_said("the answer", whose=whose, source=source, said_on=said_on, by=by)
    recall.answer, recall.source = said.value, source.value
    recall.answered_on, recall.recorded_at, recall.recorded_by = day, clock.now(), by
    recall.save(
        update_fields=["answer", "source", "answered_on", "recorded_at", "recorded_by"]
    )
    audit.record(
        "recall.answered",
        target=recall,
        by=by.label,
        summary=f"{whose}: {said.label}",
        details={"source": source.value, "answered_on": day.isoformat()},
    )
    return recall
