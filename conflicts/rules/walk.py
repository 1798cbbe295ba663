"""Which organisations stand behind an affected one, and by which links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from commissioning.values import OrgRef
from conflicts.enums import ClassKind
from conflicts.rules.links import OrganisationGraph, Path, Reach, Step


START = 0
BARRED = -1


class Progress(NamedTuple):
    """What a walk has crossed so far, and so what it may still cross."""

    stake: Step | None = None
    landlord: Step | None = None
    part: Step | None = None
    succession: Step | None = None


def reach_of(graph: OrganisationGraph, org: OrgRef, *, on: date) -> Reach:
    """Return every organisation tied to `org` on a day, with the links to it.

    Stakes are followed one way along a path, up or down, never up and down again:
    two practices of one federation are not tied by it. A site leads to its practice
    or the practice to its sites, not to another site; a body to its predecessors or
    its successors, not to whatever else these became. A landlord is tied to its
    tenant, and so are those who own the landlord. No way is too long: each progress
    comes to an organisation once, so the walk ends (docs/field.md 9.1).
    """
    key = ("organisation", org, on)
    if key not in graph.reaches:
        graph.reaches[key] = _walk(graph, [org], on)
    return graph.reaches[key]


def reach_of_class(
    graph: OrganisationGraph, kind: ClassKind, org: OrgRef, *, on: date
) -> Reach:
    """Return every organisation tied to any of a class, such as all practices of X.

    Membership counts as it stood on the day.
    """
    key = (kind.value, org, on)
    if key not in graph.reaches:
        graph.reaches[key] = _walk(graph, graph.practices_of(org, on=on), on)
    return graph.reaches[key]


def _walk(graph: OrganisationGraph, sources: Sequence[OrgRef], on: date) -> Reach:
    """Walk outwards, nearest first; a path is kept in order from afar to the source."""
    reach: Reach = dict.fromkeys(sources, ())
    front: list[tuple[OrgRef, int, Path]] = [(org, START, ()) for org in sources]
    seen = {(org, START) for org in sources}
    while front:
        ahead: list[tuple[OrgRef, int, Path]] = []
        for org, progress, path in front:
            open_to = FOLLOWING[progress]
            for step, other, first, last, link in graph.ways.get(org, ()):
                following = open_to[step]
                if following == BARRED or not first <= on <= last:
                    continue
                if (other, following) in seen:
                    continue
                seen.add((other, following))
                longer = (link, *path)
                reach.setdefault(other, longer)
                ahead.append((other, following, longer))
        front = ahead
    return reach


def _after(progress: Progress, step: Step) -> Progress | None:
    """Return the walk's progress once it has crossed, or None where it may not."""
    return _RULES[step](progress, step)


def _cross_stake(progress: Progress, step: Step) -> Progress | None:
    is_turning = progress.stake not in {None, step}
    leads_on = progress.landlord is Step.TO_TENANT
    past_landlord = progress.landlord is not None and step is Step.TO_HOLDING
    if is_turning or leads_on or past_landlord:
        return None
    return progress._replace(stake=step)


def _cross_landlord(progress: Progress, step: Step) -> Progress | None:
    if progress.stake is not None or progress.landlord is not None:
        return None
    return progress._replace(landlord=step)


def _cross_part(progress: Progress, step: Step) -> Progress | None:
    if progress.part not in {None, step}:
        return None
    return progress._replace(part=step)


def _cross_succession(progress: Progress, step: Step) -> Progress | None:
    if progress.succession not in {None, step}:
        return None
    return progress._replace(succession=step)


_RULES = {
    Step.TO_HOLDING: _cross_stake,
    Step.TO_HOLDER: _cross_stake,
    Step.TO_LANDLORD: _cross_landlord,
    Step.TO_TENANT: _cross_landlord,
    Step.TO_WHOLE: _cross_part,
    Step.TO_PART: _cross_part,
    Step.TO_SUCCESSOR: _cross_succession,
    Step.TO_PREDECESSOR: _cross_succession,
}


def _tabulate() -> tuple[tuple[int, ...], ...]:
    """Work out once what may follow what; a walk then only looks it up.

    A row for each progress, numbered from START, and in it a column for each step.
    """
    numbers = {Progress(): START}
    rows: list[tuple[int, ...]] = []
    waiting = [Progress()]
    for progress in waiting:
        row = []
        for step in Step:
            following = _after(progress, step)
            if following is not None and following not in numbers:
                numbers[following] = len(numbers)
                waiting.append(following)
            row.append(BARRED if following is None else numbers[following])
        rows.append(tuple(row))
    return tuple(rows)


FOLLOWING = _tabulate()
