"""Who may read and mend letters; upper rooms widen it to their officers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.verdict import YES, Verdict, no
from notices.enums import Status
from notices.letters import TOGETHER
from notices.models import Letter
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


def _is_readers_own(actor: Actor, letter: Letter) -> bool:
    return (
        isinstance(actor, User)
        and actor.is_active
        and actor.person_id == letter.person_id
        and letter.status == Status.SENT
    )
