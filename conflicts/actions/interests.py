"""Declare interests, record them for others, correct them and end them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from conflicts.actions.asking import ask_to_confirm, stop_asking
from conflicts.actions.declarations import (
    check_complete,
    fields_of,
    publication_of,
    words_of,
)
from conflicts.actions.versions import keep_version
from conflicts.enums import PublicationState, SourceKind
from conflicts.facts.publication import decided_for
from conflicts.models import Interest
from core import clock
from core.actions import audit, changes
from core.errors import RuleBroken, StaleEdit
from people import door
from people.models import Person


if TYPE_CHECKING:
    from datetime import date, datetime

    from conflicts.actions.declarations import Declaration
    from people.models import User


@dataclass(frozen=True, slots=True)
class CameBy:
    """How a declaration reached the record, when, where it stands, what was agreed."""

    source: SourceKind
    on: date | None = None
    reference: str = ""
    statement: str = ""


@transaction.atomic
def declare(
    *,
    declaration: Declaration,
    by: User,
    statement: str = "",
    now: datetime | None = None,
) -> Interest:
    """Record what a person declares for themself today, and return it.

    `statement` is what they agreed to; the audit keeps it. Said twice on one day, in the same words, it is one interest.

    Raises:
      RuleBroken: `by` is no person in the record, or something is missing.
    """
    door.require(by, "declare", Interest)
    person = Person.objects.select_for_update().get(user=by)
    return _record(
        person,
        declaration,
        declared_on=clock.today(),
        came_by=CameBy(SourceKind.SELF, statement=statement),
        by=by,
        now=now,
    )


@transaction.atomic
def record_for(
    *,
    person: Person,
    declaration: Declaration,
    source: SourceKind,
    source_on: date,
    by: User,
    source_reference: str = "",
    now: datetime | None = None,
) -> Interest:
    """Record what somebody declared by e-mail, telephone, paper or in a meeting.

    It counts as declared on `source_on`, the day it reached the office;
    `source_reference` says where it stands: a minute, a form, a file. Whoever spoke of
    it in a meeting is asked to confirm what was written down.

    Raises:
      RuleBroken: not an officer who keeps the person's register, the source is the
        person themself or in the future, or something is missing.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    door.require(by, "record_interest", person)
    if source == SourceKind.SELF:
        raise RuleBroken.because("source", "Say how the declaration reached you.")
    if source_on > clock.today():
        raise RuleBroken.because(
            "source_in_future", "It cannot have reached you in the future."
        )
    return _record(
        person,
        declaration,
        declared_on=source_on,
        came_by=CameBy(source, source_on, source_reference),
        by=by,
        now=now,
    )


@transaction.atomic
def correct(
    *,
    interest: Interest,
    declaration: Declaration,
    reason: str,
    seen_version: int,
    by: User,
    now: datetime | None = None,
) -> Interest:
    """Write a new version of an interest; the old one stays in its history.

    Raises:
      RuleBroken: not the person and not their officer, no reason, or something is
        missing.
      StaleEdit: somebody else changed it after `seen_version` was read.
    """
    interest = _locked(interest)
    door.require(by, "correct", interest)
    check_complete(declaration, declared_on=interest.declared_on)
    if not reason.strip():
        raise RuleBroken.because("no_reason", "Say why it is corrected.")
    wanted = fields_of(declaration)
    if interest.version != seen_version:
        raise StaleEdit(
            current=_of(words_of(interest), wanted), submitted=_texts(wanted)
        )
    for name, value in wanted.items():
        setattr(interest, name, value)
    interest.publication = publication_of(
        declaration,
        PublicationState(interest.publication),
        decided_for(interest),
    )
    return _write_version(interest, "interest.corrected", reason, by, now)


@transaction.atomic
def end(
    *,
    interest: Interest,
    on: date,
    by: User,
    reason: str = "",
    now: datetime | None = None,
) -> Interest:
    """End an interest: `on` is the last day it was held. It stays in the record.

    Raises:
      RuleBroken: not the person and not their officer, ended already, or the day is
        before it began or in the future.
    """
    interest = _locked(interest)
    door.require(by, "end", interest)
    today = clock.today()
    if interest.to_on is not None and interest.to_on <= today:
        raise RuleBroken.because("ended", "This interest has ended already.")
    if interest.from_on is not None and on < interest.from_on:
        raise RuleBroken.because(
            "days_out_of_order", "The last day cannot be before the first."
        )
    if on > today:
        raise RuleBroken.because(
            "ends_in_future",
            "The last day cannot be in the future: end the interest when it is over.",
        )
    interest.to_on = on
    return _write_version(interest, "interest.ended", reason, by, now)


def _record(
    person: Person,
    declaration: Declaration,
    *,
    declared_on: date,
    came_by: CameBy,
    by: User,
    now: datetime | None,
) -> Interest:
    check_complete(declaration, declared_on=declared_on)
    values = {
        **fields_of(declaration),
        "declared_on": declared_on,
        "source": came_by.source,
        "source_on": came_by.on,
        "source_reference": came_by.reference,
    }
    # The person's row is locked: a second click waits here and finds the first.
    same = Interest.objects.filter(person=person, recorded_by=by, version=1, **values)
    if (known := same.first()) is not None:
        return known
    moment = now or clock.now()
    details = {"nature": declaration.nature, "declared_on": declared_on.isoformat()}
    if came_by.statement:
        details["statement"] = came_by.statement
    interest = Interest.objects.create(
        person=person,
        publication=publication_of(declaration),
        recorded_at=moment,
        recorded_by=by,
        **values,
    )
    keep_version(interest, "", by=by, now=moment)
    audit.record(
        "interest.declared",
        target=interest,
        by=by.label,
        summary=f"{SourceKind(came_by.source).label}.",
        details=details,
        now=moment,
    )
    changes.note("interest", interest.pk, now=moment)
    ask_to_confirm(interest=interest, by=by, now=moment)
    return interest


def _write_version(
    interest: Interest, event: str, reason: str, by: User, now: datetime | None
) -> Interest:
    moment = now or clock.now()
    interest.version += 1
    interest.save()
    # The reason stays with the version, which is purged one day; the trail is not.
    keep_version(interest, reason, by=by, now=moment)
    audit.record(
        event,
        target=interest,
        by=by.label,
        details={"version": interest.version},
        now=moment,
    )
    changes.note("interest", interest.pk, now=moment)
    stop_asking(interest=interest, reason="Completed on the register.", by=by)
    return interest


def _locked(interest: Interest) -> Interest:
    return Interest.objects.select_for_update(of=("self",)).get(pk=interest.pk)


def _of(words: dict[str, str], wanted: dict[str, Any]) -> dict[str, str]:
    return {name: words[name] for name in wanted}


def _texts(values: dict[str, Any]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in values.items()}
