"""Give people posts in organisations, and end them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from commissioning.models import Post
from core.actions import audit, changes
from core.errors import RuleBroken
from people.door import require


if TYPE_CHECKING:
    from datetime import date, datetime

    from commissioning.enums import PostRole
    from commissioning.models import Organisation
    from people.actors import Actor
    from people.models import Person


@transaction.atomic
def appoint(
    *,
    person: Person,
    organisation: Organisation,
    role: PostRole,
    from_on: date,
    by: Actor,
    to_on: date | None = None,
    now: datetime | None = None,
) -> Post:
    """Give a person a role in one organisation from a day on.

    Raises:
      RuleBroken: the actor may not, the post would be their own, the dates run
        backwards, or the person holds it.
    """
    type(person).objects.select_for_update().get(pk=person.pk)
    require(by, "administer", Post)
    if getattr(by, "person_id", None) == person.pk:
        # An officer keeps the record and reads what is withheld from everybody else.
        raise RuleBroken.because(
            "own_post", "Ask another administrator to give you a post."
        )
    if to_on and to_on < from_on:
        raise RuleBroken.because(
            "days_backwards", "A post cannot end before it begins: check both dates."
        )
    held = Post.objects.overlapping(from_on, to_on).filter(
        person=person, organisation=organisation, role=role.value
    )
    if held.exists():
        raise RuleBroken.because(
            "post_held_already",
            f"{person} is {role.label.lower()} of {organisation} on some of these "
            "days already. End that post first.",
        )
    post = Post.objects.create(
        person=person,
        organisation=organisation,
        role=role.value,
        from_on=from_on,
        to_on=to_on,
    )
    audit.record("post.appointed", target=post, by=by.label, now=now)
    changes.note("post", post.pk, now=now)
    return post


@transaction.atomic
def end(*, post: Post, to_on: date, by: Actor, now: datetime | None = None) -> Post:
    """Let a post end on a day, its last one.

    Raises:
      RuleBroken: the actor may not, or the day lies before the post's first.
    """
    post = Post.objects.select_for_update().get(pk=post.pk)
    require(by, "administer", post)
    if to_on < post.from_on:
        raise RuleBroken.because(
            "days_backwards", "A post cannot end before it begins: check the date."
        )
    if post.to_on and post.to_on < to_on:
        raise RuleBroken.because(
            "post_ended", "This post has ended earlier. Appoint the person anew."
        )
    before, post.to_on = post.to_on, to_on
    post.save(update_fields=["to_on"])
    audit.record(
        "post.ended",
        target=post,
        by=by.label,
        details={"to_on": str(to_on), "before": str(before or "")},
        now=now,
    )
    changes.note("post", post.pk, now=now)
    return post
