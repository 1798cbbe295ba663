"""The quorum rules of real committees, read as their terms say (docs/field.md 3.5)."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from committees.enums import Among, QuorumKind, SeatCategory, SeatRole
from committees.rules.quorum import assess_quorum
from committees.rules.seats import SeatFacts
from committees.rules.sentences import describe_terms
from committees.rules.terms import QuorumRule, QuorumTerms
from tests.unit.committees.rules.seating import (
    CLINICIAN,
    EXECUTIVE,
    GP,
    LAY,
    PARTNER,
    conflicted,
    seat,
)


def total(number: int, among: Among = Among.VOTING) -> QuorumRule:
    return QuorumRule(QuorumKind.MIN_TOTAL, number, among)


def category(number: int, *categories: SeatCategory) -> QuorumRule:
    return QuorumRule(
        QuorumKind.MIN_OF_CATEGORY, number, categories=frozenset(categories)
    )


def office(number: int, *roles: SeatRole) -> QuorumRule:
    return QuorumRule(QuorumKind.MIN_OF_ROLES, number, roles=frozenset(roles))


def each_of(*wanted: SeatCategory | SeatRole) -> QuorumRule:
    return QuorumRule(
        QuorumKind.ONE_OF_EACH,
        categories=frozenset(w for w in wanted if isinstance(w, SeatCategory)),
        roles=frozenset(w for w in wanted if isinstance(w, SeatRole)),
    )


CHAIR_OR_VICE = QuorumRule(QuorumKind.CHAIR_OR_VICE)
CHAIR = seat(1, LAY, SeatRole.CHAIR)
VICE = seat(2, LAY, SeatRole.VICE_CHAIR)
CFO = seat(3, EXECUTIVE, SeatRole.CFO)
CHIEF_NURSE = seat(4, EXECUTIVE, SeatRole.CHIEF_NURSE)
DIRECTOR = seat(5, EXECUTIVE, SeatRole.DIRECTOR)
LOCAL_GP = seat(6, GP)
CONSULTANT = seat(7, CLINICIAN, SeatRole.SECONDARY_CARE_DOCTOR)
THIRD_LAY = seat(8, LAY)
CHIEF_OFFICER = seat(9, EXECUTIVE, SeatRole.CHIEF_OFFICER)
SECOND_CHIEF = seat(10, EXECUTIVE, SeatRole.CHIEF_OFFICER)
CONTRACTING = seat(11, EXECUTIVE, SeatRole.HEAD_OF_CONTRACTING)
HEALTHWATCH = seat(12, PARTNER, SeatRole.HEALTHWATCH, is_voting=False)
COUNCIL = seat(13, PARTNER, SeatRole.COUNCIL, is_voting=False)
CFO_DEPUTY = seat(3, EXECUTIVE, SeatRole.CFO, filled_by=900)


@dataclass(frozen=True)
class Variant:
    """One committee's rule, a room that meets it and rooms that do not."""

    terms: QuorumTerms
    enough: list[SeatFacts]
    too_few: dict[str, list[SeatFacts]]
    sentences: list[str] = field(default_factory=list)


DUDLEY = Variant(
    QuorumTerms(
        (
            total(4),
            CHAIR_OR_VICE,
            office(1, SeatRole.CFO, SeatRole.DEPUTY_CFO, SeatRole.CHIEF_NURSE),
        )
    ),
    enough=[VICE, CHIEF_NURSE, LOCAL_GP, CONSULTANT],
    too_few={
        "three members": [CHAIR, CFO, LOCAL_GP],
        "no chair or vice chair": [CFO, CHIEF_NURSE, LOCAL_GP, CONSULTANT],
        "no finance officer or nurse": [CHAIR, VICE, LOCAL_GP, DIRECTOR],
    },
    sentences=[
        "At least four members with a vote are present.",
        "The chair or the vice chair is present.",
        (
            "The chief finance officer, the deputy chief finance officer or the chief "
            "nurse is present."
        ),
        "A deputy counts for the person they stand in for, once.",
    ],
)

