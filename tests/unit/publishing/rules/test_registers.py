"""What the public register shows of an interest."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date

import pytest

from conflicts.enums import PublicationState
from publishing.rules.registers import is_named, published_form
from tests.unit.conflicts.rules.register_entries import entry


PUBLISH = PublicationState.PUBLISH
ENTRY = entry(
    name="Dr Ada Invented",
    given_name="Ada",
    family_name="Invented",
    position="GP member, Havering",
    committees="Havering",
    organisation="Elm Surgery",
    organisation_code="Y00001",
    description="GP partner since the move to Elm Road",
    from_on=date(2012, 4, 1),
    mitigation="Ada leaves the room",
    may_touch="Elm's list",
    restricted_note="Told in confidence",
    refusal_reason="She asked",
    email="ada@quorate.example",
    source_reference="Form 4711",
)


def shown_as(*states):
    return published_form(ENTRY, frozenset(states))


def test_published_form_as_declared_without_what_is_never_published():
    shown = shown_as(PUBLISH)

    assert (shown.name, shown.organisation) == (ENTRY.name, ENTRY.organisation)
    assert (shown.reference, shown.person_id) == (None, None)
    told = str(astuple(shown))
    for private in ("confidence", "She asked", "ada@", "4711", "Elm's list"):
        assert private not in told


def test_published_form_without_name_tells_no_person():
    shown = shown_as(PublicationState.REDACT_NAME, PUBLISH)

    assert "Ada" not in str(astuple(shown))
    assert "GP member" not in str(astuple(shown))
    assert shown.organisation == "Elm Surgery"
    assert not is_named(shown)


def test_published_form_without_detail_tells_no_concern():
    shown = shown_as(PublicationState.REDACT_DETAIL)

    assert "Elm" not in str(astuple(shown))
    assert "2012" not in str(astuple(shown))
    assert "Y00001" not in str(astuple(shown))
    assert shown.name == "Dr Ada Invented"
    assert is_named(shown)


def test_published_form_of_both_redactions_tells_neither():
    shown = shown_as(PublicationState.REDACT_DETAIL, PublicationState.REDACT_NAME)

    assert "Ada" not in str(astuple(shown))
    assert "Elm" not in str(astuple(shown))


@pytest.mark.parametrize(
    "state", [PublicationState.WITHHOLD, PublicationState.NOT_REQUIRED]
)
def test_published_form_of_what_is_kept_back_then_or_now_is_nothing(state):
    assert shown_as(state) is None
    assert shown_as(PUBLISH, state) is None
