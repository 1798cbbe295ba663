"""The thread of questions and answers about an interest, or about an offer of a gift.

Whoever calls has locked the row and asked the door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflicts.enums import ReviewAct
from conflicts.models import Interest, Review
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from notices.actions import letters


if TYPE_CHECKING:
    from datetime import datetime

    from conflicts.models import GiftOffer
    from people.models import User

EVENTS = {
    ReviewAct.QUESTION: "questioned",
    ReviewAct.ANSWER: "answered",
    ReviewAct.AGREED: "agreed",
}


def put_question(
    subject: Interest | GiftOffer,
    words: str,
    *,
    kind: str,
    about: str,
    by: User,
    now: datetime | None,
) -> Review:
    """Write a question down and plan the letter that puts it; a second click does not.

    `kind` and `about` are those of the letter.

    Raises:
      RuleBroken: there are no words.
    """
    require_words(words, "Write the question.")
    known = said_just_now(subject, ReviewAct.QUESTION, words, by)
    if known is not None:
        return known
    moment = now or clock.now()
    review = write_step(subject, ReviewAct.QUESTION, words, by, moment)
    letters.plan(
        kind=kind,
        about=about,
        person=subject.person,
        occasion=f"question {review.pk}",
        due_at=moment,
        by=by,
        now=moment,
    )
    return review


def put_answer(
    subject: Interest | GiftOffer, words: str, *, by: User, now: datetime | None
) -> Review:
    """Write the answer to the last question down; a second click finds the first.

    Raises:
      RuleBroken: there are no words, or no question waits.
    """
    require_words(words, "Write the answer.")
    known = said_just_now(subject, ReviewAct.ANSWER, words, by)
    if known is not None:
        return known
    last = subject.reviews.last()
    if last is None or last.act != ReviewAct.QUESTION:
        noun = "interest" if isinstance(subject, Interest) else "offer"
        raise RuleBroken.because(
            "no_question", f"No question about this {noun} waits for an answer."
        )
    return write_step(subject, ReviewAct.ANSWER, words, by, now or clock.now())


def write_step(
    subject: Interest | GiftOffer,
    act: ReviewAct,
    words: str,
    by: User,
    moment: datetime,
) -> Review:
    """Keep one step of the thread, with its event in the audit."""
    if isinstance(subject, Interest):
        review = Review(interest=subject, version=subject.version)
        name, details = "interest", {"version": subject.version}
    else:
        review, name, details = Review(gift=subject), "gift", {}
    review.act, review.words = act, words.strip()
    review.written_at, review.written_by = moment, by
    review.save(force_insert=True)
    audit.record(
        f"{name}.{EVENTS[act]}",
        target=subject,
        by=by.label,
        details={"review": review.pk, **details},
        now=moment,
    )
    return review


def said_just_now(
    subject: Interest | GiftOffer, act: ReviewAct, words: str, by: User
) -> Review | None:
    """Return the last step of the thread if it says just this, as by a second click."""
    last: Review | None = subject.reviews.last()
    is_same = (
        last is not None
        and last.act == act
        and last.words == words.strip()
        and last.written_by_id == by.pk
    )
    return last if is_same else None


def require_words(words: str, sentence: str) -> None:
    """Refuse nothing but spaces, saying what to write.

    Raises:
      RuleBroken: there are no words.
    """
    if not words.strip():
        raise RuleBroken.because("no_words", sentence)
