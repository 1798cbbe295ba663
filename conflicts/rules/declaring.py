"""What is asked next, and what is made of words somebody types: pure answers."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence


CHECK = "check"
COMPANY_DIGITS = 8
_COMPANY_NUMBER = re.compile(r"[A-Z0-9]{2}[0-9]{6}")
_TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lady"}
)
# Words of kinship and work that are no part of anybody's name, however written.
_RELATIONS = frozenset(
    re.findall(
        r"\S+",
        "my the his her their a an of in and to at by with close old former late ex step "
        "husband wife spouse partner civil fiance fiancee boyfriend girlfriend son daughter "
        "child children stepson stepdaughter mother father parent parents brother sister "
        "sibling uncle aunt nephew niece cousin grandmother grandfather grandparent "
        "grandson granddaughter family relative friend neighbour colleague business fellow "
        "gp practice employer employee director manager trustee household mother-in-law "
        "father-in-law brother-in-law sister-in-law son-in-law daughter-in-law in-law "
        "relation associate other nhs pcn ltd",
    )
)


def next_step(
    steps: Sequence[str], answered: Collection[str], *, after: str = ""
) -> str:
    """Return the first step not answered yet, those behind `after` first; else check.

    Whoever changes one answer at the end comes straight back to the check.
    """
    at = steps.index(after) + 1 if after in steps else 0
    for step in [*steps[at:], *steps[:at]]:
        if step not in answered and step != after:
            return step
    return CHECK


def looks_like_name(words: str) -> bool:
    """Say whether words that should tell a relationship look like somebody's name.

    A hint, never a refusal: names cannot be told from other words for certain.
    """
    found = re.findall(r"[^\W\d_][\w'’-]*\.?", words)
    for index, word in enumerate(found):
        bare = word.rstrip(".").lower()
        if bare in _TITLES:
            return True
        if index and word[0].isupper() and bare not in _RELATIONS:
            return True
    unknown = [word for word in found if word.lower().rstrip(".") not in _RELATIONS]
    return len(found) == 1 and bool(unknown) and unknown[0][0].isupper()


def company_number(words: str) -> str:
    """Return a company number as the register of companies writes it: 8 characters.

    Digits alone get leading noughts; a prefix of two letters stays.

    Raises:
      ValueError: it cannot be a company number.
    """
    typed = "".join(words.split()).upper()
    if typed.isascii() and typed.isdigit() and len(typed) <= COMPANY_DIGITS:
        typed = typed.zfill(COMPANY_DIGITS)
    if not _COMPANY_NUMBER.fullmatch(typed) or typed == "0" * COMPANY_DIGITS:
        raise ValueError("not a company number")
    return typed
