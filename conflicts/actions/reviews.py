"""Agree what is done about an interest: questions, answers, and the agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.actions.versions import keep_version
from conflicts.enums import ReviewAct
from conflicts.letters.questions import INTEREST_QUESTION
from conflicts.models import Interest, Review
from core import clock
from core.actions import audit, changes
from core.errors import RuleBroken, StaleEdit
from notices.actions import letters
from people import door


if TYPE_CHECKING:
    from datetime import datetime

    from people.models import User


@transaction.atomic
def ask(
    *, interest: Interest, words: str, by: User, now: datetime | None = None
) -> Review:
    """Ask the person something about their interest; a letter tells them.

    Raises:
      RuleBroken: neither line manager nor officer, one's own interest, or no words.
    """
    interest = _locked(interest)
    door.require(by, "review", interest)
    _require_words(words, "Write the question.")
    known = _said_just_now(interest, ReviewAct.QUESTION, words, by)
    if known is not None:
        return known
    moment = now or clock.now()
    review = _write(interest, ReviewAct.QUESTION, words, by, moment)
    letters.plan(
        kind=INTEREST_QUESTION,
        about=f"interest:{interest.pk}",
        person=interest.person,
        occasion=f"question {review.pk}",
        due_at=moment,
        by=by,
        now=moment,
    )
    return review


@transaction.atomic
def answer(
    *, interest: Interest, words: str, by: User, now: datetime | None = None
) -> Review:
    """Answer the question about an interest: the person, or their officer for them.

    Raises:
      RuleBroken: somebody else, no question waits, or no words.
    """
    interest = _locked(interest)
    door.require(by, "answer", interest)
    _require_words(words, "Write the answer.")
    known = _said_just_now(interest, ReviewAct.ANSWER, words, by)
    if known is not None:
        return known
    last = interest.reviews.last()
    if last is None or last.act != ReviewAct.QUESTION:
        raise RuleBroken.because(
            "no_question", "No question about this interest waits for an answer."
        )
    return _write(interest, ReviewAct.ANSWER, words, by, now or clock.now())


@transaction.atomic
def agree(
    *,
    interest: Interest,
    mitigation: str,
    reason: str,
    seen_version: int,
    by: User,
    now: datetime | None = None,
) -> Interest:
    """Write down what is done about an interest, as a new version, and return it.

    Raises:
      RuleBroken: neither line manager nor officer, one's own interest, or no words.
      StaleEdit: somebody else changed the interest after `seen_version` was read.
    """
    interest = _locked(interest)
    door.require(by, "review", interest)
    _require_words(mitigation, "Say what is done about the interest.")
    _require_words(reason, "Say why this is enough.")
    wanted = mitigation.strip()
    if interest.version != seen_version:
        known = _said_just_now(interest, ReviewAct.AGREED, _agreed(wanted, reason), by)
        if known is not None:
            return interest
        raise StaleEdit(
            current={"mitigation": interest.mitigation},
            submitted={"mitigation": wanted},
        )
    moment = now or clock.now()
    interest.mitigation = wanted
    interest.version += 1
    interest.save()
    keep_version(interest, reason.strip(), by=by, now=moment)
    changes.note("interest", interest.pk, now=moment)
    _write(interest, ReviewAct.AGREED, _agreed(wanted, reason), by, moment)
    return interest


def _agreed(mitigation: str, reason: str) -> str:
    return f"{mitigation}\n\nWhy: {reason.strip()}"


def _write(
    interest: Interest, act: ReviewAct, words: str, by: User, moment: datetime
) -> Review:
    review = Review.objects.create(
        interest=interest,
        version=interest.version,
        act=act,
        words=words.strip(),
        written_at=moment,
        written_by=by,
    )
    audit.record(
        f"interest.{EVENTS[act]}",
        target=interest,
        by=by.label,
        details={"review": review.pk, "version": interest.version},
        now=moment,
    )
    return review


EVENTS = {
    ReviewAct.QUESTION: "questioned",
    ReviewAct.ANSWER: "answered",
    ReviewAct.AGREED: "agreed",
}


def _said_just_now(
    interest: Interest, act: ReviewAct, words: str, by: User
) -> Review | None:
    """Return the last step of the thread if it says just this, as by a second click."""
    last = interest.reviews.last()
    is_same = (
        last is not None
        and last.act == act
        and last.words == words.strip()
        and last.written_by_id == by.pk
    )
    return last if is_same else None


def _require_words(words: str, sentence: str) -> None:
    if not words.strip():
        raise RuleBroken.because("no_words", sentence)


def _locked(interest: Interest) -> Interest:
    rows = Interest.objects.select_for_update(of=("self",))
    return rows.select_related("person", "organisation").get(pk=interest.pk)
