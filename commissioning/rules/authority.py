"""Whether a body may decide a matter, only recommend it, or neither."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from commissioning.values import Function, Level, Power


SEED = "North Central London pack 2016, functions by level"
DELEGATION = "Delegation Agreement: never delegated to a CCG"


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """What authority needs to know of a body.

    `kind` is its word in the scheme of delegation, `is_in_law` false for groups that
    only prepare, `seats_nhs_england` true where NHS England holds a voting seat,
    `is_of_board` where its organisation is an integrated care board and no CCG.
    """

    title: str
    kind: str
    is_in_law: bool = True
    is_governing_body: bool = False
    seats_nhs_england: bool = False
    is_of_board: bool = False

    @property
    def whose(self) -> str:
        """Name the commissioner in a sentence."""
        return "board" if self.is_of_board else "CCG"


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """One row in force of a scheme of delegation; `kind` empty is every body.

    Above `limit_pence` the body recommends to `refers_to`. A row with `reserved_to`
    keeps the function for that body, named as in `BodyFacts.kind`.
    """

    function: Function
    kind: str = ""
    power: Power = Power.DECIDE
    limit_pence: int | None = None
    refers_to: str = "the governing body"
    reserved_to: str = ""
    needs_consent: bool = False
    source: str = "Scheme of delegation"


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground of an answer: a code for tests, a sentence, and where it is from."""

    code: str
    sentence: str
    source: str


