"""Amounts as people type them into spreadsheets."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final


MOST_POUNDS: Final = 1_000_000
TOO_MUCH: Final = MOST_POUNDS * 100 + 1
_PENNY: Final = Decimal("0.01")
# What a cell of a workbook is off by when it was worked out there.
_NOISE: Final = Decimal("0.00001")
_NOT_STATED: Final = frozenset(
    {
        "",
        "-",
        "n/a",
        "na",
        "n/k",
        "nk",
        "not stated",
        "not known",
        "unknown",
        "tbc",
        "?",
    }
)
_NOTHING: Final = frozenset({"nil", "none", "free", "no value", "nothing", "zero"})
_AMOUNT: Final = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_POUNDS: Final = re.compile(rf"(?:£|gbp)?\s*(?P<pounds>{_AMOUNT})\s*(?:pounds?|gbp)?$")
_PENCE: Final = re.compile(r"(?P<pence>[0-9]{1,3})\s*(?:p|pence)$")
_ABOUT: Final = re.compile(
    r"(?:approx(?:imately)?|about|around|circa|c|ca|est(?:imated)?|estimate|roughly|~)"
    r"[.:]?\s*(?P<rest>.+)|(?P<before>.+?)\s*\(?(?:approx(?:imately)?|est(?:imated)?)\.?\)?"
)
_LIMIT: Final = re.compile(
    r"(?:under|over|less than|more than|up to|below|above|at least|[<>≤≥])\s*.*[0-9].*"
)
_RANGE: Final = re.compile(rf"£?\s*{_AMOUNT}\s*(?:-|–|—|to|and)\s*£?\s*{_AMOUNT}$")
_FOREIGN: Final = re.compile(r"[€$¥]|\b(?:eur|euros?|usd|dollars?)\b")


class NotAnAmount(ValueError):
    """What stands there is no amount; the text says how to write one."""


def read_pence(text: str) -> int:
    """Return the pence that a text of pounds means: “£1,200.50”, “20”, “50p”.

    Nothing is guessed: of two amounts, of a limit or of “nil” whoever knows the gift
    says what it was worth.

    Raises:
      NotAnAmount: it is none; the sentence says how to write one.
    """
    plain = " ".join(text.split()).casefold()
    if plain in _NOT_STATED:
        raise NotAnAmount(
            "There is no value: write your estimate in pounds, or 0 if it was worth "
            "nothing."
        )
    pence = _pence(plain)
    if pence is None:
        raise NotAnAmount(f"“{text.strip()[:40]}” {_why_not(plain)}")
    if pence >= TOO_MUCH:
        raise NotAnAmount(f"“{text.strip()[:40]}” is too much: check the figures.")
    return pence


def _pence(plain: str) -> int | None:
    if found := _PENCE.match(plain):
        return int(found["pence"])
    if not (found := _POUNDS.match(plain)):
        return None
    pounds = Decimal(found["pounds"].replace(",", ""))
    if pounds > MOST_POUNDS:
        # More figures than a Decimal rounds: what is too much needs no pence.
        return TOO_MUCH
    whole = pounds.quantize(_PENNY)
    return int(whole * 100) if abs(whole - pounds) <= _NOISE else None


def _why_not(plain: str) -> str:
    if plain in _NOTHING:
        return "is not an amount: write 0 if it was worth nothing, or your estimate."
    if plain.startswith(("-", "£-", "- £")):
        return "is less than nothing: write what it was worth in pounds."
    if _FOREIGN.search(plain):
        return "is not in pounds: write what it was worth in pounds, such as 12.50."
    if _RANGE.match(plain):
        return "is two amounts: write one estimate in pounds, the higher if in doubt."
    if _LIMIT.fullmatch(plain):
        return "is a limit: write one estimate in pounds, such as 12 or 12.50."
    if found := _ABOUT.fullmatch(plain):
        amount = found["rest"] or found["before"]
        pence = _pence(amount)
        if pence is not None and pence < TOO_MUCH:
            return (
                "is more than an amount: every value is an estimate, so write only "
                f"{_in_pounds(pence)}."
            )
    return "is not an amount in pounds: write one such as 12 or 12.50."


def _in_pounds(pence: int) -> str:
    whole, rest = divmod(pence, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)
