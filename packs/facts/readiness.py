"""What has to be settled before a pack goes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from meetings.enums import GatheringState, PaperAvailability, Part, ScopeRole
from meetings.models import ConflictRow, Item, Paper


if TYPE_CHECKING:
    from django.db.models import QuerySet

    from meetings.models import Gathering


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at before dispatch; a failed blocking one stops it."""

    code: str
    sentence: str
    is_met: bool
    is_blocking: bool = True


def readiness_of(gathering: Gathering) -> list[Check]:
    """Look at what must be in order before the pack is sent, in five queries."""
    items = Item.objects.matters().filter(gathering=gathering, is_withdrawn=False)
    is_draft = gathering.state == GatheringState.DRAFT
    return [
        Check(
            "notice",
            "Give notice of the meeting first."
            if is_draft
            else "Notice of the meeting was given.",
            is_met=not is_draft,
        ),
        *_what_must_be(gathering, items),
        *_what_is_usual(items),
    ]


def _what_must_be(gathering: Gathering, items: QuerySet[Item]) -> list[Check]:
    return [
        _count(
            "untreated",
            ConflictRow.objects.untreated()
            .filter(item__gathering=gathering, item__is_withdrawn=False)
            # One person's conflict with one item is one, for however many committees.
            .order_by()
            .values("item", "person")
            .distinct()
            .count(),
            "The chair has ruled on every conflict.",
            "{n} conflict waits for the chair’s ruling.",
            "{n} conflicts wait for the chair’s ruling.",
        ),
        _count(
            "scope",
            items.filter(scopes__isnull=True).count(),
            "Every item has a committee in scope.",
            "{n} item has no committee in scope.",
            "{n} items have no committee in scope.",
        ),
        _count(
            "ground",
            items.filter(part=Part.TWO, private_ground="").count(),
            "Every private item says why it is private.",
            "{n} private item does not say why the public is excluded.",
            "{n} private items do not say why the public is excluded.",
        ),
    ]


def _what_is_usual(items: QuerySet[Item]) -> list[Check]:
    there = Paper.objects.filter(item=OuterRef("pk"), is_withdrawn=False)
    return [
        _count(
            "subjects",
            items.filter(
                Q(scopes__role=ScopeRole.DECIDE),
                subjects__isnull=True,
                purpose__in=["approve", "ratify", "agree_in_principle"],
            )
            .distinct()
            .count(),
            "Every item for decision says whom it touches.",
            "{n} item for decision does not say which organisations it touches.",
            "{n} items for decision do not say which organisations they touch.",
            is_blocking=False,
        ),
        _count(
            "papers",
            items.filter(availability=PaperAvailability.ATTACHED)
            .exclude(Exists(there))
            .count(),
            "Every attached paper is there.",
            "{n} item says that a paper is attached and has none.",
            "{n} items say that a paper is attached and have none.",
            is_blocking=False,
        ),
    ]


def _count(
    code: str, number: int, good: str, one: str, more: str, *, is_blocking: bool = True
) -> Check:
    words = {0: good, 1: one}.get(number, more).format(n=number)
    return Check(code, words, number == 0, is_blocking)