@dataclass(frozen=True, slots=True)
class AuthorityResult:
    """What a body may do with a matter, and why."""

    power: Power
    has_nhs_england_casting_vote: bool
    needs_nhs_england_consent: bool
    reasons: tuple[Reason, ...]

    @property
    def may_decide(self) -> bool:
        """Say whether the body may settle the matter itself."""
        return self.power == Power.DECIDE

    def to_json(self) -> dict[str, Any]:
        """Return the whole answer as plain lists and strings, to freeze it."""
        answer = asdict(self)
        answer["power"] = self.power.value
        answer["reasons"] = list(answer["reasons"])
        return answer

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Rebuild an answer that was frozen with a decision."""
        return cls(
            power=Power(stored["power"]),
            has_nhs_england_casting_vote=stored["has_nhs_england_casting_vote"],
            needs_nhs_england_consent=stored["needs_nhs_england_consent"],
            reasons=tuple(Reason(**each) for each in stored["reasons"]),
        )


# What the functions without a row of their own in docs/field.md 8.1 follow.
_DISCUSSED_AT_LEVEL_1 = frozenset(
    {Function.GENERAL_PRACTICE, Function.PHARMACY_EYE_DENTAL}
)
_OWN_AT_ALL_LEVELS = frozenset({Function.OWN_BUSINESS, Function.STRATEGY})


def assess_authority(
    *,
    level: Level | None,
    function: Function,
    body: BodyFacts,
    value_pence: int | None,
    scheme: Iterable[SchemeLine] = (),
) -> AuthorityResult:
    """Say what a body may do with a matter on the day.

    `level` is that of its CCG or board on the day, `value_pence` what the matter is worth in
    pence, `scheme` the rows of the scheme of delegation then in force. The answer is
    the least of what the level, the body's kind and the scheme allow. Source:
    docs/field.md 2.2, 2.3, 8.1 and 9.4.
    """
    power, reason = _by_level(level, function, body)
    reasons = [reason]
    if not body.is_in_law and power == Power.DECIDE:
        power = Power.RECOMMEND
        reasons.append(_group_only_prepares(body))
    line = _line_for(function, body, scheme)
    if line is not None:
        allowed, said = _by_scheme(line, body, value_pence)
        power = min(power, allowed, key=_RANK.index)
        reasons.append(said)
    return AuthorityResult(
        power=power,
        has_nhs_england_casting_vote=level == Level.JOINT
        and body.seats_nhs_england
        and function not in _OWN_AT_ALL_LEVELS,
        needs_nhs_england_consent=line is not None and line.needs_consent,
        reasons=tuple(reasons),
    )


_RANK = (Power.NONE, Power.RECOMMEND, Power.DECIDE)


def _by_level(
    level: Level | None, function: Function, body: BodyFacts
) -> tuple[Power, Reason]:
    if function in _OWN_AT_ALL_LEVELS:
        sentence = f"{body.title} settles this without power from NHS England."
        return Power.DECIDE, Reason("own", sentence, SEED)
    if function == Function.PERFORMERS_LIST:
        sentence = "Performers list, appraisal and revalidation stay with NHS England."
        return Power.NONE, Reason("never_delegated", sentence, DELEGATION)
    if function == Function.PHARMACY_EYE_DENTAL and not body.is_of_board:
        sentence = "A CCG may be in the discussion of these services; it decides none."
        return Power.RECOMMEND, Reason("discussion_only", sentence, SEED)
    if level is None:
        sentence = "No level of co-commissioning is recorded for the day."
        return Power.NONE, Reason("no_level", sentence, SEED)
    return _BY_LEVEL[level](function, body)


def _greater_involvement(function: Function, body: BodyFacts) -> tuple[Power, Reason]:
    if function in _DISCUSSED_AT_LEVEL_1:
        sentence = f"At level 1 the {body.whose} may discuss; NHS England decides."
        return Power.RECOMMEND, Reason("level_1_discusses", sentence, SEED)
    sentence = (
        f"At level 1 NHS England decides, and the {body.whose} has no part in it."
    )
    return Power.NONE, Reason("level_1", sentence, SEED)


def _joint(function: Function, body: BodyFacts) -> tuple[Power, Reason]:
    if body.seats_nhs_england:
        sentence = f"At level 2 the {body.whose} and NHS England decide jointly, here."
        return Power.DECIDE, Reason("level_2_joint", sentence, SEED)
    sentence = (
        f"At level 2 the {body.whose} decides only jointly with NHS England, which has "
        f"no vote on {body.title}."
    )
    return Power.RECOMMEND, Reason("level_2_alone", sentence, SEED)


def _delegated(function: Function, body: BodyFacts) -> tuple[Power, Reason]:
    sentence = (
        f"At level 3 the {body.whose} decides; NHS England has no veto or casting vote."
    )
    return Power.DECIDE, Reason("level_3", sentence, SEED)


_BY_LEVEL = {
    Level.GREATER_INVOLVEMENT: _greater_involvement,
    Level.JOINT: _joint,
    Level.DELEGATED: _delegated,
}


def _group_only_prepares(body: BodyFacts) -> Reason:
    sentence = (
        f"{body.title} prepares and recommends: a final decision on general practice "
        "may not be passed down to a group."
    )
    return Reason("group", sentence, "2016 guidance for primary care committees")


def _line_for(
    function: Function, body: BodyFacts, scheme: Iterable[SchemeLine]
) -> SchemeLine | None:
    """Find the row that rules: reserved, the body's own, everybody's, another's.

    Of several, the one that lets decide (above its limit it lets recommend anyway)
    and of these the one with the lowest limit. A row that lets only others decide
    rules out that this body does.
    """
    rows = [line for line in scheme if line.function == function]
    fitting = [
        line
        for line in rows
        if line.kind in {"", body.kind}
        or _is_reserved(line, body)
        or line.power == Power.DECIDE
    ]
    return min(fitting, key=lambda line: _precedence(line, body), default=None)


def _is_reserved(line: SchemeLine, body: BodyFacts) -> bool:
    return line.reserved_to not in {"", body.kind}


def _precedence(
    line: SchemeLine, body: BodyFacts
) -> tuple[bool, int, int, float, str, str]:
    nearness = {body.kind: 0, "": 1}.get(line.kind, 2)
    limit = float("inf") if line.limit_pence is None else line.limit_pence
    rank = -_RANK.index(line.power)
    is_free = not _is_reserved(line, body)
    return (is_free, nearness, rank, limit, line.kind, line.source)


def _by_scheme(
    line: SchemeLine, body: BodyFacts, value_pence: int | None
) -> tuple[Power, Reason]:
    if _is_reserved(line, body):
        sentence = f"The matter is reserved to another body ({line.reserved_to})."
        return Power.RECOMMEND, Reason("reserved", sentence, line.source)
    if line.kind not in {"", body.kind}:
        sentence = f"The scheme lets another body decide this ({line.kind})."
        return Power.RECOMMEND, Reason("given_to_another", sentence, line.source)
    if line.limit_pence is None or line.power != Power.DECIDE:
        sentence = f"Under the scheme {body.title} {line.power.label}."
        return line.power, Reason(f"scheme_{line.power}", sentence, line.source)
    limit = in_pounds(line.limit_pence)
    if value_pence is None:
        sentence = f"{body.title} may decide up to {limit}; no value is stated."
        return Power.DECIDE, Reason("value_not_stated", sentence, line.source)
    value = in_pounds(value_pence)
    if value_pence > line.limit_pence:
        sentence = (
            f"{value} is over the limit of {limit}: {body.title} may only recommend it "
            f"to {line.refers_to}."
        )
        return Power.RECOMMEND, Reason("over_limit", sentence, line.source)
    sentence = f"{value} is within the limit of {limit}."
    return Power.DECIDE, Reason("within_limit", sentence, line.source)


def in_pounds(pence: int) -> str:
    """Write an amount in pence as papers do: £500,000, or £12.50."""
    pounds, rest = divmod(pence, 100)
    return f"£{pounds:,}.{rest:02}" if rest else f"£{pounds:,}"
