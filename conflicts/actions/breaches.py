"""Draft and report possible breaches for the guardian."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.facts.guardians import keepers_of
from conflicts.models import Breach
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from notices.actions import letters
from people import door


if TYPE_CHECKING:
    from datetime import date, datetime

    from commissioning.models import Organisation
    from conflicts.models import Interest
    from people.actors import Actor

UNNAMED = "somebody unnamed"


@transaction.atomic
def draft(
    *,
    about: str,
    organisation: Organisation,
    happened_on: date,
    nature: str,
    by: str = "the record",
    now: datetime | None = None,
) -> Breach:
    """Draft what may have gone wrong, once for each `about`, and return the draft.

    `about` is a key such as "decision:12"; `by` a label. It asks nobody: what the
    record shows is put before the guardian whoever wrote it.
    """
    moment = now or clock.now()
    breach, is_new = Breach.objects.get_or_create(
        about=about,
        defaults={
            "organisation": organisation,
            "happened_on": happened_on,
            "nature": nature,
            "drafted_at": moment,
        },
    )
    if is_new:
        audit.record("breach.drafted", target=breach, by=by, summary=nature, now=moment)
    return breach


@transaction.atomic
def report(
    *,
    organisation: Organisation,
    happened_on: date,
    nature: str,
    by: Actor,
    control_process: str = "",
    reporter: str = "",
    interest: Interest | None = None,
    now: datetime | None = None,
) -> Breach:
    """Put a possible breach before the guardian and the officers of a body.

    Without `reporter` it stays unnamed, in the audit too. Reported twice on one day in
    the same words it is one; so is the late declaration of one interest, whoever sends
    the words drafted for it. Another body, day or matter is another report.

    Raises:
      RuleBroken: no words, a day in the future, or an interest that `by` may not read.
    """
    door.require(by, "report", Breach)
    if interest is not None:
        door.require(by, "read", interest)
    if not nature.strip():
        raise RuleBroken.because("no_words", "Say what happened.")
    if happened_on > clock.today():
        raise RuleBroken.because(
            "happened_in_future", "The day it happened cannot be in the future."
        )
    moment = now or clock.now()
    breach, is_new = Breach.objects.get_or_create(
        about=_key(organisation, happened_on, nature, reporter, interest),
        defaults={
            "organisation": organisation,
            "happened_on": happened_on,
            "nature": nature.strip(),
            "control_process": control_process.strip(),
            "reporter": reporter.strip(),
            "interest": interest,
            "drafted_at": moment,
        },
    )
    if is_new:
        label = by.label if reporter.strip() else UNNAMED
        audit.record("breach.reported", target=breach, by=label, now=moment)
        _tell_keepers(breach, label, moment)
    return breach


def _tell_keepers(breach: Breach, label: str, moment: datetime) -> None:
    """Plan a letter to each guardian and officer, but not to whom it is about."""
    keepers = keepers_of(breach.organisation_id, clock.today())
    if breach.interest is not None:
        keepers = keepers.exclude(pk=breach.interest.person_id)
    for person in keepers:
        letters.plan(
            kind="breach_reported",
            about=f"breach:{breach.pk}",
            person=person,
            due_at=moment,
            by=label,
            now=moment,
        )


def _key(
    organisation: Organisation,
    happened_on: date,
    nature: str,
    reporter: str,
    interest: Interest | None,
) -> str:
    said: list[object] = [organisation.pk, happened_on, nature.strip()]
    if interest is None:
        said += [reporter, clock.today()]
    digest = hashlib.sha256("\x1f".join(map(str, said)).encode()).hexdigest()
    about = f"interest:{interest.pk}" if interest is not None else "report"
    return f"{about}:{digest[:40]}"
