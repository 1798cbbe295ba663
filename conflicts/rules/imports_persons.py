"""What every row of a register says alike: whose it is, and texts of lawful length."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from conflicts.enums import PublicationState
from conflicts.rules.imports_columns import FULL_NAME


Problem = tuple[str, str]
Cells = Mapping[str, str]

# The longest texts that the register takes, in characters.
LONGEST: Final = {
    "given_name": 100,
    "family_name": 100,
    "email": 254,
    "relationship": 200,
    "organisation": 200,
    "position": 160,
    "giver_name": 200,
    "giver_business": 200,
    "senior_approver": 160,
}
LONGEST_TEXT: Final = 5000
_TITLES: Final = frozenset(
    {"dr", "mr", "mrs", "ms", "miss", "prof", "professor", "sir", "dame", "cllr", "rev"}
)
# Words before a family name that are part of it.
_PARTICLES: Final = frozenset(
    {"van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "ter"}
)
YES: Final = frozenset({"yes", "y", "x", "true", "1", "✓", "✔", "√", "tick", "ticked"})
NO: Final = frozenset({"", "no", "n", "false", "0", "-", "n/a"})
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+$")


@dataclass(slots=True)
class ReadRow:
    """What a row says, as far as it can be read, and what is wrong with it."""

    given_name: str = ""
    family_name: str = ""
    title: str = ""
    email: str = ""
    position: str = ""
    reference: int | None = None
    organisation_code: str = ""
    organisation: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def person_key(self) -> tuple[str, str, str]:
        """Name the person as the row names them, for a look among those known."""
        return (
            self.given_name.casefold(),
            self.family_name.casefold(),
            self.email.casefold(),
        )


def clean_text(text: str) -> str:
    """Return a cell without outer blanks and without a formula's guard."""
    text = text.replace("\x00", "").strip()
    if len(text) > 1 and text[0] == "'" and text[1] in "=+-@":
        return text[1:]
    return text


def read_person(row: ReadRow, texts: Cells) -> None:
    """Write on a row whose it is; no name, or a faulty address, is a problem."""
    given, family = texts.get("given_name", ""), texts.get("family_name", "")
    if not family:
        row.title, given, family = split_name(texts.get(FULL_NAME, "") or given)
    if not family:
        row.problems.append(("family_name", "There is no name: write whose it is."))
    row.given_name, row.family_name = given, family
    row.email = texts.get("email", "")
    if row.email and not _EMAIL.match(row.email):
        row.problems.append(
            ("email", f"“{row.email[:60]}” is not an e-mail address: mend or empty it.")
        )
    row.position = texts.get("position", "")[: LONGEST["position"]]
    reference = texts.get("reference", "").removesuffix(".0")
    row.reference = int(reference) if re.fullmatch(r"[0-9]{1,9}", reference) else None
    for key in ("given_name", "family_name", "email"):
        check_length(row, key, getattr(row, key))


def split_name(whole: str) -> tuple[str, str, str]:
    """Return title, given and family name of a whole name, either way round."""
    words = whole.replace(".", " ").split()
    if "," in whole:
        family, _comma, rest = whole.partition(",")
        words = [*rest.replace(".", " ").split(), family.strip()]
    title = ""
    if len(words) > 1 and words[0].casefold() in _TITLES:
        title, *words = words
    elif len(words) > 2 and words[-2].casefold() in _TITLES:
        title = words.pop(-2)
    if not words:
        return title, "", ""
    first = len(words) - 1
    while first > 1 and words[first - 1].casefold() in _PARTICLES:
        first -= 1
    return title, " ".join(words[:first]), " ".join(words[first:])


def check_length(row: ReadRow, key: str, text: str) -> None:
    """Note on a row that a text is longer than the register takes, in characters."""
    longest = LONGEST.get(key, LONGEST_TEXT)
    if len(text) > longest:
        row.problems.append(
            (key, f"It is longer than {longest} characters: shorten it.")
        )


def is_marked(text: str) -> bool:
    """Say whether a column to tick is ticked: any mark but a plain no."""
    return text.casefold() not in NO


def read_publication(row: ReadRow, text: str) -> PublicationState | None:
    """Return what a cell says of publication, None where it says nothing."""
    if not text:
        return None
    for state in PublicationState:
        if text.casefold() in {state.label.casefold(), state.value}:
            return state
    row.problems.append(
        (
            "publication",
            f"“{text[:60]}” is not known: write Published, Withheld, or empty it.",
        )
    )
    return None
