"""What waits for a date, and how it gets one."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committees.actions import appointments
from core.errors import RuleBroken
from core.models import AuditEvent
from decisions.actions.another_agenda import put_on_another_agenda
from decisions.enums import Outcome
from decisions.facts.waiting import waiting_for_a_date
from meetings.actions import (
    attendances,
    carrying_over,
    conflict_rows,
    items,
    scopes,
)
from meetings.enums import (
    ConflictState,
    ContributorRole,
    GatheringState,
    Purpose,
    ScopeRole,
)
from meetings.facts.forward_plan import agendas_planned, prospects_in
from meetings.facts.lineage import may_continue
from meetings.models import ConflictRow, CoverSheet, Item, ItemContributor, ItemScope
from tests.factories.committees import seat_of
from tests.factories.decisions import HELD_ON as TODAY
from tests.factories.decisions import neighbour, world
from tests.factories.meetings import (
    GatheringFactory,
    ItemFactory,
    ItemSubjectFactory,
    SittingFactory,
)
from tests.factories.people import PersonFactory
from tests.factories.plan import AUGUST, JULY, meeting_on
from tests.factories.ways_out import chooses, governing_body, without_gp


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]


@pytest.fixture
def the_day():
    with time_machine.travel("2016-06-15 08:00", tick=False):
        yield


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def july(scene):
    return meeting_on(JULY, scene)


def waiting(user, **narrowed):
    """Return what waits, as pairs of title and the committee's place."""
    found = waiting_for_a_date(user.person_id, TODAY, **narrowed)
    return [(one.what.item.title, one.what.sitting.position) for one in found]


def put(item, to, by):
    return put_on_another_agenda(item=item, gathering=to.gathering, by=by)


def refused(item, to, by):
    with pytest.raises(RuleBroken) as found:
        put(item, to, by)
    return found.value.verdict.code


def deferred_in_the_room(scene, which=0, **fields):
    """Return an item that one committee deferred at the meeting, and others approved."""
    item = scene.item(**{"title": "Premises", **fields})
    if not scene.gathering.presence_events.exists():
        scene.open()
    for place in range(len(scene.sittings)):
        if place == which:
            scene.decides(item, place, Outcome.DEFERRED, "Deferred for figures.")
        else:
            scene.decides(item, place)
    return item


def words_in(scene, item):
    """Return what the plan says of an item, by committee."""
    for agenda in agendas_planned(scene.officer.person_id, TODAY):
        for one in prospects_in(agenda):
            if one.item == item:
                return [each.words if each else "" for _sitting, each in one.prospects]
    return None


def test_waiting_is_what_a_committee_deferred_and_no_other(scene):
    deferred_in_the_room(scene)

    (found,) = waiting_for_a_date(scene.officer.person_id, TODAY)

    assert found.what.item.title == "Premises"
    assert found.what.sitting == scene.sittings[0]
    assert found.what.why == "Deferred for figures."
    assert found.is_readable
    assert found.is_kept
    only = [scene.committees[1].pk]
    assert waiting(scene.officer, committees=only) == []


def test_waiting_is_what_was_put_off_before_the_meeting_until_it_is_decided(scene):
    item = without_gp(scene, title="Put off")
    chooses(scene, item, "defer")

    assert waiting(scene.officer) == [("Put off", 0)]

    scene.open(scene.person("GP member"))
    scene.decides(item, 0, Outcome.NOTED, "Noted after all.")

    assert waiting(scene.officer) == []


def test_waiting_is_only_shown_to_those_who_review_the_meeting(scene):
    deferred_in_the_room(scene)

    assert waiting(scene.user("Lay chair")) == [("Premises", 0)]
    assert waiting(scene.user("Registered nurse")) == []
    assert waiting(neighbour()) == []


def test_waiting_takes_as_many_queries_for_more_of_it(scene):
    def counted():
        with CaptureQueriesContext(connection) as asked:
            waiting(scene.officer)
        return len(asked)

    deferred_in_the_room(scene)
    few = counted()
    for _ in range(3):
        deferred_in_the_room(scene)
    later = meeting_on(AUGUST, scene, state=GatheringState.NOTICE_GIVEN)
    deferred_in_the_room(later)

    assert counted() == few


