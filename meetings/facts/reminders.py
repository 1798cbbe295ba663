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
from meetings.facts.conflicts import rulers_by_office
from meetings.facts.exclusions import excluded_by_person
from meetings.facts.invitees import coming_to
from meetings.facts.keepers import officers_by_committee
from meetings.facts.told import AHEAD, is_ahead
from meetings.models import ConflictRow, Gathering, Paper, ReminderPeriod
from meetings.rules.reminders import MeetingFacts, Period, ReminderRule, rules_for
from meetings.rules.rulings import OpenRuling, RulingsWaiting, who_is_asked
from meetings.values import GatheringId, ItemId
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
        ReminderKind.TREATMENT_WAITING: set(rulings_waiting(gathering)),
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


def rulings_waiting(gathering: Gathering) -> dict[PersonId, RulingsWaiting]:
    """Return who is asked to rule on conflicts of a gathering, or to see that one does.

    By key; whose turn it is at each committee (`who_is_asked`).
    """
    rows = list(
        ConflictRow.objects.untreated()
        .filter(sitting__gathering=gathering, item__is_withdrawn=False)
        .select_related(
            "item",
            "sitting__committee",
            "sitting__chair",
            "sitting__gathering__convening_chair",
        )
        .order_by("sitting__position", "pk")
    )
    rulers = rulers_by_office(rows)
    officers = {} if all(rulers.values()) else officers_by_committee(gathering)
    return who_is_asked(
        OpenRuling(
            ItemId(row.item_id),
            PersonId(row.person_id),
            tuple(PersonId(one.pk) for one in rulers[row.pk]),
            frozenset(map(PersonId, officers.get(row.sitting.committee_id, ()))),
        )
        for row in rows
    )
