"""What follows an irregular decision: guardian told, breach and ratification drafted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate

from commissioning.enums import PostRole
from commissioning.models import Post
from conflicts.actions import breaches
from decisions.models import Decision, RatificationDraft
from notices.actions import letters
from people.models import Person


if TYPE_CHECKING:
    from datetime import date, datetime

    from people.models import User


@transaction.atomic
def follow_up(*, decision: Decision, by: User, now: datetime) -> None:
    """Draft the breach and the ratification, and plan the guardian's letter.

    Safe to repeat: each draft and each letter exists once for a decision.
    """
    organisation = decision.committee.organisations.order_by("pk").first()
    if organisation is not None:
        breaches.draft(
            about=f"decision:{decision.pk}",
            organisation=organisation,
            happened_on=decision.item.gathering.held_on,
            nature=" ".join(one["sentence"] for one in decision.irregularities),
            by=by.label,
            now=now,
        )
    RatificationDraft.objects.get_or_create(
        decision=decision,
        defaults={
            "words": f"To consider again: {decision.wording}",
            "drafted_at": now,
        },
    )
    for guardian in guardians_of(decision, day=localdate(now)):
        letters.plan(
            kind="irregular_decision",
            about=f"decision:{decision.pk}",
            person=guardian,
            due_at=now,
            by=by,
            now=now,
        )


def guardians_of(decision: Decision, *, day: date) -> list[Person]:
    """Return the conflicts of interest guardians of the committee's organisations."""
    posts = Post.objects.held_on(day).filter(
        organisation__in=decision.committee.organisations.all(),
        role=PostRole.GUARDIAN,
    )
    return list(Person.objects.filter(pk__in=posts.values("person")).order_by("pk"))
