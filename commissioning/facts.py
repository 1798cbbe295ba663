"""From rows to facts: levels and member practices on a day."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from commissioning.enums import OrganisationKind
from commissioning.models import CommissioningLevel, Organisation, OrganisationLink
from commissioning.values import Level, LinkKind


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet

COMMISSIONERS = frozenset({OrganisationKind.CCG.value, OrganisationKind.ICB.value})
# Along these a body without a CCG of its own belongs where its practices do.
NEIGHBOURLY = (
    LinkKind.IN_FEDERATION.value,
    LinkKind.IN_NETWORK.value,
    LinkKind.LANDLORD_OF.value,
    LinkKind.OWNED_BY.value,
)
# Practice, network, federation, its owner, and what that owns: further nobody looks.
MOST_STEPS = 6
# The keys of the two ends of a tie.
Ends = tuple[int, int]


def level_on(ccg: Organisation | int, day: date) -> Level | None:
    """Return the level of a CCG on a day; None when none is recorded. One query."""
    key = ccg if isinstance(ccg, int) else ccg.pk
    return levels_on([key], day).get(key)


def levels_on(ccgs: Iterable[int], day: date) -> dict[int, Level]:
    """Return the recorded levels of CCGs (keys) on a day. One query."""
    rows = CommissioningLevel.objects.in_force_on(day).filter(ccg__in=list(ccgs))
    return {row.ccg_id: Level(row.level) for row in rows}


def practices_of(ccg: Organisation | int, day: date) -> QuerySet[Organisation]:
    """Return the member practices of a CCG on a day, by name; no query yet."""
    memberships = OrganisationLink.objects.in_force_on(day).filter(
        kind=LinkKind.MEMBER_OF.value, target=ccg
    )
    return (
        Organisation.objects.open_on(day)
        .filter(pk__in=memberships.values("source"))
        .order_by("name", "code", "pk")
    )


def ccgs_of_ties(ties: Collection[Ends], day: date) -> dict[Ends, frozenset[int]]:
    """Return the CCGs (keys) whose matter each tie of two organisations is.

    A CCG that is an end itself, or to which an end belongs as a member practice on the
    day (of a closed one, ever); where no end belongs to any, the CCGs of the nearest
    practices that ties lead to, through networks, federations and companies. Empty where
    there is none: two companies nobody knows yet. Takes two queries, and three for each
    of at most six steps, however many the ties.
    """
    own = _ccgs_of({end for tie in ties for end in tie}, day)
    found = {tie: own[tie[0]] | own[tie[1]] for tie in ties}
    reached = {tie: frozenset(tie) for tie, ccgs in found.items() if not ccgs}
    for _step in range(MOST_STEPS):
        if not reached:
            break
        tied = _neighbours(frozenset().union(*reached.values()), day)
        wider = {
            tie: ends.union(*(tied.get(end, set()) for end in ends))
            for tie, ends in reached.items()
        }
        near = _ccgs_of(frozenset().union(*wider.values()), day)
        found |= {
            tie: frozenset().union(*(near[end] for end in ends))
            for tie, ends in wider.items()
        }
        reached = {
            tie: ends
            for tie, ends in wider.items()
            if not found[tie] and ends != reached[tie]
        }
    return found


def _ccgs_of(keys: Collection[int], day: date) -> Mapping[int, frozenset[int]]:
    """Return the CCGs to which organisations (keys) belong, in two queries."""
    found: dict[int, set[int]] = defaultdict(set)
    ended: dict[int, set[int]] = defaultdict(set)
    for key in Organisation.objects.filter(
        pk__in=keys, kind__in=COMMISSIONERS
    ).values_list("pk", flat=True):
        found[key].add(key)
    rows = OrganisationLink.objects.filter(
        kind=LinkKind.MEMBER_OF.value, source__in=keys
    )
    for source, target, from_on, to_on in rows.values_list(
        "source", "target", "from_on", "to_on"
    ):
        is_now = from_on <= day and (to_on is None or to_on >= day)
        (found if is_now else ended)[source].add(target)
    return {key: frozenset(found[key] or ended[key]) for key in keys}


def _neighbours(keys: Collection[int], day: date) -> Mapping[int, set[int]]:
    """Return the organisations tied to some (keys) on a day, in one query."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = OrganisationLink.objects.in_force_on(day).touching(keys)
    for source, target in rows.filter(kind__in=NEIGHBOURLY).values_list(
        "source", "target"
    ):
        found[source].add(target)
        found[target].add(source)
    return found
