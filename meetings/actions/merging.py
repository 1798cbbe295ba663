"""Move what a merged entry was in meetings to the person who remains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from core.actions import audit
from meetings.actions.reopening import clear_treatment, treatment_of
from meetings.actions.row_book import reopen_all
from meetings.enums import ConflictState
from meetings.facts.touched import CLOSED_STATES
from meetings.models import (
    Attendance,
    ConflictAdvice,
    ConflictGround,
    ConflictRow,
    CoverSheet,
    Gathering,
    Item,
    ItemContributor,
    LateReason,
    OutsideClinician,
    PresenceEvent,
    PresidingChoice,
    Remedy,
    Reply,
    Sitting,
    StandingRuling,
    Tabling,
)
from people.actions.merged import MERGING, tell_kept, tell_moved


if TYPE_CHECKING:
    from people.models import Person


@transaction.atomic
def move_to(*, duplicate: Person, into: Person) -> None:
    """Move rows, attendances, presence and offices to who remains; repeatable.

    Nobody is then in one room twice. What was frozen (quorum of a decision, packs,
    minutes) stays as it was.
    """
    _move_conflict_rows(duplicate, into)
    _move_attendances(duplicate, into)
    PresenceEvent.objects.filter(person=duplicate).update(person=into)
    Item.objects.filter(lead=duplicate).update(lead=into)
    CoverSheet.objects.filter(author=duplicate).update(author=into)
    _move_contributions(duplicate, into)
    Gathering.objects.filter(convening_chair=duplicate).update(convening_chair=into)
    Sitting.objects.filter(chair=duplicate).update(chair=into)
    _move_ways_out(duplicate, into)


def _move_ways_out(duplicate: Person, into: Person) -> None:
    """Move what was chosen; of two answers, or two places for one item, one stays."""
    Remedy.objects.filter(chosen_for=duplicate).update(chosen_for=into)
    PresidingChoice.objects.filter(person=duplicate).update(person=into)
    for row in Remedy.objects.filter(person=duplicate):
        twice = Remedy.objects.standing().filter(
            item=row.item_id, sitting=row.sitting_id, person=into
        )
        if row.undone_at is not None or not twice.exists():
            Remedy.objects.filter(pk=row.pk).update(person=into)
    for reply in Reply.objects.filter(person=duplicate):
        _move_reply(reply, into)
    for listed in OutsideClinician.objects.filter(person=duplicate):
        twice_listed = OutsideClinician.objects.filter(
            organisation=listed.organisation_id, person=into, to_on=None
        )
        if listed.to_on is None and twice_listed.exists():
            listed.to_on = max(listed.from_on, clock.today())
        listed.person = into
        listed.save(update_fields=["to_on", "person"])
    # What was confirmed or closed is kept as it was said, under the name it was said.
    StandingRuling.objects.filter(ruled_by=duplicate).update(ruled_by=into)
    ConflictAdvice.objects.filter(advisor=duplicate).update(advisor=into)
    LateReason.objects.filter(chair=duplicate).update(chair=into)
    Tabling.objects.filter(tabled_by=duplicate).update(tabled_by=into)


def _move_reply(reply: Reply, into: Person) -> None:
    """Of two answers to one invitation the one that came later stays."""
    theirs = Reply.objects.filter(sitting=reply.sitting_id, person=into).first()
    if theirs is not None and theirs.recorded_at >= reply.recorded_at:
        reply.delete()
        return
    if theirs is not None:
        theirs.delete()
    reply.person = into
    reply.save(update_fields=["person"])


def _move_contributions(duplicate: Person, into: Person) -> None:
    """Move what somebody contributed; said of both, it is kept once."""
    for mine in ItemContributor.objects.filter(person=duplicate):
        said = ItemContributor.objects.filter(
            item=mine.item_id, role=mine.role, person=into
        )
        if said.exists():
            mine.delete()
        else:
            mine.person = into
            mine.save(update_fields=["person"])


def _move_attendances(duplicate: Person, into: Person) -> None:
    """Keep one place a sitting: a seat before none, else the earlier of both."""
    rows = Attendance.objects.select_for_update(of=("self",)).order_by("pk")
    for mine in rows.filter(person=duplicate):
        theirs = rows.filter(person=into, sitting=mine.sitting_id).first()
        if theirs is None:
            mine.person = into
            mine.save(update_fields=["person"])
            tell_moved(mine, duplicate)
            continue
        kept, other = sorted(
            (mine, theirs), key=lambda row: (row.seat_id is None, row.pk)
        )
        said = f"The other said: {other.get_capacity_display()}."
        other.delete()
        kept.person = into
        kept.save(update_fields=["person"])
        tell_kept(kept, other, said)


def _move_conflict_rows(duplicate: Person, into: Person) -> None:
    rows = ConflictRow.objects.select_for_update(of=("self",)).order_by("pk")
    for mine in rows.filter(person=duplicate).select_related("item__gathering"):
        theirs = rows.filter(
            person=into, item=mine.item_id, sitting=mine.sitting_id
        ).first()
        if theirs is None:
            mine.person = into
            mine.save(update_fields=["person"])
            tell_moved(mine, duplicate)
        elif mine.item.gathering.state not in CLOSED_STATES:
            _join(mine, theirs, into)


def _join(mine: ConflictRow, theirs: ConflictRow, into: Person) -> None:
    """Bring two rows of one person together; what was ruled on half is ruled anew."""
    if mine.state == ConflictState.LAPSED:
        return
    if mine.is_exception and not theirs.is_exception:
        # The chair took it out of a standing ruling: that holds for the one person.
        ConflictRow.objects.filter(pk=theirs.pk).update(is_exception=True)
        theirs.is_exception = True
    known = set(theirs.grounds.values_list("fingerprint", flat=True))
    new = ConflictGround.objects.filter(row=mine).exclude(fingerprint__in=known)
    if new.update(row=theirs):
        reopen_all([theirs], f"The entry of {into} was merged with another.", MERGING)
    _carry_advice(mine, theirs)
    mine.grounds.all().delete()
    earlier = treatment_of(mine)
    clear_treatment(mine)
    mine.state = ConflictState.LAPSED
    mine.state_reason = f"The same person as {into}: see their row."
    mine.severity = ""
    mine.revision += 1
    mine.save()
    audit.record(
        "conflict.lapsed", target=mine, by=MERGING, details={"earlier": earlier}
    )


def _carry_advice(mine: ConflictRow, theirs: ConflictRow) -> None:
    """Give the row that remains what was advised on the other: the chair reads it there."""
    ConflictAdvice.objects.bulk_create(
        ConflictAdvice(
            row=theirs,
            advisor=one.advisor,
            words=one.words,
            source=one.source,
            given_on=one.given_on,
            recorded_at=one.recorded_at,
            recorded_by=one.recorded_by,
        )
        for one in mine.advice.order_by("pk").select_related("advisor", "recorded_by")
    )
