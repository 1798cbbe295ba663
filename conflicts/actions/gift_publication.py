"""What the public reads of an offer of a gift: the guardian's decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.actions.guardian import check_decision
from conflicts.models import GiftOffer, PublicationDecision
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from people import door


if TYPE_CHECKING:
    from datetime import date, datetime

    from conflicts.enums import PublicationState
    from people.models import User


@transaction.atomic
def decide(
    *,
    entry: GiftOffer,
    state: PublicationState,
    reason: str,
    review_on: date | None,
    by: User,
    now: datetime | None = None,
) -> PublicationDecision:
    """Decide what the public reads of an offer, until `review_on`.

    Whatever the entry corrects is kept back with it. Decided twice in the same words,
    it is one decision.

    Raises:
      RuleBroken: not the guardian of the body, an offer to themself, a later entry
        corrects this one, no reason, or something kept back without a day of review.
    """
    entry = GiftOffer.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    door.require(by, "decide_publication", entry)
    check_decision(state, reason, review_on)
    _refuse_corrected(entry)
    known = entry.publication_decisions.first()
    said = (state, reason.strip(), review_on, by.pk)
    if known is not None and said == _said(known):
        return known
    moment = now or clock.now()
    decision = PublicationDecision.objects.create(
        gift=entry,
        state=state,
        reason=reason.strip(),
        review_on=review_on,
        decided_at=moment,
        decided_by=by,
    )
    GiftOffer.objects.filter(pk__in=_with_earlier(entry)).update(publication=state)
    audit.record(
        "gift.publication_decided",
        target=entry,
        by=by.label,
        details={"decision": decision.pk, "state": state},
        now=moment,
    )
    return decision


def _refuse_corrected(entry: GiftOffer) -> None:
    if GiftOffer.objects.filter(corrects=entry).exists():
        raise RuleBroken.because(
            "corrected_already",
            "This entry was corrected. Decide about the entry that replaced it.",
        )


def _said(known: PublicationDecision) -> tuple[object, ...]:
    return (known.state, known.reason, known.review_on, known.decided_by_id)


def carry_over(*, entry: GiftOffer, corrected: GiftOffer) -> None:
    """Let the decision on an entry stand for the one that corrects it.

    Call it in the transaction that corrects.
    """
    last = corrected.publication_decisions.first()
    if last is not None:
        PublicationDecision.objects.create(
            gift=entry,
            state=last.state,
            reason=last.reason,
            review_on=last.review_on,
            decided_at=last.decided_at,
            decided_by=last.decided_by,
        )


def _with_earlier(entry: GiftOffer) -> list[int]:
    """Return the ids of an entry and of all that it corrects, one after the other."""
    keys = [entry.pk]
    earlier = entry.corrects
    while earlier is not None:
        keys.append(earlier.pk)
        earlier = earlier.corrects
    return keys
