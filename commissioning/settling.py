"""What this room does when two entries turn out to be one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commissioning.models import Post
from core.actions.changes import settles
from people.actions.merged import merged_persons, move_spans


if TYPE_CHECKING:
    from collections.abc import Sequence


@settles("person_merged")
def move_posts(pairs: Sequence[tuple[str, str]]) -> None:
    """Move the posts of a duplicate to who remains."""
    for duplicate, into in merged_persons(pairs):
        move_spans(Post, duplicate, into, alike=("organisation_id", "role"))
