"""What the public reads of an offer, and in which years."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from conflicts.enums import GiverKind, PublicationState
from publishing.rules.gifts import (
    GiftEntry,
    public_giver,
    published_gift,
    year_of,
    years_until,
)


ENTRY = GiftEntry(
    name="Dr Ada Invented",
    position="GP member",
    offered_on=date(2019, 5, 1),
    outcome="Declined",
    received_on=None,
    details="A hamper",
    value_pence=6000,
    giver="A patient or their family",
    reason="Ada never accepts",
)


@pytest.mark.parametrize(
    ("day", "label"),
    [(date(2016, 3, 31), "2015/16"), (date(2016, 4, 1), "2016/17")],
)
def test_year_of_begins_on_1_april(day, label):
    year = year_of(day)

    assert year.label == label
    assert year.first <= day <= year.last


def test_years_until_has_the_current_first():
    assert [each.begins for each in years_until(date(2016, 6, 1))] == [
        2016,
        2015,
        2014,
        2013,
        2012,
        2011,
    ]


@pytest.mark.parametrize(
    ("kind", "business", "is_organisation", "shown"),
    [
        (GiverKind.PATIENT, "", False, "A patient or their family"),
        (GiverKind.PATIENT, "baker", False, "A patient or their family"),
        (GiverKind.OTHER, "", False, "Somebody else"),
        (GiverKind.OTHER, "charity", False, "Named Giver (charity)"),
        (GiverKind.OTHER, "", True, "Named Giver"),
        (GiverKind.SUPPLIER, "", False, "Named Giver"),
    ],
)
def test_public_giver_names_no_private_person(kind, business, is_organisation, shown):
    said = public_giver(kind, "Named Giver", business, is_organisation=is_organisation)

    assert said == shown


def test_published_gift_by_state():
    nameless = published_gift(ENTRY, PublicationState.REDACT_NAME)
    bare = published_gift(ENTRY, PublicationState.REDACT_DETAIL)

    assert published_gift(ENTRY, PublicationState.PUBLISH) == ENTRY
    assert published_gift(ENTRY, PublicationState.WITHHOLD) is None
    assert published_gift(ENTRY, PublicationState.NOT_REQUIRED) is None
    assert "Ada" not in str(nameless)
    assert nameless.details == "A hamper"
    assert bare == replace(
        ENTRY, details="Details withheld", giver="Details withheld", reason=""
    )