def test_put_what_was_deferred_goes_for_those_who_deferred_it(scene, july):
    item = deferred_in_the_room(scene)

    new = put(item, july, scene.officer)

    assert new.gathering == july.gathering
    assert new.continues == item
    assert [(one.sitting.committee, one.role) for one in new.scopes.all()] == [
        (scene.committees[0], ScopeRole.DECIDE)
    ]
    assert waiting(scene.officer) == []
    item.refresh_from_db()
    assert not item.is_withdrawn
    assert item.scopes.count() == 2


def test_put_again_what_was_withdrawn_there(scene, july):
    item = deferred_in_the_room(scene)
    new = put(item, july, scene.officer)
    items.withdraw(item=new, reason="Not ready.", by=scene.officer)

    assert waiting(scene.officer) == [("Premises", 0)]

    put(item, meeting_on(AUGUST, scene), scene.officer)

    assert waiting(scene.officer) == []


def test_put_moves_on_and_still_continues_what_was_deferred(scene, july):
    """Whether the meeting in between was announced or a draft."""
    item = deferred_in_the_room(scene)
    august = meeting_on(AUGUST, scene, state=GatheringState.NOTICE_GIVEN)
    later = meeting_on(AUGUST + timedelta(days=30), scene)

    in_july = put(item, july, scene.officer)
    in_august = put(in_july, august, scene.officer)
    in_september = put(in_august, later, scene.officer)

    assert in_august.continues == item
    assert in_september.continues == in_august
    assert waiting(scene.officer) == []
    assert set(Item.objects.filter(is_withdrawn=True)) == {in_july, in_august}


def test_put_takes_all_that_was_said_along_but_the_papers(scene, july):
    lead, author, reviewer = PersonFactory(), PersonFactory(), PersonFactory()
    item = deferred_in_the_room(
        scene,
        touches=scene.practice,
        lead=lead,
        purpose=Purpose.RATIFY,
        minutes_planned=25,
        value_pence=100_00,
        part="2",
        private_ground="Commercial rents.",
    )
    CoverSheet.objects.create(item=item, author=author, summary="To enlarge it.")
    ItemContributor.objects.create(
        item=item, person=reviewer, role=ContributorRole.REVIEWER
    )

    new = put(item, july, scene.officer)

    for name in (
        *("title", "part", "private_ground", "purpose", "minutes_planned"),
        *("function", "value_pence", "availability"),
    ):
        assert getattr(new, name) == getattr(item, name), name
    assert new.lead == lead
    assert new.reference == ""
    assert new.cover_sheet.summary == "To enlarge it."
    assert new.cover_sheet.author == author
    assert [one.person for one in new.contributors.all()] == [reviewer]
    assert [one.organisation for one in new.subjects.all()] == [scene.practice]
    assert not new.papers.exists()


def test_put_on_an_announced_agenda_takes_its_reference_at_once(scene):
    item = deferred_in_the_room(scene)
    july = meeting_on(JULY, scene, state=GatheringState.NOTICE_GIVEN)

    assert put(item, july, scene.officer).reference


def test_put_says_that_it_touches_nobody_where_that_was_said(scene, july):
    item = deferred_in_the_room(scene)
    Item.objects.filter(pk=item.pk).update(touches_nobody=True)

    assert put(item, july, scene.officer).touches_nobody


def test_put_a_part_touches_what_the_whole_touched(scene, july):
    whole = scene.item(touches=scene.practice)
    part = scene.item(parent=whole, title="A part")

    new = put(part, july, scene.officer)

    assert new.parent is None
    assert [one.organisation for one in new.subjects.all()] == [scene.practice]


def test_put_finds_the_conflicts_anew_and_what_was_said_by_hand(scene, july):
    gp, nurse = scene.user("GP member"), scene.person("Registered nurse")
    scene.declares(gp)
    item = scene.item(touches=scene.practice)
    conflict_rows.add_by_hand(
        item=item,
        sitting=scene.sittings[0],
        person=nurse,
        words="Her sister is the landlord.",
        by=scene.officer,
    )

    new = put(item, july, scene.officer)

    rows = ConflictRow.objects.filter(item=new, sitting=july.sittings[0])
    assert {row.person_id for row in rows} == {gp.person_id, nurse.pk}
    assert {row.state for row in rows} == {ConflictState.PROPOSED}


