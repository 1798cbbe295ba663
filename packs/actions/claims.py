"""One worker at a time builds a pack; whoever was overtaken stops by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from core import clock
from core.actions import audit
from packs.models import Pack, PackState


if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

# A worker says every few seconds how far it is: this long without a word, it is dead.
LOST_AFTER = timedelta(minutes=2)
MOST_ATTEMPTS = 5
BUILDER = "the pack builder"


class ClaimLost(Exception):
    """Another worker has taken over, or the build was given up: write no more."""


def claim_next(*, now: datetime | None = None) -> Pack | None:
    """Claim the oldest pack that waits, or whose worker was lost; None if there is none.

    The claim is committed before the build, so that a killed worker leaves a claim
    that runs out. A pack that killed its worker too often is put aside, saying so.
    """
    moment = now or clock.now()
    while True:
        pack = _claim_oldest(moment)
        if pack is None or pack.state == PackState.BUILDING:
            return pack


@transaction.atomic
def _claim_oldest(moment: datetime) -> Pack | None:
    """Claim one pack, or put it aside as failed, and return it."""
    pack = (
        Pack.objects.waiting(lost_before=moment - LOST_AFTER)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("gathering")
        .first()
    )
    if pack is None:
        return None
    if pack.attempts >= MOST_ATTEMPTS:
        return _give_up(
            pack, "The build stopped too often. Try again, or tell your support."
        )
    pack.state = PackState.BUILDING
    pack.attempts += 1
    pack.claim += 1
    pack.claimed_at = moment
    pack.progress_done = pack.progress_total = 0
    pack.progress_label = "Getting ready"
    pack.save()
    return pack


@transaction.atomic
def held(pack: Pack) -> Pack:
    """Lock a pack that is still claimed by whoever holds `pack`, and return it.

    Raises:
      ClaimLost: it is not theirs any more.
    """
    locked = Pack.objects.select_for_update().get(pk=pack.pk)
    if locked.state != PackState.BUILDING or locked.claim != pack.claim:
        raise ClaimLost(f"Pack {pack.pk} is built by somebody else.")
    return locked


@transaction.atomic
def report(*, pack: Pack, done: int, total: int, label: str) -> None:
    """Show how far a build is, and that its worker is alive.

    Raises:
      ClaimLost: another worker builds it by now.
    """
    locked = held(pack)
    locked.progress_done = done
    locked.progress_total = total
    locked.progress_label = label[:200]
    locked.claimed_at = clock.now()
    locked.save(
        update_fields=[
            "progress_done",
            "progress_total",
            "progress_label",
            "claimed_at",
        ]
    )


@transaction.atomic
def fail(*, pack: Pack, sentence: str) -> None:
    """Put a build into the state from which a person can retry it, saying why.

    Raises:
      ClaimLost: another worker builds it by now.
    """
    _give_up(held(pack), sentence)


@transaction.atomic
def finish(
    *,
    pack: Pack,
    faults: Sequence[Mapping[str, Any]] = (),
    now: datetime | None = None,
) -> None:
    """Mark a pack built, all its copies being there.

    `faults` are the papers that could not be put in: `paper` (key), `title`, `reason`.

    Raises:
      ClaimLost: another worker builds it by now.
    """
    locked = held(pack)
    locked.state = PackState.BUILT
    locked.faults = [dict(one) for one in faults]
    locked.built_at = now or clock.now()
    locked.progress_done = locked.progress_total
    locked.progress_label = "Built"
    locked.save()
    details = {"faults": locked.faults} if faults else {}
    audit.record("pack.built", target=locked, by=BUILDER, details=details, now=now)


def _give_up(pack: Pack, sentence: str) -> Pack:
    pack.state = PackState.FAILED
    pack.failure = sentence
    pack.save(update_fields=["state", "failure"])
    audit.record("pack.failed", target=pack, by=BUILDER, summary=sentence)
    return pack
