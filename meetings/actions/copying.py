"""Give a new item what an old one has: whom it touches, who wrote it, what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meetings.actions.conflict_rows import add_by_hand
from meetings.actions.reopening import is_by_hand
from meetings.facts.matching import people_for
from meetings.models import ItemContributor, ItemSubject


if TYPE_CHECKING:
    from collections.abc import Iterable

    from meetings.models import ConflictRow, Item, Sitting
    from people.models import User


def copy_subjects(item: Item, new: Item) -> None:
    """Let a new item touch whom an old one touches, each once."""
    known = {
        (one.organisation_id, one.is_class, one.role) for one in new.subjects.all()
    }
    ItemSubject.objects.bulk_create(
        ItemSubject(
            item=new,
            organisation_id=one.organisation_id,
            is_class=one.is_class,
            role=one.role,
        )
        for one in item.subjects.all()
        if (one.organisation_id, one.is_class, one.role) not in known
    )


def copy_contributors(item: Item, new: Item) -> None:
    """Name for a new item whoever contributed to an old one."""
    ItemContributor.objects.bulk_create(
        ItemContributor(item=new, person_id=one.person_id, role=one.role)
        for one in item.contributors.all()
    )


def copy_said_by_hand(
    item: Item, new: Item, sittings: Iterable[Sitting], by: User
) -> None:
    """Put what somebody said by hand before the chair for the new item too.

    For the same committee, where it is one of `sittings`; a committee that was not
    there has not heard it, and hears it of those who have a part in its own meeting.
    """
    there = list(sittings)
    known = set(item.gathering.sittings.order_by().values_list("committee", flat=True))
    hearing = {
        one: people_for(new, one) for one in there if one.committee_id not in known
    }
    for row in item.conflict_rows.alive().select_related("sitting", "person"):
        for one in there:
            is_same = one.committee_id == row.sitting.committee_id
            if is_same or row.person_id in hearing.get(one, ()):
                _say_again(row, new, one, by)


def hand_on_by_hand(item: Item, before: Sitting, to: Sitting, by: User) -> None:
    """Put what was said by hand before the chair of who takes an item over here."""
    concerned = people_for(item, to)
    rows = item.conflict_rows.alive().filter(sitting=before, person__in=concerned)
    for row in rows.select_related("person"):
        _say_again(row, item, to, by)


def _say_again(row: ConflictRow, item: Item, sitting: Sitting, by: User) -> None:
    for ground in row.grounds.all():
        if is_by_hand(ground):
            add_by_hand(
                item=item,
                sitting=sitting,
                person=row.person,
                words=ground.trace,
                by=by,
            )
