"""Read the 27 columns that most ODS files share, in either layout."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from commissioning.enums import OrganisationKind, OrganisationStatus
from commissioning.ods import fields
from commissioning.ods.records import BRANCH, OrganisationRecord, Record, Skipped
from commissioning.ods.refusals import BadField
from commissioning.rules.ccgs import ABOLISHED_ON, ICBS_BEGAN_ON


if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date


COLUMNS: Final = 27
_EMPTY: Final = (18, 19, 20, 22, 24, 26)
_STATUS: Final = {
    "A": OrganisationStatus.ACTIVE,
    "C": OrganisationStatus.CLOSED,
    "D": OrganisationStatus.DORMANT,
    "P": OrganisationStatus.PROPOSED,
    "ACTIVE": OrganisationStatus.ACTIVE,
    "INACTIVE": OrganisationStatus.CLOSED,
    "DORMANT": OrganisationStatus.DORMANT,
    "PROPOSED": OrganisationStatus.PROPOSED,
}
_SETTING: Final = re.compile(r"\d{1,2}|RO\d+(?:\|RO\d+)*")
_GP: Final = frozenset({"4", "RO76"})
_GEOGRAPHY: Final = fields.ANY_CODE


def read_practice(row: list[str], as_at: date) -> Iterator[Record]:
    """Read one line of epraccur."""
    frame = _frame(row, as_at, fields.PRACTICE, "practice code")
    if row[12] not in _STATUS:
        raise BadField(f"“{row[12]}” is no status (A, C, D, P or the words of DSE).")
    if not _SETTING.fullmatch(row[25]):
        raise BadField(f"“{row[25]}” is no prescribing setting.")
    is_gp = not _GP.isdisjoint(row[25].split("|"))
    kind = OrganisationKind.PRACTICE if is_gp else OrganisationKind.PRESCRIBER
    closed = frame.closed_on is not None
    yield _with_parent(frame, row, fields.ANY_CODE, "commissioner code")._replace(
        kind=kind.value,
        status=(OrganisationStatus.CLOSED if closed else _STATUS[row[12]]).value,
        setting=row[25],
        provider_code=fields.code_or_empty(row[23], fields.ANY_CODE, "provider code"),
    )


def read_branch(row: list[str], as_at: date) -> Iterator[Record]:
    """Read one line of ebranchs."""
    frame = _frame(row, as_at, fields.BRANCH_CODE, "branch code")
    branch = _with_parent(frame, row, fields.PRACTICE, "practice code")
    if not branch.parent_code:
        raise BadField("The branch has no parent practice.")
    yield branch._replace(kind=BRANCH)


def read_authority(row: list[str], as_at: date) -> Iterator[Record]:
    """Read one line of eauth: a region, a local office, or a body of Wales."""
    frame = _frame(row, as_at, fields.AUTHORITY, "code of a region or office")
    kinds = {"Q": OrganisationKind.AREA_TEAM, "Y": OrganisationKind.REGION}
    kind = kinds.get(frame.code[0], OrganisationKind.OTHER)
    if len(frame.code) == 1:
        kind = OrganisationKind.REGION
    yield frame._replace(kind=kind.value)


def read_trust(row: list[str], as_at: date) -> Iterator[Record]:
    """Read one line of etr."""
    frame = _frame(row, as_at, fields.BODY, "trust code")
    yield frame._replace(kind=OrganisationKind.TRUST.value)


def read_ccg(row: list[str], as_at: date) -> Iterator[Record]:
    """Read one line of eccg; a sub-ICB location also tells of its ICB."""
    frame = _frame(row, as_at, fields.BODY, "CCG code")
    kind = _kind_of_commissioner(row[13], frame)
    if kind is None:
        yield Skipped("eccg line without type, role or close date")
        return
    yield frame._replace(kind=kind.value)
    name, separator, code = frame.name.rpartition(" - ")
    if "RO319" in row[13] and separator and code == frame.code:
        yield OrganisationRecord(
            code=frame.geography_code,
            kind=OrganisationKind.ICB.value,
            name=name,
            status=OrganisationStatus.ACTIVE.value,
            said_on=as_at,
            opened_on=ICBS_BEGAN_ON,
            region_code=frame.region_code,
        )


def _kind_of_commissioner(
    role: str, frame: OrganisationRecord
) -> OrganisationKind | None:
    """Tell CCGs from hubs and later bodies, by type (old) or role (new layout)."""
    roles = role.split("|")
    if role == "C" or (not role and frame.closed_on):
        return OrganisationKind.CCG
    if role == "H" or "RO218" in roles:
        return OrganisationKind.COMMISSIONING_HUB
    if "RO319" in roles and frame.opened_on and frame.opened_on <= ABOLISHED_ON:
        return OrganisationKind.CCG
    if {"RO319", "RO327"} & set(roles):
        return OrganisationKind.SUB_ICB
    return None


def _frame(
    row: list[str], as_at: date, form: re.Pattern[str], what: str
) -> OrganisationRecord:
    if len(row) != COLUMNS:
        raise BadField(f"The line has {len(row)} columns instead of {COLUMNS}.")
    code = fields.code(row[0], form, what)
    for column in _EMPTY:
        if row[column]:
            raise BadField(
                f"Column {column + 1} should be empty: are the columns shifted?"
            )
    opened_on = fields.day(row[10], "open date")
    closed_on = fields.day_or_none(row[11], "close date")
    fields.in_order(opened_on, closed_on, "It closes before it opens")
    status = OrganisationStatus.CLOSED if closed_on else OrganisationStatus.ACTIVE
    return OrganisationRecord(
        code=code,
        kind="",
        name=fields.name(row[1], "name"),
        status=status.value,
        said_on=as_at,
        opened_on=opened_on,
        closed_on=closed_on,
        address=_address(row[4:9]),
        postcode=fields.short(row[9], 10, "postcode"),
        telephone=fields.short(row[17], 20, "telephone number"),
        region_code=fields.code_or_empty(row[2], _GEOGRAPHY, "region code"),
        geography_code=fields.code_or_empty(row[3], _GEOGRAPHY, "geography code"),
    )


def _with_parent(
    frame: OrganisationRecord, row: list[str], form: re.Pattern[str], what: str
) -> OrganisationRecord:
    joined_on = fields.day_or_none(row[15], "date of joining")
    left_on = fields.day_or_none(row[16], "date of leaving")
    fields.in_order(joined_on, left_on, "It leaves before it joins")
    return frame._replace(
        parent_code=fields.code_or_empty(row[14], form, what),
        parent_from_on=joined_on,
        parent_to_on=left_on,
    )


def _address(lines: list[str]) -> str:
    kept = (" ".join(line.split()) for line in lines)
    return fields.short("\n".join(line for line in kept if line), 500, "address")
