"""Who reads for a member: what the member may read, less what either must not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from committees.actions import appointments, assistants
from committees.models import Appointment, Assistant
from core import clock
from core.errors import RuleBroken
from meetings.enums import PaperHandling, Participation
from meetings.facts.assistants import members_read_for
from meetings.facts.exclusions import excluded_by_person
from meetings.facts.footing import footing_of, gatherings_of
from meetings.facts.matching import people_of
from meetings.models import ConflictRow, Gathering
from meetings.policies.gatherings import EXCLUSIONS, judge_items
from meetings.rules.reading import Standing
from people import door
from tests.factories.committees import BEGINNING
from tests.factories.meetings import (
    ItemFactory,
    PaperVersionFactory,
    gather,
)
from tests.factories.packs import keep_from
from tests.factories.people import UserFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return gather(2)


@pytest.fixture
def helper(cast):
    """Return somebody who reads for the GP of the first committee."""
    user = UserFactory(password=None)
    assist(cast, cast.gp_seated, user)
    return user


def appointment_of(user):
    return Appointment.objects.get(person=user.person)


def assist(cast, member, user, from_on=BEGINNING, to_on=None):
    return assistants.name(
        appointment=appointment_of(member),
        person=user.person,
        from_on=from_on,
        to_on=to_on,
        by=cast.officer,
    )


def test_assistant_reads_what_the_member_reads(cast, helper):
    public = ItemFactory(gathering=cast.gathering)
    private = ItemFactory(gathering=cast.gathering, private=True)
    paper = PaperVersionFactory(paper__item=private)

    assert door.may(helper, "read", cast.gathering)
    assert door.may(helper, "read", public)
    assert door.may(helper, "read", private)
    assert door.may(helper, "read", paper)
    assert cast.gathering in gatherings_of(helper.person_id, clock.today())


def test_assistant_does_nothing_but_read(cast, helper):
    item = ItemFactory(gathering=cast.gathering)

    assert not door.may(helper, "edit", cast.gathering)
    assert not door.may(helper, "record", cast.gathering)
    assert not door.may(helper, "watch", cast.gathering)
    assert not door.may(helper, "submit", item)
    assert not footing_of(helper.person_id, cast.gathering).is_asked


@pytest.mark.parametrize("whose", ["gp_seated", "helper"])
@pytest.mark.parametrize("handling", PaperHandling)
def test_assistant_reads_within_both_exclusions(cast, helper, whose, handling):
    item = ItemFactory(gathering=cast.gathering)
    person = helper.person if whose == "helper" else cast.gp_seated.person
    keep_from(cast, item, person, papers=handling)

    verdict = door.may(helper, "read", item)

    assert bool(verdict) is (handling != PaperHandling.WITHHELD)
    if not verdict:
        assert "or a member for whom you read" in verdict.reason
    found = excluded_by_person(cast.gathering).get(helper.person_id, set())
    assert (item.pk in found) is (verdict.code in EXCLUSIONS)


def test_assistants_own_exclusion_is_not_the_members(cast, helper):
    item = ItemFactory(gathering=cast.gathering)
    keep_from(cast, item, helper.person, papers=PaperHandling.WITHHELD)

    assert door.may(cast.gp_seated, "read", item)


def test_assistant_of_two_members_is_kept_from_what_either_is(cast, helper):
    assist(cast, cast.chair, helper)
    item = ItemFactory(gathering=cast.gathering)
    keep_from(cast, item, cast.gp_seated.person, papers=PaperHandling.WITHHELD)

    assert not door.may(helper, "read", item)


def test_member_who_assists_another_reads_in_their_own_right(cast):
    item = ItemFactory(gathering=cast.gathering)
    assist(cast, cast.gp_seated, cast.chair)
    keep_from(cast, item, cast.gp_seated.person, papers=PaperHandling.WITHHELD)

    assert door.may(cast.chair, "read", item)
    assert footing_of(cast.chair.person_id, cast.gathering).standing is Standing.CHAIR
    assert cast.chair.person_id not in members_read_for(cast.gathering)
    assert cast.chair.person_id not in excluded_by_person(cast.gathering)


def test_attending_assistant_is_kept_from_what_the_member_is(cast):
    item = ItemFactory(gathering=cast.gathering)
    assist(cast, cast.gp_seated, cast.observer)
    keep_from(cast, item, cast.gp_seated.person, papers=PaperHandling.WITHHELD)

    assert not door.may(cast.observer, "read", item)
    assert item.pk in excluded_by_person(cast.gathering)[cast.observer.person_id]


def test_interests_of_an_assistant_are_matched(cast, helper):
    item = ItemFactory(gathering=cast.gathering)

    assert helper.person_id in people_of([item])


def test_interests_are_matched_before_the_first_day(cast):
    held_on = cast.gathering.held_on
    user = UserFactory(password=None)
    assist(cast, cast.gp_seated, user, from_on=held_on)
    item = ItemFactory(gathering=cast.gathering)

    with clock.standing_on(held_on - timedelta(days=1)):
        assert user.person_id in people_of([item])
        assert not door.may(user, "read", cast.gathering)


def test_assistant_named_after_the_meeting_never_reads_it(cast):
    held_on = cast.gathering.held_on
    user = UserFactory(password=None)
    assist(cast, cast.gp_seated, user, from_on=held_on + timedelta(days=1))

    with clock.standing_on(held_on + timedelta(days=40)):
        assert not door.may(user, "read", cast.gathering)


def test_reading_ends_with_the_naming(cast, helper):
    row = Assistant.objects.get()
    yesterday = clock.today() - timedelta(days=1)
    assistants.end(assistant=row, on=yesterday, by=cast.officer)

    assert not door.may(helper, "read", cast.gathering)
    assert cast.gathering not in gatherings_of(helper.person_id, clock.today())


def test_reading_ends_with_the_members_seat(cast, helper):
    row = appointment_of(cast.gp_seated)
    yesterday = clock.today() - timedelta(days=1)
    appointments.end(appointment=row, on=yesterday, by=cast.officer)

    assert not door.may(helper, "read", cast.gathering)


def test_assistant_of_one_committee_reads_as_its_member_only(cast, helper):
    elsewhere = gather(1)

    assert not door.may(helper, "read", elsewhere.gathering)


def test_draft_agenda_is_not_read_for_anybody(cast, helper):
    item = ItemFactory(gathering=cast.gathering)
    Gathering.objects.filter(pk=cast.gathering.pk).update(state="draft")
    cast.gathering.refresh_from_db()

    found = judge_items(helper.person_id, cast.gathering, [item])[item.pk]

    assert found.code == "draft"


def test_queries_do_not_grow_with_assistants(cast, helper):
    item = ItemFactory(gathering=cast.gathering)
    keep_from(cast, item, cast.gp_seated.person, papers=PaperHandling.WITHHELD)
    with CaptureQueriesContext(connection) as one:
        excluded_by_person(cast.gathering)
    for _ in range(4):
        assist(cast, cast.gp_seated, UserFactory(password=None))

    with CaptureQueriesContext(connection) as many:
        found = excluded_by_person(cast.gathering)

    assert len(many) == len(one) == 5
    assert len(found) == 6


def test_name_refuses_days(cast):
    user = UserFactory(password=None)
    first = appointment_of(cast.gp_seated).from_on
    before = first - timedelta(days=1)

    with pytest.raises(RuleBroken) as backwards:
        assist(cast, cast.gp_seated, user, from_on=first, to_on=before)
    with pytest.raises(RuleBroken) as early:
        assist(cast, cast.gp_seated, user, from_on=before)

    assert backwards.value.verdict.code == "days_out_of_order"
    assert early.value.verdict.code == "member_not_there"


def test_name_refuses_the_member_and_the_same_person_twice(cast, helper):
    with pytest.raises(RuleBroken) as themself:
        assist(cast, cast.gp_seated, cast.gp_seated)
    with pytest.raises(RuleBroken) as twice:
        assist(cast, cast.gp_seated, helper)

    assert themself.value.verdict.code == "reads_anyway"
    assert twice.value.verdict.code == "named_already"


@pytest.mark.parametrize("role", ["gp_seated", "chair", "observer", "guardian"])
def test_only_officers_name_and_end(cast, helper, role):
    user = getattr(cast, role)

    with pytest.raises(RuleBroken):
        assistants.name(
            appointment=appointment_of(cast.gp_seated),
            person=UserFactory(password=None).person,
            from_on=BEGINNING,
            by=user,
        )
    with pytest.raises(RuleBroken):
        assistants.end(assistant=Assistant.objects.get(), on=clock.today(), by=user)


def test_end_within_its_days(cast, helper):
    row = Assistant.objects.get()

    with pytest.raises(RuleBroken) as refused:
        assistants.end(assistant=row, on=BEGINNING - timedelta(days=1), by=cast.officer)

    assert refused.value.verdict.code == "outside_its_days"


def test_excluded_assistant_has_a_row_the_chair_rules_on(cast, helper):
    item = ItemFactory(gathering=cast.gathering)
    keep_from(
        cast,
        item,
        helper.person,
        papers=PaperHandling.WITHHELD,
        participation=Participation.LEAVE_ITEM,
    )

    row = ConflictRow.objects.get(person=helper.person)

    assert door.may(cast.chair, "treat", row)
    assert not door.may(helper, "treat", row)
