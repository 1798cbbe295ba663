"""Give a new item what an old one has: whom it touches, who wrote it, what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meetings.actions.conflict_rows import add_by_hand
from meetings.actions.reopening import is_by_hand
from meetings.models import ItemContributor, ItemSubject


if TYPE_CHECKING:
    from collections.abc import Iterable

    from meetings.models import Item, Sitting
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

    For the same committee, where it is one of `sittings`.
    """
    of_committee = {one.committee_id: one for one in sittings}
    for row in item.conflict_rows.alive().select_related("sitting", "person"):
        sitting = of_committee.get(row.sitting.committee_id)
        for ground in row.grounds.all():
            if sitting is not None and is_by_hand(ground):
                add_by_hand(
                    item=new,
                    sitting=sitting,
                    person=row.person,
                    words=ground.trace,
                    by=by,
                )
