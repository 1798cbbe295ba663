"""Record why an item cannot wait that came after notice was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.enums import SourceKind
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.actions import agenda
from meetings.actions.hearsay import day_said
from meetings.facts.late_items import chairs_for
from meetings.models import Item, LateReason
from people import door


if TYPE_CHECKING:
    from datetime import date

    from people.models import Person, User


@transaction.atomic
def explain(
    *,
    item: Item,
    words: str,
    by: User,
    chair: Person | None = None,
    source: SourceKind = SourceKind.SELF,
    given_on: date | None = None,
) -> LateReason:
    """Record a chair's reason why an item that notice did not name cannot wait.

    `chair` is whose reason it is; without it, the person of `by`. An officer who records
    it names its source and day. A second click writes nothing (docs/field.md 6.1).

    Raises:
      RuleBroken: the door refuses, the item was announced, the reason has no words, its
        source or day is missing or cannot be, or whose it is does not preside for a
        committee that takes the item.
    """
    gathering = agenda.lock_quietly(item.gathering)
    item = Item.objects.select_related("gathering").get(pk=item.pk)
    item.gathering = gathering
    door.require(by, "explain_late", item)
    words = words.strip()
    if not words:
        raise RuleBroken.because("reason_missing", "Say why the item cannot wait.")
    whose = _chair(item, chair or by.person)
    day = day_said("the reason", whose=whose, source=source, said_on=given_on, by=by)
    latest = item.late_reasons.first()
    if latest and (latest.chair, latest.words, latest.given_on) == (whose, words, day):
        return latest
    reason = LateReason.objects.create(
        item=item,
        chair=whose,
        words=words,
        source=source.value,
        given_on=day,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    _audit(reason, by)
    return reason


def _audit(reason: LateReason, by: User) -> None:
    audit.record(
        "item.late_explained",
        target=reason.item,
        by=by.label,
        summary=reason.words,
        details={
            "chair": str(reason.chair),
            "source": reason.source,
            "given_on": reason.given_on.isoformat(),
        },
    )


def _chair(item: Item, person: Person | None) -> Person:
    chairs = chairs_for(item)
    if person is None or person.pk not in {one.pk for one in chairs}:
        raise RuleBroken.because(
            "not_chair",
            "Say whose reason it is: that of whoever presides for a committee that "
            "takes the item.",
        )
    return person
