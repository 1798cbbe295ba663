"""What the chair's copy tells the chair alone: item by item, what is asked and said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from committees.rules.sentences import listed
from packs.values import Ask, ItemId


WITHHELD = "Withheld"
ANY_INTERESTS = (
    "“Has anybody an interest in anything on this agenda, gifts and hospitality "
    "included, that is not on the register or has not been ruled on?”"
)
KEPT = (
    "An interest keeps this item from you: you do not chair it, and its papers are not "
    "in your copy."
)
FOR_AGAINST = "Those in favour? Those against? Those who abstain?”"


@dataclass(frozen=True, slots=True)
class Asked:
    """What one committee does with an item; `is_called`: this chair puts it to them."""

    committee: str
    ask: Ask
    is_called: bool = True


@dataclass(frozen=True, slots=True)
class Leaver:
    """Who leaves for an item, and when they return, in words; or waits for a ruling."""

    name: str
    words: str
    is_unruled: bool = False


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whether one committee can expect its quorum for an item; `reasons` say why not."""

    committee: str
    is_expected: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handover:
    """Who presides over one committee instead of this chair; no name: nobody yet."""

    committee: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One item as it comes before the chair; `when` as in 10:05, 15 minutes.

    `is_kept` says that an interest keeps the item from the chair, `hides_title` its
    title too; then nothing but who takes the chair, and when the chair leaves, may be
    told. `is_for_interests`: at this item interests are declared.
    """

    item_id: ItemId
    number: str
    title: str
    when: str = ""
    asked: tuple[Asked, ...] = ()
    recommendation: str = ""
    leavers: tuple[Leaver, ...] = ()
    quorum: tuple[Quorum, ...] = ()
    handovers: tuple[Handover, ...] = ()
    warnings: tuple[str, ...] = ()
    is_for_interests: bool = False
    is_kept: bool = False
    hides_title: bool = False


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """One item of a script: what is known of it, what happens, and the words to say."""

    item_id: ItemId
    number: str
    title: str
    when: str = ""
    asked: tuple[str, ...] = ()
    recommendation: str = ""
    leaving: tuple[str, ...] = ()
    quorum: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """One chair's script; `committees` are those whose rulings it tells.

    `sittings` are the keys of their sittings, in the same order.
    """

    committees: tuple[str, ...]
    sittings: tuple[int, ...]
    opening: tuple[str, ...]
    lines: tuple[ScriptLine, ...]


def write_script(turns: Iterable[Turn], *, committees: Mapping[int, str]) -> Script:
    """Write one chair's script from the items as they come.

    `committees` are those whose rulings it tells, by the keys of their sittings.
    Interests are asked for at the item that is for that, or else before the first.
    Source: docs/field.md 6.4, on what the chair says, and to whom the chair passes.
    """
    listed = list(turns)
    asks_at_an_item = any(turn.is_for_interests and not turn.is_kept for turn in listed)
    opening = ["Say whether each committee is quorate, and open the meeting."]
    if not asks_at_an_item:
        opening.append(f"Say: {ANY_INTERESTS}")
    return Script(
        committees=tuple(committees.values()),
        sittings=tuple(committees),
        opening=tuple(opening),
        lines=tuple(_kept(turn) if turn.is_kept else _told(turn) for turn in listed),
    )


def _kept(turn: Turn) -> ScriptLine:
    """Tell of an item that is kept from the chair only who takes the chair."""
    return ScriptLine(
        item_id=turn.item_id,
        number=turn.number,
        title=WITHHELD if turn.hides_title else turn.title,
        when=turn.when,
        leaving=() if turn.hides_title else tuple(map(_leaves, turn.leavers)),
        words=(KEPT, *_hands_over(turn)),
    )


def _told(turn: Turn) -> ScriptLine:
    return ScriptLine(
        item_id=turn.item_id,
        number=turn.number,
        title=turn.title,
        when=turn.when,
        asked=tuple(f"{one.committee}: {one.ask.label}" for one in turn.asked),
        recommendation=turn.recommendation.strip(),
        leaving=tuple(map(_leaves, turn.leavers)),
        quorum=(*map(_expects, turn.quorum), *turn.warnings),
        words=(
            *_hands_over(turn),
            *([f"Say: {ANY_INTERESTS}"] if turn.is_for_interests else []),
            *_rulings(turn.leavers),
            *_puts(turn),
        ),
    )


def _leaves(leaver: Leaver) -> str:
    return f"{leaver.name} {leaver.words}."


def _expects(quorum: Quorum) -> str:
    if quorum.is_expected:
        return f"{quorum.committee}: quorum expected"
    reasons = " ".join(quorum.reasons)
    return f"{quorum.committee}: no quorum expected. {reasons}".strip()


def _hands_over(turn: Turn) -> list[str]:
    if turn.is_kept and not turn.handovers:
        return ["Before it, hand over to another chair of this meeting."]
    return [
        f"Say: “For item {turn.number}, {one.name} takes the chair of {one.committee}.”"
        if one.name
        else f"Nobody is known yet who takes the chair of {one.committee} for it: those "
        "who can vote choose one of themselves."
        for one in turn.handovers
    ]


def _rulings(leavers: Iterable[Leaver]) -> list[str]:
    return [
        f"Rule before the item: {one.name} has a conflict that nobody has ruled on."
        if one.is_unruled
        else f"Say: “{one.name} has an interest in this item, and {one.words}.”"
        for one in leavers
    ]


def _puts(turn: Turn) -> list[str]:
    """Put the item to each committee in turn: each decides for itself, all note at once."""
    recommended = turn.recommendation.strip()
    what = "to agree what is recommended" if recommended else "to decide"
    handed = {one.committee for one in turn.handovers}
    called = [
        one for one in turn.asked if one.is_called and one.committee not in handed
    ]
    said = []
    for one in called:
        if one.ask is not Ask.NOTE:
            wanted = what if one.ask is Ask.DECIDE else "to recommend this"
            said.append(f"Say: “{one.committee} is asked {wanted}. {FOR_AGAINST}")
    if noting := [one.committee for one in called if one.ask is Ask.NOTE]:
        are = "are" if len(noting) > 1 else "is"
        names = listed(noting, "and")
        said.append(f"Say: “{names} {are} asked to note this. Is it noted?”")
    return said
