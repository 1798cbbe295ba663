"""What the committee of an integrated care board may decide, beside that of a CCG."""

from __future__ import annotations

from datetime import date

import pytest

from commissioning.enums import OrganisationKind
from commissioning.models import Organisation
from commissioning.values import Function, Power
from decisions.facts.standing import authority_by_sitting
from meetings.facts.room import room_of
from tests.factories.commissioning import (
    CommissioningFunctionFactory,
    DelegationRuleFactory,
)
from tests.factories.decisions import HELD_ON, world


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    """Committees in common of a CCG and of a board, both at level 3."""
    found = world(2)
    board = Organisation.objects.filter(committees=found.committees[1])
    board.update(kind=OrganisationKind.ICB)
    return found


def powers(scene, item):
    room = room_of(scene.gathering)
    found = authority_by_sitting(room, scene.sittings, item)
    return [found[one.pk].power for one in scene.sittings]


def test_a_board_decides_on_pharmacy_where_a_ccg_only_recommends(scene):
    dental = scene.item(function=Function.PHARMACY_EYE_DENTAL)
    premises = scene.item(function=Function.PREMISES)

    assert powers(scene, dental) == [Power.RECOMMEND, Power.DECIDE]
    assert powers(scene, premises) == [Power.DECIDE, Power.DECIDE]


@pytest.mark.parametrize(
    ("last_day", "expected"),
    [(HELD_ON, Power.RECOMMEND), (date(2016, 4, 30), Power.DECIDE)],
)
def test_a_board_only_recommends_until_the_services_are_its_own(
    scene, last_day, expected
):
    DelegationRuleFactory(
        ccg=scene.committees[1].organisations.get(),
        function=CommissioningFunctionFactory(
            code=Function.PHARMACY_EYE_DENTAL, name="Pharmacy"
        ),
        committee_kind=scene.committees[1].kind,
        power=Power.RECOMMEND,
        to_on=last_day,
    )

    item = scene.item(function=Function.PHARMACY_EYE_DENTAL)

    assert powers(scene, item)[1] is expected
