"""Merge two entries of one person, and move what this room knows of the duplicate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from conflicts.actions.cycle import drop_locked
from conflicts.actions.versions import keep_version
from conflicts.facts.cycle import about
from conflicts.models import (
    DeclarationDraft,
    DeclarationRequest,
    GiftOffer,
    Interest,
    LegalHold,
    Position,
    ReturnFilePerson,
    TrainingCompletion,
)
from core import clock
from core.actions import audit, changes
from core.errors import RuleBroken
from core.models import AuditEvent
from notices.actions import letters
from people import door
from people.actions import persons
from people.actions.merged import MERGING, move_spans, tell_kept, tell_moved
from people.models import Person, User


if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet


@transaction.atomic
def merge(
    *,
    duplicate: Person,
    into: Person,
    reason: str,
    by: User,
    now: datetime | None = None,
) -> Person:
    """Merge a duplicate into another entry in every room at once; return who remains.

    Raises:
      RuleBroken: not theirs to merge, no reason, one entry, or both sign in.
    """
    if not reason.strip():
        raise RuleBroken.because(
            "no_reason", "Say how you know that both are the same person."
        )
    # The entry that remains takes over seats and sign-in: it must be theirs as well.
    door.require(by, "merge", into)
    remaining = persons.merge(duplicate=duplicate, into=into, by=by, now=now)
    audit.record(
        "person.merge_reason",
        target=remaining,
        by=by.label,
        summary=reason.strip(),
        details={"duplicate": duplicate.pk},
        now=now,
    )
    changes.settle_topic("person_merged")
    return remaining


@transaction.atomic
def move_to(*, duplicate: Person, into: Person, now: datetime | None = None) -> None:
    """Move what a merged entry declared, and was asked, to who remains; repeatable.

    Versions, attestations and reviews stay as they were written: a register as at a
    past day shows the entry as it was then (ADR 16).
    """
    moment = now or clock.now()
    _move_interests(duplicate, into, moment)
    _leave_no_own_manager(duplicate, into)
    move_spans(Position, duplicate, into, alike=("organisation_id", "title"))
    _move_requests(duplicate, into, moment)
    for model, alike in (
        (GiftOffer, ()),
        (LegalHold, ()),
        (TrainingCompletion, ("module", "completed_on")),
        (ReturnFilePerson, ("return_file_id",)),
    ):
        _move_rows(model, duplicate, into, alike)
    _move_drafts(duplicate, into)


def _move_interests(duplicate: Person, into: Person, moment: datetime) -> None:
    mine = Interest.objects.select_for_update(of=("self",)).filter(person=duplicate)
    for interest in mine.select_related("organisation").order_by("pk"):
        interest.person = into
        interest.version += 1
        interest.save(update_fields=["person", "version"])
        reason = f"{duplicate} (entry {duplicate.pk}) is the same person as {into}."
        keep_version(interest, reason, by=_merger(duplicate, interest), now=moment)
        tell_moved(interest, duplicate)
        changes.note("interest", interest.pk, now=moment)


def _merger(duplicate: Person, interest: Interest) -> User:
    """Return who merged the entries; where a task did, who recorded the interest."""
    event = AuditEvent.objects.about(duplicate).filter(event="person.merged").first()
    by_user = event.details.get("by_user") if event else None
    if not isinstance(by_user, int):
        return interest.recorded_by
    return User.objects.get(pk=by_user)


def _leave_no_own_manager(duplicate: Person, into: Person) -> None:
    """Let nobody manage themself once both are one; the others keep their manager."""
    both = [duplicate, into]
    own = Position.objects.filter(person__in=both, line_manager__in=both)
    _change_manager(own, None)
    _change_manager(Position.objects.filter(line_manager=duplicate), into)


def _change_manager(positions: QuerySet[Position], manager: Person | None) -> None:
    for row in positions.select_for_update(of=("self",)).order_by("pk"):
        before = row.line_manager_id
        row.line_manager = manager
        row.save(update_fields=["line_manager"])
        audit.record(
            "position.manager_merged",
            target=row,
            by=MERGING,
            details={"before": before, "after": manager.pk if manager else None},
        )


def _move_requests(duplicate: Person, into: Person, moment: datetime) -> None:
    """Ask one person once in a round; what either entry answered is answered."""
    requests = DeclarationRequest.objects.select_for_update(of=("self",))
    for mine in requests.filter(person=duplicate, dropped_at__isnull=True):
        same = requests.filter(person=into, campaign=mine.campaign_id)
        theirs = same.filter(dropped_at__isnull=True).first()
        if theirs is not None:
            _join_requests(mine, theirs, into, moment)
        elif not same.filter(asked_on=mine.asked_on).exists():
            mine.person = into
            mine.save(update_fields=["person"])
            tell_moved(mine, duplicate)
        elif mine.answered_by_id is None:
            reason = f"The same person as {into}, who need not answer."
            drop_locked(mine, reason=reason, by=MERGING, now=moment)


def _join_requests(
    mine: DeclarationRequest,
    theirs: DeclarationRequest,
    into: Person,
    moment: datetime,
) -> None:
    """Let one answer settle both requests, and one request of two go on."""
    if mine.answered_by_id is None:
        reason = f"The same person as {into}, who is asked already."
        drop_locked(mine, reason=reason, by=MERGING, now=moment)
    elif theirs.answered_by_id is None:
        theirs.answered_by_id = mine.answered_by_id
        theirs.save(update_fields=["answered_by"])
        letters.withdraw(
            about=about(theirs.pk), reason="Answered.", by=MERGING, and_printed=True
        )
    tell_kept(theirs, mine, "")


def _move_drafts(duplicate: Person, into: Person) -> None:
    """Keep, of two drafts of one thing by one hand, the one saved last."""
    drafts = DeclarationDraft.objects.select_for_update(of=("self",))
    for mine in drafts.filter(person=duplicate):
        theirs = drafts.filter(
            person=into, saved_by=mine.saved_by_id, interest=mine.interest_id
        ).first()
        if theirs is not None and theirs.saved_at > mine.saved_at:
            mine.delete()
            continue
        if theirs is not None:
            theirs.delete()
        mine.person = into
        mine.save(update_fields=["person"])
        tell_moved(mine, duplicate)


def _move_rows(
    model: type[Any], duplicate: Person, into: Person, alike: tuple[str, ...]
) -> None:
    for row in model.objects.select_for_update(of=("self",)).filter(person=duplicate):
        if alike and _clashes(row, into, alike):
            continue  # What both have is kept twice and read once.
        row.person = into
        row.save(update_fields=["person"])
        tell_moved(row, duplicate)


def _clashes(row: Any, into: Person, alike: tuple[str, ...]) -> bool:
    same = {name: getattr(row, name) for name in alike}
    return bool(type(row).objects.filter(person=into, **same).exists())
