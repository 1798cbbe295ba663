"""Who is chosen to preside, and whom the outside clinicians' list holds."""

from __future__ import annotations

from datetime import date

import pytest

from committees.enums import SeatCategory
from committees.models import TermsOfReference
from committees.rules.presiding import PresidingBasis
from core.errors import RuleBroken
from core.models import AuditEvent
from meetings.actions import attendances, outside_clinicians, presiding
from meetings.actions.merging import move_to
from meetings.facts.room import room_of
from meetings.models import OutsideClinician, PresidingChoice, Remedy, Reply
from people.values import PersonId
from tests.factories.committees import BEGINNING, seat_of
from tests.factories.decisions import world
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.ways_out import (
    OutsideClinicianFactory,
    PresidingChoiceFactory,
    RemedyFactory,
    ReplyFactory,
    chooses,
    clinician_of,
    deputy_of,
    without_gp,
)


pytestmark = pytest.mark.django_db


def refused(code, act, **said):
    with pytest.raises(RuleBroken) as found:
        act(**said)
    assert found.value.verdict.code == code


def without_chairs(scene):
    item = scene.item()
    scene.open(scene.person("Lay chair"), scene.person("Lay vice chair"))
    return item


def chosen(scene, item, title="Registered nurse", **said):
    return presiding.choose(
        **{
            "item": item,
            "sitting": scene.sittings[0],
            "person": scene.person(title),
            "by": scene.officer,
            **said,
        }
    )


def test_choose_one_who_can_vote_presides_for_that_item_alone():
    scene = world(1)
    item, other = without_chairs(scene), scene.item()

    chosen(scene, item)
    chosen(scene, item, "Accountable officer")

    room = room_of(scene.gathering)
    found = room.presiding(scene.sittings[0], item)
    assert found.basis is PresidingBasis.CHOSEN
    assert found.person == scene.person("Accountable officer").pk
    assert room.presiding(scene.sittings[0], other).basis is PresidingBasis.NOBODY
    assert PresidingChoice.objects.count() == 1


def test_choose_keeps_who_was_there_to_choose_and_says_it_wherever_it_is_told():
    scene = world(1)
    item = without_gp(scene)
    away = [scene.person(one) for one in ("Lay chair", "Lay vice chair")]
    scene.open(*away)

    choice = chosen(scene, item)

    voting = ["Registered nurse", "Accountable officer", "Chief finance officer"]
    there = {(scene.person(title).pk, title) for title in voting}
    assert {(one["person_id"], one["seat"]) for one in choice.choosers} == there
    names = [one["name"] for one in choice.choosers]
    room = room_of(scene.gathering)
    said = room.presiding(scene.sittings[0], item).reason
    assert all(name in said for name in names)
    assert str(scene.person("GP member")) not in said
    event = AuditEvent.objects.get(event="presiding.chosen")
    assert event.details["choosers"] == choice.choosers
    # Who comes in later was not there to choose, whatever the room says then.
    scene.returns(away[1], item)
    choice.refresh_from_db()
    assert [one["name"] for one in choice.choosers] == names


def test_choose_keeps_the_deputy_out_whom_the_terms_give_no_vote():
    scene = world(1)
    item = scene.item()
    deputy = deputy_of(scene)
    attendances.deputise(
        sitting=scene.sittings[0],
        seat=seat_of(scene.committees[0], "GP member"),
        person=deputy,
        by=scene.officer,
    )
    TermsOfReference.objects.update(deputies_vote=False)
    scene.open(
        *(scene.person(one) for one in ("Lay chair", "Lay vice chair", "GP member"))
    )
    scene.returns(deputy, item)

    with pytest.raises(RuleBroken) as found:
        presiding.choose(
            item=item, sitting=scene.sittings[0], person=deputy, by=scene.officer
        )
    assert found.value.verdict.code == "cannot_preside"
    choice = chosen(scene, item)
    assert deputy.pk not in {one["person_id"] for one in choice.choosers}


def test_choose_nobody_who_is_away_has_no_vote_or_is_excluded():
    scene = world(1)
    item = without_gp(scene)
    scene.open(scene.person("Lay chair"), scene.person("Lay vice chair"))

    for title in ("Lay chair", "Healthwatch", "GP member"):
        refused("cannot_preside", chosen, scene=scene, item=item, title=title)


def test_choose_is_refused_while_a_chair_presides_out_of_scope_or_to_others():
    scene = world(2)
    item = scene.item(scene.sittings[0])
    scene.open()

    refused("somebody_presides", chosen, scene=scene, item=item)
    refused("out_of_scope", chosen, scene=scene, item=item, sitting=scene.sittings[1])
    refused("outsider", chosen, scene=scene, item=item, by=UserFactory(password=None))


def test_add_a_clinician_once_and_end_their_time():
    scene = world(1)
    person = clinician_of(scene)
    assert clinician_of(scene, person) == person
    row = OutsideClinician.objects.get()

    refused(
        "days_out_of_order",
        outside_clinicians.end,
        clinician=row,
        to_on=date(2012, 1, 1),
        by=scene.officer,
    )
    outside_clinicians.end(clinician=row, to_on=date(2016, 6, 1), by=scene.officer)

    listed = OutsideClinician.objects.listed_on
    assert not listed(date(2016, 6, 2)).exists()
    assert listed(date(2016, 6, 1)).exists()


def test_add_a_clinician_asks_the_door_and_where_they_work():
    scene = world(1)
    said = {
        "organisation": scene.committees[0].organisations.get(),
        "person": PersonFactory(),
        "category": SeatCategory.GP,
        "from_on": BEGINNING,
    }

    for user in (UserFactory(password=None), UserFactory(password=None, person=None)):
        refused(
            "not_officer",
            outside_clinicians.add,
            **said,
            works_at="GP in Luton",
            by=user,
        )
    refused(
        "works_at_missing",
        outside_clinicians.add,
        **said,
        works_at=" ",
        by=scene.officer,
    )


def test_move_to_who_remains_takes_ways_out_along_and_leaves_nothing_twice():
    duplicate, into = PersonFactory(), PersonFactory()
    remedy = RemedyFactory(chosen_for=duplicate)
    choice = PresidingChoiceFactory(person=duplicate)
    lone, twice = ReplyFactory(person=duplicate), ReplyFactory(person=duplicate)
    ReplyFactory(person=into, sitting=twice.sitting)
    listed = OutsideClinicianFactory(person=duplicate)
    both = OutsideClinicianFactory(person=duplicate)
    OutsideClinicianFactory(person=into, organisation=both.organisation)

    move_to(duplicate=duplicate, into=into)

    for row in (choice, lone, listed):
        row.refresh_from_db()
        assert row.person == into
    remedy.refresh_from_db()
    assert remedy.chosen_for == into
    for model in (Reply, OutsideClinician):
        assert not model.objects.filter(person=duplicate).exists()


def test_move_to_who_remains_takes_a_temporary_place_along():
    scene = world(1)
    item = without_gp(scene)
    duplicate, into = clinician_of(scene), PersonFactory()
    chooses(scene, item, f"outside_clinician-{duplicate.pk}")

    move_to(duplicate=duplicate, into=into)

    assert Remedy.objects.get().person == into
    room = room_of(scene.gathering)
    counted = room.quorum_forecast(scene.sittings[0], item).counted
    assert PersonId(into.pk) in {one.person_id for one in counted}
