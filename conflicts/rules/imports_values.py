"""One row of somebody's register, read into the parts of a declaration."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from conflicts.enums import Nature, Tie
from conflicts.rules.imports_columns import TICKS
from conflicts.rules.imports_dates import DateOrder, NotADay, read_day
from conflicts.rules.imports_persons import (
    NO,
    YES,
    Cells,
    ReadRow,
    check_length,
    clean_text,
    is_marked,
    read_person,
    read_publication,
)
from conflicts.rules.register_columns import BY_KEY as FULL_BY_KEY
from conflicts.rules.register_columns import Written


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
_COMPANY: Final = re.compile(r"[A-Z0-9]{2}[0-9]{6}$")


def read_row(
    cells: Cells, *, order: DateOrder, register_date: date, today: date
) -> ReadRow:
    """Read one row: our columns to texts. What cannot be read is a problem with a cure.

    A row without a day of declaration was declared by the register's own date, where
    the spreadsheet has no such column at all.
    """
    row = ReadRow()
    texts = {key: clean_text(text) for key, text in cells.items()}
    read_person(row, texts)
    _read_body(row, texts)
    _read_type(row, texts)
    _read_words(row, texts)
    _read_days(row, texts, order, register_date, today)
    _read_publication(row, texts)
    return row


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
    check_length(row, "organisation", row.organisation)
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
    ticked = [value for key, value in TICKS.items() if is_marked(texts.get(key, ""))]
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
    check_length(row, "relationship", relationship)


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
    if text in {"indirect", *YES}:
        return True
    if text in {"direct", *NO}:
        return has_relationship and not text
    row.problems.append(
        ("is_indirect", f"“{text[:40]}” is neither: write Direct or Indirect.")
    )
    return False


def _read_words(row: ReadRow, texts: Cells) -> None:
    for key in ("description", "may_touch", "mitigation", "restricted_note"):
        row.said[key] = texts.get(key, "")
        check_length(row, key, row.said[key])
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
    row.said["publication"] = read_publication(row, texts.get("publication", ""))


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
