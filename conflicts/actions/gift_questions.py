"""Ask somebody about an offer they entered, and write down the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.actions.threads import put_answer, put_question
from conflicts.letters.gift_questions import GIFT_QUESTION, TOPIC
from conflicts.models import GiftOffer, Review
from people import door


if TYPE_CHECKING:
    from datetime import datetime

    from people.models import User


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
    return put_question(
        entry, words, kind=GIFT_QUESTION, about=f"{TOPIC}:{entry.pk}", by=by, now=now
    )


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
    return put_answer(entry, words, by=by, now=now)


def _locked(entry: GiftOffer) -> GiftOffer:
    rows = GiftOffer.objects.select_for_update(of=("self",))
    return rows.select_related("person", "organisation").get(pk=entry.pk)
