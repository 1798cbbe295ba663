"""The columns of a register of gifts as a file: what is exported loads back unchanged.

The first are those of the guidance's Annex D (docs/field.md 5.8), in its order; the
others are the officer's own, without which an entry could not be read back whole.
"""

from __future__ import annotations

from collections.abc import Mapping

from conflicts.enums import GiverKind, OfferKind, Outcome, PublicationState
from conflicts.rules.register_columns import Column, Written


FULL: tuple[Column, ...] = (
    Column(
        "full_name",
        "Name",
        also=(
            "recipient",
            "recipient name",
            "name of recipient",
            "name of person",
            "full name",
            "whole name",
            "employee",
            "employee name",
            "name of employee",
            "staff name",
            "staff member",
            "member of staff",
            "declarant",
            "offered to",
            "received by",
        ),
    ),
    Column(
        "position",
        "Position",
        also=("role", "job title", "designation", "position role"),
    ),
    Column(
        "kind",
        "Kind",
        Written.CHOICE,
        OfferKind,
        also=("type", "category", "type of offer", "gift or hospitality", "nature"),
    ),
    Column(
        "offered_on",
        "Date of offer",
        Written.DAY,
        also=("date offered", "offer date", "offered on", "offered", "date"),
    ),
    Column(
        "outcome",
        "Declined or accepted",
        Written.CHOICE,
        Outcome,
        also=(
            "accepted or declined",
            "accepted declined",
            "declined accepted",
            "accept decline",
            "accept or decline",
            "outcome",
            "accepted or refused",
            "accepted refused",
            "action taken",
            "decision",
        ),
    ),
    Column(
        "received_on",
        "Date of receipt",
        Written.DAY,
        also=(
            "date received",
            "receipt date",
            "received on",
            "date of receipt if applicable",
            "received",
            "date accepted",
        ),
    ),
    Column(
        "description",
        "Details",
        also=(
            "description",
            "details of gift",
            "details of gift hospitality",
            "details of gift or hospitality",
            "details of gift and hospitality",
            "details of gifts and hospitality",
            "description of gift",
            "description of gift hospitality",
            "description of gift or hospitality",
            "description of offer",
            "gift hospitality",
            "gift or hospitality offered",
            "what was offered",
            "item",
        ),
    ),
    Column(
        "value",
        "Estimated value in pounds",
        also=(
            "estimated value",
            "value",
            "est value",
            "approximate value",
            "approx value",
            "actual or estimated value",
            "value of gift",
            "estimated value of gift",
            "estimated value of gift hospitality",
            "estimated value £",
            "worth",
            "amount",
        ),
    ),
    Column(
        "giver",
        "Offered by and nature of business",
        also=(
            "donor",
            "name of donor",
            "donor name",
            "offered by",
            "received from",
            "from",
            "supplier",
            "supplier offeror",
            "supplier offeror name and nature of business",
            "details of supplier offeror",
            "offeror",
            "provider",
            "provided by",
            "giver",
            "company",
            "name of organisation",
            "source",
        ),
    ),
    Column(
        "reason",
        "Reason for accepting or declining",
        also=(
            "reason",
            "reason for accepting declining",
            "reasons for accepting or declining",
            "reason for acceptance or refusal",
            "rationale",
            "justification",
        ),
    ),
    Column("advice", "Advice of the day", is_read=False),
    Column("is_against_advice", "Against the advice", Written.YES_NO, is_read=False),
    Column(
        "declared_on",
        "Date declared",
        Written.DAY,
        also=("declared on", "declared", "date of declaration", "declaration date"),
    ),
    Column(
        "reviewed_on",
        "Reviewed on",
        Written.DAY,
        also=("date reviewed", "review date", "date of review"),
    ),
    Column("email", "E-mail", also=("email", "email address", "e mail address")),
    Column(
        "giver_kind",
        "Kind of giver",
        Written.CHOICE,
        GiverKind,
        also=("type of donor", "donor type", "giver type", "type of giver"),
    ),
    Column("giver_name", "Giver"),
    Column(
        "giver_business",
        "Business of the giver",
        also=("nature of business", "business", "business of donor", "donor business"),
    ),
    Column("organisation_code", "Code of the giver", also=("ods code",)),
    Column("is_branded", "Carries the giver's brand", Written.YES_NO),
    Column("is_more_than_modest", "Abroad or more than modest", Written.YES_NO),
    Column(
        "senior_approver",
        "Approved by",
        also=(
            "authorised by",
            "authorised",
            "authorising officer",
            "who authorised",
            "approver",
            "agreed by",
            "line manager",
            "name of manager",
            "authorisation",
        ),
    ),
    Column(
        "senior_approval_on",
        "Approved on",
        Written.DAY,
        also=("date approved", "date authorised", "authorised on", "approval date"),
    ),
    Column("publication", "Publication", Written.CHOICE, PublicationState),
)
BY_KEY: Mapping[str, Column] = {column.key: column for column in FULL}


def heading(key: str) -> str:
    """Return the heading of a column."""
    return BY_KEY[key].heading
