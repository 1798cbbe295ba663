"""Who may read and administer organisations, and who works for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commissioning.enums import PostRole
from commissioning.models import (
    CommissioningFunction,
    CommissioningLevel,
    DelegationRule,
    Organisation,
    OrganisationLink,
    Post,
    SourceFile,
)
from core import clock
from core.verdict import Verdict, no, yes
from people import door
from people.actors import Task
from people.roles import is_administrator


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from people.actors import Actor


IMPORTER = Task("import_ods")


def holds_post(
    actor: Actor, role: PostRole, organisation: Organisation | int, day: date
) -> bool:
    """Say whether the actor holds the post in the organisation on `day`."""
    return holds_any_post(actor, [role], [organisation], day)


def holds_any_post(
    actor: Actor,
    roles: Iterable[PostRole],
    organisations: Iterable[Organisation | int],
    day: date,
) -> bool:
    """Say whether the actor holds one of the posts in one of the organisations."""
    person = getattr(actor, "person_id", None)
    if person is None or not getattr(actor, "is_active", False):
        return False
    keys = [one if isinstance(one, int) else one.pk for one in organisations]
    return (
        Post.objects.held_on(day)
        .filter(person=person, role__in=list(roles), organisation__in=keys)
        .exists()
    )


def officer_of(
    actor: Actor,
    organisations: Iterable[Organisation | int],
    *,
    day: date | None = None,
) -> bool:
    """Say whether the actor is an officer of one of the organisations, today or then."""
    return holds_any_post(
        actor, [PostRole.OFFICER], organisations, day or clock.today()
    )


@door.answers("read", Organisation)
def can_read_organisation(_actor: Actor, _organisation: Any) -> Verdict:
    """Answer yes to everybody: organisations are public reference data."""
    return yes()


@door.answers("administer", Organisation)
def can_administer_organisation(actor: Actor, organisation: Any) -> Verdict:
    """Answer yes to site administrators, and to officers for their own organisation.

    Asked of the class, before there is a row, it is a question for any officer.
    """
    if is_administrator(actor):
        return yes()
    if isinstance(organisation, Organisation):
        if officer_of(actor, [organisation]):
            return yes()
    elif _is_officer_anywhere(actor):
        return yes()
    return no(
        "not_officer_of_organisation",
        "Only an officer of this organisation or a site administrator may change it.",
    )


@door.answers("administer", Post)
@door.answers("administer", CommissioningFunction)
def can_administer_posts(actor: Actor, _post: Any) -> Verdict:
    """Answer yes to site administrators alone: an officer does not appoint officers."""
    if is_administrator(actor):
        return yes()
    return no("not_administrator", "Only a site administrator gives and ends posts.")


@door.answers("administer", OrganisationLink)
def can_administer_link(actor: Actor, link: Any) -> Verdict:
    """Answer yes to site administrators, and to officers of either end or anywhere.

    A tie between two companies has no officer: any officer who learns of it records it.
    """
    if is_administrator(actor) or _is_officer_anywhere(actor):
        return yes()
    return no("not_officer", "Only an officer records how organisations are tied.")


@door.answers("administer", CommissioningLevel)
@door.answers("administer", DelegationRule)
def can_administer_ccg_row(actor: Actor, row: Any) -> Verdict:
    """Answer for the CCG that the row belongs to."""
    subject = Organisation if isinstance(row, type) else row.ccg
    return can_administer_organisation(actor, subject)


@door.answers("import", SourceFile)
def can_import(actor: Actor, _file: Any) -> Verdict:
    """Answer yes to the import command and to site administrators."""
    if actor == IMPORTER or is_administrator(actor):
        return yes()
    return no("not_importer", "Only a site administrator imports reference data.")


def _is_officer_anywhere(actor: Actor) -> bool:
    person = getattr(actor, "person_id", None)
    if person is None or not getattr(actor, "is_active", False):
        return False
    return (
        Post.objects.held_on(clock.today())
        .filter(person=person, role=PostRole.OFFICER)
        .exists()
    )
