"""The columns of a full register as a file: what is exported loads back unchanged.

The public edition writes a choice of these columns in the same words. An export
writes `heading(key)` for each key of FULL, in that order, and under it the text that
`written` gives; an import reads them back without a mapping.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from conflicts.enums import Nature, PublicationState, SourceKind, Tie
from core.enums import LabelledEnum


NOT_STATED = "Not stated"
YES, NO = "Yes", "No"
DIRECT, INDIRECT = "Direct", "Indirect"


class Written(enum.Enum):
    """How the cells of a column are written."""

    TEXT = "text"
    DAY = "day"  # 2016-02-10 in CSV and JSON, a date cell in XLSX; empty for none
    STATED_DAY = "stated_day"  # the same, with "Not stated" for none
    CHOICE = "choice"  # the label of the choice: "Financial"
    YES_NO = "yes_no"  # "Yes" or "No"
    INDIRECT = "indirect"  # "Direct" or "Indirect"
    NUMBER = "number"  # a whole number


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in code, its heading in files and how it is written.

    `is_read` is false where an import has nothing to take from it. `choices` are the
    lawful values of a CHOICE. `also` are other headings under which registers of the
    kind are known to hold it, in lower case.
    """

    key: str
    heading: str
    written: Written = Written.TEXT
    choices: type[LabelledEnum] | None = None
    is_read: bool = True
    also: tuple[str, ...] = ()


FULL: tuple[Column, ...] = (
    Column("reference", "Reference", Written.NUMBER, also=("entry number",)),
    Column(
        "given_name",
        "Given name",
        also=("first name", "forename", "first names", "forenames"),
    ),
    Column("family_name", "Family name", also=("surname", "last name", "second name")),
    Column("email", "E-mail", also=("email", "email address", "e-mail address")),
    Column(
        "position",
        "Position",
        is_read=False,
        also=("current position", "current positions held", "role", "job title"),
    ),
    Column(
        "nature",
        "Type of interest",
        Written.CHOICE,
        Nature,
        also=("type", "category", "interest type", "nature", "nature of interest"),
    ),
    Column(
        "is_indirect",
        "Direct or indirect",
        Written.INDIRECT,
        also=("direct/indirect", "indirect", "direct or indirect interest"),
    ),
    Column(
        "relationship",
        "Whose interest, if indirect",
        also=("relationship", "whose interest", "through whom", "connection"),
    ),
    Column("tie", "Tie", Written.CHOICE, Tie, also=("how tied", "connection type")),
    Column(
        "organisation_code",
        "Organisation code",
        also=("ods code", "practice code", "ods", "code"),
    ),
    Column(
        "organisation",
        "Organisation",
        also=(
            "name of organisation",
            "organisation name",
            "name of the organisation",
            "business",
            "body",
            "company",
            "declared interest",
        ),
    ),
    Column(
        "company_number",
        "Company number",
        also=("companies house number", "company no", "registration number"),
    ),
    Column(
        "description",
        "Interest",
        also=(
            "description",
            "description of interest",
            "details",
            "nature of business",
            "interest declared",
            "details of interest",
        ),
    ),
    Column("may_touch", "What it may touch", also=("may touch", "business affected")),
    Column(
        "mitigation",
        "Action taken to mitigate risk",
        also=("mitigation", "action taken", "mitigating action", "actions"),
    ),
    Column("arose_on", "Arose on", Written.STATED_DAY, also=("arose", "date arose")),
    Column(
        "became_aware_on",
        "Became aware on",
        Written.STATED_DAY,
        also=("became aware", "date aware", "aware on"),
    ),
    Column(
        "declared_on",
        "Declared on",
        Written.DAY,
        also=("date declared", "declared", "date of declaration", "declaration date"),
    ),
    Column(
        "from_on",
        "From",
        Written.STATED_DAY,
        also=("date from", "start", "start date", "interest from"),
    ),
    Column(
        "to_on",
        "To",
        Written.DAY,
        also=("date to", "end", "end date", "interest to", "ended"),
    ),
    Column(
        "last_confirmed_on",
        "Last confirmed on",
        Written.DAY,
        also=("last confirmed", "date confirmed"),
    ),
    Column("publication", "Publication", Written.CHOICE, PublicationState),
    Column(
        "consents_to_publication",
        "Consents to publication",
        Written.YES_NO,
        also=("consent", "consent to publish", "consent to publication"),
    ),
    Column(
        "refusal_reason",
        "Reason for refusing consent",
        also=("refusal reason", "reason consent refused"),
    ),
    Column("restricted_note", "Restricted note", also=("private note",)),
    Column("source", "How it was declared", Written.CHOICE, SourceKind, is_read=False),
    Column("source_on", "Received on", Written.DAY, is_read=False),
    Column("source_reference", "Source reference", is_read=False),
)

KEYS: tuple[str, ...] = tuple(column.key for column in FULL)
BY_KEY: Mapping[str, Column] = {column.key: column for column in FULL}


def heading(key: str) -> str:
    """Return the heading of a column."""
    return BY_KEY[key].heading


def written(key: str, value: object) -> str:
    """Return a value as its column writes it in CSV; None and "" have one answer.

    Days are ISO. A leading `=`, `+`, `-` or `@` of a text is for the writer of the
    file to make harmless: it puts an apostrophe before it, and an import drops it.
    """
    column = BY_KEY[key]
    if value is None or value == "":
        return NOT_STATED if column.written is Written.STATED_DAY else ""
    return _WRITERS.get(column.written, _text)(column, value)


def _text(_column: Column, value: object) -> str:
    return str(value)


def _day(_column: Column, value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _choice(column: Column, value: object) -> str:
    return column.choices(str(value)).label if column.choices else str(value)


def _yes_no(_column: Column, value: object) -> str:
    return YES if value else NO


def _indirect(_column: Column, value: object) -> str:
    return INDIRECT if value else DIRECT


_WRITERS: Mapping[Written, Callable[[Column, object], str]] = {
    Written.DAY: _day,
    Written.STATED_DAY: _day,
    Written.CHOICE: _choice,
    Written.YES_NO: _yes_no,
    Written.INDIRECT: _indirect,
}