def test_put_what_is_to_come_goes_from_its_agenda(scene, july):
    item = scene.item(title="Premises")

    new = put(item, july, scene.officer)

    item.refresh_from_db()
    assert item.is_withdrawn
    assert new.scopes.count() == 2
    assert new.continues == item
    # Withdrawn as it is, it can still be seen and kept on the page that says so.
    assert item in may_continue(new, scene.officer.person_id)
    said = AuditEvent.objects.about(item).get(event="item.withdrawn").summary
    assert said == "Put on the agenda of 13 July 2016."
    assert AuditEvent.objects.about(new).filter(event="item.carried_over").exists()


def test_put_from_a_draft_continues_nothing_that_anybody_was_told_of(scene, july):
    item = july.item()

    new = put(item, meeting_on(AUGUST, scene), scene.officer)

    assert new.continues is None


def test_put_what_is_to_come_stays_for_who_does_not_sit_there(scene):
    item = scene.item()
    july = meeting_on(JULY, scene, 1)

    new = put(item, july, scene.officer)

    item.refresh_from_db()
    assert not item.is_withdrawn
    assert [one.sitting for one in item.scopes.all()] == [scene.sittings[0]]
    assert [one.sitting for one in new.scopes.all()] == july.sittings


def test_put_what_goes_whole_takes_those_along_who_note_it(scene, july):
    item = scene.item()
    ItemScope.objects.filter(item=item, sitting=scene.sittings[1]).update(
        role=ScopeRole.NOTE
    )

    new = put(item, july, scene.officer)

    assert [one.role for one in new.scopes.all()] == [ScopeRole.DECIDE, ScopeRole.NOTE]


def test_put_what_one_put_off_leaves_it_to_the_other(scene, july):
    item = without_gp(scene)
    chooses(scene, item, "defer")

    new = put(item, july, scene.officer)

    item.refresh_from_db()
    assert not item.is_withdrawn
    assert [one.sitting for one in new.scopes.all()] == [july.sittings[0]]
    assert item.scopes.count() == 2
    # Then the other's part may go as well; the first still records that it put it off.
    second = put(item, meeting_on(AUGUST, scene), scene.officer)
    assert [one.sitting.committee for one in second.scopes.all()] == [
        scene.committees[1]
    ]
    assert [one.sitting for one in item.scopes.all()] == [scene.sittings[0]]


def test_put_on_a_month_in_which_the_gp_is_there_recolours_it(scene, july):
    item = scene.item(scene.sittings[0])
    attendances.apologise(
        sitting=scene.sittings[0], person=scene.person("GP member"), by=scene.officer
    )
    assert words_in(scene, item) == ["Not quorate", ""]

    new = put(item, july, scene.officer)

    assert words_in(scene, item) is None
    assert words_in(scene, new) == ["Quorate", ""]


def test_put_on_a_month_in_which_another_gp_sits_recolours_it(scene, july):
    item = without_gp(scene)
    assert words_in(scene, item)[0] == "Not quorate"
    seat, last = seat_of(scene.committees[0], "GP member"), TODAY + timedelta(days=15)
    held = seat.appointments.get()
    appointments.end(appointment=held, on=last, by=scene.officer)
    appointments.appoint(
        seat=seat,
        person=PersonFactory(),
        from_on=last + timedelta(days=1),
        by=scene.officer,
    )

    new = put(item, july, scene.officer)

    assert words_in(scene, new)[0] == "Quorate"
    assert not ConflictRow.objects.filter(item=new).exists()


def test_put_on_a_month_in_which_the_tie_is_the_same_waits_for_the_ruling(scene, july):
    item = without_gp(scene)

    new = put(item, july, scene.officer)

    assert words_in(scene, new)[0] == "1 conflict not ruled on"


def test_put_twice_finds_what_the_first_click_did(scene, july):
    item = scene.item()
    first = put(item, july, scene.officer)

    assert put(item, july, scene.officer) == first
    assert july.gathering.items.count() == 1


def test_put_two_of_one_title_moves_both(scene, july):
    """Two surgeries, one matter each: the second is no second click."""
    first, second = (scene.item(title="Boundary change") for _ in range(2))

    there = [put(one, july, scene.officer) for one in (first, second)]

    assert there[0] != there[1]
    assert [one.continues for one in there] == [first, second]
    second.refresh_from_db()
    assert second.is_withdrawn


