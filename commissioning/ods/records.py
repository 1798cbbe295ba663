"""What one line of a file says, with its fields checked and its dates read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    from datetime import date


BRANCH = "branch"  # a statement about a branch surgery, which is no organisation


class OrganisationRecord(NamedTuple):
    """One line about one code. The order is that of the statement's columns."""

    code: str
    kind: str
    name: str
    status: str
    said_on: date
    opened_on: date | None = None
    closed_on: date | None = None
    address: str = ""
    postcode: str = ""
    telephone: str = ""
    region_code: str = ""
    geography_code: str = ""
    parent_code: str = ""
    parent_from_on: date | None = None
    parent_to_on: date | None = None
    provider_code: str = ""
    setting: str = ""


class LinkRecord(NamedTuple):
    """One line about two codes that were linked from one day to another."""

    kind: str
    source_code: str
    target_code: str
    from_on: date
    to_on: date | None


class ListRecord(NamedTuple):
    """One line about the registered patients of one practice."""

    code: str
    as_at: date
    patients: int


class Skipped(NamedTuple):
    """A line that says nothing this directory keeps, and why."""

    reason: str


Record = OrganisationRecord | LinkRecord | ListRecord | Skipped
