"""Planning, moving, announcing and cancelling a gathering."""

from __future__ import annotations

from datetime import date, time

import pytest

from committees.models import Appointment, TermsOfReference
from core.errors import RuleBroken, StaleEdit
from core.models import AuditEvent, Change
from meetings.actions import agenda, gatherings, items, scopes
from meetings.enums import GatheringState, ScopeRole
from meetings.facts.agenda import what_is_missing, when_of, words_of_when
from meetings.models import Gathering
from tests.factories.meetings import (
    CommitteeFactory,
    ItemFactory,
    ItemScopeFactory,
    gather,
    officer_of,
)


pytestmark = pytest.mark.django_db

# Wednesday 1 June 2016: the meeting of the factories is two weeks away.
TODAY = date(2016, 6, 1)


@pytest.fixture(autouse=True)
def _on_the_day(settings):
    settings.QUORATE_TODAY = TODAY


def plan(cast, **fields):
    """Plan a meeting of the cast's group by its officer."""
    given = {
        "group": cast.group,
        "title": "Committees in common",
        "held_on": date(2016, 6, 15),
        "starts_at_time": time(14),
        "venue": "Becketts House",
        "by": cast.officer,
    }
    return gatherings.plan(**given | fields)


def scoped(gathering, **fields):
    """Put a matter on the agenda that the first committee decides."""
    item = ItemFactory(gathering=gathering, **fields)
    ItemScopeFactory(item=item, sitting=gathering.sittings.first())
    return item


def test_plan_seats_each_committee_in_order_with_its_own_chair():
    cast = gather(3)

    planned = plan(cast)

    sittings = list(planned.sittings.select_related("chair"))
    assert [one.committee for one in sittings] == cast.committees
    for sitting in sittings:
        seat = sitting.committee.seats.get(title="Lay chair")
        assert sitting.chair == seat.appointments.get().person
    assert planned.convening_chair == cast.chair.person
    assert planned.state == GatheringState.DRAFT
    assert Change.objects.filter(topic="gathering", key=planned.pk).exists()
    assert AuditEvent.objects.filter(event="gathering.planned").exists()


def test_plan_chair_is_the_holder_on_the_day():
    cast = gather(1)
    Appointment.objects.filter(person=cast.chair.person).update(to_on=date(2016, 6, 14))

    planned = plan(cast)

    assert planned.sittings.get().chair is None
    assert planned.convening_chair is None


def test_plan_one_committee_leaves_out_the_dissolved():
    cast = gather(2)
    committee = CommitteeFactory(disestablished_on=date(2016, 3, 31))

    with pytest.raises(RuleBroken) as refused:
        plan(cast, group=None, committee=committee, by=officer_of(committee))

    assert refused.value.verdict.code == "no_committee_stands"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"held_on": date(2016, 6, 18)}, "not_a_working_day"),
        ({"held_on": date(2016, 8, 29)}, "not_a_working_day"),
        ({"held_on": date(2016, 5, 31)}, "day_has_passed"),
        ({"title": "Meeting of Tuesday 15 June 2016"}, "impossible_date"),
    ],
    ids=["weekend", "bank holiday", "past", "date that cannot be"],
)
def test_plan_unusual_day_wants_a_reason(fields, code):
    cast = gather(1)

    with pytest.raises(RuleBroken) as refused:
        plan(cast, **fields)
    planned = plan(cast, **fields, reason="It is meant so.")

    assert refused.value.verdict.code == code
    assert refused.value.verdict.needs_explaining
    event = AuditEvent.objects.get(event="gathering.planned")
    assert event.details["explanation"] == "It is meant so."
    assert event.target_key == str(planned.pk)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"next_held_on": date(2015, 3, 9)}, "next_meeting_not_later"),
        ({"ends_at_time": time(13)}, "ends_before_start"),
        ({"part_two_time": time(13)}, "part_two_outside"),
    ],
)
def test_plan_impossible_times_are_refused_whatever_the_reason(fields, code):
    cast = gather(1)

    with pytest.raises(RuleBroken) as refused:
        plan(cast, **fields, reason="Please.")

    assert refused.value.verdict.code == code


