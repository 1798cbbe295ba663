"""Which column of somebody's spreadsheet holds what, guessed from its headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from conflicts.rules.register_columns import FULL, Column, Written


# Registers of other makes: a whole name, and a column to tick for each type.
FULL_NAME: Final = "full_name"
TICKS: Final[Mapping[str, str]] = {
    "tick_financial": "financial",
    "tick_professional": "professional",
    "tick_personal": "personal",
}
EXTRA: Final[tuple[Column, ...]] = (
    Column(
        FULL_NAME,
        "Whole name",
        also=("name", "full name", "name of person", "declarant", "name of declarant"),
    ),
    Column(
        "tick_financial",
        "Ticked if financial",
        Written.YES_NO,
        also=("financial", "financial interest", "financial interests"),
    ),
    Column(
        "tick_professional",
        "Ticked if non-financial professional",
        Written.YES_NO,
        also=(
            "non financial professional",
            "non financial professional interest",
            "non financial professional interests",
            "professional",
        ),
    ),
    Column(
        "tick_personal",
        "Ticked if non-financial personal",
        Written.YES_NO,
        also=(
            "non financial personal",
            "non financial personal interest",
            "non financial personal interests",
            "personal",
        ),
    ),
)
# What an import takes up; the rest of an export is worked out anew.
TAKEN: Final[tuple[Column, ...]] = (
    *(column for column in FULL if column.is_read or column.key == "position"),
    *EXTRA,
)
LINE: Final = "Line"
PROBLEMS: Final = "What to put right"
NAMES_MAY_STAY: Final = "Names may be published as they are (Yes)"
MOST_LINES_ABOVE: Final = 15


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns that one kind of register is taken in by.

    `needs` are sets of keys, one of each at least, with the sentence where none is
    matched; `long_texts` (keys) are typed in more than one line.
    """

    columns: tuple[Column, ...]
    needs: tuple[tuple[frozenset[str], str], ...]
    long_texts: frozenset[str]

    @property
    def by_key(self) -> dict[str, Column]:
        """Return the columns by their keys, in order."""
        return {column.key: column for column in self.columns}


WHOSE: Final = "Say which column holds the person's name."
INTERESTS: Final = Layout(
    columns=TAKEN,
    needs=(
        (frozenset({"family_name", FULL_NAME}), WHOSE),
        (
            frozenset({"organisation", "organisation_code"}),
            "Say which column holds the organisation, or its code.",
        ),
        (
            frozenset({"description"}),
            "Say which column describes the interest.",
        ),
        (
            frozenset({"nature", *TICKS}),
            "Say which column holds the type of interest.",
        ),
    ),
    long_texts=frozenset({"description", "may_touch", "mitigation", "restricted_note"}),
)


def guess_mapping(
    headings: Sequence[str], layout: Layout = INTERESTS
) -> dict[str, int]:
    """Return for each of our columns the number of theirs that seems to hold it.

    An exact heading goes before one known from other registers; no column is used
    twice. The export's own headings are all found, so that it loads back.
    """
    plain = [_plain(heading) for heading in headings]
    mapping: dict[str, int] = {}
    for names in (_own, _known):
        for column in layout.columns:
            place = next(
                (
                    number
                    for number, heading in enumerate(plain)
                    if heading in names(column) and number not in mapping.values()
                ),
                None,
            )
            if place is not None:
                mapping.setdefault(column.key, place)
    return mapping


def heading_line(rows: Sequence[Sequence[str]], layout: Layout = INTERESTS) -> int:
    """Return which of the first rows, from 0, holds the headings.

    A title or a date often stands above them: the row that names most columns is
    taken, and the first row with any words where none is named.
    """
    scores = [len(guess_mapping(row, layout)) for row in rows[:MOST_LINES_ABOVE]]
    if scores and max(scores) >= 2:
        return scores.index(max(scores))
    return next((n for n, row in enumerate(rows) if any(each for each in row)), 0)


def missing_columns(
    mapping: Mapping[str, int], layout: Layout = INTERESTS
) -> list[str]:
    """Say, a sentence each, which columns an import cannot do without."""
    return [sentence for keys, sentence in layout.needs if not keys & mapping.keys()]


def _own(column: Column) -> set[str]:
    return {_plain(column.heading)}


def _known(column: Column) -> set[str]:
    return {_plain(each) for each in column.also}


def _plain(heading: str) -> str:
    """Return a heading without case, accents, marks and what stands in brackets."""
    words = unicodedata.normalize("NFKD", heading).casefold()
    words = re.sub(r"\([^)]*\)", " ", words)
    return " ".join(re.findall(r"[a-z0-9]+", words))