def test_put_what_was_deferred_on_a_draft_goes_from_it(scene, july):
    scene.gathering.state = GatheringState.DRAFT
    scene.gathering.save()
    item = without_gp(scene)
    chooses(scene, item, "defer")
    assert waiting(scene.officer) == [(item.title, 0)]

    new = put(item, july, scene.officer)

    assert [one.sitting for one in new.scopes.all()] == [july.sittings[0]]
    assert [one.sitting for one in item.scopes.all()] == [scene.sittings[1]]
    assert waiting(scene.officer) == []
    other = put(item, meeting_on(AUGUST, scene), scene.officer)
    item.refresh_from_db()
    assert item.is_withdrawn
    assert [one.sitting.committee for one in other.scopes.all()] == [
        scene.committees[1]
    ]


def test_put_what_was_deferred_at_a_meeting_then_cancelled_waits_no_more(scene, july):
    item = without_gp(scene)
    chooses(scene, item, "defer")
    scene.gathering.state = GatheringState.CANCELLED
    scene.gathering.save()

    new = put(item, july, scene.officer)

    assert new.continues == item
    assert waiting(scene.officer) == []
    assert refused(item, meeting_on(AUGUST, scene), scene.officer) == "nobody_left"


@pytest.mark.parametrize("state", [GatheringState.NOTICE_GIVEN, GatheringState.DRAFT])
def test_what_was_referred_to_a_body_without_a_meeting_waits_for_its_date(scene, state):
    scene.gathering.state = state
    scene.gathering.save()
    item = without_gp(scene)
    body = governing_body(scene)
    chooses(scene, item, f"refer-{body.pk}")
    (found,) = waiting_for_a_date(scene.officer.person_id, TODAY)
    assert (found.what.committee, found.what.is_referred) == (body, True)
    of_body = waiting(scene.officer, committees=[body.pk])
    of_another = waiting(scene.officer, committees=[scene.committees[1].pk])
    assert (len(of_body), len(of_another)) == (1, 0)

    later = GatheringFactory(held_on=JULY, title="Governing body")
    sitting = SittingFactory(gathering=later, committee=body)
    new = put_on_another_agenda(item=item, gathering=later, by=scene.officer)

    assert [(one.sitting, one.role) for one in new.scopes.all()] == [
        (sitting, ScopeRole.DECIDE)
    ]
    assert new.continues == item
    assert waiting(scene.officer) == []
    item.refresh_from_db()
    assert not item.is_withdrawn


def test_what_was_referred_waits_again_where_that_agenda_lost_it(scene):
    item = without_gp(scene)
    body = governing_body(scene)
    later = GatheringFactory(held_on=JULY, title="Governing body")
    SittingFactory(gathering=later, committee=body)
    remedy = chooses(scene, item, f"refer-{body.pk}")
    assert waiting(scene.officer) == []

    items.withdraw(item=remedy.new_item, reason="Not ready.", by=scene.officer)

    assert waiting(scene.officer) == [(item.title, 0)]


def test_what_was_referred_is_noted_no_more_and_waits_for_nothing(scene):
    item = without_gp(scene)
    body = governing_body(scene)
    chooses(scene, item, f"refer-{body.pk}")

    scopes.assign(
        item=item, roles={scene.sittings[0]: ScopeRole.DECIDE}, by=scene.officer
    )

    assert waiting(scene.officer) == []


def test_a_draft_keeps_what_was_referred_from_it(scene, july):
    """Withdrawn with what another committee moved, it would wait nowhere."""
    scene.gathering.state = GatheringState.DRAFT
    scene.gathering.save()
    item = without_gp(scene)
    body = governing_body(scene)
    chooses(scene, item, f"refer-{body.pk}")
    carrying_over.take_off(
        item=item,
        committees=[scene.committees[1].pk],
        new=july.item(),
        by=scene.officer,
    )

    item.refresh_from_db()
    assert not item.is_withdrawn
    assert [one.role for one in item.scopes.all()] == [ScopeRole.NOTE]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"state": GatheringState.PACK_SENT}, "agenda_closed"),
        ({"held_on": TODAY - timedelta(days=1)}, "agenda_closed"),
    ],
    ids=["pack sent", "day passed"],
)
def test_put_on_an_agenda_that_is_closed_is_refused(scene, fields, code):
    there = meeting_on(JULY, scene, **fields)

    assert refused(scene.item(), there, scene.officer) == code


