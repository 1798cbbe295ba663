"""Choices that are plain strings and know their words."""

from __future__ import annotations

from committees.enums import CommitteeKind
from core.enums import LabelledEnum
from meetings.enums import SubjectRole


class Colour(LabelledEnum):
    """Two colours, one with words of its own."""

    RED = "red", "Pillar-box red"
    PALE_BLUE = "pale_blue"


def test_labelled_enum_is_its_value_and_knows_its_words():
    assert Colour.RED == "red"
    assert Colour("pale_blue") is Colour.PALE_BLUE
    assert Colour.PALE_BLUE.label == "Pale blue"
    assert f"{Colour.RED}" == "red"


def test_labelled_enum_gives_django_its_pairs_and_values():
    assert Colour.choices() == [("red", "Pillar-box red"), ("pale_blue", "Pale blue")]
    assert Colour.values() == ["red", "pale_blue"]


def test_committee_kind_groups_are_not_bodies_in_law():
    groups = {kind for kind in CommitteeKind if not kind.is_in_law}

    assert groups == {
        CommitteeKind.SUB_GROUP,
        CommitteeKind.OPERATIONAL,
        CommitteeKind.ADVISORY,
    }


def test_subject_role_has_words_for_a_trace():
    assert [role.words for role in SubjectRole] == [
        "the applicant",
        "affected",
        "a bidder",
        "a neighbour",
        "a supplier",
        "the landlord",
        "set to gain",
    ]
