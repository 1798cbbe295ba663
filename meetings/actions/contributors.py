"""Say who presents, wrote or reviewed what an item is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core.actions import audit, changes
from core.errors import RuleBroken
from meetings.actions import agenda
from meetings.actions.conflict_rows import settle_at_once
from meetings.models import ItemContributor


if TYPE_CHECKING:
    from meetings.enums import ContributorRole
    from meetings.models import Item
    from people.models import Person, User


@transaction.atomic
def name(
    *, item: Item, person: Person, role: ContributorRole, by: User
) -> ItemContributor:
    """Name a contributor of an item: their interests are matched like a member's.

    Being named opens nothing to them. Saying the same thing twice changes nothing.

    Raises:
      RuleBroken: the door refuses, or the line is a heading.
    """
    agenda.lock(item.gathering, by=by)
    if item.is_heading:
        raise RuleBroken.because(
            "heading_has_no_contributor",
            "Nobody presents a heading: name them on an item.",
        )
    found, is_new = ItemContributor.objects.get_or_create(
        item=item, person=person, role=role
    )
    if is_new:
        changes.note("item", item.pk)
        audit.record(
            "item.contributor_named", target=item, by=by.label, summary=str(found)
        )
        settle_at_once([item])
    return found


@transaction.atomic
def strike(*, contributor: ItemContributor, by: User) -> None:
    """Say that somebody did not contribute after all.

    Raises:
      RuleBroken: the door refuses.
    """
    item = contributor.item
    agenda.lock(item.gathering, by=by)
    changes.note("item", item.pk)
    audit.record(
        "item.contributor_struck", target=item, by=by.label, summary=str(contributor)
    )
    contributor.delete()
    settle_at_once([item])
