"""Minutes: notes by hand, and issues written out from the record."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction

from core import clock
from core.actions import audit
from core.errors import RuleBroken, StaleEdit
from decisions.enums import MinutesState
from decisions.facts.contradictions import contradictions_in
from decisions.facts.minutes import minutes_sections
from decisions.models import MinuteNote, Minutes, MinutesApproval
from meetings.actions import gatherings
from meetings.enums import GatheringState
from meetings.facts.room import room_of
from meetings.models import Gathering
from people import door


if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from meetings.enums import Part
    from meetings.facts.room import Room
    from meetings.models import Item
    from people.models import User

TEMPLATE = "decisions/documents/minutes.typ"


@transaction.atomic
def note(
    *,
    item: Item,
    words: str,
    revision: int,
    by: User,
    now: datetime | None = None,
) -> MinuteNote:
    """Write by hand what was said on an item; writing out the minutes never touches it.

    `revision` is that of the note the writer saw (0 for none).

    Raises:
      RuleBroken: the door refuses.
      StaleEdit: somebody else wrote in the meantime; both versions are in it.
    """
    door.require(by, "record", item.gathering)
    moment = now or clock.now()
    row, _ = MinuteNote.objects.select_for_update().get_or_create(
        item=item, defaults={"written_at": moment, "written_by": by}
    )
    if row.revision != revision:
        raise StaleEdit(current={"words": row.words}, submitted={"words": words})
    row.words = words.strip()
    row.revision += 1
    row.written_at = moment
    row.written_by = by
    row.save()
    audit.record("minutes.note", target=row, by=by.label, now=moment)
    return row


@transaction.atomic
def write_out(
    *, gathering: Gathering, part: Part, by: User, now: datetime | None = None
) -> Minutes:
    """Write out the next issue of the draft minutes of one part, as HTML facts and PDF.

    The first issue after a meeting was closed says that its minutes are in draft.

    Raises:
      RuleBroken: the door refuses, the part has no items, a committee has approved its
        minutes, or the record contradicts itself: the sentence names the line.
    """
    gathering = Gathering.objects.select_for_update().get(pk=gathering.pk)
    door.require(by, "record", gathering)
    room = room_of(gathering)
    sections = minutes_sections(gathering, part, room=room)
    if not sections["items"]:
        raise RuleBroken.because("no_items", "This part of the meeting has no items.")
    _refuse_confirmed(gathering, part)
    _refuse_contradictions(room, part)
    if gathering.state == GatheringState.HELD:
        gatherings.advance(gathering=gathering, to=GatheringState.MINUTES_DRAFT, by=by)
    return keep_issue(gathering=gathering, part=part, sections=sections, by=by, now=now)


def keep_issue(
    *,
    gathering: Gathering,
    part: Part,
    sections: Mapping[str, Any],
    by: User,
    state: MinutesState = MinutesState.DRAFT,
    status: Sequence[str] = (),
    now: datetime | None = None,
) -> Minutes:
    """Write sections out as the next issue of one part: a row, and its PDF.

    `status` are sentences under the heading: by which decisions it was confirmed. Call
    inside the action's transaction, with the gathering locked and the door asked.
    """
    from core.documents import render

    moment = now or clock.now()
    latest = Minutes.objects.filter(gathering=gathering, part=part).first()
    issue = latest.issue + 1 if latest else 1
    told = {
        **sections,
        "issue": issue,
        "state": state.label,
        "status": list(status),
    }
    made = render(TEMPLATE, told)
    digest = hashlib.sha256(made).hexdigest()
    minutes = Minutes(
        gathering=gathering,
        part=part,
        issue=issue,
        state=state,
        sections=dict(sections),
        sha256=digest,
        written_at=moment,
        written_by=by,
    )
    minutes.file.save(f"{digest}.pdf", ContentFile(made), save=False)
    minutes.save(force_insert=True)
    audit.record("minutes.written_out", target=minutes, by=by.label, now=moment)
    return minutes


def _refuse_confirmed(gathering: Gathering, part: Part) -> None:
    """Refuse to write out anew what every committee has approved."""
    approved = MinutesApproval.objects.standing().of(gathering, part).count()
    if approved and approved == gathering.sittings.count():
        raise RuleBroken.because(
            "minutes_confirmed",
            "Every committee has approved these minutes, so they are not written out "
            "again. Take an approval back first, saying why.",
        )


def _refuse_contradictions(room: Room, part: Part) -> None:
    lines = contradictions_in(room, part)
    if lines:
        said = " ".join(one.sentence for one in lines)
        raise RuleBroken.because(
            "contradictions",
            f"The record contradicts itself, so no issue is written. {said} Correct the "
            "decision, or who was there, and write it out again.",
        )
