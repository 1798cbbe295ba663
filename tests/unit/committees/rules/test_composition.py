"""How a committee is made up: C1 to C10 (docs/field.md 3.2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commissioning.values import Level
from committees.enums import CommitteeKind, SeatRole
from committees.rules.composition import CompositionFacts, check_composition
from tests.unit.committees.rules.seating import (
    CLINICIAN,
    EXECUTIVE,
    GP,
    LAY,
    NHS_ENGLAND,
    PARTNER,
    seat,
)


CHAIR = seat(1, LAY, SeatRole.CHAIR)
VICE = seat(2, LAY, SeatRole.VICE_CHAIR)
CFO = seat(3, EXECUTIVE, SeatRole.CFO)
DOCTOR = seat(4, CLINICIAN, SeatRole.SECONDARY_CARE_DOCTOR)
LOCAL_GP = seat(5, GP)
ENGLAND = seat(6, NHS_ENGLAND, SeatRole.NHS_ENGLAND, is_voting=False)
HEALTHWATCH = seat(7, PARTNER, SeatRole.HEALTHWATCH, is_voting=False)
BOARD = seat(11, PARTNER, SeatRole.WELLBEING_BOARD, is_voting=False)
GOOD = CompositionFacts(
    kind=CommitteeKind.PCCC,
    level=Level.DELEGATED,
    seats=(CHAIR, VICE, CFO, DOCTOR, LOCAL_GP, ENGLAND, HEALTHWATCH, BOARD),
    governing_body_lay=3,
)


def without(*seats: object) -> tuple:
    return tuple(each for each in GOOD.seats if each not in seats)


def found(**changes: object) -> list[tuple[str, bool]]:
    facts = replace(GOOD, **changes)
    return [(each.code, each.is_hard) for each in check_composition(facts)]


def test_check_composition_of_a_good_committee_finds_nothing():
    assert found() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {"seats": (*without(CHAIR), seat(1, GP, SeatRole.CHAIR))},
            [("C1", True), ("C3", True)],
            id="C1 chair is a GP, and C3 falls with it",
        ),
        pytest.param(
            {"seats": (*without(CHAIR), seat(1, LAY))},
            [("C1", True)],
            id="C1 no chair",
        ),
        pytest.param(
            {"seats": (*without(VICE), seat(2, EXECUTIVE, SeatRole.VICE_CHAIR))},
            [("C2", False)],
            id="C2 vice chair is an executive",
        ),
        pytest.param(
            {"seats": (*without(VICE), seat(2, LAY))},
            [("C2", False)],
            id="C2 no vice chair",
        ),
        pytest.param(
            {"seats": (*GOOD.seats, seat(8, GP))},
            [("C3", True)],
            id="C3 three of six is not more than half",
        ),
        pytest.param(
            {"seats": (*GOOD.seats, seat(8, GP), seat(9, GP), seat(10, GP))},
            [("C3", True), ("C4", False)],
            id="C4 four of eight is half",
        ),
        pytest.param(
            {"takes_procurement": True}, [("C4", False)], id="C4 a GP on procurement"
        ),
        pytest.param(
            {"takes_procurement": True, "seats": without(LOCAL_GP)},
            [],
            id="C4 procurement without a GP",
        ),
        pytest.param(
            {"seats": without(HEALTHWATCH)},
            [("C5", False)],
            id="C5 Healthwatch has no seat",
        ),
        pytest.param(
            {"guardians": frozenset({CHAIR.holder})},
            [("C6", False)],
            id="C6 the guardian chairs",
        ),
        pytest.param(
            {
                "seats": (
                    *without(VICE),
                    seat(2, LAY, SeatRole.VICE_CHAIR, SeatRole.AUDIT_CHAIR),
                )
            },
            [("C6", False)],
            id="C6 the audit chair is vice chair",
        ),
        pytest.param({"governing_body_lay": 2}, [("C7", False)], id="C7 two lay"),
        pytest.param({"governing_body_lay": 1}, [("C7", False)], id="C7 one lay"),
        pytest.param({"governing_body_lay": None}, [], id="C7 not known"),
        pytest.param(
            {"level": Level.JOINT}, [("C8", True)], id="C8 no NHS England vote"
        ),
        pytest.param(
            {
                "level": Level.JOINT,
                "kind": CommitteeKind.JOINT,
                "seats": (*without(ENGLAND), seat(6, NHS_ENGLAND)),
            },
            [("C3", False)],
            id="C8 met, and C3 no longer hard",
        ),
        pytest.param(
            {"gives_nhs_england_casting_vote": True},
            [("C9", True)],
            id="C9 a casting vote",
        ),
        pytest.param({"seats": without(ENGLAND)}, [("C9", False)], id="C9 no seat"),
        pytest.param(
            {"seats": (*GOOD.seats, seat(8, LAY, SeatRole.REGISTERED_NURSE))},
            [("C10", False)],
            id="C10 nurse called lay",
        ),
        pytest.param(
            {"seats": (*GOOD.seats, seat(8, EXECUTIVE, SeatRole.REGISTERED_NURSE))},
            [("C10", False)],
            id="C10 nurse called executive",
        ),
        pytest.param(
            {
                "seats": (
                    *GOOD.seats,
                    seat(8, EXECUTIVE, SeatRole.REGISTERED_NURSE, SeatRole.CHIEF_NURSE),
                )
            },
            [],
            id="C10 chief nurse is an employed director",
        ),
        pytest.param(
            {"kind": CommitteeKind.SUB_GROUP, "seats": ()}, [], id="groups are free"
        ),
    ],
)
def test_check_composition_names_the_departure(changes, expected):
    assert found(**changes) == expected


def test_check_composition_shared_vote_is_one_vote():
    """Acting joint managing directors share one vote, so do not add a majority."""
    joint = tuple(
        seat(number, EXECUTIVE, vote_share="md", title="Joint managing director")
        for number in (20, 21)
    )

    alone = found(seats=(*GOOD.seats, seat(8, GP), joint[0]))
    both = found(seats=(*GOOD.seats, seat(8, GP), seat(9, GP), *joint))

    assert alone == []
    assert ("C3", True) in both


def test_check_composition_says_why_and_whence():
    (finding,) = check_composition(replace(GOOD, governing_body_lay=1))

    assert finding.sentence == (
        "The governing body has 1 lay member; three are recommended."
    )
    assert finding.source == "2016 guidance for primary care committees"


def test_check_composition_real_committee_coastal_west_sussex():
    """2 lay and 2 executives of 6 votes are a majority (docs/field.md 3.5)."""
    seats = (
        seat(1, LAY, SeatRole.CHAIR),
        seat(2, LAY, SeatRole.VICE_CHAIR),
        seat(3, CLINICIAN, SeatRole.SECONDARY_CARE_DOCTOR),
        seat(4, CLINICIAN, SeatRole.REGISTERED_NURSE),
        seat(5, EXECUTIVE, SeatRole.COO),
        seat(6, EXECUTIVE, SeatRole.CFO),
    )

    codes = {each.code for each in check_composition(replace(GOOD, seats=seats))}

    assert "C3" not in codes
