"""The history of one interest: who changed what, and who said it still holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from conflicts.enums import Answer, Nature, PublicationState, SourceKind, Tie
from conflicts.models import Confirmation, InterestVersion
from core.models import AuditEvent
from core.web.dates import long_date


if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

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


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One time at which somebody said that an interest is written down rightly."""

    on: date
    how: str
    recorded_at: datetime
    recorded_by: str


def confirmations_of(interest: Interest) -> list[Confirmed]:
    """Return when an interest was confirmed and how, newest first, in two queries.

    In returns, whose rows say so, and on its own, which the trail says.
    """
    found = [*_in_returns(interest), *_by_itself(interest)]
    return sorted(found, key=lambda one: (one.on, one.recorded_at), reverse=True)


def _in_returns(interest: Interest) -> Iterator[Confirmed]:
    rows = Confirmation.objects.filter(interest=interest, answer=Answer.STILL_TRUE)
    for row in rows.select_related("attestation__recorded_by__person"):
        yield Confirmed(
            on=row.attestation.made_on,
            how=f"in a return ({SourceKind(row.attestation.source).label.lower()})",
            recorded_at=row.attestation.recorded_at,
            recorded_by=row.attestation.recorded_by.label,
        )


def _by_itself(interest: Interest) -> Iterator[Confirmed]:
    for event in AuditEvent.objects.about(interest).filter(event="interest.confirmed"):
        yield Confirmed(
            on=date.fromisoformat(event.details["confirmed_on"]),
            how=f"on its own ({event.summary.rstrip('.').lower()})",
            recorded_at=event.happened_at,
            recorded_by=event.actor_label,
        )


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
