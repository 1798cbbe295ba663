"""Ask somebody about an offer they entered, and write down the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.enums import ReviewAct
from conflicts.letters.gift_questions import GIFT_QUESTION, TOPIC
from conflicts.models import GiftOffer, Review
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from notices.actions import letters
from people import door


if TYPE_CHECKING:
    from datetime import datetime

    from people.models import User

EVENTS = {
    ReviewAct.QUESTION: "gift.questioned",
    ReviewAct.ANSWER: "gift.answered",
}


@transaction.atomic
def ask(
    *, entry: GiftOffer, words: str, by: User, now: datetime | None = None
) -> Review:
    """Ask the person something about an offer; a letter tells them.

    Raises:
      RuleBroken: neither officer nor guardian of the body, an offer to oneself, or no
        words.
    """
    entry = _locked(entry)
    door.require(by, "ask", entry)
    if not words.strip():
        raise RuleBroken.because("no_words", "Write the question.")
    if (known := _said_just_now(entry, ReviewAct.QUESTION, words, by)) is not None:
        return known
    moment = now or clock.now()
    review = _write(entry, ReviewAct.QUESTION, words, by, moment)
    letters.plan(
        kind=GIFT_QUESTION,
        about=f"{TOPIC}:{entry.pk}",
        person=entry.person,
        occasion=f"question {review.pk}",
        due_at=moment,
        by=by,
        now=moment,
    )
    return review


@transaction.atomic
def answer(
    *, entry: GiftOffer, words: str, by: User, now: datetime | None = None
) -> Review:
    """Answer the question about an offer: the person, or an officer for them.

    Raises:
      RuleBroken: somebody else, no question waits, or no words.
    """
    entry = _locked(entry)
    door.require(by, "answer", entry)
    if not words.strip():
        raise RuleBroken.because("no_words", "Write the answer.")
    if (known := _said_just_now(entry, ReviewAct.ANSWER, words, by)) is not None:
        return known
    last = entry.reviews.last()
    if last is None or last.act != ReviewAct.QUESTION:
        raise RuleBroken.because(
            "no_question", "No question about this offer waits for an answer."
        )
    return _write(entry, ReviewAct.ANSWER, words, by, now or clock.now())


def _write(
    entry: GiftOffer, act: ReviewAct, words: str, by: User, moment: datetime
) -> Review:
    review = Review.objects.create(
        gift=entry, act=act, words=words.strip(), written_at=moment, written_by=by
    )
    audit.record(
        EVENTS[act],
        target=entry,
        by=by.label,
        details={"review": review.pk},
        now=moment,
    )
    return review


def _said_just_now(
    entry: GiftOffer, act: ReviewAct, words: str, by: User
) -> Review | None:
    """Return the last step if it says just this, as by a second click."""
    last = entry.reviews.last()
    is_same = (
        last is not None
        and last.act == act
        and last.words == words.strip()
        and last.written_by_id == by.pk
    )
    return last if is_same else None


def _locked(entry: GiftOffer) -> GiftOffer:
    rows = GiftOffer.objects.select_for_update(of=("self",))
    return rows.select_related("person", "organisation").get(pk=entry.pk)
