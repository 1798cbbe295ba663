"""Hold what is disputed, and purge what has been kept long enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import transaction

from conflicts.actions.retention_files import forget_rows
from conflicts.facts.retention import forgetters, retention_of
from conflicts.models import (
    DeclarationDraft,
    GuardianAdvice,
    ImportRow,
    Interest,
    InterestVersion,
    LegalHold,
    PublicationDecision,
    Review,
)
from conflicts.rules.retention import can_be_purged
from core import clock
from core.actions import audit, changes
from core.errors import RuleBroken
from notices.models import Letter
from people import door
from people.models import Person


if TYPE_CHECKING:
    from datetime import datetime

    from commissioning.models import Organisation
    from conflicts.rules.retention import RetentionFacts
    from people.models import User

PURGED = "Purged"
# The rows that may never change lose their words once, here, and keep their days.
UNLOCKED = (
    "conflicts.InterestVersion:append_only",
    "conflicts.Review:append_only",
    "conflicts.PublicationDecision:append_only",
    "conflicts.GuardianAdvice:append_only",
)


@transaction.atomic
def place_hold(
    *,
    person: Person,
    organisation: Organisation,
    reason: str,
    by: User,
    now: datetime | None = None,
) -> LegalHold:
    """Stop every purge about a person until the hold is lifted, and return it.

    Raises:
      RuleBroken: not an officer or guardian of theirs, or no reason.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    door.require(by, "place_hold", person)
    door.require(by, "read_retention", organisation)
    if not reason.strip():
        raise RuleBroken.because("no_reason", "Say what the hold is for.")
    hold = LegalHold.objects.create(
        person=person,
        organisation=organisation,
        reason=reason.strip(),
        placed_at=now or clock.now(),
        placed_by=by,
    )
    audit.record("hold.placed", target=hold, by=by.label, now=now)
    return hold


@transaction.atomic
def lift_hold(
    *, hold: LegalHold, reason: str, by: User, now: datetime | None = None
) -> LegalHold:
    """Lift a hold; what it kept may be purged when its time is over.

    Raises:
      RuleBroken: not of the body that asked for it, lifted already, or no reason.
    """
    hold = LegalHold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    door.require(by, "lift_hold", hold)
    if hold.lifted_at is not None:
        raise RuleBroken.because("lifted", "This hold has been lifted already.")
    if not reason.strip():
        raise RuleBroken.because("no_reason", "Say why it is lifted.")
    hold.lifted_at = now or clock.now()
    hold.lifted_by = by
    hold.lift_reason = reason.strip()
    hold.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    audit.record("hold.lifted", target=hold, by=by.label, summary=reason, now=now)
    return hold


@transaction.atomic
def purge(*, interest: Interest, by: User, now: datetime | None = None) -> Interest:
    """Empty the words of an interest and of all its versions; the row stays.

    Days, kinds and the audit stay, so that the record still says that there was an
    interest, when, and who purged it.

    Raises:
      RuleBroken: not an officer of theirs, still held, too early, a hold stands, or a
        meeting still rests on it; the sentence says when and why.
    """
    # The person's row first: a hold that is being placed is waited for.
    Person.objects.select_for_update().get(pk=interest.person_id)
    interest = Interest.objects.select_for_update(of=("self",)).get(pk=interest.pk)
    door.require(by, "purge", interest)
    facts = retention_of(interest, clock.today())
    verdict = can_be_purged(facts, today=clock.today())
    if not verdict:
        raise RuleBroken(verdict)
    moment = now or clock.now()
    for forget in forgetters():
        forget(interest, by, moment)
    _empty(interest, moment)
    audit.record(
        "interest.purged",
        target=interest,
        by=by.label,
        summary=_why(facts),
        details=_days(facts),
        now=moment,
    )
    changes.note("interest", interest.pk, now=moment)
    return interest


def _why(facts: RetentionFacts) -> str:
    what = "The person left, and it was" if facts.is_of_a_leaver else "Ended and"
    return f"{what} held for {facts.private_years} years."


def _days(facts: RetentionFacts) -> dict[str, str]:
    known = {"ended_on": facts.ended, "left_on": facts.left}
    return {name: str(end.on) for name, end in known.items() if end is not None}


def _empty(interest: Interest, moment: datetime) -> None:
    words = {
        "relationship": PURGED if interest.is_indirect else "",
        "organisation": None,
        "company_number": "",
        "description": "",
        "may_touch": "",
        "restricted_note": "",
        "mitigation": "",
        "source_reference": "",
        "refusal_reason": "",
    }
    Interest.objects.filter(pk=interest.pk).update(
        **words, unlisted_name=PURGED, purged_at=moment
    )
    with pgtrigger.ignore(*UNLOCKED):
        InterestVersion.objects.filter(interest=interest).update(
            **words,
            unlisted_name=PURGED,
            person_name="",
            organisation_name="",
            reason="",
        )
        Review.objects.filter(interest=interest).update(words="")
        PublicationDecision.objects.filter(interest=interest).update(reason="")
        GuardianAdvice.objects.filter(interest=interest).update(
            asked_by_words=PURGED, question=PURGED, advice=PURGED
        )
    DeclarationDraft.objects.filter(interest=interest).delete()
    _empty_letters(interest)
    forget_rows(ImportRow.objects.filter(interest=interest))
    interest.refresh_from_db()


def _empty_letters(interest: Interest) -> None:
    """Take the words out of letters about an interest: who never signs in got them.

    That a letter went, to whom and when, stays; one that was sent may not be empty.
    """
    letters = Letter.objects.about(f"interest:{interest.pk}")
    letters.exclude(text="").update(text=PURGED, html="")
