"""What readers chose of their letters, and the address by which one goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Q

from notices import registry
from notices.enums import Channel, Status
from notices.models import Letter, ReminderChoice
from notices.models.letter import IN_NEED
from notices.rules.delivery import channel_for


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from notices.models.letter import LetterQuerySet


def is_unwanted(letter: Letter) -> bool:
    """Say whether a letter's reader does not want its kind; asked of those alone."""
    if letter.kind not in registry.optional_reminders():
        return False
    unwanted = unwanted_by([letter.person_id])
    return letter.kind in unwanted.get(letter.person_id, ())


def mail_address_of(letter: Letter) -> str:
    """Return the address by which a letter goes by mail; empty where it goes by post.

    Its `person` is loaded, with the `user` they sign in as and their choice.
    """
    person = letter.person
    user = getattr(person, "user", None)
    choice = getattr(person, "reminder_choice", None)
    mail = person.email or (user.email if user is not None else "")
    channel = channel_for(
        mail=mail,
        post=person.postal_address,
        is_by_post=letter.is_by_post,
        wants_post=choice is not None and choice.is_by_post,
    )
    return mail if channel is Channel.MAIL else ""


def free_to_leave(letters: LetterQuerySet, now: datetime) -> LetterQuerySet:
    """Return the letters without the reminders that wait for others to their reader.

    For QUORATE_LETTER_HOLD, a setting of the installation; whatever is no reminder, such
    as a cancellation, waits for nothing.
    """
    hold = settings.QUORATE_LETTER_HOLD
    if not hold:
        return letters
    held = Letter.objects.waiting().held_at(now, hold, registry.reminders())
    return letters.exclude(pk__in=held.order_by().values("pk"))


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many letters of one kind there are: gone, waiting, needed by somebody."""

    kind: str
    sent: int
    waiting: int
    in_need: int
    dropped: int


def counts_by_kind(letters: LetterQuerySet) -> list[KindCount]:
    """Count letters by kind, those that need somebody first, in one query."""

    def number(*statuses: Status) -> Count:
        return Count("pk", filter=Q(status__in=[one.value for one in statuses]))

    rows = (
        letters.order_by()
        .values("kind")
        .annotate(
            sent=number(Status.SENT, Status.TOGETHER),
            waiting=number(Status.PLANNED, Status.CLAIMED, Status.SENDING),
            in_need=number(*IN_NEED),
            dropped=number(Status.DROPPED),
        )
        .order_by("-in_need", "kind")
    )
    return [KindCount(**row) for row in rows]


def weekly_readers(persons: Iterable[int]) -> set[int]:
    """Return who of these people (keys) wants one letter a week."""
    rows = ReminderChoice.objects.filter(person__in=list(persons), is_weekly=True)
    return set(rows.values_list("person_id", flat=True))


def unwanted_by(persons: Iterable[int]) -> dict[int, frozenset[str]]:
    """Return which kinds of reminder people (keys) do not want, in one query."""
    rows = ReminderChoice.objects.filter(person__in=list(persons))
    may_be = registry.optional_reminders().keys()
    return {
        person: frozenset(kinds) & may_be
        for person, kinds in rows.values_list("person_id", "unwanted")
    }
