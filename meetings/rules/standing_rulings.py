"""Whether a conflict falls under a standing ruling, and what such a ruling says."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from conflicts.enums import Nature, Severity, Tie, TieWay
from meetings.enums import Directness, PaperHandling, Participation, SubjectRole


NEAREST_FIRST = (Severity.DIRECT, Severity.CLOSE, Severity.REMOTE, Severity.SHARED)


@dataclass(frozen=True, slots=True)
class TieFacts:
    """One ground of a conflict, by what a standing ruling may turn on.

    `ways` lie between the interest and the body that the item touches, whose part in
    the item are `roles`; `hub_roles` are the parts in the same item of those through
    whom the way leads: the federation, the network, the owner, the landlord.
    """

    nature: Nature
    ways: frozenset[TieWay]
    roles: frozenset[SubjectRole]
    severity: Severity
    is_indirect: bool = False
    tie: Tie | None = None
    hub_roles: frozenset[SubjectRole] = frozenset()


@dataclass(frozen=True, slots=True)
class TieClass:
    """A class of ties for which a standing ruling is made; an empty set means any.

    `ways` are never empty: a ruling on ties of every kind would be no ruling on a
    class. A way with several kinds of tie wants all of them named. `no_nearer_than` is
    the nearest severity that still falls under it. `unless_roles` take out a ground
    whose way leads through a body that has such a part in the item itself.
    """

    ways: frozenset[TieWay]
    natures: frozenset[Nature] = frozenset()
    directness: Directness = Directness.ANY
    ties: frozenset[Tie] = frozenset()
    roles: frozenset[SubjectRole] = frozenset()
    no_nearer_than: Severity | None = None
    unless_roles: frozenset[SubjectRole] = frozenset()


def falls_under(grounds: Iterable[TieFacts | None], of: TieClass) -> bool:
    """Say whether a conflict falls under a class of ties: all of its grounds must.

    None stands for a ground that no interest on record carries: it falls under none.
    """
    found = list(grounds)
    return bool(found) and all(
        ground is not None and _is_of(ground, of) for ground in found
    )


def in_force_for(
    day: date, *, from_on: date, to_on: date | None, withdrawn_on: date | None
) -> bool:
    """Say whether a ruling with these days counts for a meeting held on `day`.

    The last day is included. Once withdrawn it counts for no meeting of that day or
    later, and stays what it was for those before.
    """
    has_ended = to_on is not None and to_on < day
    is_withdrawn = withdrawn_on is not None and withdrawn_on <= day
    return from_on <= day and not has_ended and not is_withdrawn


def describe_class(of: TieClass) -> str:
    """Say in a sentence which ties fall under a class."""
    ways = _either(way.label for way in TieWay if way in of.ways)
    parts = [
        _among(Nature, of.natures, "{} interests"),
        "" if of.directness is Directness.ANY else of.directness.label.lower(),
        _among(Tie, of.ties, "the person {} it"),
        _in_role(of.roles, "the body touched is {}"),
        _distance(of.no_nearer_than),
    ]
    said = "; ".join([ways, *(part for part in parts if part)])
    unless = _in_role(of.unless_roles, ". Not where the body between them is itself {}")
    return f"{said}{unless}."


def words_of_treatment(participation: Participation, papers: PaperHandling) -> str:
    """Say in a few words what is done about a conflict, as a folded line says it."""
    if participation is Participation.TAKE_PART and papers is PaperHandling.GIVEN:
        return "note and take part"
    return f"{participation.label.lower()}, {papers.label.lower()}"


def _is_of(ground: TieFacts, of: TieClass) -> bool:
    return (
        ground.ways <= of.ways
        and _has(of.natures, ground.nature)
        and _is_direct_enough(ground, of.directness)
        and _has(of.ties, ground.tie)
        and (not of.roles or ground.roles <= of.roles)
        and _is_far_enough(ground.severity, of.no_nearer_than)
        and not ground.hub_roles & of.unless_roles
    )


def _has(wanted: Collection[object], found: object) -> bool:
    return not wanted or found in wanted


def _is_direct_enough(ground: TieFacts, wanted: Directness) -> bool:
    if wanted is Directness.ANY:
        return True
    return ground.is_indirect == (wanted is Directness.INDIRECT)


def _is_far_enough(found: Severity, nearest: Severity | None) -> bool:
    if nearest is None:
        return True
    return NEAREST_FIRST.index(found) >= NEAREST_FIRST.index(nearest)


def _distance(nearest: Severity | None) -> str:
    if nearest is None or nearest is Severity.DIRECT:
        return ""
    return {
        Severity.CLOSE: "at least one step away",
        Severity.REMOTE: "remote, or shared by a whole class",
        Severity.SHARED: "shared by a whole class",
    }[nearest]


def _among(
    kind: type[Nature] | type[Tie],
    chosen: Collection[object],
    words: str,
) -> str:
    if not chosen:
        return ""
    labels = (each.label for each in kind if each in chosen)
    return words.format(_either(_lowered(label) for label in labels))


def _in_role(chosen: Collection[SubjectRole], words: str) -> str:
    found = [each.words for each in SubjectRole if each in chosen]
    return words.format(_either(found)) if found else ""


def _lowered(label: str) -> str:
    return label[:1].lower() + label[1:]


def _either(words: Iterable[str]) -> str:
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    rest = [_lowered(each) for each in found[1:]]
    return f"{', '.join([found[0], *rest[:-1]])} or {rest[-1]}"
