"""On an agenda of 40 items only what changed is opened again (docs/field.md 9.8)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from commissioning.actions import links
from commissioning.values import LinkKind
from conflicts.actions import interests
from conflicts.actions.declarations import Declaration, declaration_of
from conflicts.enums import Capacity, Nature, Tie
from conflicts.models import Interest
from core.actions import changes
from meetings.actions import subjects
from meetings.actions.conflict_rows import settle_items
from meetings.enums import ConflictState, SubjectRole
from meetings.models import ConflictRow, Item
from tests.factories.conflicts import PositionFactory
from tests.factories.decisions import world
from tests.factories.meetings import ItemSubjectFactory, OrganisationFactory
from tests.factories.people import UserFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    """Forty items, a GP and a nurse with an interest in the practice of each tenth."""
    made = world(1)
    gp, nurse = made.user("GP member"), made.user("Registered nurse")
    made.other = OrganisationFactory(practice=True)
    made.items = [
        made.item(touches=made.practice if number % 10 == 0 else None)
        for number in range(40)
    ]
    made.declares(gp)
    made.declares(nurse)
    settle_items(made.items)
    for item in made.items[::10]:
        made.rules(made.rows(item))
    settled()
    made.gp, made.nurse = gp, nurse
    return made


def settled():
    while changes.settle_pending(limit=1000):
        pass


def revisions():
    return dict(ConflictRow.objects.values_list("pk", "revision"))


def changed_by(act):
    before = revisions()
    act()
    settled()
    after = revisions()
    return [pk for pk in after if after[pk] != before.get(pk)]


def test_one_subject_more_opens_the_rows_of_its_item_alone(scene):
    gp_row = scene.rows(scene.items[0], scene.gp.person)[0]
    scene.declares(scene.gp, scene.other)
    settled()

    def act():
        ItemSubjectFactory(
            item=scene.items[0], organisation=scene.other, role=SubjectRole.BIDDER
        )
        changes.note("item", scene.items[0].pk)

    assert changed_by(act) == [gp_row.pk]
    gp_row.refresh_from_db()
    assert gp_row.state == ConflictState.PROPOSED


def test_one_interest_more_opens_one_row(scene):
    ItemSubjectFactory(
        item=scene.items[7], organisation=scene.other, role=SubjectRole.BIDDER
    )

    (pk,) = changed_by(lambda: scene.declares(scene.nurse, scene.other))

    row = ConflictRow.objects.get(pk=pk)
    assert (row.item, row.person) == (scene.items[7], scene.nurse.person)


def test_one_link_more_opens_only_what_it_ties(scene):
    network = OrganisationFactory(kind="network")
    ItemSubjectFactory(
        item=scene.items[3], organisation=network, role=SubjectRole.BIDDER
    )

    found = changed_by(
        lambda: links.open(
            kind=LinkKind.IN_NETWORK,
            source=scene.practice,
            target=network,
            from_on=date(2014, 4, 1),
            by=scene.officer,
        )
    )

    rows = ConflictRow.objects.filter(pk__in=found)
    assert {row.item for row in rows} == {scene.items[3]}
    assert {row.person for row in rows} == {scene.gp.person, scene.nurse.person}


def test_typed_name_matched_to_the_directory_opens_its_row(scene):
    ItemSubjectFactory(
        item=scene.items[5], organisation=scene.other, role=SubjectRole.BIDDER
    )
    gp = UserFactory(person=scene.person("Lay chair"), password=None)
    interest = interests.declare(declaration=_unlisted(scene.other.name), by=gp)
    settled()
    assert not Item.objects.filter(conflict_rows__person=gp.person).exists()
    said = declaration_of(interest)

    found = changed_by(
        lambda: interests.correct(
            interest=interest,
            declaration=type(said)(
                nature=said.nature,
                description=said.description,
                organisation=scene.other,
            ),
            reason="It is in the directory.",
            seen_version=1,
            by=gp,
        )
    )

    (row,) = ConflictRow.objects.filter(pk__in=found)
    assert (row.item, row.person) == (scene.items[5], gp.person)


def test_partnership_nobody_declared_gives_a_row_in_words(scene):
    lay = scene.person("Lay chair")
    ItemSubjectFactory(
        item=scene.items[9], organisation=scene.other, role=SubjectRole.APPLICANT
    )
    position = PositionFactory(
        person=lay,
        capacity=Capacity.PRACTICE_PARTNER,
        practice=scene.other,
        from_on=date(2014, 4, 1),
    )

    (pk,) = changed_by(lambda: changes.note("position", position.pk))

    (ground,) = ConflictRow.objects.get(pk=pk).grounds.all()
    assert ground.interest is None
    assert ground.trace == (
        f"{lay} is recorded as a partner in {scene.other.name} (since 2014), "
        "not declared, which is the applicant in this item."
    )


def test_partnership_declared_later_replaces_the_ground(scene):
    lay = scene.user("Lay chair")
    ItemSubjectFactory(
        item=scene.items[9], organisation=scene.other, role=SubjectRole.APPLICANT
    )
    position = PositionFactory(
        person=lay.person, capacity=Capacity.PRACTICE_PARTNER, practice=scene.other
    )
    (pk,) = changed_by(lambda: changes.note("position", position.pk))

    assert changed_by(lambda: scene.declares(lay, scene.other, tie=Tie.PARTNER)) == [pk]

    (ground,) = ConflictRow.objects.get(pk=pk).grounds.all()
    assert ground.interest is not None
    assert "is a partner in" in ground.trace


def _unlisted(name):
    return Declaration(
        nature=Nature.FINANCIAL, description="Director", unlisted_name=name
    )


def rows_by(found):
    rows = ConflictRow.objects.filter(pk__in=found)
    return {(row.item, row.person) for row in rows}


def test_last_subject_taken_off_closes_the_rows_of_its_item_alone(scene):
    touched = scene.items[10]
    (subject,) = touched.subjects.all()

    found = changed_by(lambda: subjects.remove(subject=subject, by=scene.officer))

    assert rows_by(found) == {
        (touched, scene.gp.person),
        (touched, scene.nurse.person),
    }
    for row in scene.rows(touched):
        assert (row.state, row.participation) == (ConflictState.LAPSED, "")


def test_one_of_two_subjects_taken_off_keeps_the_ruling_that_still_holds(scene):
    touched = scene.items[20]
    scene.declares(scene.gp, scene.other)
    second = ItemSubjectFactory(
        item=touched, organisation=scene.other, role=SubjectRole.BIDDER
    )
    settle_items([touched])
    scene.rules(scene.rows(touched, scene.gp.person))
    settled()

    found = changed_by(lambda: subjects.remove(subject=second, by=scene.officer))

    assert rows_by(found) == {(touched, scene.gp.person)}
    (row,) = scene.rows(touched, scene.gp.person)
    assert row.treated_at is not None
    assert "applicant" in row.grounds.get().trace


@pytest.fixture
def tie(scene):
    """Tie the practice to a network that bids for the fourth item."""
    network = OrganisationFactory(kind="network")
    ItemSubjectFactory(
        item=scene.items[3], organisation=network, role=SubjectRole.BIDDER
    )
    found = links.open(
        kind=LinkKind.IN_NETWORK,
        source=scene.practice,
        target=network,
        from_on=date(2014, 4, 1),
        by=scene.officer,
    )
    settled()
    return found


def test_link_that_ends_closes_only_what_it_tied(scene, tie):
    last = scene.gathering.held_on - timedelta(days=1)

    found = changed_by(lambda: links.end(link=tie, to_on=last, by=scene.officer))

    assert rows_by(found) == {
        (scene.items[3], scene.gp.person),
        (scene.items[3], scene.nurse.person),
    }
    assert all(row.state == ConflictState.LAPSED for row in scene.rows(scene.items[3]))


def test_link_that_lasts_over_the_meeting_changes_nothing(scene, tie):
    held_on = scene.gathering.held_on

    assert not changed_by(lambda: links.end(link=tie, to_on=held_on, by=scene.officer))


def test_interest_ended_by_the_officer_closes_the_rows_it_carried(scene):
    other = scene.declares(scene.gp, scene.other)
    ItemSubjectFactory(
        item=scene.items[7], organisation=scene.other, role=SubjectRole.BIDDER
    )
    settle_items([scene.items[7], scene.items[10]])
    mine = Interest.objects.get(person=scene.gp.person, organisation=scene.practice)
    assert other != mine

    found = changed_by(lambda: end_by(scene.officer, mine))

    assert rows_by(found) == {(one, scene.gp.person) for one in scene.items[::10]}
    rows = ConflictRow.objects.filter(pk__in=found)
    assert {row.state for row in rows} == {ConflictState.LAPSED}
    (kept,) = scene.rows(scene.items[7])
    assert kept.state == ConflictState.PROPOSED


def test_interest_ended_by_its_person_stays_for_the_chair_on_those_rows_alone(scene):
    """Nobody lifts their own conflict (docs/field.md 9.14)."""
    mine = Interest.objects.get(person=scene.gp.person, organisation=scene.practice)

    found = changed_by(lambda: end_by(scene.gp, mine))

    assert rows_by(found) == {(one, scene.gp.person) for one in scene.items[::10]}
    for row in ConflictRow.objects.filter(pk__in=found):
        assert row.is_excluding
        assert "has since ended or changed" in row.grounds.get().trace


def end_by(user, interest):
    interests.end(
        interest=interest, on=date(2016, 6, 9), reason="Told by e-mail.", by=user
    )
