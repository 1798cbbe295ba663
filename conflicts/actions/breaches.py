"""Draft possible breaches for the guardian."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.models import Breach
from core import clock
from core.actions import audit


if TYPE_CHECKING:
    from datetime import date, datetime

    from commissioning.models import Organisation


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