SOUTH_CHESHIRE = Variant(
    QuorumTerms(
        (
            QuorumRule(QuorumKind.CHAIR_OR_VICE, vice_only_if_chair_conflicted=True),
            office(1, SeatRole.CFO),
            category(2, EXECUTIVE),
            total(4),
        )
    ),
    enough=[CHAIR, CFO_DEPUTY, DIRECTOR, LOCAL_GP],
    too_few={
        "the vice chair for a chair who is only away": [VICE, CFO, DIRECTOR, LOCAL_GP],
        "no other executive": [CHAIR, CFO, LOCAL_GP, CONSULTANT],
        "no other voting member": [CHAIR, CFO, DIRECTOR, HEALTHWATCH],
    },
    sentences=[
        "The chair is present, or the vice chair if the chair has a conflict.",
        "The chief finance officer is present.",
        "At least two executive members are present.",
        "At least four members with a vote are present.",
        "A deputy counts for the person they stand in for, once.",
    ],
)

CHESHIRE = Variant(
    QuorumTerms(
        (total(4), CHAIR_OR_VICE, category(2, LAY, CLINICIAN), category(2, EXECUTIVE))
    ),
    enough=[CHAIR, CONSULTANT, CFO, DIRECTOR],
    too_few={
        "one executive director": [CHAIR, CONSULTANT, CFO, LOCAL_GP],
        "no other independent member": [CHAIR, CFO, DIRECTOR, LOCAL_GP],
    },
)

STUDY_SITE_1 = Variant(
    QuorumTerms(
        (
            total(3),
            category(1, LAY),
            office(
                1,
                SeatRole.CHIEF_OFFICER,
                SeatRole.CFO,
                SeatRole.HEAD_OF_SERVICE_DELIVERY,
            ),
        )
    ),
    enough=[THIRD_LAY, CHIEF_OFFICER, CONSULTANT],
    too_few={
        "no lay member": [CHIEF_OFFICER, CFO, CONSULTANT],
        "no chief": [CHAIR, THIRD_LAY, CONSULTANT],
    },
)

STUDY_SITE_2 = Variant(
    QuorumTerms(
        (
            category(3, LAY),
            category(1, GP),
            office(2, SeatRole.CHIEF_OFFICER),
            each_of(SeatRole.CFO, SeatRole.HEAD_OF_CONTRACTING),
            QuorumRule(QuorumKind.MIN_NONVOTING, 2),
        )
    ),
    enough=[
        CHAIR,
        VICE,
        THIRD_LAY,
        LOCAL_GP,
        CHIEF_OFFICER,
        SECOND_CHIEF,
        CFO,
        CONTRACTING,
        HEALTHWATCH,
        COUNCIL,
    ],
    too_few={
        "one member without a vote": [
            CHAIR,
            VICE,
            THIRD_LAY,
            LOCAL_GP,
            CHIEF_OFFICER,
            SECOND_CHIEF,
            CFO,
            CONTRACTING,
            HEALTHWATCH,
        ],
        "one chief officer": [
            CHAIR,
            VICE,
            THIRD_LAY,
            LOCAL_GP,
            CHIEF_OFFICER,
            CFO,
            CONTRACTING,
            HEALTHWATCH,
            COUNCIL,
        ],
    },
    sentences=[
        "At least three lay members are present.",
        "A GP is present.",
        "At least two holders of the office of chief officer are present.",
        (
            "The chief finance officer and the head of contracting are present, "
            "each a different person."
        ),
        "At least two members without a vote are present.",
        "A deputy counts for the person they stand in for, once.",
    ],
)

STUDY_SITE_3 = Variant(
    QuorumTerms((each_of(LAY, GP, EXECUTIVE),)),
    enough=[CHAIR, LOCAL_GP, CFO],
    too_few={"no GP": [CHAIR, VICE, CFO, CONSULTANT]},
    sentences=[
        (
            "A lay member, an executive member and a GP are present, "
            "each a different person."
        ),
        "A deputy counts for the person they stand in for, once.",
    ],
)

