"""Say how one wants to be written to and reminded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from core.actions import audit
from core.errors import RuleBroken
from notices import registry
from notices.models import ReminderChoice
from people import door


if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from people.models import Person, User


@transaction.atomic
def choose(
    *,
    person: Person,
    is_weekly: bool,
    unwanted: Collection[str],
    by: User,
    is_by_post: bool | None = None,
    now: datetime | None = None,
) -> ReminderChoice:
    """Say how a person is reminded from now on, and return what was chosen.

    `unwanted` are kinds of letter. What the law or a policy asks of somebody can be
    told weekly and not left out: a declaration does not wait for who reads no letters.
    `is_by_post` is about all their letters; None leaves that as it is.

    Raises:
      RuleBroken: not their own, a kind that nobody can do without, or by post without
        a postal address.
    """
    moment = now or clock.now()
    choice = _locked(person)
    door.require(by, "choose", choice)
    if set(unwanted) - registry.optional_reminders().keys():
        raise RuleBroken.because(
            "not_optional", "This reminder is sent to everybody whom it concerns."
        )
    choice.is_weekly, choice.unwanted = is_weekly, sorted(unwanted)
    said: dict[str, object] = {"is_weekly": is_weekly, "unwanted": choice.unwanted}
    if is_by_post is not None:
        _set_post(choice, is_by_post=is_by_post)
        said["is_by_post"] = is_by_post
    return _save(choice, "reminders.chosen", said, by=by, moment=moment)


@transaction.atomic
def choose_post(
    *, person: Person, is_by_post: bool, by: User, now: datetime | None = None
) -> ReminderChoice:
    """Say whether all letters to a person go by post from now on; return what holds.

    Letters that have left or wait to be printed stay as they are. Said again, nothing
    changes.

    Raises:
      RuleBroken: neither they themself nor who keeps their record, or by post without
        a postal address.
    """
    choice = _locked(person)
    door.require(by, "choose_post", choice)
    if choice.is_by_post == is_by_post:
        return choice
    _set_post(choice, is_by_post=is_by_post)
    return _save(
        choice,
        "post.chosen",
        {"is_by_post": is_by_post},
        by=by,
        moment=now or clock.now(),
    )


def _locked(person: Person) -> ReminderChoice:
    choice = ReminderChoice.objects.select_for_update().filter(person=person).first()
    return choice or ReminderChoice(person=person)


def _set_post(choice: ReminderChoice, *, is_by_post: bool) -> None:
    if is_by_post and not choice.person.postal_address.strip():
        raise RuleBroken.because(
            "no_postal_address",
            f"There is no postal address of {choice.person} in the record yet. It is "
            "added to their entry first.",
        )
    choice.is_by_post = is_by_post


def _save(
    choice: ReminderChoice,
    event: str,
    details: dict[str, object],
    *,
    by: User,
    moment: datetime,
) -> ReminderChoice:
    choice.changed_at, choice.changed_by = moment, by
    choice.save()
    audit.record(event, target=choice, by=by.label, details=details, now=moment)
    return choice
