"""Who may plan meetings of a committee, and make its standing rulings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commissioning.enums import PostRole
from commissioning.models import Post
from committees.models import Committee, GroupInCommon
from core import clock
from core.verdict import YES, Verdict, no
from meetings.facts.standing_rulings import standing_rulers
from people import door
from people.models import User


if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet

    from people.actors import Actor

NOT_OFFICER = no(
    "not_officer", "Only a governance officer of one of the committees may do that."
)


@door.answers("plan", Committee)
def can_plan_for_committee(actor: Actor, committee: Committee) -> Verdict:
    """Say who may call a meeting of a committee: an officer of its organisations."""
    return _keeps_for(actor, committee.organisations.all())


@door.answers("plan", GroupInCommon)
def can_plan_for_group(actor: Actor, group: GroupInCommon) -> Verdict:
    """Say who may call a meeting in common: an officer of any of its committees."""
    verdicts = [can_plan_for_committee(actor, one) for one in group.committees.all()]
    return next((one for one in verdicts if one), NOT_OFFICER)


@door.answers("rule_standing", Committee)
def can_rule_standing(actor: Actor, committee: Committee) -> Verdict:
    """Say who makes and ends a committee's standing rulings: its guardian and chair.

    Its officer records what either of them ruled.
    """
    person_id = person_of(actor)
    if _keeps_for(actor, committee.organisations.all()):
        return YES
    rulers = standing_rulers([committee], clock.today())[committee.pk]
    if any(one.pk == person_id for one in rulers):
        return YES
    return no(
        "not_standing_ruler",
        f"Only the guardian and the chair of {committee.short_name} make standing "
        "rulings, or its governance officer on their word.",
    )


def person_of(actor: Actor) -> int | None:
    """Return the person (id) of whoever asks, or None for the public and for tasks."""
    is_user = isinstance(actor, User) and actor.is_active
    return actor.person_id if is_user else None  # type: ignore[union-attr] # it is a user


def _keeps_for(actor: Actor, organisations: QuerySet[Any]) -> Verdict:
    person_id = person_of(actor)
    holds = person_id is not None and (
        Post.objects.held_on(clock.today())
        .filter(
            person=person_id,
            role=PostRole.OFFICER,
            organisation__in=organisations.values("pk"),
        )
        .exists()
    )
    return YES if holds else NOT_OFFICER
