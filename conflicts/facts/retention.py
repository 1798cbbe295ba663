"""Whose interests a body may have kept long enough, and what else rests on them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Subquery

from commissioning.models import Organisation, Post
from committees.models import Appointment, Deputy
from conflicts.facts.rule_sets import rule_set_on
from conflicts.models import Interest, LegalHold, Office, Position
from conflicts.rules.retention import latest_end
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date, datetime

    from conflicts.models.interest import InterestQuerySet
    from people.models import User

    Use = Callable[[Collection[Interest], date], Mapping[int, str]]
    Forget = Callable[[Interest, User, datetime], None]

_uses: list[Use] = []
_forgetters: list[Forget] = []


def tells_of_use(use: Use) -> Use:
    """Register what an upper room says interests are still needed for.

    It gets interests and today, and answers with a sentence for each that is (by id),
    in a number of queries that does not grow.
    """
    _uses.append(use)
    return use


def forgets_purged(forget: Forget) -> Forget:
    """Register what an upper room does to its own copies when an interest is purged.

    It gets the interest, who purges and when, inside the transaction of the purge.
    """
    _forgetters.append(forget)
    return forget


def forgetters() -> list[Forget]:
    """Return what the rooms above do about a purge."""
    return list(_forgetters)


def uses_of(interests: Collection[Interest], today: date) -> dict[int, list[str]]:
    """Return by interest (id) what the rooms above still need it for, in sentences."""
    found: dict[int, list[str]] = defaultdict(list)
    for use in _uses:
        for key, sentence in use(interests, today).items():
            found[key].append(sentence)
    return found


def bodies_ever_of(person_id: int) -> set[int]:
    """Return the bodies (ids) a person ever sat for or worked for, in two queries."""
    groups = groups_of([person_id])
    return bodies_ever_of_groups(groups)[person_id]


def groups_of(person_ids: Collection[int]) -> dict[int, set[int]]:
    """Return for each person (id) their entries: their own and those merged into it."""
    groups: dict[int, set[int]] = {each: {each} for each in person_ids}
    merged = Person.objects.filter(merged_into__in=groups)
    for entry, into in merged.values_list("pk", "merged_into"):
        if into is not None:
            groups[into].add(entry)
    return groups


def bodies_ever_of_groups(groups: Mapping[int, set[int]]) -> dict[int, set[int]]:
    """Return for each person (id) of `groups_of` the bodies they ever were in.

    In one query.
    """
    entries = set().union(*groups.values())
    seat = ("person", "seat__committee__organisations")
    post = ("person", "organisation")
    pairs = (
        Appointment.objects.filter(person__in=entries)
        .order_by()
        .values_list(*seat)
        .union(
            Deputy.objects.filter(person__in=entries).order_by().values_list(*seat),
            Post.objects.filter(person__in=entries).order_by().values_list(*post),
            Position.objects.filter(person__in=entries).order_by().values_list(*post),
        )
    )
    by_entry: dict[int, set[int]] = defaultdict(set)
    for entry, body in pairs:
        if body is not None:
            by_entry[entry].add(body)
    return {
        person: set().union(*(by_entry[entry] for entry in group))
        for person, group in groups.items()
    }


def ended_long_ago(organisation: Organisation, today: date) -> InterestQuerySet:
    """Return a body's interests whose time is over by its own years and no hold keeps.

    They ended, or the person left every body (`left_on`), so many years ago. Another
    body may keep one of them longer, or a meeting rest on it, or its end be known only
    since: `retention_clock.retention_of_all` says which of them may be purged.
    """
    years = rule_set_on(organisation, today).private_years_after_end
    holds = LegalHold.objects.filter(
        Q(person=OuterRef("person")) | Q(person__merged_into=OuterRef("person")),
        lifted_at__isnull=True,
    )
    latest = latest_end(today, years)
    theirs = Office.objects.filter(person=OuterRef("person"))
    still_there = theirs.filter(Q(to_on__isnull=True) | Q(to_on__gt=latest))
    over = Interest.objects.filter(
        Q(to_on__lte=latest) | ~Exists(still_there), purged_at__isnull=True
    ).annotate(left_on=Subquery(theirs.order_by("-to_on").values("to_on")[:1]))
    theirs_here = over.filter(ever_of(organisation)).exclude(Exists(holds))
    return theirs_here.select_related("person", "organisation")


def ever_of(organisation: Organisation) -> Q:
    """Return the condition (on `person`) for whoever was ever anything to a body."""
    rows = (
        Appointment.objects.filter(seat__committee__organisations=organisation),
        Deputy.objects.filter(seat__committee__organisations=organisation),
        Post.objects.filter(organisation=organisation),
        Position.objects.filter(organisation=organisation),
    )
    condition = Q()
    for each in rows:
        condition |= Q(person__in=each.order_by().values("person"))
    return condition


def standing_holds(organisation: Organisation) -> list[LegalHold]:
    """Return the holds that stand on the people of a body, newest first."""
    rows = LegalHold.objects.filter(ever_of(organisation), lifted_at__isnull=True)
    return list(rows.select_related("person", "organisation", "placed_by__person"))
