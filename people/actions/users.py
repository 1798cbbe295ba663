"""Let people sign in, and end it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.db import transaction

from core import clock
from core.actions import audit
from core.errors import RuleBroken
from people import door
from people.models import User


if TYPE_CHECKING:
    from datetime import datetime

    from people.actors import Actor
    from people.models import Person


@transaction.atomic
def invite(
    *, email: str, by: Actor, person: Person | None = None, now: datetime | None = None
) -> User:
    """Let somebody sign in with a code sent to `email`; there is no password yet.

    Raises:
      RuleBroken: not theirs to invite, or the address or person signs in already.
    """
    door.require(by, "invite", User)
    address = User.objects.normalize_email(email.strip()).lower()
    if User.objects.filter(email__iexact=address).exists():
        raise RuleBroken.because(
            "email_taken", f"Somebody signs in with {address} already."
        )
    if person is not None and person.merged_into_id is not None:
        raise RuleBroken.because(
            "person_merged", f"{person} was merged into another entry: choose that one."
        )
    if person is not None and User.objects.filter(person=person).exists():
        raise RuleBroken.because(
            "person_signs_in", f"{person} signs in already, with another address."
        )
    user = User.objects.create_user(
        address, person=person, joined_on=clock.today() if now is None else now.date()
    )
    audit.record("user.invited", target=user, by=by.label, now=now)
    return user


@transaction.atomic
def deactivate(*, user: User, by: Actor, now: datetime | None = None) -> User:
    """End somebody's sign-in at once, on every device; the person stays in the record.

    Raises:
      RuleBroken: not theirs to end, or their own.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    door.require(by, "deactivate", user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    ended = _end_sessions(user)
    audit.record(
        "user.deactivated",
        target=user,
        by=by.label,
        details={"sessions_ended": ended},
        now=now,
    )
    return user


@transaction.atomic
def reactivate(*, user: User, by: Actor, now: datetime | None = None) -> User:
    """Let somebody sign in again.

    Raises:
      RuleBroken: not theirs to allow.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    door.require(by, "reactivate", user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record("user.reactivated", target=user, by=by.label, now=now)
    return user


@transaction.atomic
def set_administrator(
    *, user: User, is_administrator: bool, by: Actor, now: datetime | None = None
) -> User:
    """Give or take the role of site administrator.

    Raises:
      RuleBroken: not theirs to give, or their own.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    door.require(by, "appoint_administrator", user)
    user.is_staff = user.is_superuser = is_administrator
    user.save(update_fields=["is_staff", "is_superuser"])
    event = "user.made_administrator" if is_administrator else "user.made_ordinary"
    audit.record(event, target=user, by=by.label, now=now)
    return user


@transaction.atomic
def sign_out_everywhere(*, user: User, by: User, now: datetime | None = None) -> int:
    """End every session of a user, this one too, and return how many there were.

    Raises:
      RuleBroken: somebody else's, by one who may not end sign-ins.
    """
    if user.pk != by.pk:
        door.require(by, "deactivate", user)
    ended = _end_sessions(user)
    audit.record(
        "user.signed_out_everywhere",
        target=user,
        by=by.label,
        details={"sessions_ended": ended},
        now=now,
    )
    return ended


@transaction.atomic
def note_sign_in(*, user: User, now: datetime | None = None) -> None:
    """Leave in the trail that somebody signed in."""
    audit.record("user.signed_in", target=user, by=user.label, now=now)


def _end_sessions(user: User) -> int:
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)
