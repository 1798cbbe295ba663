"""What every change of an agenda does first: lock it, ask the door, notice a rival."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from core.errors import RuleBroken, StaleEdit
from core.verdict import Answer
from meetings.models import Gathering
from people import door


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.verdict import Verdict
    from people.models import User


def stamp(gathering: Gathering, shown: Mapping[str, str]) -> str:
    """Return what a form carries to prove what its reader saw.

    The agenda's revision, and a fingerprint of the values the form showed: an edit
    elsewhere on the agenda does not make this form stale.
    """
    return f"{gathering.revision}-{_fingerprint(shown)}"


def lock(
    gathering: Gathering,
    *,
    by: User,
    seen: str | None = None,
    current: Mapping[str, str] | None = None,
    submitted: Mapping[str, str] | None = None,
) -> Gathering:
    """Lock an agenda for one change by an officer, count the change, return the row.

    Call inside the action's transaction, which rolls the count back with the rest.

    Raises:
      RuleBroken: the door refuses.
      StaleEdit: what the form showed (`seen`) has changed since.
    """
    locked = lock_quietly(gathering)
    door.require(by, "edit", locked)
    refuse_stale(locked, seen=seen, current=current or {}, submitted=submitted or {})
    count(locked)
    return locked


def lock_quietly(gathering: Gathering) -> Gathering:
    """Lock an agenda without asking: the action asks the door something of its own."""
    return Gathering.objects.select_for_update().get(pk=gathering.pk)


def count(locked: Gathering) -> None:
    """Count one change of a locked agenda."""
    locked.revision += 1
    locked.save(update_fields=["revision"])


def refuse_stale(
    locked: Gathering,
    *,
    seen: str | None,
    current: Mapping[str, str],
    submitted: Mapping[str, str],
) -> None:
    """Refuse a save by somebody who has not seen what is there now.

    Raises:
      StaleEdit: with what is there now and what was to be saved.
    """
    if seen is None:
        return
    revision, _dash, fingerprint = seen.partition("-")
    if revision == str(locked.revision) or fingerprint == _fingerprint(current):
        return
    raise StaleEdit(current=dict(current), submitted=dict(submitted))


def demand_reason(verdicts: Iterable[Verdict], reason: str) -> list[Verdict]:
    """Return the verdicts that a reason answers, for the audit.

    Raises:
      RuleBroken: one of them is a refusal, or asks for a reason and there is none.
    """
    listed = list(verdicts)
    for verdict in listed:
        if not verdict:
            raise RuleBroken(verdict)
    unusual = [verdict for verdict in listed if verdict.needs_explaining]
    if unusual and not reason.strip():
        raise RuleBroken(_together(unusual))
    return unusual


def _together(unusual: list[Verdict]) -> Verdict:
    sentences = dict.fromkeys(verdict.reason for verdict in unusual)
    return type(unusual[0])(
        Answer.YES_IF_EXPLAINED, unusual[0].code, " ".join(sentences)
    )


def _fingerprint(shown: Mapping[str, str]) -> str:
    text = json.dumps(dict(shown), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
