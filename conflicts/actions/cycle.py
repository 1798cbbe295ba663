"""Plan rounds of declaring, close them, and settle single requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from commissioning.models import Organisation
from conflicts.enums import CampaignKind
from conflicts.facts.cycle import about
from conflicts.models import Campaign, DeclarationRequest
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from core.web.dates import long_date
from notices.actions import letters
from notices.enums import Status
from notices.models import Letter
from people import door


if TYPE_CHECKING:
    from datetime import date, datetime

    from conflicts.models import Attestation
    from people.actors import Actor
    from people.models import User

LONGEST_ANSWER = 365
MOST_REMINDERS = 12
UNDECIDED = (Status.TO_PRINT, Status.FAILED, Status.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class RoundDraft:
    """A round as an officer plans it; days before the last day, negative after it."""

    kind: CampaignKind
    name: str
    opens_on: date
    answer_within_days: int = 28
    remind_days_before: list[int] = field(default_factory=lambda: [7, 0, -7])


@transaction.atomic
def plan(
    *,
    organisation: Organisation,
    draft: RoundDraft,
    by: User,
    now: datetime | None = None,
) -> Campaign:
    """Plan a round: the clock opens it on its day, without anybody's click.

    Raises:
      RuleBroken: not an officer of the body, a day that has passed, a round of the
        kind on that day or standing already, or days that make no sense.
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(
        pk=organisation.pk
    )
    door.require(by, "ask_for_declarations", organisation)
    _check(draft)
    _refuse_twin(organisation, draft)
    campaign = Campaign.objects.create(
        organisation=organisation,
        kind=draft.kind,
        name=draft.name.strip(),
        opens_on=draft.opens_on,
        answer_within_days=draft.answer_within_days,
        remind_days_before=draft.remind_days_before,
        planned_at=now or clock.now(),
        planned_by=by,
    )
    audit.record("campaign.planned", target=campaign, by=by.label, now=now)
    return campaign


@transaction.atomic
def close(
    *, campaign: Campaign, by: Actor, reason: str, now: datetime | None = None
) -> Campaign:
    """Close a round: nobody is asked or reminded in it any more.

    Whoever has not answered is still shown as not confirmed. A round that has not
    opened yet is closed as never held.

    Raises:
      RuleBroken: not an officer of the body, no reason, or closed already.
    """
    campaign = _locked(campaign)
    door.require(by, "ask_for_declarations", campaign.organisation)
    if campaign.closed_at is not None:
        raise RuleBroken.because("round_closed", "This round was closed already.")
    if not reason.strip():
        raise RuleBroken.because("no_reason", "Say why the round is closed.")
    return close_locked(campaign, reason=reason, by=by.label, now=now)


def close_locked(
    campaign: Campaign, *, reason: str, by: str, now: datetime | None
) -> Campaign:
    """Close a round its caller has locked and asked about."""
    moment = now or clock.now()
    campaign.opened_at = campaign.opened_at or moment
    campaign.closed_at = moment
    campaign.save(update_fields=["opened_at", "closed_at"])
    waiting = campaign.requests.unanswered().select_for_update().order_by("pk")
    for request in waiting:
        drop_locked(request, reason=f"The round was closed. {reason}", by=by, now=now)
    audit.record("campaign.closed", target=campaign, by=by, summary=reason, now=moment)
    return campaign


@transaction.atomic
def drop(
    *,
    request: DeclarationRequest,
    reason: str,
    by: User,
    now: datetime | None = None,
) -> DeclarationRequest:
    """Drop a request by hand: the person need not answer it.

    Raises:
      RuleBroken: not an officer of the body, no reason, answered or dropped already.
    """
    request = _locked_request(request)
    door.require(by, "ask_for_declarations", request.campaign.organisation)
    _refuse_settled(request)
    if not reason.strip():
        raise RuleBroken.because("no_reason", "Say why the request is dropped.")
    return drop_locked(request, reason=reason, by=by.label, now=now)


def drop_locked(
    request: DeclarationRequest, *, reason: str, by: str, now: datetime | None
) -> DeclarationRequest:
    """Drop a request its caller has locked and asked about, with its letters."""
    request.dropped_at = now or clock.now()
    request.drop_reason = reason.strip()
    request.save(update_fields=["dropped_at", "drop_reason"])
    letters.withdraw(
        about=about(request.pk), reason=request.drop_reason, by=by, and_printed=True
    )
    audit.record(
        "declaration_request.dropped",
        target=request,
        by=by,
        summary=request.drop_reason,
        now=now,
    )
    return request


