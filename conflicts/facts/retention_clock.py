"""From rows to what the clock of retention needs to know of interests."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Max, Q

from committees.models import Committee
from conflicts.facts.retention import bodies_ever_of_groups, groups_of, uses_of
from conflicts.facts.rule_sets import private_years_on
from conflicts.models import InterestVersion, LegalHold, Office
from conflicts.rules.retention import Ending, RetentionFacts
from core.models import AuditEvent
from core.web.dates import local_day


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from conflicts.models import Interest

    Told = dict[tuple[str, str], datetime]

DISESTABLISHED = "committee.disestablished"


class _Held(NamedTuple):
    """One office of a person's, as the clock asks for it."""

    kind: str
    row: int
    committee_id: int | None
    to_on: date | None


def retention_of(interest: Interest, today: date) -> RetentionFacts:
    """Return what the clock needs to know of one interest; see `retention_of_all`."""
    return retention_of_all([interest], today)[interest.pk]


def retention_of_all(
    interests: Collection[Interest], today: date
) -> dict[int, RetentionFacts]:
    """Return by interest (id) what the clock needs to know of it, with the longest years.

    Of several bodies that ever kept the register, the one that keeps it longest counts.
    In a number of queries that does not grow with the interests.
    """
    groups = groups_of({each.person_id for each in interests})
    endings = _endings_of(interests)
    left = _leavings_of(groups, today)
    years = _years_of(groups, today)
    holds = _holds_of(groups)
    uses = uses_of(interests, today)
    return {
        each.pk: RetentionFacts(
            ended=endings.get(each.pk),
            left=left[each.person_id],
            private_years=years[each.person_id],
            is_purged=each.purged_at is not None,
            held_because=holds[each.person_id],
            used_by=tuple(uses.get(each.pk, ())),
        )
        for each in interests
    }


def _endings_of(interests: Iterable[Interest]) -> dict[int, Ending]:
    """Return the last days of interests, known since their versions have had one.

    An imported entry counts from its own day: the register that was taken in held it,
    and its years ran there.
    """
    ended = {each.pk: each.to_on for each in interests if each.to_on is not None}
    since: dict[int, date | None] = {}
    open_before = set()
    versions = InterestVersion.objects.filter(interest__in=ended).order_by("-version")
    for key, to_on, known_from in versions.values_list(
        "interest", "to_on", "known_from"
    ):
        if to_on is None:
            open_before.add(key)
        if key not in open_before:
            since[key] = local_day(known_from)
    return {key: Ending(to_on, since.get(key)) for key, to_on in ended.items()}


def _leavings_of(
    groups: Mapping[int, set[int]], today: date
) -> dict[int, Ending | None]:
    """Return each person's last day in any body; None while they belong to one.

    None too of whoever never did. Known since the trail has of it: a seat ended today
    for a day long past starts no clock in the past.
    """
    by_entry: dict[int, list[_Held]] = defaultdict(list)
    rows = Office.objects.filter(person__in=set().union(*groups.values()))
    columns = ("person", "kind", "row", "committee", "to_on")
    for entry, kind, row, committee_id, to_on in rows.values_list(*columns):
        by_entry[entry].append(_Held(kind, row, committee_id, to_on))
    last: dict[int, date] = {}
    offices: dict[int, list[_Held]] = {}
    for person, group in groups.items():
        offices[person] = [held for entry in group for held in by_entry[entry]]
        days = [held.to_on for held in offices[person] if held.to_on is not None]
        if days and len(days) == len(offices[person]) and max(days) < today:
            last[person] = max(days)
    told = _told_of([held for person in last for held in offices[person]])
    return {
        person: Ending(last[person], _known_on(offices[person], told))
        if person in last
        else None
        for person in groups
    }


def _told_of(offices: Iterable[_Held]) -> Told:
    """Return when the trail last had of offices: entered, corrected, ended; by target.

    A seat is ended before its committee; a deputyship ends with it.
    """
    keys: dict[str, set[str]] = defaultdict(set)
    for held in offices:
        keys[held.kind].add(str(held.row))
        if held.kind == Office.DEPUTY and held.committee_id is not None:
            keys[Committee._meta.label].add(str(held.committee_id))
    about = Q(pk__in=[])
    for kind, found in keys.items():
        of_kind = Q(target_type=kind, target_key__in=found)
        is_committee = kind == Committee._meta.label
        about |= of_kind & Q(event=DISESTABLISHED) if is_committee else of_kind
    events = AuditEvent.objects.filter(about).exclude(event="person.merged_here")
    latest = events.order_by().values_list("target_type", "target_key")
    return {
        (kind, key): moment
        for kind, key, moment in latest.annotate(latest=Max("happened_at"))
    }


def _known_on(offices: Iterable[_Held], told: Told) -> date | None:
    moments = []
    for held in offices:
        moments.append(told.get((held.kind, str(held.row))))
        if held.kind == Office.DEPUTY:
            moments.append(told.get((Committee._meta.label, str(held.committee_id))))
    known = [moment for moment in moments if moment is not None]
    return local_day(max(known)) if known else None


def _years_of(groups: Mapping[int, set[int]], today: date) -> dict[int, int]:
    bodies = bodies_ever_of_groups(groups)
    years = private_years_on(set().union(*bodies.values()), today)
    return {
        person: max(years[None], *(years[body] for body in theirs), 0)
        for person, theirs in bodies.items()
    }


def _holds_of(groups: Mapping[int, set[int]]) -> dict[int, tuple[str, ...]]:
    standing = LegalHold.objects.filter(
        person__in=set().union(*groups.values()), lifted_at__isnull=True
    )
    found = list(standing.order_by("pk").values_list("person", "reason"))
    return {
        person: tuple(reason for entry, reason in found if entry in group)
        for person, group in groups.items()
    }
