"""From rows to facts: for whom somebody may plan a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commissioning.enums import PostRole
from commissioning.models import Post
from committees.models import Committee, GroupInCommon
from core import clock


if TYPE_CHECKING:
    from people.models import User


def bodies_to_plan(user: User) -> dict[str, Committee | GroupInCommon]:
    """Return the groups and standing committees a user keeps, by "group-3" and the like."""
    today = clock.today()
    posts = Post.objects.held_on(today).filter(
        person=user.person_id, role=PostRole.OFFICER
    )
    kept = Committee.objects.standing_on(today).of_organisations(
        posts.values("organisation")
    )
    committees = list(kept)
    groups = GroupInCommon.objects.filter(committees__in=committees).distinct()
    found: dict[str, Committee | GroupInCommon] = {
        f"group-{group.pk}": group for group in groups
    }
    return found | {f"committee-{one.pk}": one for one in committees}
