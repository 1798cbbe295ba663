"""Who may read and mend letters; upper rooms widen it to their officers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.verdict import YES, Verdict, no
from notices.enums import Status
from notices.letters import TOGETHER
from notices.models import CalendarFeed, Letter, ReminderChoice, ReturnedMail
from people import door
from people.models import User
from people.roles import is_administrator


if TYPE_CHECKING:
    from people.actors import Actor


@door.answers("list", Letter)
def can_list_letters(actor: Actor, letters: type[Letter]) -> Verdict:
    """Say who sees the list of letters."""
    if is_administrator(actor):
        return YES
    return no("letters_not_yours", "Only those who send letters see the list of them.")


@door.answers("manage", Letter)
def can_manage_letter(actor: Actor, letter: Letter) -> Verdict:
    """Say who may send a letter again, drop it, or mark it as posted.

    One that carries others, whoever may do so with each of them.
    """
    if is_administrator(actor):
        return YES
    parts = letter.carries.all() if letter.kind == TOGETHER else ()
    if parts and all(door.may(actor, "manage", one) for one in parts):
        return YES
    return no("letter_not_yours", "Only those who look after this matter may do that.")


@door.answers("read", Letter)
def can_read_letter(actor: Actor, letter: Letter) -> Verdict:
    """Say who may read a letter: who manages it, and its reader once it was sent."""
    if _is_readers_own(actor, letter):
        return YES
    return door.may(actor, "manage", letter)


@door.answers("choose", ReminderChoice)
def can_choose_reminders(actor: Actor, choice: ReminderChoice) -> Verdict:
    """Say who chooses how a person is reminded: they themself alone."""
    if (
        isinstance(actor, User)
        and actor.is_active
        and actor.person_id == choice.person_id
    ):
        return YES
    return no("reminders_not_yours", "Only the person says how they are reminded.")


@door.answers("choose_post", ReminderChoice)
def can_choose_post(actor: Actor, choice: ReminderChoice) -> Verdict:
    """Say who has a person's letters go by post: they themself, an administrator.

    Rooms above let the officers who keep the person's record say it as well.
    """
    if is_administrator(actor) or can_choose_reminders(actor, choice):
        return YES
    return no(
        "post_not_yours",
        "Only the person and the officers who keep their record say that letters go "
        "by post.",
    )


@door.answers("list", ReturnedMail)
@door.answers("settle", ReturnedMail)
def can_look_at_returned_mail(
    actor: Actor, returned: ReturnedMail | type[ReturnedMail]
) -> Verdict:
    """Say who looks at mail that came back and is about no letter we know.

    It belongs to no body, so no officer sees it: only who runs the site.
    """
    if is_administrator(actor):
        return YES
    return no("returned_mail_not_yours", "Only administrators look at returned mail.")


@door.answers("make", CalendarFeed)
def can_make_feed(actor: Actor, feed: type[CalendarFeed]) -> Verdict:
    """Say who may have a private address for their calendar: people of the record."""
    if isinstance(actor, User) and actor.is_active and actor.person_id is not None:
        return YES
    return no("no_person", "Your sign-in has no person in the record yet.")


def _is_readers_own(actor: Actor, letter: Letter) -> bool:
    return (
        isinstance(actor, User)
        and actor.is_active
        and actor.person_id == letter.person_id
        and letter.status == Status.SENT
    )
