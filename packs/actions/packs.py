"""A pack is asked for, built by a worker, sent by a person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.actions.conflict_rows import settle_items
from meetings.enums import GatheringState
from meetings.models import Gathering, Item
from meetings.policies import judge_items
from notices.actions import letters
from packs.facts.readiness import readiness_of
from packs.models import Pack, PackCopy, PackState
from packs.values import Grant
from people import door


if TYPE_CHECKING:
    from datetime import datetime

    from people.models import User

# A build that was claimed so long ago and says nothing more has lost its worker.
LOST_AFTER = timedelta(minutes=10)
MOST_ATTEMPTS = 5


@transaction.atomic
def request(*, gathering: Gathering, by: User, now: datetime | None = None) -> Pack:
    """Ask for the next edition of a gathering's pack; a worker builds it.

    A pack that is being built already is returned as it is: asking twice is harmless.

    Raises:
      RuleBroken: the door refuses, or something that must be settled first is open.
    """
    gathering = Gathering.objects.select_for_update().get(pk=gathering.pk)
    settle_items(gathering.items.matters())
    latest = Pack.objects.filter(gathering=gathering).first()
    pack = Pack(
        gathering=gathering,
        edition=latest.edition + 1 if latest else 1,
        requested_at=now or clock.now(),
        requested_by=by,
    )
    door.require(by, "build", pack)
    if latest is not None and latest.is_working:
        return latest
    _refuse_unready(gathering)
    pack.save()
    audit.record("pack.requested", target=pack, by=by.label, now=now)
    return pack


@transaction.atomic
def retry(*, pack: Pack, by: User) -> Pack:
    """Queue a failed build again.

    Raises:
      RuleBroken: the door refuses, or the pack has not failed.
    """
    pack = Pack.objects.select_for_update().get(pk=pack.pk)
    door.require(by, "build", pack)
    if pack.state != PackState.FAILED:
        raise RuleBroken.because("not_failed", "Only a failed build is tried again.")
    pack.state = PackState.QUEUED
    pack.failure = ""
    pack.attempts = 0
    pack.save(update_fields=["state", "failure", "attempts"])
    audit.record("pack.retried", target=pack, by=by.label)
    return pack


@transaction.atomic
def claim_next(*, now: datetime | None = None) -> Pack | None:
    """Claim the oldest pack that waits, or whose worker was lost; None if there is none.

    The claim is committed before the build, so that a killed worker leaves a claim
    that runs out.
    """
    moment = now or clock.now()
    lost = Q(state=PackState.BUILDING, claimed_at__lt=moment - LOST_AFTER)
    pack = (
        Pack.objects.filter(Q(state=PackState.QUEUED) | lost)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("gathering")
        .order_by("requested_at", "pk")
        .first()
    )
    if pack is None:
        return None
    pack.attempts += 1
    if pack.attempts > MOST_ATTEMPTS:
        pack.state = PackState.FAILED
        pack.failure = "The build stopped too often. Try again, or tell your support."
        pack.save(update_fields=["attempts", "state", "failure"])
        return None
    pack.state = PackState.BUILDING
    pack.claimed_at = moment
    pack.progress_done = 0
    pack.progress_total = 0
    pack.progress_label = "Getting ready"
    pack.save()
    return pack


def report(*, pack: Pack, done: int, total: int, label: str) -> None:
    """Show how far a build is, and that its worker is alive."""
    Pack.objects.filter(pk=pack.pk, state=PackState.BUILDING).update(
        progress_done=done,
        progress_total=total,
        progress_label=label[:200],
        claimed_at=clock.now(),
    )


@transaction.atomic
def fail(*, pack: Pack, sentence: str) -> None:
    """Put a build into the state from which a person can retry it, saying why."""
    pack = Pack.objects.select_for_update().get(pk=pack.pk)
    pack.state = PackState.FAILED
    pack.failure = sentence
    pack.save(update_fields=["state", "failure"])
    audit.record("pack.failed", target=pack, by="the pack builder", summary=sentence)


@transaction.atomic
def finish(*, pack: Pack, now: datetime | None = None) -> None:
    """Mark a pack built, all its copies being there."""
    pack = Pack.objects.select_for_update().get(pk=pack.pk)
    if pack.state != PackState.BUILDING:
        return
    pack.state = PackState.BUILT
    pack.built_at = now or clock.now()
    pack.progress_done = pack.progress_total
    pack.progress_label = "Built"
    pack.save()
    audit.record("pack.built", target=pack, by="the pack builder", now=now)


@transaction.atomic
def send(*, pack: Pack, by: User, now: datetime | None = None) -> Pack:
    """Send a pack: every reader is told by one letter, and earlier editions give way.

    Pending changes are settled first, under the items' locks. A copy that would give
    what is withheld by now stops the dispatch.

    Raises:
      RuleBroken: the door refuses, the pack is not built, something is open, or a copy
        is out of date.
    """
    moment = now or clock.now()
    pack = (
        Pack.objects.select_for_update(of=("self",))
        .select_related("gathering")
        .get(pk=pack.pk)
    )
    gathering = Gathering.objects.select_for_update().get(pk=pack.gathering_id)
    settle_items(gathering.items.matters())
    door.require(by, "send", pack)
    if pack.state == PackState.SENT:
        return pack
    if pack.state != PackState.BUILT:
        raise RuleBroken.because("not_built", "Build the pack before you send it.")
    _refuse_unready(gathering)
    copies = list(pack.copies.select_related("person"))
    _refuse_outdated(gathering, copies)
    Pack.objects.filter(gathering=gathering, state=PackState.SENT).update(
        state=PackState.SUPERSEDED
    )
    pack.state = PackState.SENT
    pack.sent_at = moment
    pack.sent_by = by
    pack.save(update_fields=["state", "sent_at", "sent_by"])
    if gathering.state == GatheringState.NOTICE_GIVEN:
        gathering.state = GatheringState.PACK_SENT
        gathering.save(update_fields=["state"])
    for copy in copies:
        letters.plan(
            kind="pack_sent",
            about=f"pack:{pack.pk}",
            person=copy.person,
            due_at=moment,
            by=by,
            now=moment,
        )
    audit.record("pack.sent", target=pack, by=by.label, now=moment)
    return pack


def _refuse_unready(gathering: Gathering) -> None:
    open_checks = [
        check
        for check in readiness_of(gathering)
        if check.is_blocking and not check.is_met
    ]
    if open_checks:
        raise RuleBroken.because(
            open_checks[0].code, " ".join(check.sentence for check in open_checks)
        )


def _refuse_outdated(gathering: Gathering, copies: list[PackCopy]) -> None:
    items = list(Item.objects.matters().filter(gathering=gathering))
    for copy in copies:
        readable = judge_items(copy.person_id, gathering, items)
        given = {
            entry["item_id"]
            for entry in copy.manifest["entries"]
            if entry["grant"] == Grant.GIVEN
        }
        if any(pk in given and not verdict for pk, verdict in readable.items()):
            raise RuleBroken.because(
                "copy_outdated",
                f"Something was withheld from {copy.person} after the pack was built. "
                "Build it again.",
            )
