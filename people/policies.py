"""Who may read and change persons and users; upper rooms widen it to their officers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.verdict import YES, Verdict, no
from people import door
from people.models import Person, User
from people.roles import is_administrator


if TYPE_CHECKING:
    from people.actors import Actor

NOT_ADMINISTRATOR = no("not_administrator", "Only a site administrator may do that.")


def _administrator_only(actor: Actor) -> Verdict:
    return YES if is_administrator(actor) else NOT_ADMINISTRATOR


@door.answers("read", Person)
def can_read_person(actor: Actor, person: Person) -> Verdict:
    """Say who sees a person's own page and address: they, and the administrator."""
    if isinstance(actor, User) and actor.is_active and actor.person_id == person.pk:
        return YES
    return _administrator_only(actor)


@door.answers("list", Person)
def can_list_persons(actor: Actor, _persons: type[Person]) -> Verdict:
    """Say who may look through the directory of persons."""
    return _administrator_only(actor)


@door.answers("enter", Person)
def can_enter_person(actor: Actor, _persons: type[Person]) -> Verdict:
    """Say who may enter somebody in the record."""
    return _administrator_only(actor)


@door.answers("correct", Person)
def can_correct_person(actor: Actor, person: Person) -> Verdict:
    """Say who may correct a person's name and address."""
    if person.merged_into_id is not None:
        return no(
            "person_merged",
            "This entry was merged into another: correct that one instead.",
        )
    return _administrator_only(actor)


@door.answers("merge", Person)
def can_merge_person(actor: Actor, person: Person) -> Verdict:
    """Say who may merge a duplicate into another person."""
    if person.merged_into_id is not None:
        return no("person_merged", "This entry was merged into another already.")
    return _administrator_only(actor)


@door.answers("invite", User)
def can_invite_user(actor: Actor, _users: type[User]) -> Verdict:
    """Say who may let somebody sign in."""
    return _administrator_only(actor)


@door.answers("deactivate", User)
def can_deactivate_user(actor: Actor, user: User) -> Verdict:
    """Say who may end somebody's sign-in; nobody locks themselves out."""
    if isinstance(actor, User) and actor.pk == user.pk:
        return no("own_sign_in", "Ask another administrator to end your own sign-in.")
    return _administrator_only(actor)


@door.answers("reactivate", User)
def can_reactivate_user(actor: Actor, _user: User) -> Verdict:
    """Say who may let somebody sign in again."""
    return _administrator_only(actor)


@door.answers("appoint_administrator", User)
def can_appoint_administrator(actor: Actor, user: User) -> Verdict:
    """Say who may give or take the site administrator's role; never their own."""
    if isinstance(actor, User) and actor.pk == user.pk:
        return no("own_role", "Ask another administrator to change your own role.")
    return _administrator_only(actor)
