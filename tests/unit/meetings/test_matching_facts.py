"""Which rows items should have: people, interests and subjects brought together."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.values import LinkKind
from conflicts.enums import Capacity as ConflictCapacity
from conflicts.enums import Nature, Tie
from conflicts.models import Interest
from meetings.actions import attendances
from meetings.enums import Capacity, SubjectRole
from meetings.facts.invitees import persons_for
from meetings.facts.matching import expected_rows, people_of
from people.values import PersonId
from tests.factories.commissioning import OrganisationLinkFactory
from tests.factories.conflicts import PositionFactory
from tests.factories.decisions import world
from tests.factories.meetings import (
    CoverSheetFactory,
    ItemSubjectFactory,
    OrganisationFactory,
)
from tests.factories.people import PersonFactory, UserFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return world(2)


def test_expected_rows_of_nothing():
    assert expected_rows([]) == {}
    assert people_of([]) == set()


def test_expected_rows_tells_the_way(scene):
    gp = scene.user("GP member")
    interest = scene.declares(gp)
    item = scene.item(touches=scene.practice)

    ((key, row),) = expected_rows([item]).items()

    assert key == (item.pk, scene.sittings[0].pk, gp.person_id)
    assert row.severity == "direct"
    (ground,) = row.grounds
    assert ground.interest_id == interest.pk
    assert row.words == ground.trace
    assert "the applicant in this item" in row.words


@pytest.mark.parametrize(
    ("tie", "nature", "grounds"),
    [
        (Tie.PARTNER, Nature.FINANCIAL, 1),
        (Tie.OTHER, Nature.FINANCIAL, 1),
        (Tie.PATIENT, Nature.PERSONAL, 2),
        (Tie.EMPLOYEE, Nature.FINANCIAL, 2),
    ],
)
def test_a_partnership_nobody_declared_is_not_hidden_by_a_lesser_tie(
    scene, tie, nature, grounds
):
    gp = scene.user("GP member")
    PositionFactory(
        person=gp.person,
        organisation=scene.sittings[0].committee.organisations.first(),
        practice=scene.practice,
        capacity=ConflictCapacity.PRACTICE_PARTNER,
    )
    scene.declares(gp, tie=tie, nature=nature)
    item = scene.item(touches=scene.practice)

    (row,) = expected_rows([item]).values()

    assert len(row.grounds) == grounds


@pytest.mark.parametrize(
    ("declared", "openings"),
    [
        ({}, ["is recorded as employed by"]),
        (
            {"tie": Tie.PATIENT, "nature": Nature.PERSONAL},
            ["is a patient of", "is recorded as employed by"],
        ),
        ({"tie": Tie.EMPLOYEE, "nature": Nature.FINANCIAL}, ["is employed by"]),
        ({"tie": Tie.PARTNER, "nature": Nature.FINANCIAL}, ["is a partner in"]),
    ],
    ids=["nothing declared", "a patient", "an employee", "a partner"],
)
def test_staff_of_a_practice_are_tied_to_their_employer(scene, declared, openings):
    gp = scene.user("GP member")
    PositionFactory(
        person=gp.person,
        organisation=scene.sittings[0].committee.organisations.first(),
        practice=scene.practice,
        capacity=ConflictCapacity.PRACTICE_STAFF,
    )
    if declared:
        scene.declares(gp, **declared)
    item = scene.item(touches=scene.practice)

    (row,) = expected_rows([item]).values()

    traces = sorted(ground.trace for ground in row.grounds)
    assert len(traces) == len(openings)
    assert all(said in trace for said, trace in zip(openings, traces, strict=True))


def test_another_tie_is_another_ground(scene):
    """A patient's tie that was dismissed says nothing of a partner's."""
    gp = scene.user("GP member")
    interest = scene.declares(gp, tie=Tie.EMPLOYEE, nature=Nature.FINANCIAL)
    item = scene.item(touches=scene.practice)
    ((before,),) = (row.grounds for row in expected_rows([item]).values())

    Interest.objects.filter(pk=interest.pk).update(tie=Tie.PARTNER)

    ((after,),) = (row.grounds for row in expected_rows([item]).values())
    assert before.fingerprint != after.fingerprint


def test_expected_rows_of_a_body_that_gains_by_the_item(scene):
    gp = scene.user("GP member")
    scene.declares(gp)
    item = scene.item()
    ItemSubjectFactory(item=item, organisation=scene.practice, role=SubjectRole.GAINER)

    (row,) = expected_rows([item]).values()

    assert row.words.endswith("which is set to gain in this item.")


def test_expected_rows_takes_the_nearest_severity(scene):
    gp = scene.user("GP member")
    network = OrganisationFactory(kind="network")
    OrganisationLinkFactory(
        kind=LinkKind.IN_NETWORK.value, source=scene.practice, target=network
    )
    scene.declares(gp, network)
    scene.declares(gp)
    item = scene.item(touches=scene.practice)

    (row,) = expected_rows([item]).values()

    assert {ground.severity for ground in row.grounds} == {"direct", "close"}
    assert row.severity == "direct"


def test_expected_rows_whole_class_of_practices(scene):
    gp = scene.user("GP member")
    ccg = scene.committees[0].organisations.get()
    OrganisationLinkFactory(source=scene.practice, target=ccg)
    scene.declares(gp)
    item = scene.item()
    ItemSubjectFactory(
        item=item, organisation=ccg, is_class=True, role=SubjectRole.AFFECTED
    )

    (row,) = expected_rows([item]).values()

    assert row.severity == "shared"


def test_expected_rows_reads_the_day_of_the_meeting(scene):
    gp = scene.user("GP member")
    scene.declares(gp, from_on=date(2016, 6, 16))
    item = scene.item(touches=scene.practice)

    assert expected_rows([item]) == {}


def test_expected_rows_author_and_attendance_count_as_people(scene):
    author, guest = UserFactory(password=None), UserFactory(password=None)
    item = scene.item(scene.sittings[1], touches=scene.practice)
    CoverSheetFactory(item=item, author=author.person)
    attendances.attend(
        sitting=scene.sittings[1],
        person=guest.person,
        capacity=Capacity.PRESENTER,
        by=scene.officer,
    )
    scene.declares(author)
    scene.declares(guest)

    found = {person for _item, _sitting, person in expected_rows([item])}

    assert found == {author.person_id, guest.person_id}
    assert {PersonId(author.person_id), PersonId(guest.person_id)} <= people_of([item])


def test_fingerprint_is_of_the_substance_not_the_words(scene):
    gp = scene.user("GP member")
    scene.declares(gp)
    item = scene.item(touches=scene.practice)
    (before,) = expected_rows([item]).values()

    scene.practice.name = "Renamed"
    scene.practice.save()
    (after,) = expected_rows([item]).values()

    assert after.grounds[0].trace != before.grounds[0].trace
    assert after.grounds[0].fingerprint == before.grounds[0].fingerprint
    assert len(after.grounds[0].fingerprint) <= 64


def test_expected_rows_takes_as_many_queries_for_more_of_everything(scene):
    items = [scene.item(touches=scene.practice)]
    scene.declares(scene.user("GP member"))
    with CaptureQueriesContext(connection) as few:
        expected_rows(items)

    for title in ("Registered nurse", "Lay vice chair"):
        scene.declares(scene.user(title))
    items += [scene.item(touches=OrganisationFactory(practice=True)) for _ in range(4)]
    with CaptureQueriesContext(connection) as many:
        rows = expected_rows(items)

    assert len(rows) == 3
    assert len(many) == len(few)


def test_persons_for_leaves_out_who_belongs_elsewhere(scene):
    stranger = world(1).person("GP member")
    untied = PersonFactory()

    found = set(persons_for(scene.gathering))

    assert scene.person("GP member", 1) in found
    assert scene.officer.person in found
    assert untied in found
    assert stranger not in found
