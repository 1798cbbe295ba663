"""What the public register shows of an interest, and for how long."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from conflicts.enums import PublicationState


# "At least six months" after it ended (domain.md 5.6), in days, to the longer side.
SHOWN_AFTER_END = timedelta(days=184)
NAME_WITHHELD = "Name withheld"
DETAIL_WITHHELD = "Details withheld"


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One interest as the register prints it; what is withheld is not in it at all."""

    name: str
    position: str
    concern: str
    description: str
    kind: str
    held: str
    action: str
    is_named: bool = True


def shown_since(day: date) -> date:
    """Return the day on which an interest may have ended and still be shown."""
    return day - SHOWN_AFTER_END


def published_form(
    entry: RegisterEntry, state: PublicationState
) -> RegisterEntry | None:
    """Return an entry as the guardian lets it be published, or None for not at all.

    Without the name goes the position, which would tell it. Source: domain.md 5.7.
    """
    if state == PublicationState.PUBLISH:
        return entry
    if state == PublicationState.REDACT_NAME:
        return replace(
            entry, name=NAME_WITHHELD, position="", action="", is_named=False
        )
    if state == PublicationState.REDACT_DETAIL:
        return replace(
            entry,
            concern=DETAIL_WITHHELD,
            description=DETAIL_WITHHELD,
            held="",
            action="",
        )
    return None


def in_order(entries: list[RegisterEntry]) -> list[RegisterEntry]:
    """Put those with a name first as they come; the others last, by their concern.

    An entry without its name must not stand where the name would have stood.
    """
    named = [one for one in entries if one.is_named]
    others = [one for one in entries if not one.is_named]
    return named + sorted(others, key=lambda one: (one.concern, one.description))
