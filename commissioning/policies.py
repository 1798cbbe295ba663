"""Who may read and administer organisations, and who works for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commissioning.enums import PostRole
from commissioning.facts import ccgs_of_ties
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
    from collections.abc import Collection, Iterable
    from datetime import date

    from commissioning.facts import Ends
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
    """Answer yes to site administrators, and to officers of a CCG whose matter it is.

    A tie between two bodies that belong to no CCG has no officer: any officer who
    learns of it records it. Asked of the class, it is a question for any officer.
    """
    if isinstance(link, type):
        if is_administrator(actor) or _is_officer_anywhere(actor):
            return yes()
    elif ends_administered_by(actor, [(link.source_id, link.target_id)]):
        return yes()
    return no(
        "not_officer",
        "Only an officer of a CCG to which one of them belongs records how "
        "organisations are tied.",
    )


@door.answers("tie", Organisation)
def can_tie_organisation(actor: Actor, organisation: Organisation) -> Verdict:
    """Say who sees and records the ties of one organisation: as of a tie of its own."""
    if ends_administered_by(actor, [(organisation.pk, organisation.pk)]):
        return yes()
    return no("not_officer", "Only an officer of its CCG records its ties.")


def ends_administered_by(actor: Actor, ties: Collection[Ends]) -> frozenset[Ends]:
    """Return which ties, by their two ends, an actor records and ends.

    What the door says of one, for many at once: six queries, however many.
    """
    if is_administrator(actor):
        return frozenset(ties)
    mine = set(_offices_of(actor))
    if not mine:
        return frozenset()
    concerned = ccgs_of_ties(ties, clock.today())
    return frozenset(tie for tie, ccgs in concerned.items() if not ccgs or ccgs & mine)


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
    return bool(_offices_of(actor))


def _offices_of(actor: Actor) -> list[int]:
    """Return the organisations (keys) of which an actor is an officer today."""
    person = getattr(actor, "person_id", None)
    if person is None or not getattr(actor, "is_active", False):
        return []
    posts = Post.objects.held_on(clock.today())
    return list(
        posts.filter(person=person, role=PostRole.OFFICER).values_list(
            "organisation", flat=True
        )
    )
