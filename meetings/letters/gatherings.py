"""The letters of this room: invitations, changes and reminders, naming no item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from conflicts.models import InterestVersion
from core.verdict import Verdict, no
from core.web.dates import clock_time, long_date
from meetings.actions import confirmations
from meetings.calendars import calendar_entry
from meetings.enums import CalendarKind, GatheringState, ReminderKind
from meetings.facts.footing import parts_in
from meetings.facts.invitations import asked_of
from meetings.facts.invitees import coming_to
from meetings.facts.keepers import gatherings_kept_by
from meetings.facts.told import (
    AHEAD,
    GATHERED_FOR,
    is_ahead,
    is_freed_since,
    is_told_already,
    why_cancelled,
)
from meetings.models import Gathering
from notices import registry
from notices.calendar import attach
from notices.models import Letter
from notices.words import write
from people import door
from people.models import User


if TYPE_CHECKING:
    from notices.values import Rendered
    from people.actors import Actor

WHY_TOLD = "you sit on, or attend, a committee of this meeting"
RULING_GONE = (
    "Nothing on the register ties you any more to an item on which the chair had ruled: "
    "that ruling has fallen away. Other rulings on you stay as they are.\n\n"
)
NOT_ABOUT_A_MEETING = no("letter_not_yours", "This letter is not about your meetings.")


@registry.selects("gathering")
def letters_about_gatherings(actor: Actor) -> Q:
    """Select the letters about the gatherings whose record the actor keeps."""
    if not isinstance(actor, User) or not actor.is_active or actor.person_id is None:
        return Q(pk__in=[])
    key = Concat(Value("gathering:"), Cast("pk", CharField()))
    kept = gatherings_kept_by(actor.person_id).order_by().annotate(about=key)
    return Q(about__in=kept.values("about"))


@registry.belongs("gathering")
def letters_of_a_gathering(gathering: int) -> Q:
    """Select the letters about a gathering (its key)."""
    return Q(about=f"gathering:{gathering}")


@door.widens("manage", Letter)
def can_manage_letter(actor: Actor, letter: Letter) -> Verdict:
    """Say who mends letters about meetings: the officers who keep their record."""
    gathering = gathering_of(letter)
    return door.may(actor, "record", gathering) if gathering else NOT_ABOUT_A_MEETING


@registry.renders(
    ReminderKind.DECLARE_INTERESTS, reminder="Look through your interests"
)
def declare_interests(letter: Letter) -> Rendered | None:
    """Remind somebody who is coming of their interests, unless they said something.

    Whatever they declared, corrected or ended since the reminder was planned counts.
    """
    gathering = still_ahead(letter)
    said = InterestVersion.objects.filter(
        interest__person=letter.person, written_at__gte=letter.planned_at
    )
    if gathering is None or said.exists():
        return None
    # Whoever has gone through the agenda has said what this letter asks.
    if gathering.confirmations.filter(person=letter.person).exists():
        return None
    day = long_date(gathering.held_on)
    return write(
        letter.person,
        subject=f"Your interests before {gathering.title}, {day}",
        words=(
            f"{gathering.title} meets on {day}. Is what we know of your interests "
            "complete? Tell us of anything that is new, has changed or has ended, "
            "before you read the papers."
        ),
        link="Your interests and the agenda, item by item",
        path=reverse("meetings:my_agenda", args=[gathering.pk]),
        why=WHY_TOLD,
    )


@registry.renders(ReminderKind.CONFLICT_FOUND)
def conflict_found(letter: Letter) -> Rendered | None:
    """Ask somebody about what was found of them since, unless nothing is asked now.

    Whoever leads, presents, wrote or reviewed something is asked as those who come.
    """
    gathering = gathering_of(letter)
    if gathering is None or not is_ahead(gathering):
        return None
    is_there = letter.person in coming_to(gathering)
    if not is_there and not parts_in(letter.person_id, gathering):
        return None
    if is_told_already(letter):
        return None
    asked = confirmations.asked_of(letter.person_id, gathering)
    since = letter.planned_at - GATHERED_FOR
    is_freed = is_freed_since(letter.person_id, gathering, since)
    if not asked.asked:
        return _ruling_gone(letter, gathering) if is_freed else None
    day = long_date(gathering.held_on)
    return write(
        letter.person,
        subject=f"A question about your interests before {gathering.title}, {day}",
        words=(
            f"{gathering.title} meets on {day}. {asked.asked_words} Is it right? Until the chair has ruled on it you may "
            "not be able to read the papers for it.\n\n"
            f"{RULING_GONE if is_freed else ''}"
            "Answer on the page below, or tell the governance officer, who records your "
            "answer for you."
        ),
        link="Answer here",
        path=reverse("meetings:my_agenda", args=[gathering.pk]),
        why=(
            "you come to this meeting, or have a part in one of its items, and "
            "something on the register or the agenda has changed"
        ),
    )


def _ruling_gone(letter: Letter, gathering: Gathering) -> Rendered:
    day = long_date(gathering.held_on)
    return write(
        letter.person,
        subject=f"A ruling on your interests before {gathering.title}, {day}",
        words=(
            f"{gathering.title} meets on {day}. {RULING_GONE}"
            "Ask the governance officer if you are not sure what you may take part in."
        ),
        link="Your agenda",
        path=reverse("meetings:my_agenda", args=[gathering.pk]),
        why=(
            "you come to this meeting, or have a part in one of its items, and "
            "something on the register or the agenda has changed"
        ),
    )


@registry.renders(CalendarKind.INVITED)
def invited(letter: Letter) -> Rendered | None:
    """Tell somebody of a meeting they are to come to, as it stands when this is sent."""
    gathering = still_ahead(letter)
    if gathering is None:
        return None
    words = (
        f"{gathering.title} meets on {_when(gathering)}.\n\nThe entry for your calendar "
        "is with this letter. You will be told when your papers are ready."
    )
    if not asked_of(gathering, letter.person_id):
        return _about_a_meeting(letter, gathering, "Meeting announced", words)
    return _about_a_meeting(
        letter,
        gathering,
        "Meeting announced",
        f"{words}\n\nWill you come?",
        link="Answer here",
        path=reverse("meetings:reply", args=[gathering.pk]),
    )


@registry.renders(CalendarKind.MOVED)
def moved(letter: Letter) -> Rendered | None:
    """Tell somebody of the new day, time or place, as they stand when this is sent."""
    gathering = gathering_of(letter)
    if gathering is None or gathering.state not in AHEAD:
        return None
    words = (
        f"The arrangements for {gathering.title} have changed. It now meets on "
        f"{_when(gathering)}.\n\nThe entry with this letter replaces the one in your "
        "calendar."
    )
    return _about_a_meeting(letter, gathering, "Meeting changed", words)


@registry.renders(CalendarKind.CANCELLED)
def cancelled(letter: Letter) -> Rendered | None:
    """Tell somebody that a meeting does not take place, and why."""
    gathering = gathering_of(letter)
    if gathering is None or gathering.state != GatheringState.CANCELLED:
        return None
    why = why_cancelled(gathering)
    words = (
        f"{gathering.title} on {_when(gathering)} is cancelled and does not take "
        f"place.\n\nReason: {why}\n\nThe entry with this letter takes it out of your "
        "calendar."
    )
    return _about_a_meeting(letter, gathering, "Meeting cancelled", words)


def _about_a_meeting(
    letter: Letter,
    gathering: Gathering,
    heading: str,
    words: str,
    *,
    link: str = "The meeting",
    path: str = "",
) -> Rendered:
    return write(
        letter.person,
        subject=f"{heading}: {gathering.title}, {long_date(gathering.held_on)}",
        words=words,
        link=link,
        path=path or reverse("meetings:gathering", args=[gathering.pk]),
        why=WHY_TOLD,
        attachments=(attach(calendar_entry(letter, gathering)),),
    )


def _when(gathering: Gathering) -> str:
    """Say day, time and place: never the link for those who join from elsewhere."""
    hour = clock_time(gathering.starts_at_time)
    return f"{long_date(gathering.held_on)} at {hour}, {gathering.venue}"


def still_ahead(letter: Letter) -> Gathering | None:
    """Return the gathering a reminder is about while it lies ahead of its reader."""
    gathering = gathering_of(letter)
    if gathering is None or not is_ahead(gathering):
        return None
    return gathering if letter.person in coming_to(gathering) else None


def gathering_of(letter: Letter) -> Gathering | None:
    """Return the gathering a letter is about, if it is about one."""
    topic, _, key = letter.about.partition(":")
    if topic != "gathering":
        return None
    return Gathering.objects.filter(pk=int(key)).first()
