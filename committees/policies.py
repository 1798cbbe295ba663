"""Who may read and administer committees and groups in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commissioning.enums import PostRole
from commissioning.models import Organisation, Post
from committees.facts.committees import offices_of, posts_by_committee
from committees.models import Committee, GroupInCommon
from committees.values import CommitteeId
from core import clock
from core.verdict import YES, Verdict, no
from people import door
from people.models import Person, User
from people.roles import is_administrator


if TYPE_CHECKING:
    from people.actors import Actor

NOT_YOURS = no(
    "committee_not_yours",
    "Only members of this committee and those who work for it may read this.",
)
NOT_ITS_OFFICER = no(
    "not_its_officer",
    "Only a governance officer of the committee's own organisations may change this.",
)
NOT_OFFICER_THERE = no(
    "not_officer_there",
    "Only a governance officer of each organisation may set up a committee for it.",
)
READING_ROLES = frozenset({PostRole.OFFICER, PostRole.GUARDIAN, PostRole.AUDITOR})


def roles_at(actor: Actor, committee: Committee) -> frozenset[str]:
    """Return the roles an actor's posts give them today in a committee's bodies."""
    if not isinstance(actor, User) or not actor.is_active:
        return frozenset()
    committee_id = CommitteeId(committee.pk)
    posts = posts_by_committee(actor.person_id, [committee], clock.today())
    return posts[committee_id]


@door.answers("read", Committee)
def can_read_committee(actor: Actor, committee: Committee) -> Verdict:
    """Say who sees a committee's own page: who works for it, and who sits on it."""
    if is_administrator(actor) or roles_at(actor, committee) & READING_ROLES:
        return YES
    if not isinstance(actor, User) or not actor.is_active:
        return NOT_YOURS
    sits = offices_of(actor.person_id, committee, clock.today()).sits
    return YES if sits else NOT_YOURS


@door.answers("administer", Committee)
def can_administer_committee(actor: Actor, committee: Committee) -> Verdict:
    """Say who changes terms, seats, holders and deputies: its officers."""
    if is_administrator(actor) or PostRole.OFFICER in roles_at(actor, committee):
        return YES
    return NOT_ITS_OFFICER


@door.answers("establish_committee", Organisation)
def can_establish_committee(actor: Actor, organisation: Organisation) -> Verdict:
    """Say who may set up a committee of an organisation: its officers."""
    if is_administrator(actor):
        return YES
    if not isinstance(actor, User) or not actor.is_active:
        return NOT_OFFICER_THERE
    is_officer = (
        Post.objects.held_on(clock.today())
        .filter(
            person=actor.person_id,
            organisation=organisation,
            role=PostRole.OFFICER,
        )
        .exists()
    )
    return YES if is_officer else NOT_OFFICER_THERE


@door.widens("list", Person)
@door.widens("enter", Person)
def can_officer_enter_person(actor: Actor, _persons: type[Person]) -> Verdict:
    """Say that officers look people up and enter them: they fill the seats."""
    if not isinstance(actor, User) or not actor.is_active:
        return NOT_ITS_OFFICER
    posts = Post.objects.held_on(clock.today()).filter(
        person=actor.person_id, role=PostRole.OFFICER
    )
    return YES if posts.exists() else NOT_ITS_OFFICER


@door.answers("read", GroupInCommon)
def can_read_group(actor: Actor, group: GroupInCommon) -> Verdict:
    """Say who sees which committees meet together: who may read one of them."""
    readable = (can_read_committee(actor, each) for each in group.committees.all())
    return next((verdict for verdict in readable if verdict), NOT_YOURS)
