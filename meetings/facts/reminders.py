"""From rows to facts: when committees remind, and whom a meeting asks for what."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from committees.values import CommitteeId
from core import clock
from core.rules.days import DayBasis
from meetings.enums import GatheringState, PaperAvailability, ReminderKind
from meetings.facts.exclusions import excluded_by_person
from meetings.facts.invitees import coming_to
from meetings.facts.told import AHEAD, is_ahead
from meetings.models import ConflictRow, Gathering, Paper, ReminderPeriod
from meetings.rules.reminders import MeetingFacts, Period, ReminderRule, rules_for
from meetings.values import GatheringId
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

PROMISED = [PaperAvailability.ATTACHED, PaperAvailability.TO_FOLLOW]


def periods_of(committees: Iterable[int]) -> list[Period]:
    """Return all that these committees (keys) ever said of their reminders."""
    rows = ReminderPeriod.objects.filter(committee__in=list(committees))
    return [period_facts(row) for row in rows]


def period_facts(row: ReminderPeriod) -> Period:
    """Return what one row says."""
    rule = ReminderRule(
        ReminderKind(row.kind_code), row.clear_days, DayBasis(row.basis)
    )
    return Period(CommitteeId(row.committee_id), rule, row.effective_from, row.pk)


def rules_of(committees: Iterable[int], day: date) -> tuple[ReminderRule, ...]:
    """Return what committees (keys) that sit together ask for on a day."""
    keys = [CommitteeId(one) for one in committees]
    return rules_for(keys, periods_of(keys), day)


def meeting_facts(gathering: Gathering) -> MeetingFacts:
    """Return what reminders are planned from."""
    return MeetingFacts(
        GatheringId(gathering.pk), gathering.held_on, is_announced=is_ahead(gathering)
    )


def still_to_be_held(*, lock: int | None = None) -> QuerySet[Gathering]:
    """Return the announced meetings ahead; with `lock`, that one (key), held."""
    found = Gathering.objects.filter(state__in=AHEAD, held_on__gte=clock.today())
    if lock is None:
        return found.order_by("held_on", "pk")
    return found.filter(pk=lock).select_for_update(of=("self",), no_key=True)


def asked_of_people(gathering: Gathering) -> dict[ReminderKind, set[PersonId]]:
    """Return who is asked for what before a meeting, as it stands now, by key."""
    coming = {PersonId(one.pk) for one in coming_to(gathering)}
    return {
        ReminderKind.DECLARE_INTERESTS: coming,
        ReminderKind.READ_PACK: coming,
        ReminderKind.PAPER_DUE: {PersonId(one) for one in papers_due(gathering)},
        ReminderKind.TREATMENT_WAITING: {
            PersonId(one) for one in rulings_waiting(gathering)
        },
    }


def papers_due(gathering: Gathering) -> dict[int, int]:
    """Return how many papers each author (key) has still to hand in.

    Who wrote the cover sheet, or else leads the item. Nobody is asked for the paper of
    an item that a conflict keeps from them, and none once the pack has gone out: then
    the officer hands in what is late.
    """
    if gathering.state not in {GatheringState.DRAFT, GatheringState.NOTICE_GIVEN}:
        return {}
    handed_in = Paper.objects.filter(item=OuterRef("pk"), is_withdrawn=False)
    items = gathering.items.matters().filter(
        ~Exists(handed_in), is_withdrawn=False, availability__in=PROMISED
    )
    kept = excluded_by_person(gathering)
    found: dict[int, int] = defaultdict(int)
    written = items.annotate(author=Coalesce("cover_sheet__author_id", "lead_id"))
    for pk, author in written.filter(author__isnull=False).values_list("pk", "author"):
        if pk not in kept.get(author, ()):
            found[author] += 1
    return dict(found)


def rulings_waiting(gathering: Gathering) -> dict[int, int]:
    """Return on how many conflicts each chair (key) of a sitting has still to rule.

    Never their own, and none on an item that a conflict keeps from them.
    """
    rows = ConflictRow.objects.untreated().filter(
        sitting__gathering=gathering,
        sitting__chair__isnull=False,
        item__is_withdrawn=False,
    )
    kept = excluded_by_person(gathering)
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for chair, person, item in rows.order_by("pk").values_list(
        "sitting__chair_id", "person_id", "item_id"
    ):
        if chair != person and item not in kept.get(chair, ()):
            found[chair].add((person, item))
    return {chair: len(waiting) for chair, waiting in found.items()}
