"""What the clock does for the yearly cycle: ask, take in, let go, note answers.

One body at a time under a lock that a second worker skips; each step writes only what
is still missing, so a worker killed anywhere loses nothing and doubles nothing.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.timezone import localdate, make_aware

from commissioning.models import Organisation
from conflicts.actions.cycle import answers, close_locked, drop_locked, note_answered
from conflicts.enums import CampaignKind
from conflicts.facts.cycle import REQUEST_TOPIC, about, last_asked, last_attested
from conflicts.facts.duties import duties_of, holdings_of
from conflicts.facts.persons import entries_of, remaining
from conflicts.models import Attestation, Campaign, DeclarationRequest
from conflicts.rules.cycle import (
    last_day_to_answer,
    newly_due,
    plan_reminders,
    still_to_ask,
)
from core import clock
from core.actions import audit
from notices.actions import letters
from notices.models import Letter
from people.actors import Task
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from people.actors import Actor

ASKER: Final = Task("ask for declarations")
BATCH: Final = 100
# Nobody's telephone rings at midnight because a round opened.
MORNING: Final = time(8)
ASKED, REMINDER = "declaration_asked", "declaration_reminder"


def advance_rounds(*, now: datetime | None = None) -> int:
    """Bring every round in step with the day; return how many requests were touched.

    Safe to run at any time, twice, and beside another run.
    """
    touched = 0
    for organisation_id in _concerned():
        while steps := advance(organisation_id, now=now):
            touched += steps
    return touched


@transaction.atomic
def advance(organisation_id: int, *, now: datetime | None = None) -> int:
    """Take one step for one body: at most a batch of people is asked in it.

    Returns how many rows it wrote; 0 when all is in step, or another worker is at it.
    """
    organisation = (
        Organisation.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(pk=organisation_id)
        .first()
    )
    if organisation is None:
        return 0
    moment = now or clock.now()
    return (
        note_answers(organisation)
        or stop_letters(organisation)
        or let_go(organisation, now=moment)
        or open_due(organisation, now=moment)
        or take_in(organisation, now=moment)
    )


def note_answers(organisation: Organisation) -> int:
    """Settle requests whose answer was written without a word to this room."""
    attested = Attestation.objects.filter(
        Q(person=OuterRef("person")) | Q(person__merged_into=OuterRef("person")),
        recorded_at__date__gte=OuterRef("asked_on"),
    )
    waiting = (
        DeclarationRequest.objects.unanswered()
        .filter(Exists(attested), campaign__organisation=organisation)
        .select_related("campaign")
    )
    noted = 0
    for request in waiting:
        entries = entries_of([request.person_id])
        theirs = Attestation.objects.filter(person__in=entries).order_by("pk")
        first = next((each for each in theirs if answers(each, request)), None)
        if first is not None:
            noted += note_answered(attestation=first, by=ASKER)
    return noted


def stop_letters(organisation: Organisation) -> int:
    """Drop letters that still wait although their request is answered or dropped."""
    settled = DeclarationRequest.objects.filter(
        Q(answered_by__isnull=False) | Q(dropped_at__isnull=False),
        campaign__organisation=organisation,
    ).order_by()
    key = Concat(Value(f"{REQUEST_TOPIC}:"), Cast("pk", CharField()))
    waiting = Letter.objects.waiting().filter(
        about__in=settled.annotate(about=key).values("about")
    )
    keys = waiting.order_by("about").values_list("about", flat=True).distinct()
    return sum(
        letters.withdraw(
            about=each, reason="Answered, or not asked any more.", by=ASKER
        )
        for each in keys
    )


def let_go(organisation: Organisation, *, now: datetime) -> int:
    """Drop the requests of people who need not declare to the body any more."""
    due = duties_of(organisation, localdate(now))
    leavers = (
        DeclarationRequest.objects.unanswered()
        .filter(campaign__organisation=organisation)
        .exclude(person__in=list(due))
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    reason = f"No longer has to declare to {organisation.name}."
    for request in leavers:
        drop_locked(request, reason=reason, by=ASKER.label, now=now)
    return len(leavers)


def open_due(organisation: Organisation, *, now: datetime) -> int:
    """Open the oldest round whose day has come, or ask a next batch of its people."""
    day = localdate(now)
    campaign = (
        Campaign.objects.filter(
            organisation=organisation,
            opens_on__lte=day,
            opened_at__isnull=True,
            closed_at__isnull=True,
        )
        .order_by("opens_on", "pk")
        .select_for_update()
        .first()
    )
    return 0 if campaign is None else _open_step(campaign, by=ASKER, now=now)


@transaction.atomic
def open_as_planned(campaign: Campaign, *, by: Actor, now: datetime) -> None:
    """Take at once all steps by which the clock opens a round, as if it were `now`.

    For a preview of its letters, which is undone: who is asked is read from the record
    as it stands, with duties of the day of `now`. The caller has asked the door.
    """
    body = campaign.organisation_id
    Organisation.objects.select_for_update(no_key=True).get(pk=body)
    campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    while campaign.opened_at is None:
        _open_step(campaign, by=by, now=now)
    if campaign.kind != CampaignKind.ANNUAL:
        _take_in(campaign, by=by, now=now)


def opening_moment(opens_on: date) -> datetime:
    """Return when the letters of a round are due: that morning, or now where it was."""
    return max(clock.now(), _morning(opens_on))


def _open_step(campaign: Campaign, *, by: Actor, now: datetime) -> int:
    """Ask a next batch of a round's people, or mark it as opened; say how many rows."""
    if campaign.kind != CampaignKind.ANNUAL:
        return _mark_opened(campaign, now)
    duties = duties_of(campaign.organisation, localdate(now))
    # Whoever was asked under an entry merged into theirs is not asked twice.
    known = set(campaign.requests.values_list(remaining(), flat=True))
    waiting = sorted(duties.keys() - known)[:BATCH]
    if not waiting:
        return _mark_opened(campaign, now)
    _ask(campaign, {each: duties[each].why for each in waiting}, by=by, now=now)
    return len(waiting)


