"""A pack is asked for, tried again, sent by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.actions import gatherings, preflight, quorum_checks
from meetings.actions.conflict_rows import settle_items, settle_whole_agenda
from meetings.enums import CheckMoment, GatheringState
from meetings.models import Gathering
from notices.actions import letters
from packs.facts.contents import read_contents
from packs.facts.outdated import leaking, news_of
from packs.models import Pack, PackState
from people import door


if TYPE_CHECKING:
    from datetime import datetime

    from packs.models import PackCopy
    from people.models import Person, User


@transaction.atomic
def request(*, gathering: Gathering, by: User, now: datetime | None = None) -> Pack:
    """Ask for the next edition of a gathering's pack; a worker builds it.

    A pack that is being built already is returned as it is: asking twice is harmless.
    An earlier edition that never went out gives way.

    Raises:
      RuleBroken: the door refuses, or something that must be settled first is open.
    """
    gathering = Gathering.objects.select_for_update().get(pk=gathering.pk)
    return _request(Pack(gathering=gathering), by, now)


@transaction.atomic
def request_supplement(
    *, gathering: Gathering, by: User, now: datetime | None = None
) -> Pack:
    """Ask for a supplement to the pack that went out; no page of that changes its number.

    Asked for while a pack is being built, it is that pack.

    Raises:
      RuleBroken: the door refuses, no pack has gone out, nothing has changed since, or
        something that must be settled first is open.
    """
    gathering = Gathering.objects.select_for_update().get(pk=gathering.pk)
    door.require(by, "build", Pack(gathering=gathering))
    sent = Pack.objects.filter(gathering=gathering, state=PackState.SENT).first()
    if sent is None:
        raise RuleBroken.because(
            "nothing_sent",
            "No pack has been sent yet, so there is no supplement to it.",
        )
    sent.gathering = gathering
    if not news_of(sent, list(sent.copies.defer("manifest"))).asks_for_new_edition:
        raise RuleBroken.because(
            "nothing_changed", "Nothing has changed since the pack was sent."
        )
    pack = Pack(gathering=gathering, supplement_to=sent, supplement=sent.supplement + 1)
    return _request(pack, by, now)


def _request(pack: Pack, by: User, now: datetime | None) -> Pack:
    """Queue a pack of a locked gathering, in the place of what never went out."""
    gathering = pack.gathering
    earlier = Pack.objects.filter(gathering=gathering)
    latest = earlier.first()
    pack.edition = latest.edition + 1 if latest else 1
    pack.requested_at, pack.requested_by = now or clock.now(), by
    door.require(by, "build", pack)
    if latest is not None and latest.is_working:
        return latest
    settle_items(gathering.items.matters())
    preflight.require_buildable(gathering)
    earlier.filter(state__in=[PackState.BUILT, PackState.FAILED]).update(
        state=PackState.SUPERSEDED
    )
    pack.save()
    details = {"supplement": pack.supplement} if pack.supplement else {}
    audit.record("pack.requested", target=pack, by=by.label, details=details, now=now)
    return pack


@transaction.atomic
def retry(*, pack: Pack, by: User) -> Pack:
    """Queue a build again that failed, or had to go without a broken paper.

    Raises:
      RuleBroken: the door refuses, there is nothing to mend, or something that must be
        settled first is open.
    """
    gathering, pack = _locked(pack)
    door.require(by, "build", pack)
    if pack.state != PackState.FAILED and not pack.may_be_mended:
        raise RuleBroken.because("not_failed", "Only a failed build is tried again.")
    settle_items(gathering.items.matters())
    preflight.require_buildable(gathering)
    pack.state = PackState.QUEUED
    pack.failure = ""
    pack.faults = []
    pack.attempts = 0
    pack.save(update_fields=["state", "failure", "faults", "attempts"])
    audit.record("pack.retried", target=pack, by=by.label)
    return pack


@transaction.atomic
def send(*, pack: Pack, by: User, now: datetime | None = None) -> Pack:
    """Send a pack: every reader is told by one letter, and earlier editions give way.

    Of a supplement those are told for whom something has changed.

    Whoever is declaring an interest at this moment is waited for, and what they say is
    settled first. A pack that does not give everybody what holds now is not sent;
    sent already, nothing happens. What was found before it went, and what was waived,
    is kept under the same lock.

    Raises:
      RuleBroken: the door refuses, the pack is not built, a finding is neither mended
        nor waived, or the pack is out of date.
    """
    moment = now or clock.now()
    gathering, pack = _locked(pack)
    door.require(by, "send", pack)
    if pack.state == PackState.SENT:
        return pack
    _refuse_unfinished(pack)
    settle_whole_agenda(gathering)
    found = preflight.require_clear(gathering)
    copies = list(
        pack.copies.defer("manifest")
        .filter(revoked_at__isnull=True)
        .select_related("person")
    )
    _refuse_outdated(pack, copies)
    told = _whom_to_tell(pack, copies)
    _make_current(pack, by, moment)
    preflight.keep(found=found, about=f"pack:{pack.pk}", by=by, now=moment)
    if gathering.state == GatheringState.NOTICE_GIVEN:
        gatherings.advance(gathering=gathering, to=GatheringState.PACK_SENT, by=by)
    quorum_checks.freeze_forecast(
        gathering=gathering, moment=CheckMoment.DISPATCH, now=moment
    )
    for person, kind in told:
        letters.plan(
            kind=kind,
            about=f"pack:{pack.pk}",
            person=person,
            due_at=moment,
            by=by,
            now=moment,
        )
    details = {"edition": pack.edition, "copies": len(copies), "letters": len(told)}
    audit.record("pack.sent", target=pack, by=by.label, details=details, now=moment)
    return pack


def _whom_to_tell(pack: Pack, copies: list[PackCopy]) -> list[tuple[Person, str]]:
    """Return who gets a letter, and of which kind.

    Whoever has no copy of what a supplement is one to gets the pack for the first time.
    """
    if pack.supplement_to is None:
        return [(copy.person, "pack_sent") for copy in copies]
    had = set(
        pack.supplement_to.copies.filter(revoked_at__isnull=True).values_list(
            "person", flat=True
        )
    )
    return [
        (copy.person, "pack_supplement" if copy.person_id in had else "pack_sent")
        for copy in copies
        if copy.person_id not in had or read_contents(copy.contents).changes
    ]


def _refuse_unfinished(pack: Pack) -> None:
    """Refuse to send what is not built, or goes without a broken paper."""
    if pack.state != PackState.BUILT:
        raise RuleBroken.because("not_built", "Build the pack before you send it.")
    if pack.is_faulty:
        raise RuleBroken.because(
            "paper_broken",
            f"{pack.faults[0]['title']} could not be put in: "
            f"{pack.faults[0]['reason']} Replace or withdraw it, and try again.",
        )


def _locked(pack: Pack) -> tuple[Gathering, Pack]:
    """Lock the gathering first, as whoever changes its agenda does, then the pack."""
    gathering = Gathering.objects.select_for_update().get(pk=pack.gathering_id)
    pack = Pack.objects.select_for_update().get(pk=pack.pk)
    pack.gathering = gathering
    return gathering, pack


def _make_current(pack: Pack, by: User, moment: datetime) -> None:
    Pack.objects.filter(gathering=pack.gathering, state=PackState.SENT).update(
        state=PackState.SUPERSEDED
    )
    pack.state = PackState.SENT
    pack.sent_at = moment
    pack.sent_by = by
    pack.save(update_fields=["state", "sent_at", "sent_by"])


def _refuse_outdated(pack: Pack, copies: list[PackCopy]) -> None:
    """Refuse to send what would give somebody too much, too little or something old."""
    for copy in leaking(copies, pack.gathering):
        raise RuleBroken.because(
            "copy_outdated",
            f"Something was withheld from {copy.person} after the pack was built. "
            "Build a new edition.",
        )
    news = news_of(pack, copies)
    if news.is_agenda_changed:
        raise RuleBroken.because(
            "edition_outdated",
            "The agenda or its papers have changed since the pack was built. Build a "
            "new edition.",
        )
    if news.asks_for_new_edition:
        raise RuleBroken.because(
            "readers_outdated",
            "Since the pack was built, somebody was added to its readers or may have "
            "more than their copy gives. Build a new edition.",
        )
