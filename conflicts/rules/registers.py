"""What a register of interests says: its entries, its dates, its file names."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from conflicts.enums import Nature, PublicationState, PublishedScope
from conflicts.rules.rule_sets import RuleSetFacts
from core.enums import LabelledEnum


MONTHS_IN_A_YEAR = 12
# What a spreadsheet would take for the beginning of a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Edition(LabelledEnum):
    """For whose eyes a register is."""

    FULL = "full", "Full register"
    PUBLIC = "public", "Public register"


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One interest as a register as at a day lists it (docs/field.md 5.5).

    `name` is that of the person on that day, `position` and `committees` what they
    were then; an empty `organisation_code` stands for a body that is not listed.
    The restricted note and the reason for refusing consent are only filled for those
    who may read them. `withheld` names the fields that a public register leaves out.
    """

    reference: int | None
    person_id: int | None
    name: str
    given_name: str
    family_name: str
    nature: Nature
    is_indirect: bool
    relationship: str
    tie: str
    organisation: str
    organisation_code: str
    business: str
    company_number: str
    description: str
    may_touch: str
    mitigation: str
    arose_on: date | None
    became_aware_on: date | None
    declared_on: date | None
    from_on: date | None
    to_on: date | None
    last_confirmed_on: date | None
    agreed_by: str
    publication: PublicationState
    consents_to_publication: bool
    source: str
    source_on: date | None
    source_reference: str
    refusal_reason: str = ""
    restricted_note: str = ""
    email: str = ""
    position: str = ""
    committees: str = ""
    withheld: tuple[str, ...] = ()

    def is_withheld(self, key: str) -> bool:
        """Say whether a field is left out because it is not published."""
        return key in self.withheld


@dataclass(frozen=True, slots=True)
class Silence:
    """Somebody on a register under whose name no interest stands.

    `nil_return_on` is the day of their nil return, None where they never declared.
    """

    person_id: int
    name: str
    position: str
    nil_return_on: date | None


@dataclass(frozen=True, slots=True)
class PublicTerms:
    """What the rule sets in force on a day say of a published register."""

    is_for_decision_makers: bool
    months_after_end: int
    private_years: int


def public_terms(rule_sets: Iterable[RuleSetFacts]) -> PublicTerms:
    """Return what holds for a register of one or more bodies, each with its rule set.

    Where they differ, fewer people are published and entries are kept longer: "at
    least" is what the guidance says of the time (docs/field.md 5.6).
    """
    found = list(rule_sets)
    return PublicTerms(
        is_for_decision_makers=any(
            each.published_scope == PublishedScope.DECISION_MAKERS for each in found
        ),
        months_after_end=max(each.public_months_after_end for each in found),
        private_years=max(each.private_years_after_end for each in found),
    )


def public_until(ended_on: date, months: int) -> date:
    """Return the last day on which an ended interest stays on the public register."""
    return months_after(ended_on, months)


def shown_since(day: date, months: int) -> date:
    """Return the first day on which an interest may have ended and be shown on `day`.

    The other way round of `public_until`, for a question to the database.
    """
    first = months_after(day, -months)
    # 31 August less six months falls on 28 February, whose own last day is 28 August.
    return first if public_until(first, months) >= day else first + timedelta(days=1)


def months_after(day: date, months: int) -> date:
    """Return the same day `months` later, or the last of a month that is shorter."""
    year, month = divmod(day.year * MONTHS_IN_A_YEAR + day.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, length))


def words_of_leaving(
    last_on: date, offices: Iterable[str], *, of_committee: bool
) -> str:
    """Say of somebody on a register that they had left, since when and what they were."""
    what = " and ".join(dict.fromkeys(offices))
    whence = "the committee " if of_committee else ""
    return f"Left {whence}on {last_on.day} {last_on:%B %Y} (was {what})"


def split_name(
    name: str, *, title: str, given_name: str, family_name: str
) -> tuple[str, str]:
    """Part a name as it once stood into given and family name.

    `title`, `given_name` and `family_name` are those of today: whichever of them
    stands in the old name helps to find where the others begin.
    """
    rest = name.removeprefix(f"{title} ") if title else name
    if rest == f"{given_name} {family_name}".strip():
        return given_name, family_name
    if rest.endswith(f" {family_name}"):
        return rest.removesuffix(f" {family_name}"), family_name
    if given_name and rest.startswith(f"{given_name} "):
        return given_name, rest.removeprefix(f"{given_name} ")
    given, _, family = rest.rpartition(" ")
    return given, family


def safe_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, and any file can hold.

    An apostrophe before it is what spreadsheets themselves write for "only text".
    """
    clean = NOT_IN_XML.sub("", text)
    return f"'{clean}" if clean.startswith(FORMULA_SIGNS) else clean


def file_name(
    body: str, *, edition: Edition, day: date, suffix: str, is_part: bool = False
) -> str:
    """Name a file by whose register it is, which edition, and as at which day."""
    plain = unicodedata.normalize("NFKD", body).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:80].strip("-")
    part = "-part" if is_part else ""
    whose = slug or "register"
    return f"register-of-interests-{whose}-{edition}{part}-{day.isoformat()}.{suffix}"
