"""Keep what somebody has answered so far, send it, or throw it away.

A draft is nobody's record yet, so saving one leaves no trace in the audit; sending it
does, by the action that makes it an interest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.actions import interests
from conflicts.enums import SourceKind
from conflicts.models import DeclarationDraft, Interest
from core import clock
from people import door
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from conflicts.actions.declarations import Declaration
    from people.models import User


@transaction.atomic
def save(
    *,
    person: Person,
    by: User,
    answers: Mapping[str, str],
    interest: Interest | None = None,
    seen_version: int = 0,
    now: datetime | None = None,
) -> DeclarationDraft:
    """Keep answers as typed beside those kept before, and return the draft.

    `seen_version` is the version of `interest` that was on the page when the
    correction began; a draft keeps its first.

    Raises:
      RuleBroken: the door refuses.
    """
    _require(person, interest, by)
    Person.objects.select_for_update().get(pk=person.pk)
    moment = now or clock.now()
    draft, _ = DeclarationDraft.objects.get_or_create(
        person=person,
        interest=interest,
        saved_by=by,
        defaults={
            "seen_version": seen_version,
            "started_at": moment,
            "saved_at": moment,
        },
    )
    draft.answers = {**draft.answers, **answers}
    draft.saved_at = moment
    draft.save(update_fields=["answers", "saved_at"])
    return draft


@transaction.atomic
def throw_away(*, draft: DeclarationDraft, by: User) -> None:
    """Delete a draft; thrown away already, nothing happens.

    Raises:
      RuleBroken: somebody else typed it.
    """
    door.require(by, "throw_away", draft)
    DeclarationDraft.objects.filter(pk=draft.pk).delete()


@transaction.atomic
def declare(
    *,
    draft: DeclarationDraft,
    declaration: Declaration,
    by: User,
    statement: str = "",
    now: datetime | None = None,
) -> Interest | None:
    """Make a person's own draft an interest; None when it was sent already.

    Raises:
      RuleBroken: the door refuses, or something is missing.
    """
    if not _taken(draft):
        return None
    return interests.declare(
        declaration=declaration, by=by, statement=statement, now=now
    )


@transaction.atomic
def record(
    *,
    draft: DeclarationDraft,
    declaration: Declaration,
    source: SourceKind,
    source_on: date,
    by: User,
    source_reference: str = "",
    now: datetime | None = None,
) -> Interest | None:
    """Make an officer's draft an interest; None when it was sent already.

    Raises:
      RuleBroken: the door refuses, or something is missing.
    """
    if not _taken(draft):
        return None
    return interests.record_for(
        person=draft.person,
        declaration=declaration,
        source=source,
        source_on=source_on,
        source_reference=source_reference,
        by=by,
        now=now,
    )


@transaction.atomic
def correct(
    *,
    draft: DeclarationDraft,
    declaration: Declaration,
    reason: str,
    seen_version: int,
    by: User,
    now: datetime | None = None,
) -> Interest | None:
    """Make a draft the next version of its interest; None when it was sent already.

    Raises:
      RuleBroken: the door refuses, no reason, or something is missing.
      StaleEdit: somebody else changed it after `seen_version` was read.
    """
    interest = draft.interest
    if interest is None or not _taken(draft):
        return None
    return interests.correct(
        interest=interest,
        declaration=declaration,
        reason=reason,
        seen_version=seen_version,
        by=by,
        now=now,
    )


def _taken(draft: DeclarationDraft) -> bool:
    """Delete the draft inside the caller's transaction; false if it was gone."""
    # A second click waits for this row and then finds it gone.
    held = DeclarationDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if held is None:
        return False
    held.delete()
    return True


def _require(person: Person, interest: Interest | None, by: User) -> None:
    if interest is not None:
        door.require(by, "correct", interest)
    elif by.person_id == person.pk:
        door.require(by, "declare", Interest)
    else:
        door.require(by, "record_interest", person)
