"""The quorum expected for each item and committee, before anybody sits down."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.actions import attendances, conflict_rows
from meetings.enums import PaperHandling, Participation, ScopeRole
from meetings.facts.forecast import forecast_of
from meetings.facts.room import UNTREATED
from meetings.models import ItemScope
from tests.factories.decisions import world


pytestmark = pytest.mark.django_db


def cell(scene, item, which=0):
    forecast = forecast_of(scene.gathering)
    line = next(one for one in forecast.items if one.item == item)
    return line.of(scene.sittings[which])


def test_forecast_everything_quorate_says_so():
    scene = world(2)
    scene.item()

    forecast = forecast_of(scene.gathering)

    assert forecast.is_quorate
    assert [line.number for line in forecast.items] == ["1"]
    assert len(forecast.items[0].sittings) == 2


def test_forecast_counts_nobody_who_sent_apologies():
    scene = world(2)
    item = scene.item()
    attendances.apologise(
        sitting=scene.sittings[0], person=scene.person("GP member"), by=scene.officer
    )

    forecast = forecast_of(scene.gathering)

    assert not forecast.is_quorate
    assert [(line.item, one.sitting) for line, one in forecast.in_trouble] == [
        (item, scene.sittings[0])
    ]
    assert cell(scene, item, 1).result.is_quorate


def test_forecast_untreated_conflict_is_excluded_and_says_so():
    scene = world(1)
    gp = scene.user("GP member")
    scene.declares(gp)
    item = scene.item(touches=scene.practice)
    conflict_rows.settle_items([item])

    found = cell(scene, item)

    assert not found.result.is_quorate
    assert found.untreated == (str(gp.person),)
    assert UNTREATED in {one.why for one in found.result.not_counted}
    scene.rules(scene.rows(item), Participation.TAKE_PART, PaperHandling.GIVEN)
    assert cell(scene, item).result.is_quorate
    assert cell(scene, item).untreated == ()


def test_forecast_presiding_passes_from_a_conflicted_chair():
    scene = world(1)
    scene.declares(scene.user("Lay chair"))
    item, other = scene.item(touches=scene.practice), scene.item()
    conflict_rows.settle_items([item])

    vice, chair = scene.person("Lay vice chair"), scene.person("Lay chair")

    assert cell(scene, item).presiding.person == vice.pk
    assert cell(scene, other).presiding.person == chair.pk


def test_forecast_what_a_committee_only_notes_needs_no_quorum():
    scene = world(1)
    item = scene.item()
    ItemScope.objects.update(role=ScopeRole.NOTE)
    attendances.apologise(
        sitting=scene.sittings[0], person=scene.person("GP member"), by=scene.officer
    )

    found = cell(scene, item)

    assert not found.result.is_quorate
    assert not found.is_in_trouble
    assert forecast_of(scene.gathering).is_quorate


def test_forecast_item_out_of_scope_has_no_cell():
    scene = world(2)
    item = scene.item(scene.sittings[1])

    assert cell(scene, item, 0) is None


def test_forecast_takes_as_many_queries_for_twice_the_items():
    scene = world(2)
    scene.declares(scene.user("GP member"))
    items = [scene.item(touches=scene.practice) for _ in range(2)]
    conflict_rows.settle_items(items)
    with CaptureQueriesContext(connection) as few:
        forecast_of(scene.gathering)

    items += [scene.item(touches=scene.practice) for _ in range(4)]
    conflict_rows.settle_items(items)
    with CaptureQueriesContext(connection) as many:
        forecast_of(scene.gathering)

    assert len(many) == len(few)