@transaction.atomic
def record_asked_by_post(
    *,
    request: DeclarationRequest,
    on: date,
    by: User,
    now: datetime | None = None,
) -> DeclarationRequest:
    """Record that a person was asked by post or by hand on a day.

    The letter that asks is not sent, or marked as posted where it was printed;
    reminders go on.

    Raises:
      RuleBroken: not an officer of the body, settled already, or a day to come.
    """
    request = _locked_request(request)
    door.require(by, "ask_for_declarations", request.campaign.organisation)
    _refuse_settled(request)
    if on > clock.today():
        raise RuleBroken.because(
            "asked_in_future", "Nobody can have been asked on a day to come."
        )
    reason = f"Asked by post on {long_date(on)}."
    key = about(request.pk)
    letters.withdraw(about=key, reason=reason, by=by, kind="declaration_asked")
    for letter in Letter.objects.about(key).with_status(UNDECIDED):
        if letter.kind != "declaration_asked":
            continue
        # What was given to them before the letter was written was not this letter.
        is_printed = letter.status == Status.TO_PRINT
        if is_printed and localdate(letter.claimed_at) <= on:
            letters.mark_posted(letter=letter, posted_on=on, by=by, now=now)
        else:
            letters.drop(letter=letter, reason=reason, by=by)
    audit.record(
        "declaration_request.asked_by_post",
        target=request,
        by=by.label,
        summary=reason,
        now=now,
    )
    return request


@transaction.atomic
def note_answered(*, attestation: Attestation, by: Actor) -> int:
    """Settle the requests that an attestation answers; their letters stop at once.

    Call it in the transaction that writes the attestation. Returns how many it was;
    the clock finds those that nobody noted.
    """
    waiting = (
        DeclarationRequest.objects.unanswered()
        .filter(
            Q(person=attestation.person_id)
            | Q(person__merged_persons=attestation.person_id)
        )
        .select_related("campaign")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    answered = [row for row in waiting if answers(attestation, row)]
    for request in answered:
        request.answered_by = attestation
        request.save(update_fields=["answered_by"])
        letters.withdraw(about=about(request.pk), reason="Answered.", by=by)
        audit.record("declaration_request.answered", target=request, by=by.label)
    return len(answered)


def answers(attestation: Attestation, request: DeclarationRequest) -> bool:
    """Say whether an attestation answers a request.

    It was received on or after the day of asking, and is not older than the time given
    to answer: a form signed two days before is meant, one of last year is not.
    """
    oldest = request.asked_on - timedelta(days=request.campaign.answer_within_days)
    received = localdate(attestation.recorded_at)
    return received >= request.asked_on and attestation.made_on >= oldest


def _check(draft: RoundDraft) -> None:
    if not draft.name.strip():
        raise RuleBroken.because("round_unnamed", "Give the round a name.")
    if draft.opens_on < clock.today():
        raise RuleBroken.because(
            "round_in_past", "The round cannot open on a day that has passed."
        )
    if not 1 <= draft.answer_within_days <= LONGEST_ANSWER:
        raise RuleBroken.because(
            "answer_days", f"Give between 1 and {LONGEST_ANSWER} days to answer."
        )
    if len(draft.remind_days_before) > MOST_REMINDERS:
        raise RuleBroken.because(
            "too_many_reminders", f"Plan at most {MOST_REMINDERS} reminders."
        )


def _refuse_twin(organisation: Organisation, draft: RoundDraft) -> None:
    same = Campaign.objects.filter(organisation=organisation, kind=draft.kind)
    if same.filter(opens_on=draft.opens_on).exists():
        raise RuleBroken.because(
            "round_there", "A round of this kind opens on that day already."
        )
    is_standing = draft.kind != CampaignKind.ANNUAL
    if is_standing and same.filter(closed_at__isnull=True).exists():
        raise RuleBroken.because(
            "round_standing",
            "A round of this kind stands already: it takes in people as they come. "
            "Close it before you plan another.",
        )


def _refuse_settled(request: DeclarationRequest) -> None:
    if request.answered_by_id is not None:
        raise RuleBroken.because(
            "request_answered", f"{request.person} has answered already."
        )
    if request.dropped_at is not None:
        raise RuleBroken.because(
            "request_dropped", f"This request was dropped: {request.drop_reason}"
        )


def _locked(campaign: Campaign) -> Campaign:
    rows = Campaign.objects.select_related("organisation")
    return rows.select_for_update(of=("self",)).get(pk=campaign.pk)


def _locked_request(request: DeclarationRequest) -> DeclarationRequest:
    rows = DeclarationRequest.objects.select_related("person", "campaign__organisation")
    return rows.select_for_update(of=("self",)).get(pk=request.pk)
