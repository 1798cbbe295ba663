"""What a guardian decides, advises and attests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.actions.versions import keep_version
from conflicts.enums import PublicationState
from conflicts.facts.assurance import as_rows, figures_of
from conflicts.models import (
    GuardianAdvice,
    GuardianAttestation,
    Interest,
    PublicationDecision,
)
from core import clock
from core.actions import audit, changes
from core.errors import RuleBroken
from people import door


if TYPE_CHECKING:
    from datetime import date, datetime

    from commissioning.models import Organisation
    from people.models import User


@transaction.atomic
def decide_publication(
    *,
    interest: Interest,
    state: PublicationState,
    reason: str,
    review_on: date | None,
    seen_version: int,
    by: User,
    now: datetime | None = None,
) -> PublicationDecision:
    """Decide what the public register shows of an interest, until `review_on`.

    The interest takes on a new version; the full register keeps all of it.

    Raises:
      RuleBroken: not a guardian of the person's bodies, their own interest, no reason,
        something kept back without a day of review to come, or the interest changed
        after `seen_version` was read.
    """
    interest = Interest.objects.select_for_update(of=("self",)).get(pk=interest.pk)
    door.require(by, "decide_publication", interest)
    check_decision(state, reason, review_on)
    if interest.version != seen_version:
        raise RuleBroken.because(
            "changed_meanwhile",
            "The interest changed after you opened it. Read it again, then decide.",
        )
    moment = now or clock.now()
    decision = PublicationDecision.objects.create(
        interest=interest,
        state=state,
        reason=reason.strip(),
        review_on=review_on,
        decided_at=moment,
        decided_by=by,
    )
    interest.publication = state
    interest.version += 1
    interest.save(update_fields=["publication", "version"])
    # The reason may tell what is kept back, and the history is read by more people.
    keep_version(interest, f"The guardian decided: {state.label}.", by=by, now=moment)
    audit.record(
        "interest.publication_decided",
        target=interest,
        by=by.label,
        details={"decision": decision.pk, "state": state, "version": interest.version},
        now=moment,
    )
    changes.note("interest", interest.pk, now=moment)
    return decision


@transaction.atomic
def record_advice(
    *,
    organisation: Organisation,
    asked_by_words: str,
    question: str,
    advice: str,
    given_on: date,
    by: User,
    interest: Interest | None = None,
    now: datetime | None = None,
) -> GuardianAdvice:
    """Write down a question and the advice given on it; only guardians read it.

    Raises:
      RuleBroken: not the guardian, something is empty, or a day in the future.
    """
    # Two clicks at once: the second waits here and finds the first.
    type(organisation).objects.select_for_update().get(pk=organisation.pk)
    door.require(by, "guard", organisation)
    if not (asked_by_words.strip() and question.strip() and advice.strip()):
        raise RuleBroken.because(
            "no_words", "Say who asked, what they asked and what you advised."
        )
    if given_on > clock.today():
        raise RuleBroken.because(
            "given_in_future", "Advice cannot have been given in the future."
        )
    moment = now or clock.now()
    row, is_new = GuardianAdvice.objects.get_or_create(
        organisation=organisation,
        asked_by_words=asked_by_words.strip(),
        question=question.strip(),
        advice=advice.strip(),
        given_on=given_on,
        interest=interest,
        recorded_by=by,
        defaults={"recorded_at": moment},
    )
    if is_new:
        audit.record("guardian_advice.recorded", target=row, by=by.label, now=moment)
    return row


@transaction.atomic
def attest(
    *,
    organisation: Organisation,
    first_day: date,
    last_day: date,
    statement: str,
    exceptions: str,
    by: User,
    now: datetime | None = None,
) -> GuardianAttestation:
    """Attest a year that is over, with its figures as they are counted now.

    Said again in the same words it is one; a later one in other words stands beside
    it, and the latest counts.

    Raises:
      RuleBroken: not the guardian, a period that is not over, or no statement.
    """
    type(organisation).objects.select_for_update().get(pk=organisation.pk)
    door.require(by, "guard", organisation)
    if not first_day <= last_day < clock.today():
        raise RuleBroken.because("period_not_over", "Choose a year that is over.")
    if not statement.strip():
        raise RuleBroken.because("no_words", "Write what you attest.")
    moment = now or clock.now()
    attestation, is_new = GuardianAttestation.objects.get_or_create(
        organisation=organisation,
        first_day=first_day,
        last_day=last_day,
        statement=statement.strip(),
        exceptions=exceptions.strip(),
        made_by=by,
        defaults={
            "figures": as_rows(figures_of(organisation, first_day, last_day)),
            "made_at": moment,
        },
    )
    if is_new:
        audit.record(
            "guardian_attestation.made", target=attestation, by=by.label, now=moment
        )
    return attestation


def check_decision(
    state: PublicationState, reason: str, review_on: date | None
) -> None:
    """Check that a decision on publication says why, and until when it keeps back.

    Raises:
      RuleBroken: no reason, no decision at all, or no day of review to come.
    """
    if state == PublicationState.NOT_REQUIRED:
        raise RuleBroken.because(
            "not_a_decision", "Whether somebody is a decision maker follows from posts."
        )
    if not reason.strip():
        raise RuleBroken.because("no_reason", "Give the reason for the decision.")
    if state == PublicationState.PUBLISH:
        return
    if review_on is None or review_on <= clock.today():
        raise RuleBroken.because(
            "no_review",
            "Nothing is kept back for ever: give a day to come on which to review it.",
        )