def take_in(organisation: Organisation, *, now: datetime) -> int:
    """Ask those whose duty has begun or changed since a standing round opened."""
    standing = Campaign.objects.filter(
        organisation=organisation, opened_at__isnull=False, closed_at__isnull=True
    ).exclude(kind=CampaignKind.ANNUAL)
    rounds = standing.order_by("pk").select_for_update()
    return sum(_take_in(campaign, by=ASKER, now=now) for campaign in rounds)


def _take_in(campaign: Campaign, *, by: Actor, now: datetime) -> int:
    day = localdate(now)
    # The day before the round opened tells a new duty from one that goes on.
    eve = campaign.opens_on - timedelta(days=1)
    holdings = holdings_of(campaign.organisation, eve, day)
    new = {
        person_id: duty
        for person_id, duty in newly_due(
            holdings, since=campaign.opens_on, day=day
        ).items()
        if duty.kind == campaign.kind
    }
    missing = still_to_ask(
        new, asked=last_asked(campaign.organisation), attested=last_attested(new)
    )
    whys = {int(key): f"{duty.words}." for key, duty in missing.items()}
    _ask(campaign, whys, by=by, now=now)
    return len(missing)


def _ask(
    campaign: Campaign, whys: Mapping[int, str], *, by: Actor, now: datetime
) -> None:
    """Write a request for each person (id) with its letter and its reminders."""
    day = localdate(now)
    due_on = last_day_to_answer(day, campaign.answer_within_days)
    reminders = plan_reminders(
        asked_on=day, due_on=due_on, days_before=campaign.remind_days_before
    )
    persons = Person.objects.in_bulk(list(whys))
    for person_id, why in whys.items():
        request = DeclarationRequest.objects.create(
            campaign=campaign,
            person=persons[person_id],
            why=why,
            asked_on=day,
            due_on=due_on,
        )
        audit.record("declaration_request.asked", target=request, by=by.label, now=now)
        letters.plan(
            kind=ASKED,
            about=about(request.pk),
            person=persons[person_id],
            due_at=max(now, _morning(day)),
            by=by,
            now=now,
        )
        for occasion, on in reminders:
            letters.plan(
                kind=REMINDER,
                about=about(request.pk),
                person=persons[person_id],
                occasion=occasion,
                due_at=_morning(on),
                by=by,
                now=now,
            )


def _mark_opened(campaign: Campaign, now: datetime) -> int:
    """Mark a round as opened; a yearly one takes the place of those before it."""
    campaign.opened_at = now
    campaign.save(update_fields=["opened_at"])
    asked = campaign.requests.count()
    audit.record(
        "campaign.opened",
        target=campaign,
        by=ASKER.label,
        details={"asked": asked},
        now=now,
    )
    if campaign.kind == CampaignKind.ANNUAL:
        earlier = Campaign.objects.filter(
            organisation=campaign.organisation_id,
            kind=CampaignKind.ANNUAL,
            opened_at__isnull=False,
            closed_at__isnull=True,
        ).exclude(pk=campaign.pk)
        for each in earlier.order_by("pk").select_for_update():
            reason = f"{campaign.name} has opened."
            close_locked(each, reason=reason, by=ASKER.label, now=now)
    return 1


def _concerned() -> list[int]:
    """Return the bodies (ids) with a round that is open, or due to open."""
    rounds = Campaign.objects.filter(
        Q(opened_at__isnull=False) | Q(opens_on__lte=clock.today()),
        closed_at__isnull=True,
    )
    return list(
        rounds.order_by("organisation")
        .values_list("organisation", flat=True)
        .distinct()
    )


def _morning(day: date) -> datetime:
    return make_aware(datetime.combine(day, MORNING))
