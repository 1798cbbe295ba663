"""Enter persons, correct them, and merge duplicates with their history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core.actions import audit, changes
from core.errors import RuleBroken
from people import door
from people.models import Person, User


if TYPE_CHECKING:
    from datetime import datetime

    from people.actors import Actor


@transaction.atomic
def enter(
    *,
    given_name: str,
    family_name: str,
    by: Actor,
    title: str = "",
    email: str = "",
    telephone: str = "",
    postal_address: str = "",
    now: datetime | None = None,
) -> Person:
    """Enter somebody in the record, who may never sign in.

    Raises:
      RuleBroken: not theirs to enter, or without a family name.
    """
    door.require(by, "enter", Person)
    person = Person(
        title=title.strip(),
        given_name=given_name.strip(),
        family_name=_family_name(family_name),
        email=email.strip(),
        telephone=telephone.strip(),
        postal_address=postal_address.strip(),
    )
    person.save()
    audit.record("person.entered", target=person, by=by.label, now=now)
    return person


@transaction.atomic
def correct(
    *,
    person: Person,
    given_name: str,
    family_name: str,
    by: Actor,
    title: str = "",
    email: str = "",
    telephone: str = "",
    postal_address: str = "",
    now: datetime | None = None,
) -> Person:
    """Correct a person's name and addresses; the trail keeps which fields changed.

    Raises:
      RuleBroken: not theirs to correct, merged into another, or without a name.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    door.require(by, "correct", person)
    wanted = {
        "title": title.strip(),
        "given_name": given_name.strip(),
        "family_name": _family_name(family_name),
        "email": email.strip(),
        "telephone": telephone.strip(),
        "postal_address": postal_address.strip(),
    }
    changed = [name for name, text in wanted.items() if getattr(person, name) != text]
    if not changed:
        return person
    before = str(person)
    for name in changed:
        setattr(person, name, wanted[name])
    person.save(update_fields=changed)
    audit.record(
        "person.corrected",
        target=person,
        by=by.label,
        # Names are on the public record; addresses stay out of a trail kept for ever.
        details={"changed": changed, "name_before": before},
        now=now,
    )
    return person


@transaction.atomic
def merge(
    *, duplicate: Person, into: Person, by: Actor, now: datetime | None = None
) -> Person:
    """Merge a duplicate into another person and return the one that remains.

    Nothing is deleted: the duplicate points to who remains, rooms above move their
    facts when they settle the change `person_merged` (key: the duplicate's id).

    Raises:
      RuleBroken: not theirs to merge, the same person, merged already, or both sign in.
    """
    people = Person.objects.select_for_update().in_bulk([duplicate.pk, into.pk])
    duplicate, into = people[duplicate.pk], people[into.pk]
    door.require(by, "merge", duplicate)
    _require_two_people(duplicate, into)
    _move_sign_in(duplicate, into)

    duplicate.merged_into = into
    duplicate.save(update_fields=["merged_into"])
    Person.objects.filter(merged_into=duplicate).update(merged_into=into)
    audit.record(
        "person.merged",
        target=duplicate,
        by=by.label,
        summary=f"{duplicate} is the same person as {into}.",
        details={"into": into.pk, "by_user": getattr(by, "pk", None)},
        now=now,
    )
    changes.note("person_merged", duplicate.pk, now=now)
    return into


def _family_name(text: str) -> str:
    if not text.strip():
        raise RuleBroken.because("family_name_missing", "Enter the family name.")
    return text.strip()


def _require_two_people(duplicate: Person, into: Person) -> None:
    if duplicate == into:
        raise RuleBroken.because(
            "same_person",
            "Choose another person: nobody can be merged into themselves.",
        )
    if into.merged_into_id is not None:
        raise RuleBroken.because(
            "person_merged",
            f"{into} was merged into another entry already: merge into that one.",
        )


def _move_sign_in(duplicate: Person, into: Person) -> None:
    users = {
        user.person_id: user
        for user in User.objects.select_for_update().filter(
            person__in=[duplicate, into]
        )
    }
    moving, staying = users.get(duplicate.pk), users.get(into.pk)
    if moving is None or (staying is not None and not moving.is_active):
        return
    if staying is not None:
        raise RuleBroken.because(
            "both_sign_in",
            f"Both sign in ({moving.email} and {staying.email}). End the sign-in "
            f"of {moving.email} first.",
        )
    moving.person = into
    moving.save(update_fields=["person"])
