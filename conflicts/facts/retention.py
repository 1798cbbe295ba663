"""From rows to what the clock of retention needs, and what may be purged."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from conflicts.facts.leaving import bodies_ever, ever_of, leavings_of, one_of
from conflicts.facts.rule_sets import private_years_on, rule_set_on
from conflicts.models import (
    GiftOffer,
    Interest,
    InterestVersion,
    LegalHold,
    Office,
)
from conflicts.rules.retention import (
    Ending,
    RetentionFacts,
    can_be_purged,
    latest_end,
)
from core.web.dates import local_day


if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import date, datetime

    from commissioning.models import Organisation
    from core.verdict import Verdict
    from people.models import User

    Use = Callable[[Collection[int], date], Mapping[int, str]]
    Forget = Callable[[Interest, User, datetime], None]

_uses: list[Use] = []
_forgetters: list[Forget] = []


def tells_of_use(use: Use) -> Use:
    """Register what a room says interests are still needed for.

    It gets interests (ids) and today, and answers with a sentence for each that is;
    the number of its queries does not depend on how many it is asked about.
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


@dataclass(frozen=True, slots=True)
class Over:
    """An entry whose time is over in a body, and what the purge says to it today."""

    entry: Interest | GiftOffer
    facts: RetentionFacts
    verdict: Verdict


def retention_of(interest: Interest, today: date) -> RetentionFacts:
    """Return what the clock needs to know of one interest, with the longest years."""
    return retentions_of([interest], today)[interest.pk]


def retentions_of(
    interests: Collection[Interest], today: date
) -> dict[int, RetentionFacts]:
    """Return what the clock needs to know of interests, by their ids.

    Of several bodies that ever kept the register, the one that keeps it longest counts.
    The number of queries does not depend on how many interests there are.
    """
    one = one_of({each.person_id for each in interests})
    ended = _endings_of(interests)
    left = leavings_of(one, today)
    held = holds_on(one)
    years = _private_years(one, today)
    keys = [each.pk for each in interests]
    uses = [use(keys, today) for use in _uses]
    found = {}
    for each in interests:
        person = one[each.person_id]
        found[each.pk] = RetentionFacts(
            ended=ended.get(each.pk),
            left=left.get(person),
            private_years=years[person],
            is_purged=each.purged_at is not None,
            held_because=tuple(held.get(person, ())),
            used_by=tuple(use[each.pk] for use in uses if each.pk in use),
        )
    return found


def over_in(organisation: Organisation, today: date) -> list[Over]:
    """Return a body's interests whose time is over there, with the purge's answer.

    By the body's own years, from the days as they stand. What is refused nevertheless
    has its reason in the verdict: a hold, a meeting, another body's longer years, or an
    end that was written late.
    """
    years = rule_set_on(organisation, today).private_years_after_end
    latest = latest_end(today, years)
    theirs = Office.objects.filter(
        Q(person=OuterRef("person")) | Q(person__merged_into=OuterRef("person"))
    )
    still_there = theirs.filter(Q(to_on__isnull=True) | Q(to_on__gt=latest))
    rows = Interest.objects.filter(
        Q(to_on__lte=latest) | ~Exists(still_there), purged_at__isnull=True
    ).filter(ever_of(organisation))
    interests = list(rows.only("person", "to_on", "purged_at"))
    facts = retentions_of(interests, today)
    return [
        Over(each, facts[each.pk], can_be_purged(facts[each.pk], today=today))
        for each in interests
    ]


def holds_on(one: Mapping[int, int]) -> dict[int, list[str]]:
    """Return the reasons of the holds that stand on people, the oldest first.

    `one` is that of `one_of`; the answer is by the entry that remains. In one query.
    """
    holds: dict[int, list[str]] = defaultdict(list)
    rows = LegalHold.objects.filter(person__in=one, lifted_at__isnull=True)
    for person, reason in rows.order_by("pk").values_list("person", "reason"):
        holds[one[person]].append(reason)
    return holds


def standing_holds(organisation: Organisation) -> list[LegalHold]:
    """Return the holds that stand on the people of a body, newest first."""
    rows = LegalHold.objects.filter(ever_of(organisation), lifted_at__isnull=True)
    return list(rows.select_related("person", "organisation", "placed_by__person"))


def _endings_of(interests: Iterable[Interest]) -> dict[int, Ending]:
    """Return the last days of interests, known since their versions have had one.

    An imported entry counts from its own day: the register that was taken in held it,
    and its years ran there.
    """
    ended = {each.pk: each.to_on for each in interests if each.to_on is not None}
    since: dict[int, date] = {}
    settled = set()
    versions = InterestVersion.objects.filter(interest__in=ended)
    for key, to_on, known_from in versions.order_by("interest", "-version").values_list(
        "interest", "to_on", "known_from"
    ):
        if to_on is None:
            settled.add(key)
        elif key not in settled:
            since[key] = local_day(known_from)
    return {key: Ending(to_on, since.get(key)) for key, to_on in ended.items()}


def _private_years(one: Mapping[int, int], today: date) -> dict[int, int]:
    """Return the longest years of all bodies of each person, at least the national."""
    bodies = bodies_ever(one)
    years = private_years_on(set().union(*bodies.values()), today)
    return {
        person: max(years[body] for body in (None, *bodies.get(person, ())))
        for person in set(one.values())
    }
