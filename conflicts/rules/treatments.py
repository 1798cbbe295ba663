"""What is proposed to the chair for a tie of each kind, as a rule set holds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from conflicts.enums import Nature, PaperHandling, Participation, Severity


Pair = tuple[Nature, Severity]
Proposed = tuple[Participation, PaperHandling]
Stored = Mapping[str, str]

_DISCUSS = (Participation.DISCUSS_THEN_LEAVE, PaperHandling.GIVEN)
_LEAVE = (Participation.LEAVE_ITEM, PaperHandling.WITHHELD)
_STAY = (Participation.STAY_NO_VOTE, PaperHandling.GIVEN)
_TAKE_PART = (Participation.TAKE_PART, PaperHandling.GIVEN)

# Advice only: the chair decides, with a reason. Financial and near means leaving, with
# the papers withheld; others that are remote or shared are noted (docs/field.md 6.4).
NATIONAL: Mapping[Pair, Proposed] = {
    (Nature.FINANCIAL, Severity.DIRECT): _LEAVE,
    (Nature.FINANCIAL, Severity.CLOSE): _LEAVE,
    (Nature.FINANCIAL, Severity.REMOTE): _DISCUSS,
    (Nature.FINANCIAL, Severity.SHARED): _DISCUSS,
    (Nature.PROFESSIONAL, Severity.DIRECT): _DISCUSS,
    (Nature.PROFESSIONAL, Severity.CLOSE): _STAY,
    (Nature.PROFESSIONAL, Severity.REMOTE): _TAKE_PART,
    (Nature.PROFESSIONAL, Severity.SHARED): _TAKE_PART,
    (Nature.PERSONAL, Severity.DIRECT): _DISCUSS,
    (Nature.PERSONAL, Severity.CLOSE): _STAY,
    (Nature.PERSONAL, Severity.REMOTE): _TAKE_PART,
    (Nature.PERSONAL, Severity.SHARED): _TAKE_PART,
}
# Nobody who is not to attend is given the papers; who takes part in full is given them.
LAWFUL: tuple[Proposed, ...] = tuple(
    (participation, papers)
    for participation, papers in product(Participation, PaperHandling)
    if (participation, papers)
    not in {
        (Participation.NOT_ATTEND, PaperHandling.GIVEN),
        (Participation.TAKE_PART, PaperHandling.WITHHELD),
    }
)


def national_treatments() -> list[dict[str, str]]:
    """Return what is proposed where no policy says otherwise, as it is stored."""
    return stored_of(NATIONAL)


def stored_of(table: Mapping[Pair, Proposed]) -> list[dict[str, str]]:
    """Return a table as plain words, one entry for each nature and severity."""
    return [
        {
            "nature": nature.value,
            "severity": severity.value,
            "participation": table[nature, severity][0].value,
            "papers": table[nature, severity][1].value,
        }
        for nature, severity in product(Nature, Severity)
    ]


def table_of(stored: Iterable[Stored]) -> dict[Pair, Proposed]:
    """Return stored entries as a table.

    Raises:
      KeyError: an entry lacks a word.
      ValueError: a word is none of its list.
    """
    return {
        (Nature(one["nature"]), Severity(one["severity"])): (
            Participation(one["participation"]),
            PaperHandling(one["papers"]),
        )
        for one in stored
    }


def why_no_table(stored: Iterable[Stored]) -> str:
    """Say why entries are no table of what is proposed, or nothing."""
    try:
        table = table_of(stored)
    except (KeyError, TypeError, ValueError):
        return "Each entry names a nature, a severity, what the person does and papers."
    if set(table) != set(NATIONAL):
        return "Say what is proposed for every nature and every severity."
    if any(one not in LAWFUL for one in table.values()):
        return (
            "Somebody who is not to attend is not given the papers, and somebody who "
            "takes part in full is not kept from them."
        )
    return ""
