"""Record that committees release a matter of their private part, and take that back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.actions import agenda
from meetings.models import Item
from meetings.rules.hidden_text import judge_hidden
from people import door
from publishing.facts.releases import releasable
from publishing.models import Release, ReleasedPaper
from publishing.rules.releases import judge_day


if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from meetings.models import PaperVersion, Sitting
    from people.models import User


@transaction.atomic
def release(
    *,
    item: Item,
    sittings: Collection[Sitting],
    decided_on: date,
    authority: str,
    reason: str,
    by: User,
    versions: Collection[PaperVersion] = (),
    shows_decision: bool = False,
    now: datetime | None = None,
) -> list[Release]:
    """Record for each committee that a private matter may be read by all; return a row each.

    `versions` are the current ones of the papers that are let out; without any it is
    the title alone and, with `shows_decision`, what was decided. What a committee has
    said already is not recorded twice. Nothing is out before all committees that have
    the matter in scope released it (docs/field.md 6.6).

    Raises:
      RuleBroken: the door refuses, no committee or one that does not take the item is
        named, the words or the day are missing or cannot be, or a paper is not the
        current one, lacks its redacted form or hides text.
    """
    agenda.lock_quietly(item.gathering)
    door.require(by, "release", item)
    authority, reason = authority.strip(), reason.strip()
    _refuse_words(authority, reason)
    _refuse_sittings(item, sittings)
    day = judge_day(decided_on, held_on=item.gathering.held_on, today=clock.today())
    if not day:
        raise RuleBroken(day)
    _refuse_papers(item, versions)
    said = {
        "item": item,
        "decided_on": decided_on,
        "authority": authority,
        "reason": reason,
        "shows_decision": shows_decision,
    }
    made = (_record(sitting, said, versions, by, now) for sitting in sittings)
    return [row for row in made if row is not None]


@transaction.atomic
def end(
    *, release: Release, because: str, by: User, now: datetime | None = None
) -> Release:
    """Take a release back: nothing of the item is out from now on.

    With it end the others that its committee has made of the item, or one of them would
    keep it out. Once ended, doing so again changes nothing.

    Raises:
      RuleBroken: the door refuses, or no reason was given.
    """
    agenda.lock_quietly(release.item.gathering)
    door.require(by, "release", release.item)
    if not because.strip():
        raise RuleBroken.because("reason_missing", "Say why the release is taken back.")
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if release.ended_at is not None:
        return release
    alike = Release.objects.standing().filter(
        item=release.item_id, sitting=release.sitting_id
    )
    ended = sorted(alike.values_list("pk", flat=True))
    alike.update(
        ended_at=now or clock.now(), ended_by=by, ended_because=because.strip()
    )
    audit.record(
        "item.release_ended",
        target=release.item,
        by=by.label,
        summary=because.strip(),
        details={"releases": ended, "committee": release.sitting.committee_id},
        now=now,
    )
    release.refresh_from_db()
    return release


def _refuse_words(authority: str, reason: str) -> None:
    if not authority:
        raise RuleBroken.because("authority_missing", "Say who decided it, and how.")
    if not reason:
        raise RuleBroken.because(
            "reason_missing", "Say why it need not be private any more."
        )


def _refuse_sittings(item: Item, sittings: Collection[Sitting]) -> None:
    scope = set(item.scopes.values_list("sitting", flat=True))
    if not sittings or not {one.pk for one in sittings} <= scope:
        raise RuleBroken.because(
            "released_by_nobody",
            "Name the committees that decided it, of those that take the item.",
        )


def _refuse_papers(item: Item, versions: Collection[PaperVersion]) -> None:
    allowed = {one.pk for one in releasable(item)}
    for one in versions:
        if one.pk not in allowed:
            raise RuleBroken.because(
                "not_releasable",
                f"“{one.paper.title}” was replaced or withdrawn meanwhile, or its "
                "redacted form is missing. Look at the papers once more.",
            )
        # Of a redacted paper the twin goes out, which was looked at when it came. A file
        # that no program could look through is released by who has looked: the page
        # says so beside it.
        pages = () if one.paper.is_redacted else one.hidden_pages or ()
        verdict = judge_hidden(
            pages, is_for_everybody=True, is_meant=one.hidden_is_meant
        )
        if not verdict:
            raise RuleBroken(verdict)


def _record(
    sitting: Sitting,
    said: dict[str, Any],
    versions: Collection[PaperVersion],
    by: User,
    now: datetime | None,
) -> Release | None:
    """Record the release of one committee; None where it says nothing new."""
    known = Release.objects.standing().filter(sitting=sitting, **said)
    if any(_gives(one) == {each.pk for each in versions} for one in known):
        return None
    row = Release.objects.create(
        sitting=sitting, recorded_at=now or clock.now(), recorded_by=by, **said
    )
    ReleasedPaper.objects.bulk_create(
        ReleasedPaper(release=row, version=each) for each in versions
    )
    _audit(row, versions, by, now)
    return row


def _gives(release: Release) -> set[int]:
    return set(release.papers.values_list("version", flat=True))


def _audit(
    row: Release,
    versions: Collection[PaperVersion],
    by: User,
    now: datetime | None,
) -> None:
    audit.record(
        "item.released",
        target=row.item,
        by=by.label,
        summary=row.reason,
        details={
            "release": row.pk,
            "committee": row.sitting.committee_id,
            "decided_on": row.decided_on.isoformat(),
            "authority": row.authority,
            "versions": sorted(one.pk for one in versions),
            "shows_decision": row.shows_decision,
        },
        now=now,
    )