def test_put_refuses_what_cannot_go(scene, july):
    heading = ItemFactory(gathering=scene.gathering, heading=True)
    whole = scene.item()
    scene.item(parent=whole)
    gone = scene.item()
    items.withdraw(item=gone, reason="Not ready.", by=scene.officer)
    decided = scene.item()
    scene.open()
    scene.decides(decided, 0)
    scene.decides(decided, 1)
    scene.gathering.state = GatheringState.NOTICE_GIVEN
    scene.gathering.save()

    assert refused(heading, july, scene.officer) == "no_item"
    assert refused(whole, july, scene.officer) == "has_parts"
    assert refused(gone, july, scene.officer) == "withdrawn"
    assert refused(whole, scene, scene.officer) == "same_agenda"
    assert refused(decided, july, scene.officer) == "nobody_left"


def test_put_what_was_put_off_goes_to_a_later_meeting_only(scene):
    item = without_gp(scene)
    chooses(scene, item, "defer")
    before = meeting_on(TODAY, scene, starts_at_time=time(9, 0))

    assert refused(item, before, scene.officer) == "not_later"


def test_put_where_no_such_committee_sits_is_refused(scene):
    item = deferred_in_the_room(scene)

    assert refused(item, meeting_on(JULY, scene, 1), scene.officer) == "not_there"


def test_put_once_more_for_a_committee_that_has_it_already_is_refused(scene, july):
    item = deferred_in_the_room(scene)
    put(item, july, scene.officer)

    assert refused(item, meeting_on(AUGUST, scene), scene.officer) == "nobody_left"


def test_put_asks_the_door_at_both_meetings(scene, july):
    item = scene.item()
    foreign = world(1)
    elsewhere = meeting_on(JULY, foreign)

    assert refused(item, july, scene.user("Lay chair")) == "not_officer"
    assert refused(item, july, foreign.officer) == "outsider"
    assert refused(item, elsewhere, scene.officer) == "outsider"


def test_put_with_a_subject_both_wrote_names_it_once(scene, july):
    whole = scene.item(touches=scene.practice)
    part = scene.item(parent=whole, touches=scene.practice)
    ItemSubjectFactory(item=part)

    new = put(part, july, scene.officer)

    assert new.subjects.count() == 2


@pytest.mark.parametrize("state", [GatheringState.NOTICE_GIVEN, GatheringState.DRAFT])
def test_restore_what_stands_on_another_agenda_is_refused(scene, july, state):
    scene.gathering.state = state
    scene.gathering.save()
    item = scene.item()
    in_july = put(item, july, scene.officer)
    in_august = put(in_july, meeting_on(AUGUST, scene), scene.officer)

    for gone in (item, in_july):
        gone.refresh_from_db()
        with pytest.raises(RuleBroken) as refused:
            items.restore(item=gone, by=scene.officer)
        assert refused.value.verdict.code == "moved"

    items.withdraw(item=in_august, reason="Not ready.", by=scene.officer)
    assert not items.restore(item=item, by=scene.officer).is_withdrawn


def test_restore_what_stands_at_a_meeting_that_was_cancelled(scene, july):
    item = scene.item()
    put(item, july, scene.officer)
    july.gathering.state = GatheringState.CANCELLED
    july.gathering.save()
    item.refresh_from_db()

    assert not items.restore(item=item, by=scene.officer).is_withdrawn


def test_a_meeting_that_was_held_this_morning_is_not_to_come(scene):
    scene.item()
    assert len(agendas_planned(scene.officer.person_id, TODAY)) == 1
    scene.gathering.state = GatheringState.HELD
    scene.gathering.save()

    assert agendas_planned(scene.officer.person_id, TODAY) == []


def test_item_page_offers_another_agenda_while_somebody_has_it_to_decide(scene, client):
    open_still, decided = scene.item(), scene.item(scene.sittings[0])
    scene.open()
    scene.decides(decided)
    client.force_login(scene.officer)

    def offered(item):
        page = client.get(reverse("meetings:item", args=[item.pk])).content.decode()
        return "Put it on another agenda" in page

    assert not offered(decided)
    assert not offered(open_still)
    scene.decides(open_still, 0, Outcome.DEFERRED, "Deferred for figures.")
    assert offered(open_still)
