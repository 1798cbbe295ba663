"""Say which organisations, or classes of them, an item touches and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from commissioning.enums import OrganisationKind
from core.actions import audit, changes
from core.errors import RuleBroken
from meetings.actions import agenda
from meetings.actions.conflict_rows import settle_at_once
from meetings.models import Item, ItemSubject


if TYPE_CHECKING:
    from commissioning.models import Organisation
    from meetings.enums import SubjectRole
    from people.models import User

# Whose member practices can be meant as a class.
COMMISSIONERS = frozenset(
    {OrganisationKind.CCG, OrganisationKind.ICB, OrganisationKind.SUB_ICB}
)


@transaction.atomic
def add(
    *,
    item: Item,
    organisation: Organisation,
    role: SubjectRole,
    by: User,
    is_class: bool = False,
) -> ItemSubject:
    """Say that an item touches an organisation, or all practices of a CCG.

    Whom it concerns is withheld from at once. Saying the same thing twice changes
    nothing.

    Raises:
      RuleBroken: the door refuses, the line is a heading, or only a commissioner has
        member practices.
    """
    gathering = agenda.lock(item.gathering, by=by)
    if item.is_heading:
        raise RuleBroken.because(
            "heading_has_no_subject", "A heading touches nobody: name it on an item."
        )
    if is_class and organisation.kind not in COMMISSIONERS:
        raise RuleBroken.because(
            "class_needs_commissioner",
            f"{organisation} has no member practices. Choose a CCG, or leave “all its "
            "member practices” unticked.",
        )
    subject, is_new = ItemSubject.objects.get_or_create(
        item=item, organisation=organisation, is_class=is_class, role=role
    )
    if is_new:
        # Whoever names somebody takes back that it touches nobody.
        Item.objects.filter(pk=item.pk, touches_nobody=True).update(
            touches_nobody=False
        )
        changes.note("item", item.pk)
        audit.record(
            "item.subject_added",
            target=item,
            by=by.label,
            summary=f"{subject}: {subject.get_role_display()}",
            details={"gathering": gathering.pk},
        )
        settle_at_once([item, *item.sub_items.all()])
    return subject


@transaction.atomic
def say_nobody(*, item: Item, is_so: bool, by: User) -> Item:
    """Say that an item touches no organisation, or take that back; twice is harmless.

    Raises:
      RuleBroken: the door refuses, or an organisation is named on it.
    """
    agenda.lock(item.gathering, by=by)
    item = Item.objects.select_for_update().get(pk=item.pk)
    if item.touches_nobody == is_so:
        return item
    if is_so and item.subjects.exists():
        raise RuleBroken.because(
            "somebody_is_named",
            "Organisations are named on this item. Take them off first.",
        )
    item.touches_nobody = is_so
    item.save(update_fields=["touches_nobody"])
    event = "item.touches_nobody" if is_so else "item.may_touch_somebody"
    audit.record(event, target=item, by=by.label)
    return item


@transaction.atomic
def remove(*, subject: ItemSubject, by: User) -> None:
    """Say that an item does not touch an organisation after all.

    Raises:
      RuleBroken: the door refuses.
    """
    item = subject.item
    agenda.lock(item.gathering, by=by)
    changes.note("item", item.pk)
    audit.record(
        "item.subject_removed",
        target=item,
        by=by.label,
        summary=f"{subject}: {subject.get_role_display()}",
    )
    subject.delete()