def test_plan_refuses_the_officer_of_another_ccg():
    cast = gather(1)

    with pytest.raises(RuleBroken):
        plan(cast, by=cast.neighbour_officer)


def test_move_counts_the_calendar_and_asks_again():
    cast = gather(1)
    planned = plan(cast)

    moved = gatherings.move(
        gathering=planned,
        held_on=date(2016, 6, 22),
        starts_at_time=time(9, 30),
        by=cast.officer,
    )

    assert (moved.calendar_sequence, moved.held_on) == (1, date(2016, 6, 22))
    event = AuditEvent.objects.get(event="gathering.moved")
    assert event.details["before"]["Date"] == "2016-06-15"


def test_move_refused_once_the_meeting_has_begun():
    cast = gather(1, state=GatheringState.IN_SESSION)

    with pytest.raises(RuleBroken) as refused:
        gatherings.move(
            gathering=cast.gathering,
            held_on=date(2016, 6, 22),
            starts_at_time=time(9, 30),
            by=cast.officer,
        )

    assert refused.value.verdict.code == "too_late_to_move"


def test_move_stale_shows_both_versions():
    cast = gather(1)
    planned = plan(cast)
    seen = agenda.stamp(planned, words_of_when(when_of(planned)))
    gatherings.move(
        gathering=planned,
        held_on=date(2016, 6, 22),
        starts_at_time=time(10),
        by=cast.officer,
    )

    with pytest.raises(StaleEdit) as stale:
        gatherings.move(
            gathering=planned,
            held_on=date(2016, 6, 29),
            starts_at_time=time(10),
            by=cast.officer,
            seen=seen,
        )

    assert stale.value.current["Date"] == "2016-06-22"
    assert stale.value.submitted["Date"] == "2016-06-29"


def test_correct_moves_the_calendar_only_for_what_changed():
    cast = gather(1)
    planned = plan(cast)

    same = gatherings.correct(
        gathering=planned, title=planned.title, venue=planned.venue, by=cast.officer
    )
    other = gatherings.correct(
        gathering=planned, title=planned.title, venue="Town Hall", by=cast.officer
    )

    assert (same.calendar_sequence, other.calendar_sequence) == (0, 1)


def test_give_notice_allots_references_and_announces():
    cast = gather(2)
    planned = plan(cast)
    heading = ItemFactory(gathering=planned, heading=True)
    first, second = scoped(planned), scoped(planned)
    items.withdraw(item=scoped(planned), reason="Too early.", by=cast.officer)

    announced = gatherings.give_notice(gathering=planned, by=cast.officer)

    for item in (heading, first, second):
        item.refresh_from_db()
    assert announced.state == GatheringState.NOTICE_GIVEN
    assert (heading.reference, first.reference, second.reference) == (
        "",
        "PCC16/001",
        "PCC16/002",
    )
    assert first.reference_committee == cast.committees[0]
    assert planned.items.filter(is_withdrawn=True, reference="").exists()


def test_give_notice_numbers_run_on_through_the_year_and_never_again():
    cast = gather(1)
    one, other = plan(cast), plan(cast, held_on=date(2016, 7, 13))
    next_year = plan(cast, held_on=date(2017, 1, 11))
    kept = [scoped(one), scoped(other), scoped(next_year)]
    for gathering in (one, other, next_year):
        gatherings.give_notice(gathering=gathering, by=cast.officer)
    items.withdraw(item=kept[1], reason="Not needed.", by=cast.officer)

    late = items.add(gathering=one, fields=items.ItemFields("Late"), by=cast.officer)

    for item in kept:
        item.refresh_from_db()
    assert [item.reference for item in kept] == ["PCC16/001", "PCC16/002", "PCC17/001"]
    assert late.reference == "PCC16/003"


