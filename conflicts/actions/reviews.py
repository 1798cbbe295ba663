"""Agree what is done about an interest: questions, answers, and the agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.actions.threads import (
    put_answer,
    put_question,
    require_words,
    said_just_now,
    write_step,
)
from conflicts.actions.versions import keep_version
from conflicts.enums import ReviewAct
from conflicts.letters.questions import INTEREST_QUESTION
from conflicts.models import Interest, Review
from core import clock
from core.actions import changes
from core.errors import StaleEdit
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
    return put_question(
        interest,
        words,
        kind=INTEREST_QUESTION,
        about=f"interest:{interest.pk}",
        by=by,
        now=now,
    )


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
    return put_answer(interest, words, by=by, now=now)


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
    require_words(mitigation, "Say what is done about the interest.")
    require_words(reason, "Say why this is enough.")
    wanted = mitigation.strip()
    if interest.version != seen_version:
        known = said_just_now(interest, ReviewAct.AGREED, _agreed(wanted, reason), by)
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
    write_step(interest, ReviewAct.AGREED, _agreed(wanted, reason), by, moment)
    return interest


def _agreed(mitigation: str, reason: str) -> str:
    return f"{mitigation}\n\nWhy: {reason.strip()}"


def _locked(interest: Interest) -> Interest:
    rows = Interest.objects.select_for_update(of=("self",))
    return rows.select_related("person", "organisation").get(pk=interest.pk)
