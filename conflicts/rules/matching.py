"""Which interests touch a matter, and the way from one to the other in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from commissioning.values import LinkKind, OrgRef
from conflicts.enums import ClassKind, Nature, Severity, Tie
from conflicts.rules.interests import InterestFacts, InterestIndex
from conflicts.rules.links import LinkFacts, OrganisationGraph, Path, Reach
from conflicts.rules.walk import reach_of, reach_of_class
from conflicts.values import InterestId
from people.values import PersonId


@dataclass(frozen=True, slots=True)
class AffectedClass:
    """A class of organisations that an item touches: all practices of a CCG."""

    kind: ClassKind
    org: OrgRef


@dataclass(frozen=True, slots=True)
class ConflictMatch:
    """One interest that touches one subject of an item.

    `ref` names the interest, or the position that nobody declared (then `interest_id`
    is None). `affected` is the organisation, or the one whose class it is when `affected_class`
    is set; `path` are the links from the interest to it, `trace` the same in words.
    The severity is advice.
    """

    person_id: PersonId
    ref: str
    interest_id: InterestId | None
    affected: OrgRef
    affected_class: ClassKind | None
    path: Path
    severity: Severity
    nature: Nature
    is_indirect: bool
    trace: str
    tie: Tie | None = None

    @property
    def key(self) -> str:
        """Name the match among those of one row: which interest meets which subject."""
        kind = self.affected_class.value if self.affected_class else "organisation"
        return f"{self.ref}:{kind}:{self.affected}"


def match_interests(
    interests: Iterable[InterestFacts] | InterestIndex,
    *,
    graph: OrganisationGraph,
    affected: Mapping[OrgRef, str],
    classes: Iterable[AffectedClass] = (),
    on: date,
) -> list[ConflictMatch]:
    """List every interest held on a day that touches a subject of an item.

    `affected` maps each organisation of the item to how it is touched, in words that
    follow "which is": "the applicant". One match for each interest and subject, by
    the shortest way, in the order of person, interest and subject. Pass an
    `InterestIndex` to match many items. Source: docs/field.md 9.1, story 7.
    """
    index = (
        interests
        if isinstance(interests, InterestIndex)
        else InterestIndex.of(interests)
    )
    matches = [
        match
        for org, how in affected.items()
        for match in _matches_of_org(index, graph, org, how, on)
    ]
    for each in set(classes):
        matches.extend(_matches_of_class(index, graph, each, on))
    matches.sort(key=lambda match: (match.person_id, match.interest_id or 0, match.key))
    return matches


def _matches_of_org(
    index: InterestIndex, graph: OrganisationGraph, org: OrgRef, how: str, on: date
) -> Iterator[ConflictMatch]:
    for interest, held, path in _touched(index, reach_of(graph, org, on=on), on):
        trace = _trace(interest, held, path, graph)
        is_named_last = org == (path[-1].target if path else held)
        joined = (
            f"{trace}, which is {how} in this item."
            if is_named_last
            else f"{trace}; {graph.name(org)} is {how} in this item."
        )
        severity = _severity_of_distance(len(path))
        yield _match(interest, org, None, path, severity, joined)


def _matches_of_class(
    index: InterestIndex, graph: OrganisationGraph, touched: AffectedClass, on: date
) -> Iterator[ConflictMatch]:
    whole = graph.name(touched.org)
    reach = reach_of_class(graph, touched.kind, touched.org, on=on)
    for interest, held, path in _touched(index, reach, on):
        practice = graph.name(_far_end(held, path))
        trace = (
            f"{_trace(interest, held, path, graph)}; {practice} is a practice of "
            f"{whole}, and this item concerns all of these."
        )
        severity = Severity.REMOTE if path else Severity.SHARED
        yield _match(interest, touched.org, touched.kind, path, severity, trace)


def _touched(
    index: InterestIndex, reach: Reach, on: date
) -> Iterator[tuple[InterestFacts, OrgRef, Path]]:
    """Meet the shorter of both lists with the other: a reach is mostly small."""
    for held in reach.keys() & index.by_org.keys():
        for interest in index.by_org[held]:
            if interest.is_open_on(on):
                yield interest, held, reach[held]


def _match(
    interest: InterestFacts,
    org: OrgRef,
    kind: ClassKind | None,
    path: Path,
    severity: Severity,
    trace: str,
) -> ConflictMatch:
    return ConflictMatch(
        person_id=interest.person_id,
        ref=interest.ref,
        interest_id=interest.interest_id,
        affected=org,
        affected_class=kind,
        path=path,
        severity=severity,
        nature=interest.nature,
        is_indirect=interest.is_indirect,
        trace=trace,
        tie=interest.kind,
    )


def _severity_of_distance(links: int) -> Severity:
    return (Severity.DIRECT, Severity.CLOSE, Severity.REMOTE)[min(links, 2)]


def _trace(
    interest: InterestFacts, held: OrgRef, path: Path, graph: OrganisationGraph
) -> str:
    """Tell the way from a person to the last organisation, without its ending."""
    undeclared = ", not declared" if interest.position_id is not None else ""
    since = f" (since {interest.from_on.year})" if interest.from_on else ""
    steps = [f"{interest.opening} {graph.name(held)}{since}{undeclared}"]
    steps += [
        f"{graph.name(link.source)} {link.kind.label} {graph.name(link.target)}"
        f"{_dated(link)}"
        for link in path
    ]
    return "; ".join(steps)


def _dated(link: LinkFacts) -> str:
    """Say since when a link holds; a succession happened once."""
    if link.from_on is None:
        return ""
    happened = "in" if link.kind is LinkKind.PREDECESSOR_OF else "since"
    return f" ({happened} {link.from_on.year})"


def _far_end(held: OrgRef, path: Path) -> OrgRef:
    """Follow the links from the interest's organisation to where they end."""
    org = held
    for link in path:
        org = link.target if link.source == org else link.source
    return org