@pytest.mark.parametrize(
    ("fields", "code"),
    [({}, "item_without_scope"), ({"part": "2"}, "item_without_scope")],
)
def test_give_notice_refuses_an_agenda_that_is_not_whole(fields, code):
    cast = gather(1)
    planned = plan(cast)
    with pytest.raises(RuleBroken) as empty:
        gatherings.give_notice(gathering=planned, by=cast.officer)
    ItemFactory(gathering=planned, **fields)

    with pytest.raises(RuleBroken) as refused:
        gatherings.give_notice(gathering=planned, by=cast.officer, reason="Now.")

    assert empty.value.verdict.code == "agenda_empty"
    assert refused.value.verdict.code == code


def test_what_is_missing_names_the_private_item_without_ground():
    cast = gather(1)
    scoped(cast.gathering, part="2")

    codes = [verdict.code for verdict in what_is_missing(cast.gathering)]

    assert codes == ["private_ground_missing"]


@pytest.mark.parametrize(
    ("published_on", "is_late"),
    [(date(2016, 2, 4), False), (date(2016, 2, 5), True)],
    ids=["Thursday passes", "Friday warns"],
)
def test_story_09_notice_check_by_the_committee_rule(settings, published_on, is_late):
    settings.QUORATE_TODAY = published_on
    cast = gather(1)
    planned = plan(cast, held_on=date(2016, 2, 10))
    scoped(planned)

    if is_late:
        with pytest.raises(RuleBroken) as refused:
            gatherings.give_notice(gathering=planned, by=cast.officer)
        assert refused.value.verdict.code == "notice_short"
    announced = gatherings.give_notice(
        gathering=planned, by=cast.officer, reason="Urgent: the practice closes."
    )

    assert announced.state == GatheringState.NOTICE_GIVEN
    event = AuditEvent.objects.get(event="gathering.notice_given")
    assert ("explanation" in event.details) is is_late


def test_give_notice_each_committee_by_its_own_rule():
    cast = gather(2)
    TermsOfReference.objects.filter(committee=cast.committees[1]).update(notice_days=20)
    planned = plan(cast)
    scoped(planned)

    with pytest.raises(RuleBroken) as refused:
        gatherings.give_notice(gathering=planned, by=cast.officer)

    assert cast.committees[1].short_name in refused.value.verdict.reason
    assert cast.committees[0].short_name not in refused.value.verdict.reason


def test_give_notice_bad_pattern_says_whose():
    cast = gather(1)
    cast.committees[0].reference_pattern = "PCC"
    cast.committees[0].save()
    planned = plan(cast)
    scoped(planned)

    with pytest.raises(RuleBroken) as refused:
        gatherings.give_notice(gathering=planned, by=cast.officer)

    assert cast.committees[0].short_name in refused.value.verdict.reason
    assert Gathering.objects.get(pk=planned.pk).state == GatheringState.DRAFT


def test_cancel_wants_a_reason_and_is_final_without_one():
    cast = gather(1)
    planned = plan(cast)

    with pytest.raises(RuleBroken):
        gatherings.cancel(gathering=planned, reason=" ", by=cast.officer)
    cancelled = gatherings.cancel(gathering=planned, reason="Snow.", by=cast.officer)

    assert cancelled.state == GatheringState.CANCELLED
    assert cancelled.calendar_sequence == 1
    with pytest.raises(RuleBroken):
        gatherings.give_notice(gathering=cancelled, by=cast.officer)