STUDY_SITE_4 = Variant(
    QuorumTerms(
        (
            total(4),
            office(1, SeatRole.CHIEF_OFFICER, SeatRole.CFO),
            category(2, LAY, CLINICIAN),
            CHAIR_OR_VICE,
        )
    ),
    enough=[CHAIR, CONSULTANT, CFO, LOCAL_GP],
    too_few={
        "one of lay, nurse or consultant": [CHAIR, CFO, DIRECTOR, LOCAL_GP],
        "no chair or vice chair": [THIRD_LAY, CONSULTANT, CFO, LOCAL_GP],
    },
)

VARIANTS = {
    "Dudley 2016": DUDLEY,
    "South Cheshire and Vale Royal 2017": SOUTH_CHESHIRE,
    "Cheshire 2020": CHESHIRE,
    "study site 1": STUDY_SITE_1,
    "study site 2": STUDY_SITE_2,
    "study site 3": STUDY_SITE_3,
    "study site 4": STUDY_SITE_4,
}
SHORT = [
    pytest.param(variant, room, id=f"{name}: {case}")
    for name, variant in VARIANTS.items()
    for case, room in variant.too_few.items()
]


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS.keys())
def test_assess_quorum_real_terms_are_met(variant):
    result = assess_quorum(variant.terms, variant.enough, excluded={})

    assert result.is_quorate, result.reasons


@pytest.mark.parametrize(("variant", "room"), SHORT)
def test_assess_quorum_real_terms_are_not_met(variant, room):
    result = assess_quorum(variant.terms, room, excluded={})

    assert not result.is_quorate
    assert all(result.reasons)


@pytest.mark.parametrize(
    "variant",
    [DUDLEY, SOUTH_CHESHIRE, STUDY_SITE_2, STUDY_SITE_3],
    ids=["Dudley", "South Cheshire", "study site 2", "study site 3"],
)
def test_describe_terms_reads_like_the_terms(variant):
    assert describe_terms(variant.terms) == variant.sentences


def test_assess_quorum_that_requires_a_gp_fails_through_conflicts():
    """Study site 3 loses its only GP to a conflict and has a quorum again after."""
    room = [CHAIR, LOCAL_GP, CFO]

    for_the_item = assess_quorum(STUDY_SITE_3.terms, room, excluded=conflicted(6))
    for_the_next = assess_quorum(STUDY_SITE_3.terms, room, excluded={})

    assert not for_the_item.is_quorate
    assert for_the_item.unmet[0].missing == "Not filled by a person of their own: a GP."
    assert for_the_next.is_quorate


def test_assess_quorum_leaves_for_item_seven_and_returns_for_eight():
    """Story 14: 4 voting incl. chair or vice chair and a finance officer or nurse."""
    room = [CHAIR, CFO, LOCAL_GP, CONSULTANT]

    item_seven = assess_quorum(DUDLEY.terms, room, excluded=conflicted(6))
    item_eight = assess_quorum(DUDLEY.terms, room, excluded={})

    assert not item_seven.is_quorate
    assert item_eight.is_quorate
    assert len(item_eight.fragile) == 4


def test_assess_quorum_one_committee_falls_while_another_stands():
    """docs/field.md 9.2: the only GP and one lay member are excluded from item 9."""
    ours = QuorumTerms((total(3), each_of(LAY, GP)))
    theirs = QuorumTerms((total(3), category(1, LAY)))
    room = [CHAIR, THIRD_LAY, LOCAL_GP, CFO, CONSULTANT]

    nine = conflicted(6, 8)

    assert assess_quorum(ours, room, excluded={}).is_quorate
    assert not assess_quorum(ours, room, excluded=nine).is_quorate
    assert assess_quorum(theirs, room, excluded=nine).is_quorate
