"""The history of one interest: who changed what, from which words to which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conflicts.enums import Nature, PublicationState, Tie
from conflicts.models import InterestVersion
from core.web.dates import long_date


if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from conflicts.models import Interest

FIELD_WORDS = {
    "nature": "Kind",
    "tie": "Tie",
    "organisation": "Organisation",
    "organisation_name": "Organisation",
    "unlisted_name": "Name of the concern",
    "company_number": "Company number",
    "description": "Description",
    "may_touch": "May touch",
    "is_indirect": "Somebody else's",
    "relationship": "Relationship",
    "arose_on": "Arose",
    "became_aware_on": "Became aware",
    "from_on": "Began",
    "to_on": "Ended",
    "consents_to_publication": "May be published",
    "refusal_reason": "Reason against publication",
    "restricted_note": "Never published",
    "mitigation": "Action taken",
    "publication": "Publication",
}
# The key of an organisation says nothing to people; its name stands beside it.
COMPARED = tuple(name for name in FIELD_WORDS if name != "organisation")
KEPT_BACK = "restricted_note"
LABELS: dict[str, Any] = {
    "nature": Nature,
    "tie": Tie,
    "publication": PublicationState,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One version: who wrote it, when and why, and what it changed from what to what."""

    number: int
    written_at: datetime
    written_by: str
    reason: str
    changes: tuple[tuple[str, str, str], ...]


def history_of(interest: Interest, *, with_note: bool) -> list[Step]:
    """Return the versions of an interest, newest first, in one query."""
    rows = list(interest.versions.select_related("written_by__person"))
    names = [name for name in COMPARED if with_note or name != KEPT_BACK]
    found = []
    for index, row in enumerate(rows):
        before = rows[index - 1] if index else None
        found.append(
            Step(
                number=row.version,
                written_at=row.written_at,
                written_by=row.written_by.label,
                reason=row.reason,
                changes=_changes(before, row, names),
            )
        )
    return found[::-1]


def _changes(
    before: InterestVersion | None, after: InterestVersion, names: Sequence[str]
) -> tuple[tuple[str, str, str], ...]:
    if before is None:
        return ()
    return tuple(
        (FIELD_WORDS[name], _words(name, old), _words(name, new))
        for name in names
        if (old := getattr(before, name)) != (new := getattr(after, name))
    )


def _words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in LABELS:
        return str(LABELS[name](value).label)
    if name.endswith("_on"):
        return _day(value)
    return str(value) or "nothing"


def _day(day: date | None) -> str:
    return long_date(day) if day else "not stated"