def test_restore_puts_a_cancelled_meeting_back_on_with_a_reason():
    cast = gather(1)
    planned = plan(cast)
    cancelled = gatherings.cancel(gathering=planned, reason="Snow.", by=cast.officer)

    with pytest.raises(RuleBroken) as refused:
        gatherings.restore(gathering=cancelled, reason=" ", by=cast.officer)
    restored = gatherings.restore(
        gathering=cancelled, reason="It thawed.", by=cast.officer
    )

    assert refused.value.verdict.code == "reason_missing"
    assert restored.state == GatheringState.DRAFT
    assert restored.calendar_sequence == 2
    event = AuditEvent.objects.about(restored).order_by("pk").last()
    assert (event.event, event.summary) == ("gathering.draft", "It thawed.")
    assert event.details["before"] == "cancelled"
    with pytest.raises(RuleBroken) as again:
        gatherings.restore(gathering=restored, reason="Twice.", by=cast.officer)
    assert again.value.verdict.code == "not_cancelled"


@pytest.mark.parametrize("who", ["chair", "guardian", "gp_seated", "neighbour_officer"])
def test_restore_is_for_those_who_keep_the_record(who):
    cast = gather(1)
    gatherings.cancel(gathering=cast.gathering, reason="Snow.", by=cast.officer)

    with pytest.raises(RuleBroken):
        gatherings.restore(
            gathering=cast.gathering, reason="It thawed.", by=getattr(cast, who)
        )

    assert Gathering.objects.get().state == GatheringState.CANCELLED


def test_advance_back_only_with_a_reason():
    cast = gather(1)

    with pytest.raises(RuleBroken):
        gatherings.advance(
            gathering=cast.gathering, to=GatheringState.DRAFT, by=cast.officer
        )
    back = gatherings.advance(
        gathering=cast.gathering,
        to=GatheringState.DRAFT,
        by=cast.officer,
        reason="An item was forgotten.",
    )

    assert back.state == GatheringState.DRAFT


def test_assign_and_lay_out_scope_leave_change_rows():
    cast = gather(3)
    planned = plan(cast)
    item = ItemFactory(gathering=planned)
    first, second, third = planned.sittings.all()

    scopes.assign(
        item=item,
        roles={first: ScopeRole.DECIDE, second: ScopeRole.NOTE},
        by=cast.officer,
    )
    changed = scopes.lay_out(
        gathering=planned,
        grid={(item.pk, first.pk): None, (item.pk, second.pk): ScopeRole.NOTE},
        by=cast.officer,
    )
    same = scopes.lay_out(
        gathering=planned,
        grid={(item.pk, second.pk): ScopeRole.NOTE, (item.pk, third.pk): None},
        by=cast.officer,
    )

    assert scopes.grid_of(planned) == {(item.pk, second.pk): ScopeRole.NOTE}
    assert (changed, same) == ([item.pk], [])
    assert Change.objects.filter(topic="item", key=item.pk).count() == 2


def test_lay_out_stale_grid_shows_both():
    cast = gather(1)
    planned = plan(cast)
    item = ItemFactory(gathering=planned)
    sitting = planned.sittings.get()
    seen = agenda.stamp(planned, scopes.words_of_grid(planned, {}))
    scopes.assign(item=item, roles={sitting: ScopeRole.DECIDE}, by=cast.officer)

    with pytest.raises(StaleEdit) as stale:
        scopes.lay_out(
            gathering=planned,
            grid={(item.pk, sitting.pk): ScopeRole.NOTE},
            by=cast.officer,
            seen=seen,
        )

    assert list(stale.value.current.values()) == ["Decide"]
    assert list(stale.value.submitted.values()) == ["Note"]


def test_lay_out_refuses_cells_of_another_agenda():
    cast, other = gather(1), gather(1)
    stranger = ItemFactory(gathering=other.gathering)

    with pytest.raises(RuleBroken) as refused:
        scopes.assign(
            item=ItemFactory(gathering=cast.gathering),
            roles={other.sittings[0]: ScopeRole.DECIDE},
            by=cast.officer,
        )
    with pytest.raises(RuleBroken):
        scopes.lay_out(
            gathering=cast.gathering,
            grid={(stranger.pk, cast.sittings[0].pk): ScopeRole.DECIDE},
            by=cast.officer,
        )

    assert refused.value.verdict.code == "scope_of_another_meeting"
