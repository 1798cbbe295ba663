"""One row of somebody's register, read into the parts of a declaration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from conflicts.enums import Nature, PublicationState, Tie
from conflicts.rules.imports_columns import FULL_NAME, TICKS
from conflicts.rules.imports_dates import DateOrder, NotADay, read_day
from conflicts.rules.register_columns import BY_KEY as FULL_BY_KEY
from conflicts.rules.register_columns import Written


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
}
LONGEST_TEXT: Final = 5000
_TITLES: Final = frozenset(
    {"dr", "mr", "mrs", "ms", "miss", "prof", "professor", "sir", "dame", "cllr", "rev"}
)
_YES: Final = frozenset({"yes", "y", "x", "true", "1", "✓", "✔", "√", "tick", "ticked"})
_NO: Final = frozenset({"", "no", "n", "false", "0", "-", "n/a"})
_NATURES: Final = {
    "financial": Nature.FINANCIAL,
    "financial interest": Nature.FINANCIAL,
    "non financial professional": Nature.PROFESSIONAL,
    "non financial professional interest": Nature.PROFESSIONAL,
    "professional": Nature.PROFESSIONAL,
    "non financial personal": Nature.PERSONAL,
    "non financial personal interest": Nature.PERSONAL,
    "personal": Nature.PERSONAL,
}
# Words before a family name that are part of it.
_PARTICLES: Final = frozenset(
    {"van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "ter"}
)
# Words that many names of bodies share: alone they make no two names agree.
_COMMON: Final = frozenset(
    re.findall(
        r"\S+",
        "the and of for at in dr drs surgery surgeries practice practices partners "
        "partner medical health healthcare care centre center clinic group gp gps road "
        "street lane house ltd limited plc llp cic nhs ccg pcn trust foundation company "
        "services service primary community hospital",
    )
)
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+$")
_COMPANY: Final = re.compile(r"[A-Z0-9]{2}[0-9]{6}$")


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


def read_row(
    cells: Cells, *, order: DateOrder, register_date: date, today: date
) -> ReadRow:
    """Read one row: our columns to texts. What cannot be read is a problem with a cure.

    A row without a day of declaration was declared by the register's own date, where
    the spreadsheet has no such column at all.
    """
    row = ReadRow()
    texts = {key: clean_text(text) for key, text in cells.items()}
    _read_person(row, texts)
    _read_body(row, texts)
    _read_type(row, texts)
    _read_words(row, texts)
    _read_days(row, texts, order, register_date, today)
    _read_publication(row, texts)
    return row


def _read_person(row: ReadRow, texts: Cells) -> None:
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
        _check_length(row, key, getattr(row, key))


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


def _read_body(row: ReadRow, texts: Cells) -> None:
    row.organisation_code = texts.get("organisation_code", "").upper()
    row.organisation = texts.get("organisation", "")
    if not row.organisation and not row.organisation_code:
        row.problems.append(
            (
                "organisation",
                "There is no organisation: write its name or its ODS code.",
            )
        )
    _check_length(row, "organisation", row.organisation)
    number = texts.get("company_number", "").upper().replace(" ", "").removesuffix(".0")
    if number.isdecimal():
        number = number.zfill(8)
    if number and not _COMPANY.match(number):
        row.problems.append(
            (
                "company_number",
                (
                    f"“{number[:20]}” is not a company number: write its 8 characters, "
                    "or empty it."
                ),
            )
        )
        number = ""
    row.said["company_number"] = number


def _read_type(row: ReadRow, texts: Cells) -> None:
    text = texts.get("nature", "")
    ticked = [value for key, value in TICKS.items() if _is_marked(texts.get(key, ""))]
    nature = _nature_of(text) or (Nature(ticked[0]) if len(ticked) == 1 else None)
    if nature is None:
        row.problems.append(("nature", _say_nature(text, len(ticked))))
    row.said["nature"] = nature
    row.said["tie"] = _tie_of(row, texts.get("tie", ""))
    relationship = texts.get("relationship", "")
    row.said["relationship"] = relationship
    row.said["is_indirect"] = _indirect_of(row, texts, bool(relationship))
    if row.said["is_indirect"] and not relationship:
        row.problems.append(
            ("relationship", "Say whose interest it is, for example spouse: no name.")
        )
    if not row.said["is_indirect"]:
        row.said["relationship"] = ""
    _check_length(row, "relationship", relationship)


def _nature_of(text: str) -> Nature | None:
    plain = " ".join(re.findall(r"[a-z]+", text.casefold()))
    return _NATURES.get(plain.removesuffix("s") if plain.endswith("ests") else plain)


def _say_nature(text: str, ticked: int) -> str:
    lawful = "write Financial, Non-financial professional or Non-financial personal."
    if ticked > 1:
        return "More than one type is ticked: make a row for each."
    if not text:
        return f"There is no type of interest: {lawful}"
    return f"“{text[:60]}” is not a type of interest: {lawful}"


def _tie_of(row: ReadRow, text: str) -> Tie:
    if not text:
        return Tie.OTHER
    for tie in Tie:
        if text.casefold() in {tie.label.casefold(), tie.value}:
            return tie
    row.problems.append(
        (
            "tie",
            (
                f"“{text[:60]}” is not one of the ties: write “{Tie.PARTNER.label}”, "
                "another of the list, or empty it."
            ),
        )
    )
    return Tie.OTHER


def _indirect_of(row: ReadRow, texts: Cells, has_relationship: bool) -> bool:
    text = texts.get("is_indirect", "").casefold()
    if text in {"indirect", *_YES}:
        return True
    if text in {"direct", *_NO}:
        return has_relationship and not text
    row.problems.append(
        ("is_indirect", f"“{text[:40]}” is neither: write Direct or Indirect.")
    )
    return False


def _is_marked(text: str) -> bool:
    """Say whether a column to tick is ticked: any mark but a plain no."""
    return text.casefold() not in _NO


def _read_words(row: ReadRow, texts: Cells) -> None:
    for key in ("description", "may_touch", "mitigation", "restricted_note"):
        row.said[key] = texts.get(key, "")
        _check_length(row, key, row.said[key])
    if not row.said["description"]:
        row.problems.append(
            ("description", "There are no words: describe the interest.")
        )


def _read_days(
    row: ReadRow, texts: Cells, order: DateOrder, register_date: date, today: date
) -> None:
    for key in (
        "arose_on",
        "became_aware_on",
        "declared_on",
        "from_on",
        "to_on",
        "last_confirmed_on",
    ):
        try:
            row.said[key] = read_day(texts.get(key, ""), order)
        except NotADay as trouble:
            row.said[key] = None
            row.problems.append((key, str(trouble)))
    faulty = {key for key, _sentence in row.problems}
    if row.said["declared_on"] is None and "declared_on" not in faulty:
        if "declared_on" in texts:
            row.problems.append(
                ("declared_on", "There is no date: write when it was declared.")
            )
        row.said["declared_on"] = register_date
    _check_days(row, today)


def _check_days(row: ReadRow, today: date) -> None:
    first, last = row.said["from_on"], row.said["to_on"]
    if first and last and last < first:
        row.problems.append(
            ("to_on", "It ends before it begins: check From and To, and their order.")
        )
    aware, declared = row.said["became_aware_on"], row.said["declared_on"]
    if aware and declared < aware <= today:
        row.problems.append(
            ("became_aware_on", "It lies after the day it was declared: check both.")
        )
    for key in ("declared_on", "became_aware_on", "last_confirmed_on"):
        day = row.said[key]
        if day and day > today:
            row.problems.append(
                (key, f"{FULL_BY_KEY[key].heading} lies in the future: check the year.")
            )


def _read_publication(row: ReadRow, texts: Cells) -> None:
    text = texts.get("consents_to_publication", "").casefold()
    consents = text not in {"no", "n", "false", "0", "refused"}
    reason = texts.get("refusal_reason", "")
    if not consents and not reason:
        reason = "Not stated in the register it was taken from."
    row.said["consents_to_publication"] = consents
    row.said["refusal_reason"] = "" if consents else reason
    row.said["publication"] = _publication_of(row, texts.get("publication", ""))


def _publication_of(row: ReadRow, text: str) -> PublicationState | None:
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


def _check_length(row: ReadRow, key: str, text: str) -> None:
    longest = LONGEST.get(key, LONGEST_TEXT)
    if len(text) > longest:
        row.problems.append(
            (key, f"It is longer than {longest} characters: shorten it.")
        )


def names_agree(written: str, names: Iterable[str]) -> bool:
    """Say whether a written name may mean a body that has or had these names.

    The same words, or a word in common that not half of all bodies have.
    """
    told = _words_of_name(written)
    for name in names:
        words = _words_of_name(name)
        if words == told or (words & told) - _COMMON:
            return True
    return False


def _words_of_name(name: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", name.casefold().replace("'", "")))


def same_text(key: str, mine: str, theirs: str, order: DateOrder) -> bool:
    """Say whether two texts of one column say the same, as one of them is written."""
    column = FULL_BY_KEY[key]
    if column.written in {Written.DAY, Written.STATED_DAY}:
        try:
            return read_day(mine, order) == read_day(theirs, order)
        except NotADay:
            return False
    plain_mine, plain_theirs = clean_text(mine), clean_text(theirs)
    return plain_mine.split() == plain_theirs.split()
