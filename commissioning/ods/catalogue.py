"""Tell what a file is by its content, and name the kinds that are not taken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from commissioning.enums import SourceKind
from commissioning.ods import fields


if TYPE_CHECKING:
    from collections.abc import Sequence


TAKEN: Final = (
    "eccg, eauth, epraccur, epcmem, ebranchs, etr, the ePCN workbook, NHSBSA and NHS "
    "Digital list sizes, and ccg_succession"
)

_SUCCESSION: Final = ("predecessor_code", "predecessor_name", "predecessor_close_date")
_NHSBSA: Final = ("Regional Office Name", "Regional Office Code", "Area Team Name")
_NHSD: Final = ("PUBLICATION", "EXTRACT_DATE", "TYPE", "CCG_CODE")

_HEADERS_TAKEN: Final = {
    _SUCCESSION: SourceKind.SUCCESSION,
    _NHSBSA: SourceKind.LIST_NHSBSA,
    _NHSD: SourceKind.LIST_NHSD,
}

_HEADERS_REFUSED: Final[dict[tuple[str, ...], str]] = {
    ("CCG13CD", "CCG13CDH"): "the ONS list of the CCGs of April 2013",
    ("CCG13CD", "CCG13NM"): "the ONS lookup from CCGs to area teams of 2013",
    ("ICB24CD", "ICB24CDH"): "the ONS list of integrated care boards",
    ("ccgcode", "indicator_group"): "QOF prevalence by CCG",
    ("NAT_ONS_CODE", "NAT_CODE"): "the QOF map of NHS geographies",
    ("INDICATOR_CODE", "INDICATOR_POINT_VALUE"): "the QOF list of indicators",
    ("PRACTICE_CODE", "GROUP_CODE"): "QOF prevalence by practice",
    ("practice_code", "practice_name"): "deprivation scores of practices",
    ("code", "name", "ons_code"): "a register of CCGs drawn from other files",
    ("code", "name", "open_date"): "a list of commissioning hubs drawn from eccg",
    ("code", "name", "region_code"): "a list of sub-ICB locations drawn from eccg",
    ("ods_code", "ons_code"): "a register of integrated care boards",
    ("nhse_region", "stp_code"): "a map from CCGs to STPs",
    ("PCN Code", "PCN Name"): "the PCN sheet of ePCN as CSV (give the workbook itself)",
    ("Partner Organisation Code", "Partner Name"): (
        "the core partner sheet of ePCN as CSV (give the workbook itself)"
    ),
    ("effective_date", "practice_code"): "a list of practice moves drawn from epcmem",
    ("ccg_code", "ccg_name", "as_at"): "counts of practices drawn from ODS",
    ("ccg_code", "ccg_name", "practices_with_list_2016Q1"): "a table of checks",
    ("ccg_code", "ccg_name", "level"): "evidence of co-commissioning levels",
    ("year", "measure"): "national counts of co-commissioning",
}

_NAMES: Final = (
    (re.compile(r"epraccur"), SourceKind.EPRACCUR),
    (re.compile(r"epcmem"), SourceKind.EPCMEM),
    (re.compile(r"ebranchs"), SourceKind.EBRANCHS),
    (re.compile(r"eccg"), SourceKind.ECCG),
    (re.compile(r"eauth"), SourceKind.EAUTH),
    (re.compile(r"etr(?![a-z])"), SourceKind.ETR),
    (re.compile(r"epcn"), SourceKind.EPCN),
    (re.compile(r"ccg_succession"), SourceKind.SUCCESSION),
    (re.compile(r"(?:nhsbsa_)?(?:patient_)?list_size"), SourceKind.LIST_NHSBSA),
    (re.compile(r"gp-reg-pat-prac-all"), SourceKind.LIST_NHSD),
)

_STATUSES: Final = frozenset(
    {"A", "C", "D", "P", "ACTIVE", "INACTIVE", "DORMANT", "PROPOSED"}
)
_LETTER: Final = re.compile(r"[A-Z]")


def kind_by_name(name: str) -> SourceKind | None:
    """Return the kind a file's name claims, when it claims one."""
    plain = name.lower()
    for pattern, kind in _NAMES:
        if pattern.match(plain):
            return kind
    return None


def kind_by_first_line(row: Sequence[str]) -> SourceKind | None:
    """Return the kind a first line shows: by its header, or by its columns."""
    header = tuple(cell.strip() for cell in row)
    for start, kind in _HEADERS_TAKEN.items():
        if header[: len(start)] == start:
            return kind
    if len(row) == 6 and fields.PRACTICE.fullmatch(row[0]) and row[2] == "W":
        return SourceKind.EPCMEM
    return _kind_in_frame(row) if len(row) == 27 else None


def refused_kind(row: Sequence[str]) -> str | None:
    """Name the kind of a file that is known and not taken, by its header."""
    header = tuple(cell.strip() for cell in row)
    for start, words in _HEADERS_REFUSED.items():
        if header[: len(start)] == start:
            return words
    return None


def refused_by_opening(first_bytes: bytes) -> str | None:
    """Name the kind of a file that is no table at all, by its first characters."""
    opening = first_bytes.removeprefix(b"\xef\xbb\xbf").lstrip()
    if opening.startswith(b"%PDF"):
        return "a PDF document"
    if opening.startswith((b"{", b"[")):
        return "JSON, such as bank holidays"
    if opening.startswith(b"#"):
        return "a text with headings"
    if opening.startswith(b"<"):
        return "a web page"
    return None


def _kind_in_frame(row: Sequence[str]) -> SourceKind | None:
    code, status, role, parent, letter = row[0], row[12], row[13], row[14], row[23]
    if status in _STATUSES or row[25]:
        return SourceKind.EPRACCUR
    if len(code) == 9 and parent:
        return SourceKind.EBRANCHS
    if parent or not row[10]:
        return None
    if _LETTER.fullmatch(letter):
        return SourceKind.ETR
    if fields.AUTHORITY.fullmatch(code) and not row[3]:
        return SourceKind.EAUTH
    if row[2] and row[3] and (role in {"C", "H", ""} or role.startswith("RO")):
        return SourceKind.ECCG
    return None
