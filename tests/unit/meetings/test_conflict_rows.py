"""Conflict rows stay in step with what is known, and touch nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.actions import links
from commissioning.values import LinkKind
from conflicts.actions import interests
from conflicts.actions.declarations import declaration_of
from conflicts.enums import Nature
from core.errors import RuleBroken
from core.models import AuditEvent, Change
from meetings.actions import conflict_rows, gatherings, treatments
from meetings.actions.conflict_rows import settle_changes, settle_items
from meetings.enums import (
    ConflictState,
    GatheringState,
    PaperHandling,
    Participation,
    SubjectRole,
)
from meetings.facts.touched import gatherings_touched
from meetings.models import ConflictRow, Gathering
from meetings.tasks import settle_changes as task
from tests.factories.decisions import neighbour, world
from tests.factories.meetings import ItemSubjectFactory, OrganisationFactory
from tests.factories.people import UserFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def gp(scene):
    return scene.user("GP member")


@pytest.fixture
def item(scene):
    return scene.item(touches=scene.practice)


def events(row):
    return list(
        AuditEvent.objects.about(row).order_by("pk").values_list("event", flat=True)
    )


def state_of(rows):
    return list(rows.order_by("pk").values_list("pk", "revision", "state", "severity"))


def test_settle_items_opens_a_row_for_the_committee_the_person_sits_in(scene, gp, item):
    scene.declares(gp)

    changed = settle_items([item])

    (row,) = scene.rows(item)
    assert changed == 1
    assert row.sitting == scene.sittings[0]
    assert row.state == ConflictState.PROPOSED
    assert row.severity == "direct"
    (ground,) = row.grounds.all()
    assert scene.practice.name in ground.trace
    assert events(row) == ["conflict.proposed"]


def test_settle_items_twice_changes_nothing(scene, gp, item):
    scene.declares(gp)
    settle_items([item])
    before = state_of(ConflictRow.objects.all())
    heard = AuditEvent.objects.count()

    assert settle_items([item]) == 0

    assert state_of(ConflictRow.objects.all()) == before
    assert AuditEvent.objects.count() == heard


def test_settle_items_new_ground_reopens_exactly_that_row(scene, gp, item):
    nurse = scene.user("Registered nurse")
    scene.declares(gp)
    scene.declares(nurse)
    settle_items([item])
    scene.rules(scene.rows(item))
    mine, hers = scene.rows(item, gp.person)[0], scene.rows(item, nurse.person)[0]
    bidder = OrganisationFactory(practice=True)
    scene.declares(gp, bidder)

    ItemSubjectFactory(item=item, organisation=bidder, role=SubjectRole.BIDDER)
    changed = settle_items([item])

    assert changed == 1
    before = mine.revision
    mine.refresh_from_db()
    assert (mine.state, mine.treated_at) == (ConflictState.PROPOSED, None)
    assert (mine.participation, mine.papers, mine.treatment_reason) == ("", "", "")
    assert mine.revision == before + 1
    assert mine.grounds.count() == 2
    untouched = ConflictRow.objects.get(pk=hers.pk)
    assert untouched.revision == hers.revision
    assert untouched.treated_at == hers.treated_at


def test_settle_items_keeps_the_cleared_ruling_in_the_audit(scene, gp, item):
    scene.declares(gp)
    scene.treated(item, gp.person, reason="Owns a third of the practice.")
    bidder = OrganisationFactory(practice=True)
    scene.declares(gp, bidder)
    ItemSubjectFactory(item=item, organisation=bidder, role=SubjectRole.BIDDER)

    settle_items([item])

    (row,) = scene.rows(item)
    reopened = AuditEvent.objects.about(row).get(event="conflict.reopened")
    assert reopened.details["earlier"] == {
        "state": "accepted",
        "participation": "leave_item",
        "papers": "withheld",
        "reason": "Owns a third of the practice.",
        "ruled_by": str(scene.gathering.convening_chair),
        "ruled_on": "2016-06-15",
    }


def test_settle_items_changed_interest_reopens_its_row(scene, gp, item):
    interest = scene.declares(gp)
    scene.treated(item, gp.person)
    said = declaration_of(interest)

    interests.correct(
        interest=interest,
        declaration=type(said)(
            nature=Nature.PROFESSIONAL,
            description=said.description,
            organisation=said.organisation,
        ),
        reason="I left the partnership and advise it.",
        seen_version=interest.version,
        by=gp,
    )
    settle_items([item])

    (row,) = scene.rows(item)
    assert row.state == ConflictState.PROPOSED
    (ground,) = row.grounds.all()
    assert "professional interest" in ground.trace


def test_settle_items_reopens_for_who_was_affected_and_bids_now(scene, gp, item):
    scene.declares(gp)
    settle_items([item])
    (row,) = scene.rules(scene.rows(item))
    other = scene.item(touches=scene.practice, title="Another application")
    settle_items([other])
    before = state_of(ConflictRow.objects.filter(item=other))

    item.subjects.update(role=SubjectRole.BIDDER)
    assert settle_items([item, other]) == 1

    again = ConflictRow.objects.get(pk=row.pk)
    assert (again.state, again.treated_at) == (ConflictState.PROPOSED, None)
    assert "a bidder in this item" in again.grounds.get().trace
    assert state_of(ConflictRow.objects.filter(item=other)) == before


def test_settle_items_renamed_body_rewords_without_reopening(scene, gp, item):
    scene.declares(gp)
    (row,) = scene.treated(item, gp.person)
    scene.practice.name = "The Renamed Surgery"
    scene.practice.save()

    assert settle_items([item]) == 0

    (after,) = scene.rows(item)
    assert (after.state, after.revision) == (ConflictState.ACCEPTED, row.revision)
    assert "The Renamed Surgery" in after.grounds.get().trace


def test_settle_items_gone_ground_lapses_and_its_return_reopens(scene, gp, item):
    interest = scene.declares(gp, from_on=date(2012, 4, 1))
    scene.treated(item, gp.person)
    subject = item.subjects.get()
    subject.delete()

    settle_items([item])

    (row,) = scene.rows(item)
    assert (row.state, row.treated_at) == (ConflictState.LAPSED, None)
    assert row.grounds.count() == 0
    assert settle_items([item]) == 0

    ItemSubjectFactory(item=item, organisation=scene.practice)
    settle_items([item])

    row.refresh_from_db()
    assert row.state == ConflictState.PROPOSED
    assert row.grounds.get().interest == interest


def test_settle_items_one_ground_fewer_keeps_the_ruling(scene, gp, item):
    bidder = OrganisationFactory(practice=True)
    scene.declares(gp)
    scene.declares(gp, bidder)
    ItemSubjectFactory(item=item, organisation=bidder, role=SubjectRole.BIDDER)
    scene.treated(item, gp.person)

    item.subjects.filter(organisation=bidder).delete()
    changed = settle_items([item])

    (row,) = scene.rows(item)
    assert changed == 1
    assert row.state == ConflictState.ACCEPTED
    assert row.treated_at is not None
    assert row.grounds.count() == 1
    assert events(row)[-1] == "conflict.ground_gone"


def test_settle_items_dismissed_stays_dismissed_until_something_changes(
    scene, gp, item
):
    scene.declares(gp)
    settle_items([item])
    (row,) = scene.rows(item)
    treatments.dismiss(
        rows=[row], reason="Left the practice in 2015.", by=scene.user("Lay chair")
    )

    settle_items([item])
    row.refresh_from_db()
    assert row.state == ConflictState.DISMISSED

    bidder = OrganisationFactory(practice=True)
    scene.declares(gp, bidder)
    ItemSubjectFactory(item=item, organisation=bidder, role=SubjectRole.BIDDER)
    settle_items([item])
    row.refresh_from_db()
    assert row.state == ConflictState.PROPOSED


def test_settle_items_lead_is_matched_for_every_committee_in_scope(scene):
    guest = UserFactory(password=None)
    item = scene.item(touches=scene.practice, lead=guest.person)
    scene.declares(guest)

    settle_items([item])

    assert [row.sitting for row in scene.rows(item)] == scene.sittings


def test_settle_items_out_of_scope_committee_gets_no_row(scene, gp):
    """Its member reads the papers at the common table: who decides rules on that."""
    item = scene.item(scene.sittings[1], touches=scene.practice)
    scene.declares(gp)

    settle_items([item])

    (row,) = scene.rows(item)
    assert (row.sitting, row.person) == (scene.sittings[1], gp.person)


def test_settle_items_of_nothing_changes_nothing():
    assert settle_items([]) == 0


def test_link_added_reopens_through_its_change_row(scene, gp, item):
    federation = OrganisationFactory(kind="federation", code=None)
    scene.declares(gp, federation)
    task()
    assert scene.rows(item) == []

    links.open(
        kind=LinkKind.IN_FEDERATION,
        source=scene.practice,
        target=federation,
        from_on=date(2016, 5, 1),
        by=UserFactory(administrator=True),
    )

    assert task() == 1
    assert task() == 0
    (row,) = scene.rows(item)
    assert row.severity == "close"
    assert federation.name in row.grounds.get().trace
    assert events(row) == ["conflict.proposed"]


def test_settle_changes_twice_is_harmless(scene, gp, item):
    scene.declares(gp)
    changes = list(Change.objects.pending().values_list("topic", "key"))

    settle_changes(changes)
    once = state_of(ConflictRow.objects.all())
    settle_changes(changes)

    assert len(once) == 1
    assert state_of(ConflictRow.objects.all()) == once


@pytest.mark.parametrize(
    "state",
    [GatheringState.HELD, GatheringState.PUBLISHED, GatheringState.CANCELLED],
)
def test_settle_changes_leaves_meetings_that_are_over(scene, gp, item, state):
    Gathering.objects.filter(pk=scene.gathering.pk).update(state=state)
    scene.declares(gp)

    task()

    assert scene.rows(item) == []
    assert not Change.objects.pending().exists()


def test_restored_meeting_knows_what_was_declared_while_it_was_cancelled(
    scene, gp, item
):
    gatherings.cancel(gathering=scene.gathering, reason="Snow.", by=scene.officer)
    scene.declares(gp)
    task()

    gatherings.restore(gathering=scene.gathering, reason="Thaw.", by=scene.officer)

    assert [row.person for row in scene.rows(item)] == [gp.person]


@pytest.mark.parametrize(
    "topic", ["item", "gathering", "interest", "appointment", "terms"]
)
def test_gatherings_touched_leaves_out_the_rest(scene, gp, item, topic):
    elsewhere = world(1)
    elsewhere.item()
    keys = {
        "item": item.pk,
        "gathering": scene.gathering.pk,
        "interest": scene.declares(gp).pk,
        "appointment": scene.committees[1].seats.first().pk,
        "terms": scene.committees[0].pk,
    }

    found = gatherings_touched([(topic, str(keys[topic]))])

    assert list(found) == [scene.gathering]


def test_gatherings_touched_by_a_link_are_all_that_are_open(scene):
    other = world(1).gathering

    found = gatherings_touched([("item", "0"), ("organisation_link", "1")])

    assert set(found) == {scene.gathering, other}


def test_gatherings_touched_by_what_bears_on_no_conflict_are_none(scene):
    found = gatherings_touched([("post", "1"), ("delegation_rule", "2")])

    assert list(found) == []


def test_add_by_hand_never_lapses(scene, gp, item):
    row = conflict_rows.add_by_hand(
        item=item,
        sitting=scene.sittings[0],
        person=gp.person,
        words="Spoke for the applicant.",
        by=scene.officer,
    )

    assert settle_items([item]) == 0

    row.refresh_from_db()
    assert row.state == ConflictState.PROPOSED


def test_add_by_hand_outlives_a_matched_ground_beside_it(scene, gp, item):
    scene.declares(gp)
    settle_items([item])
    (row,) = scene.rows(item)
    conflict_rows.add_by_hand(
        item=item,
        sitting=row.sitting,
        person=gp.person,
        words="Spoke for the applicant.",
        by=scene.officer,
    )
    item.subjects.all().delete()

    assert settle_items([item]) == 1
    assert settle_items([item]) == 0

    row.refresh_from_db()
    assert row.state == ConflictState.PROPOSED
    assert [ground.trace for ground in row.grounds.all()] == [
        "Spoke for the applicant."
    ]


def test_add_by_hand_twice_keeps_the_ruling(scene, gp, item):
    said = {
        "item": item,
        "sitting": scene.sittings[0],
        "person": gp.person,
        "words": "Spoke for the applicant.",
        "by": scene.officer,
    }
    row = conflict_rows.add_by_hand(**said)
    scene.rules([row], Participation.STAY_NO_VOTE, PaperHandling.GIVEN)

    conflict_rows.add_by_hand(**said)
    row.refresh_from_db()
    assert row.treated_at is not None

    conflict_rows.add_by_hand(**said | {"words": "Is also a patient there."})
    row.refresh_from_db()
    assert row.treated_at is None
    assert row.grounds.count() == 2


def test_add_by_hand_reopens_what_was_dismissed(scene, gp, item):
    said = {
        "item": item,
        "sitting": scene.sittings[0],
        "person": gp.person,
        "words": "Spoke for the applicant.",
        "by": scene.officer,
    }
    row = conflict_rows.add_by_hand(**said)
    scene.dismisses([row], "Did not.")

    conflict_rows.add_by_hand(**said)

    row.refresh_from_db()
    assert row.state == ConflictState.PROPOSED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"words": "  "}, "reason_missing"),
        ({"sitting": "elsewhere"}, "sitting_of_another_meeting"),
        ({"by": "neighbour"}, "outsider"),
        ({"by": "chair"}, "not_officer"),
    ],
)
def test_add_by_hand_refuses(scene, gp, item, changes, code):
    stand_ins = {
        "elsewhere": lambda: world(1).sittings[0],
        "neighbour": neighbour,
        "chair": lambda: scene.user("Lay chair"),
    }
    said = {
        "item": item,
        "sitting": scene.sittings[0],
        "person": gp.person,
        "words": "Spoke for the applicant.",
        "by": scene.officer,
    }
    for name, value in changes.items():
        said[name] = stand_ins.get(value, lambda value=value: value)()

    with pytest.raises(RuleBroken) as refused:
        conflict_rows.add_by_hand(**said)

    assert refused.value.verdict.code == code
    assert not ConflictRow.objects.exists()


def test_settle_items_takes_as_many_queries_for_four_items(scene, gp, item):
    scene.declares(gp)
    more = [scene.item(touches=scene.practice) for _ in range(3)]
    settle_items([item, *more])

    with CaptureQueriesContext(connection) as one:
        settle_items([item])
    with CaptureQueriesContext(connection) as four:
        settle_items([item, *more])

    assert len(four) == len(one)
