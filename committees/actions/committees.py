"""Establish committees and wind them up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from committees.enums import CommitteeKind
from committees.models import Appointment, Committee
from core.actions import audit
from core.errors import RuleBroken
from people import door


if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from commissioning.models import Organisation
    from people.models import User


_NUMBER = re.compile(r"\{n(?::0[1-6])?\}")
# Never handed to `format` unread: a width of a thousand million would be written out.
_PATTERN = re.compile(r"(?:[^{}]|\{(?:yy|yyyy|n(?::0[1-6])?)\})*")


@dataclass(frozen=True, slots=True)
class CommitteeDraft:
    """What is known of a committee when it is established."""

    name: str
    short_name: str
    slug: str
    kind: CommitteeKind
    reference_pattern: str
    established_on: date
    refers_to: Committee | None = None


@transaction.atomic
def establish(
    *,
    draft: CommitteeDraft,
    organisations: Sequence[Organisation],
    by: User,
    now: datetime | None = None,
) -> Committee:
    """Establish a standing body of one or more organisations and return it.

    Raises:
      RuleBroken: `by` is not an officer of each organisation, there is none, the
        address is taken, or the pattern of references has no place for a number.
    """
    for organisation in organisations:
        door.require(by, "establish_committee", organisation)
    if not organisations:
        raise RuleBroken.because(
            "no_organisation", "Choose the organisations whose committee this is."
        )
    check_reference_pattern(draft.reference_pattern)
    if Committee.objects.filter(slug=draft.slug).exists():
        raise RuleBroken.because(
            "address_taken",
            f"Another committee has the address {draft.slug}. Choose another one.",
        )
    committee = Committee.objects.create(
        name=draft.name,
        short_name=draft.short_name,
        slug=draft.slug,
        kind=draft.kind,
        reference_pattern=draft.reference_pattern,
        established_on=draft.established_on,
        refers_to=draft.refers_to,
    )
    committee.organisations.set(organisations)
    audit.record(
        "committee.established",
        target=committee,
        by=by.label,
        summary=f"From {draft.established_on.isoformat()}.",
        details={"organisations": [each.label for each in organisations]},
        now=now,
    )
    return committee


@transaction.atomic
def disestablish(
    *, committee: Committee, on: date, by: User, now: datetime | None = None
) -> Committee:
    """Wind a committee up: `on` is the last day it stands.

    Raises:
      RuleBroken: not its officer, wound up already, the day is before it was
        established, or a seat is held after that day.
    """
    committee = Committee.objects.select_for_update().get(pk=committee.pk)
    door.require(by, "administer", committee)
    if committee.disestablished_on is not None:
        raise RuleBroken.because(
            "disestablished", f"{committee} has been wound up already."
        )
    if on < committee.established_on:
        raise RuleBroken.because(
            "before_established", f"{committee} was not established by that day."
        )
    held = Appointment.objects.filter(seat__committee=committee).exclude(to_on__lte=on)
    if (holding := held.select_related("seat").first()) is not None:
        raise RuleBroken.because(
            "seat_held",
            f"{holding.seat} is held after that day. End its appointment first.",
        )
    committee.disestablished_on = on
    committee.save(update_fields=["disestablished_on"])
    audit.record(
        "committee.disestablished",
        target=committee,
        by=by.label,
        summary=f"Last day {on.isoformat()}.",
        now=now,
    )
    return committee


def check_reference_pattern(pattern: str) -> None:
    """Refuse a pattern of item references that cannot number items apart.

    Raises:
      RuleBroken: it names something else than {yy}, {yyyy} and {n}, or lacks {n}.
    """
    if not _PATTERN.fullmatch(pattern) or not _NUMBER.search(pattern):
        raise RuleBroken.because(
            "reference_pattern",
            "The pattern must hold {n}, the running number, and may hold {yy} or "
            "{yyyy}, the year: for example PCC{yy}/{n:03}.",
        )
