"""Quorum rules in plain English."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from committees.enums import Among, QuorumKind, SeatCategory, SeatRole
from committees.rules.terms import QuorumRule, QuorumTerms, bundled


_WORDS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
]
_NOUNS = {
    SeatCategory.LAY: ("a lay member", "lay members"),
    SeatCategory.EXECUTIVE: ("an executive member", "executive members"),
    SeatCategory.INDEPENDENT_CLINICIAN: (
        "an independent clinician",
        "independent clinicians",
    ),
    SeatCategory.GP: ("a GP", "GPs"),
    SeatCategory.NHS_ENGLAND: ("an NHS England member", "NHS England members"),
    SeatCategory.PARTNER: ("a partner member", "partner members"),
}


def in_words(number: int) -> str:
    """Spell a small number, and leave a large one in figures."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else str(number)


def listed(parts: Sequence[str], joiner: str) -> str:
    """Join parts as a sentence does: "a, b or c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {joiner} {parts[-1]}"


def category_names(categories: Iterable[SeatCategory], *, plural: bool) -> list[str]:
    """Name categories in the order of the glossary."""
    wanted = set(categories)
    return [_NOUNS[each][plural] for each in SeatCategory if each in wanted]


def role_names(roles: Iterable[SeatRole]) -> list[str]:
    """Name offices in the order of the glossary, each with its article."""
    wanted = set(roles)
    return [f"the {each.label}" for each in SeatRole if each in wanted]


@lru_cache(maxsize=512)
def describe_rule(rule: QuorumRule) -> str:
    """Say one clause of a quorum as a sentence."""
    sentence = _DESCRIBERS[rule.kind](rule)
    if rule.has_own_people:
        return f"{sentence.rstrip('.')}, counted for this alone."
    return sentence


def describe_terms(terms: QuorumTerms) -> list[str]:
    """Say all clauses of a quorum, alternatives joined, and who counts."""
    if not terms.rules:
        return ["No quorum rule is recorded in the terms of reference."]
    said: dict[int, str] = {}
    branches: dict[str, list[list[str]]] = {}
    for (group, _branch), places in bundled(terms.rules).items():
        together = _say_together(terms.rules, places)
        if group:
            branches.setdefault(group, []).append(list(together.values()))
        else:
            said |= together
    for group, options in branches.items():
        first = next(
            place
            for place, rule in enumerate(terms.rules)
            if rule.alternative_group == group
        )
        said[first] = either(options)
    sentences = [said[place] for place in sorted(said)]
    if terms.deputies_count:
        vote = "" if terms.deputies_vote else ", and has no vote"
        sentences.append(
            f"A deputy counts for the person they stand in for, once{vote}."
        )
    else:
        sentences.append("Deputies do not count.")
    if not terms.remote_counts:
        sentences.append("People who join remotely do not count.")
    return sentences


def _say_together(rules: Sequence[QuorumRule], places: Sequence[int]) -> dict[int, str]:
    """Say clauses that belong together, by place; those of different people as one."""
    own = [place for place in places if rules[place].has_own_people]
    if len(own) == 1:
        # With nobody to be told apart from, the clause is an ordinary one.
        alone = describe_rule(replace(rules[own[0]], own_people=False))
        return {
            place: alone if place == own[0] else describe_rule(rules[place])
            for place in places
        }
    said = {place: describe_rule(rules[place]) for place in places if place not in own}
    if own:
        people = "; ".join(_people_of(rules[place]) for place in own)
        said[own[0]] = f"All of these are present, each a different person: {people}."
    return dict(sorted(said.items()))


def _people_of(rule: QuorumRule) -> str:
    """Name the people of a clause, as part of a list: "two executive members"."""
    asked = _asked(_DESCRIBERS[rule.kind](rule)).removeprefix("at least ")
    return asked.removesuffix(", each a different person")


def either(branches: Sequence[Sequence[str]]) -> str:
    """Join alternatives into one sentence; each may be several sentences together."""
    if len(branches) == 1 and len(branches[0]) == 1:
        return branches[0][0]
    said = [
        listed([_lowered(each.rstrip(".")) for each in branch], "and")
        for branch in branches
    ]
    if len(said) == 1:
        return f"{said[0][:1].upper()}{said[0][1:]}."
    if all(len(branch) == 1 for branch in branches):
        return f"Either {listed(said, 'or')}."
    return f"Either {'; or '.join(said)}."


def needed(branches: Sequence[Sequence[str]]) -> str:
    """Say what clauses that are not met ask for: "a GP", "either a GP or the chair".

    Each branch holds the clauses' own sentences, so that a check frozen years ago
    reads as one of today does.
    """
    parts = [" together with ".join(map(_asked, branch)) for branch in branches]
    if len(parts) == 1:
        return parts[0]
    if all(len(branch) == 1 for branch in branches):
        return f"either {listed(parts, 'or')}"
    return f"either {', or '.join(parts)}"


def _lowered(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"


def _asked(sentence: str) -> str:
    """Turn "A GP is present." into "a GP": the words, without saying it is so."""
    words = sentence.rstrip(".")
    if words.startswith("No quorum rule"):
        return "a quorum rule in the terms of reference"
    words = words.replace(", is present", "").replace(", are present", "")
    words = words.replace(" is present", "").replace(" are present", "")
    words = words.replace("members are more than half", "members as more than half")
    return _lowered(words)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _min_total(rule: QuorumRule) -> str:
    noun = "member" if rule.at_least == 1 else "members"
    verb = "is" if rule.at_least == 1 else "are"
    kind = " with a vote" if rule.among == Among.VOTING else ", with or without a vote,"
    return f"At least {in_words(rule.at_least)} {noun}{kind} {verb} present."


def _min_of_category(rule: QuorumRule) -> str:
    if rule.at_least == 1:
        names = category_names(rule.categories, plural=False)
        return _sentence(f"{listed(names, 'or')} is present")
    names = category_names(rule.categories, plural=True)
    return f"At least {in_words(rule.at_least)} {listed(names, 'or')} are present."


def _min_of_roles(rule: QuorumRule) -> str:
    names = role_names(rule.roles)
    if rule.at_least == 1:
        return _sentence(f"{listed(names, 'or')} is present")
    return (
        f"At least {in_words(rule.at_least)} of {listed(names, 'and')} are present."
        if len(names) > 1
        else f"At least {in_words(rule.at_least)} holders of the office of "
        f"{names[0].removeprefix('the ')} are present."
    )


def _min_of_either(rule: QuorumRule) -> str:
    if not rule.roles:
        return _min_of_category(rule)
    if not rule.categories:
        return _min_of_roles(rule)
    several = rule.at_least > 1
    names = category_names(rule.categories, plural=several) + role_names(rule.roles)
    if not several:
        return _sentence(f"{listed(names, 'or')} is present")
    return f"At least {in_words(rule.at_least)} of {listed(names, 'and')} are present."


def _one_of_each(rule: QuorumRule) -> str:
    names = category_names(rule.categories, plural=False) + role_names(rule.roles)
    verb = "are" if len(names) > 1 else "is"
    tail = ", each a different person" if len(names) > 1 else ""
    return _sentence(f"{listed(names, 'and')} {verb} present{tail}")


def _chair_or_vice(rule: QuorumRule) -> str:
    if rule.vice_only_if_chair_conflicted:
        return "The chair is present, or the vice chair if the chair has a conflict."
    return "The chair or the vice chair is present."


def _min_nonvoting(rule: QuorumRule) -> str:
    noun, verb = ("member", "is") if rule.at_least == 1 else ("members", "are")
    return f"At least {in_words(rule.at_least)} {noun} without a vote {verb} present."


def _lay_exec_majority(rule: QuorumRule) -> str:
    return (
        "Lay and executive members are more than half of those who can vote on "
        "the item."
    )


_DESCRIBERS = {
    QuorumKind.MIN_TOTAL: _min_total,
    QuorumKind.MIN_OF_CATEGORY: _min_of_category,
    QuorumKind.MIN_OF_ROLES: _min_of_roles,
    QuorumKind.MIN_OF_EITHER: _min_of_either,
    QuorumKind.ONE_OF_EACH: _one_of_each,
    QuorumKind.CHAIR_OR_VICE: _chair_or_vice,
    QuorumKind.MIN_NONVOTING: _min_nonvoting,
    QuorumKind.LAY_EXEC_MAJORITY: _lay_exec_majority,
}
