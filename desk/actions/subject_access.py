"""Keep in the trail who took out everything held about whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core.actions import audit
from people import door


if TYPE_CHECKING:
    from datetime import datetime

    from core.models import AuditEvent
    from people.models import Person, User


@transaction.atomic
def take_out(*, person: Person, by: User, now: datetime | None = None) -> AuditEvent:
    """Write down that everything held about a person is taken out, before it is.

    Raises:
      RuleBroken: neither the person nor an officer or guardian of theirs.
    """
    door.require(by, "export_everything", person)
    return audit.record("person.exported", target=person, by=by.label, now=now)
