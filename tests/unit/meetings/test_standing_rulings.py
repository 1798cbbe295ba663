"""Standing rulings: who makes them, what they treat, and what opens again after them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.db import transaction
from django.db.utils import InternalError

from commissioning.values import LinkKind
from conflicts.actions import interests
from conflicts.enums import SourceKind, TieWay
from core import clock
from core.errors import RuleBroken
from core.models import AuditEvent
from meetings.actions import gatherings, standing_rulings, treatments
from meetings.actions.conflict_rows import (
    add_by_hand,
    settle_before_acting,
    settle_changes,
    settle_items,
)
from meetings.actions.standing_rulings import Terms
from meetings.enums import (
    ConflictState,
    GatheringState,
    PaperHandling,
    Participation,
    RulerKind,
    SubjectRole,
)
from meetings.facts.conflicts import conflicts_of
from meetings.facts.folded import fold
from meetings.facts.leaving import leaving_in
from meetings.facts.room import room_of
from meetings.facts.standing_rulings import standing_rulers
from meetings.models import ConflictRow, StandingRuling
from meetings.rules.standing_rulings import TieClass
from people.values import PersonId
from tests.factories import commissioning
from tests.factories.decisions import HELD_ON, neighbour, world
from tests.factories.meetings import (
    ItemSubjectFactory,
    OrganisationFactory,
    gather,
)
from tests.factories.people import UserFactory


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]
SAME_FEDERATION = TieClass(
    ways=frozenset({TieWay.FEDERATION}),
    roles=frozenset({SubjectRole.APPLICANT}),
    unless_roles=frozenset(
        {SubjectRole.APPLICANT, SubjectRole.BIDDER, SubjectRole.GAINER}
    ),
)


@pytest.fixture
def the_day():
    with time_machine.travel("2016-06-01 11:00", tick=False):
        yield


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def federation(scene):
    """Return the federation that the practice of the scene belongs to."""
    found = OrganisationFactory(kind="federation", name="Invented Federation")
    commissioning.OrganisationLinkFactory(
        source=scene.practice, target=found, kind=LinkKind.IN_FEDERATION.value
    )
    return found


@pytest.fixture
def gp(scene, federation):
    """Return a GP of the first committee with a part in the federation."""
    user = scene.user("GP member")
    scene.declares(user, federation)
    return user


@pytest.fixture
def item(scene, gp):
    """Return an item that the GP leads: a row for each committee."""
    item = scene.item(touches=scene.practice, lead=gp.person)
    settle_items([item])
    return item


@pytest.fixture
def guardian(scene):
    return UserFactory(person=scene.guardian, password=None)


def terms(**said):
    return Terms(
        **{
            "tie_class": SAME_FEDERATION,
            "participation": Participation.TAKE_PART,
            "papers": PaperHandling.GIVEN,
            "reason": "Shared by every practice of the federation.",
            "from_on": date(2016, 6, 1),
            **said,
        }
    )


def make(scene, by, *committees, **said):
    whose = {
        name: said.pop(name)
        for name in ("ruled_by", "source", "ruled_on", "replaces")
        if name in said
    }
    return standing_rulings.make(
        committees=committees or scene.committees, terms=terms(**said), by=by, **whose
    )


def test_make_treats_what_waits_for_all_committees_at_once(scene, item, guardian):
    ruling = make(scene, guardian)

    rows = scene.rows(item)
    assert [row.standing_ruling for row in rows] == [ruling, ruling]
    for row in rows:
        assert row.state == ConflictState.ACCEPTED
        assert row.participation == Participation.TAKE_PART
        assert row.ruled_by == scene.guardian
        assert row.treatment_reason.startswith("Standing ruling 1 of 1 June 2016: ")
        event = AuditEvent.objects.about(row).first()
        assert (event.event, event.actor_label) == ("conflict.treated", str(ruling))
    assert ruling.ruled_as == RulerKind.GUARDIAN
    assert settle_items([item]) == 0


def test_what_is_found_later_falls_under_it_too(scene, gp, guardian):
    make(scene, guardian)

    item = scene.item(scene.sittings[0], touches=scene.practice)
    settle_items([item])

    (row,) = scene.rows(item)
    assert row.standing_ruling is not None


@pytest.mark.parametrize("role", [SubjectRole.BIDDER, SubjectRole.GAINER])
def test_federation_that_bids_itself_is_left_to_the_chair(
    role, scene, item, federation, guardian
):
    make(scene, guardian)

    ItemSubjectFactory(item=item, organisation=federation, role=role)
    settle_items([item])

    for row in scene.rows(item):
        assert (row.state, row.standing_ruling) == (ConflictState.PROPOSED, None)


def test_chair_does_not_record_what_the_guardian_ruled(scene, item):
    with pytest.raises(RuleBroken) as refused:
        make(
            scene,
            scene.user("Lay chair"),
            scene.committees[0],
            ruled_by=scene.guardian,
            source=SourceKind.TELEPHONE,
            ruled_on=date(2016, 6, 1),
        )

    assert refused.value.verdict.code == "not_your_word"


def test_ground_by_hand_opens_the_row_and_keeps_it_open(scene, item, gp, guardian):
    make(scene, guardian)

    add_by_hand(
        item=item,
        sitting=scene.sittings[0],
        person=gp.person,
        words="Their partner wrote the bid.",
        by=scene.officer,
    )
    settle_items([item])

    first, second = scene.rows(item)
    assert first.treated_at is None
    assert second.standing_ruling is not None


def test_nobody_is_treated_by_their_own_ruling(scene, federation):
    chair = scene.user("Lay chair")
    scene.declares(chair, federation)
    item = scene.item(scene.sittings[0], touches=scene.practice)
    settle_items([item])

    make(scene, chair, scene.committees[0])

    (row,) = scene.rows(item, chair.person)
    assert row.treated_at is None


def test_nobody_is_treated_by_a_ruling_they_recorded(scene, item, gp):
    commissioning.PostFactory(
        person=gp.person, organisation=scene.committees[0].organisations.get()
    )

    make(
        scene,
        gp,
        scene.committees[0],
        ruled_by=scene.guardian,
        source=SourceKind.EMAIL,
        ruled_on=date(2016, 5, 30),
    )

    assert all(row.treated_at is None for row in scene.rows(item))


def test_end_opens_rows_exactly_where_they_were_under_it(scene, item, guardian):
    ruling = make(scene, guardian)
    chair = scene.user("Lay chair")
    first, second = scene.rows(item)
    treatments.treat(
        rows=[first],
        participation=Participation.STAY_NO_VOTE,
        papers=PaperHandling.GIVEN,
        reason="Closer than most.",
        by=chair,
    )

    standing_rulings.end(ruling=ruling, reason="The federation now bids.", by=guardian)

    first, second = scene.rows(item)
    assert (first.is_exception, first.participation) == (
        True,
        Participation.STAY_NO_VOTE,
    )
    assert (second.state, second.treated_at) == (ConflictState.PROPOSED, None)
    ruling.refresh_from_db()
    assert ruling.withdrawn_on == date(2016, 6, 1)
    with pytest.raises(RuleBroken) as refused:
        standing_rulings.end(ruling=ruling, reason="Again.", by=guardian)
    assert refused.value.verdict.code == "withdrawn_already"


@pytest.mark.parametrize(
    "state", [GatheringState.IN_SESSION, GatheringState.HELD], ids=lambda one: one.value
)
def test_end_leaves_a_meeting_that_has_begun(scene, item, guardian, state):
    ruling = make(scene, guardian)
    scene.gathering.state = state
    scene.gathering.save()

    standing_rulings.end(ruling=ruling, reason="No longer needed.", by=guardian)
    settle_items([item])

    assert all(row.standing_ruling == ruling for row in scene.rows(item))


def test_replacing_treats_anew_under_the_new_ruling(scene, item, guardian):
    earlier = make(scene, guardian)

    later = make(
        scene,
        guardian,
        participation=Participation.STAY_NO_VOTE,
        replaces=earlier,
    )

    earlier.refresh_from_db()
    assert earlier.withdrawn_on is not None
    assert (later.number, later.replaces) == (2, earlier)
    for row in scene.rows(item):
        assert row.standing_ruling == later
        assert row.participation == Participation.STAY_NO_VOTE


def test_rulings_of_other_days_do_not_count(scene, item, guardian):
    make(scene, guardian, to_on=HELD_ON - timedelta(days=1))
    make(scene, guardian, from_on=HELD_ON + timedelta(days=1))

    assert all(row.treated_at is None for row in scene.rows(item))


def test_open_out_lets_the_chair_rule_on_each(scene, item, guardian):
    make(scene, guardian)
    chair = scene.user("Lay chair")

    standing_rulings.open_out(rows=scene.rows(item), by=chair)
    settle_items([item])

    for row in scene.rows(item):
        assert (row.state, row.is_exception) == (ConflictState.PROPOSED, True)
    with pytest.raises(RuleBroken) as refused:
        standing_rulings.open_out(rows=scene.rows(item), by=chair)
    assert refused.value.verdict.code == "no_standing_ruling"


def test_open_out_is_refused_to_its_own_person_and_to_a_stale_reader(
    scene, item, gp, guardian
):
    make(scene, guardian)
    rows = scene.rows(item)

    with pytest.raises(RuleBroken) as own:
        standing_rulings.open_out(rows=rows, by=gp)
    rows[0].revision -= 1
    with pytest.raises(RuleBroken) as stale:
        standing_rulings.open_out(rows=rows, by=scene.user("Lay chair"))

    assert own.value.verdict.code == "own_conflict"
    assert stale.value.verdict.code == "changed_meanwhile"


def test_dismissing_takes_a_row_out_for_good(scene, item, guardian):
    make(scene, guardian)
    row = scene.rows(item)[0]

    treatments.dismiss(
        rows=[row], reason="Left the federation.", by=scene.user("Lay chair")
    )
    settle_items([item])

    row.refresh_from_db()
    assert (row.state, row.is_exception) == (ConflictState.DISMISSED, True)


def test_make_recorded_by_the_officer_names_source_and_day(scene, item):
    said = {"ruled_by": scene.guardian, "source": SourceKind.EMAIL}

    ruling = make(scene, scene.officer, ruled_on=date(2016, 5, 30), **said)

    assert (ruling.ruled_by, ruling.ruled_on) == (scene.guardian, date(2016, 5, 30))
    assert ruling.recorded_by == scene.officer
    for wrong, code in (
        ({**said, "source": SourceKind.SELF}, "source_missing"),
        (said, "day_missing"),
        ({**said, "ruled_on": date(2016, 6, 2)}, "said_in_future"),
    ):
        with pytest.raises(RuleBroken) as refused:
            make(scene, scene.officer, **wrong)
        assert refused.value.verdict.code == code


def test_make_chair_of_both_and_convener_rule_as_chair(scene):
    chair = scene.user("Lay chair")

    ruling = make(scene, chair, scene.committees[0])

    assert ruling.ruled_as == RulerKind.CHAIR


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"tie_class": TieClass(ways=frozenset())}, "way_missing"),
        ({"reason": " "}, "reason_missing"),
        ({"to_on": date(2016, 5, 31)}, "days_out_of_order"),
        ({"participation": Participation.NOT_ATTEND}, "papers_without_attending"),
    ],
)
def test_make_refuses_what_is_no_ruling(scene, guardian, wrong, code):
    with pytest.raises(RuleBroken) as refused:
        make(scene, guardian, **wrong)

    assert refused.value.verdict.code == code
    assert not StandingRuling.objects.exists()


def test_make_twice_makes_one_ruling(scene, guardian):
    ruling = make(scene, guardian)

    with pytest.raises(RuleBroken) as refused:
        make(scene, guardian)

    assert refused.value.verdict.code == "ruled_already"
    assert StandingRuling.objects.get() == ruling
    standing_rulings.end(ruling=ruling, reason="No longer.", by=guardian)
    assert make(scene, guardian).number == 2


def test_make_refuses_no_committee(scene, guardian):
    with pytest.raises(RuleBroken) as refused:
        standing_rulings.make(committees=[], terms=terms(), by=guardian)

    assert refused.value.verdict.code == "committee_missing"


def test_make_refuses_who_may_not(scene, guardian):
    vice = scene.user("Lay vice chair")
    for by in (vice, scene.user("GP member"), neighbour(), UserFactory(person=None)):
        with pytest.raises(RuleBroken) as refused:
            make(scene, by)
        assert refused.value.verdict.code == "not_standing_ruler"
    with pytest.raises(RuleBroken) as refused:
        make(
            scene,
            scene.officer,
            ruled_by=vice.person,
            source=SourceKind.EMAIL,
            ruled_on=date(2016, 6, 1),
        )
    assert refused.value.verdict.code == "not_theirs_to_rule"
    assert str(scene.guardian) in refused.value.verdict.reason


def test_end_needs_a_reason(scene, guardian):
    ruling = make(scene, guardian)

    with pytest.raises(RuleBroken) as refused:
        standing_rulings.end(ruling=ruling, reason="", by=guardian)

    assert refused.value.verdict.code == "reason_missing"


def test_a_change_row_of_a_ruling_touches_its_open_agendas(scene, item, guardian):
    ruling = make(scene, guardian)
    ConflictRow.objects.update(
        standing_ruling=None,
        participation="",
        papers="",
        treated_at=None,
        treated_by=None,
        state=ConflictState.PROPOSED,
    )

    settle_changes([("standing_ruling", str(ruling.pk))])

    assert all(row.standing_ruling == ruling for row in scene.rows(item))


def test_what_was_ruled_is_kept_by_the_database(scene, guardian):
    ruling = make(scene, guardian)

    for change in (
        lambda: StandingRuling.objects.filter(pk=ruling.pk).update(reason="Other."),
        lambda: ruling.scopes.all().delete(),
        lambda: ruling.scopes.update(committee=scene.committees[0]),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            change()


def test_fold_is_one_line_for_each_ruling(scene, item, gp, guardian):
    make(scene, guardian)
    sittings = {one.pk for one in scene.sittings}

    single, (folded,) = fold(conflicts_of(scene.gathering), ruled_in=sittings)

    assert single == []
    assert folded.words == (
        "1 under standing ruling 1: note and take part "
        f"({scene.guardian}, conflicts of interest guardian)"
    )
    assert folded.may_open_out
    _single, (own,) = fold(
        conflicts_of(scene.gathering), ruled_in=sittings, reader=gp.person_id
    )
    assert not own.may_open_out


def test_fold_leaves_out_what_is_treated_otherwise_for_one_committee(
    scene, item, guardian
):
    make(scene, guardian, scene.committees[0])

    single, folds = fold(conflicts_of(scene.gathering))

    assert (len(single), folds) == (1, [])


def test_fold_names_two_rulings_of_two_committees(scene, item, guardian):
    for committee in scene.committees[:2]:
        make(scene, guardian, committee)
        make(scene, guardian, committee, reason="Said again, in other words.")

    _single, (folded,) = fold(conflicts_of(scene.gathering))

    assert "under standing rulings 1 and 1" in folded.words


def test_a_decision_never_outruns_the_end_of_a_ruling(scene, item, guardian):
    ruling = make(scene, guardian)
    # As if the end had been written and nobody had settled the agenda since.
    StandingRuling.objects.filter(pk=ruling.pk).update(
        withdrawn_on=date(2016, 6, 1),
        withdrawn_at=clock.now(),
        withdrawn_by=guardian,
        withdrawal_reason="It now bids.",
    )

    settle_before_acting(item)

    assert all(row.treated_at is None for row in scene.rows(item))


def test_who_convenes_a_group_rules_for_all_its_committees():
    cast = gather(2)

    rulers = standing_rulers(cast.committees, HELD_ON)

    first, second = (rulers[one.pk] for one in cast.committees)
    assert first == {
        cast.chair.person: RulerKind.CHAIR,
        cast.guardian.person: RulerKind.GUARDIAN,
    }
    assert second[cast.chair.person] == RulerKind.CHAIR
    assert cast.guardian.person not in second


def test_vice_chair_rules_while_there_is_no_chair(scene):
    committee = scene.committees[0]
    seat = committee.seats.get(title="Lay chair")
    seat.appointments.update(to_on=date(2016, 5, 31))

    rulers = standing_rulers([committee], date(2016, 6, 1))

    assert scene.person("Lay vice chair") in rulers[committee.pk]


def test_a_ruling_replaced_for_fewer_lets_the_others_go(scene, item, guardian):
    first = make(scene, guardian)
    make(scene, guardian, scene.committees[0], replaces=first)
    rows = scene.rows(item)
    assert rows[1].standing_ruling is None, rows[1].standing_ruling


def test_a_ruling_replaced_counts_for_none_it_dropped_once_the_room_opens(
    scene, item, guardian
):
    first = make(scene, guardian)
    make(scene, guardian, scene.committees[0], replaces=first)
    scene.open()
    settle_items([item])
    rows = scene.rows(item)
    assert rows[1].standing_ruling is None, rows[1].standing_ruling


def test_nobody_ends_their_own_interest_into_a_standing_ruling(
    scene, gp, item, guardian
):

    mine = scene.declares(gp)
    settle_items([item])
    make(scene, guardian)
    row = scene.rows(item, gp.person)[0]
    assert row.standing_ruling is None
    assert row.grounds.count() == 2
    interests.end(interest=mine, on=date(2016, 5, 31), by=gp)
    settle_items([item])
    row = scene.rows(item, gp.person)[0]
    assert row.treated_at is None, (
        row.participation,
        [g.trace for g in row.grounds.all()],
    )


def test_a_meeting_moved_past_the_last_day_opens_what_was_ruled(scene, item, guardian):
    ruling = make(scene, guardian, to_on=HELD_ON)
    assert all(row.standing_ruling == ruling for row in scene.rows(item))

    gatherings.move(
        gathering=scene.gathering,
        held_on=HELD_ON + timedelta(days=7),
        starts_at_time=scene.gathering.starts_at_time,
        reason="The hall is not free.",
        by=scene.officer,
    )

    for row in scene.rows(item):
        assert (row.state, row.standing_ruling) == (ConflictState.PROPOSED, None)


def test_what_was_ruled_on_an_item_outweighs_a_standing_ruling_on_its_part(
    scene, item, gp, guardian
):
    make(scene, guardian)
    part = scene.item(parent=item, lead=gp.person)
    settle_items([part])
    add_by_hand(
        item=item,
        sitting=scene.sittings[0],
        person=gp.person,
        words="Negotiated it for the federation.",
        by=scene.officer,
    )
    with time_machine.travel("2016-06-15 11:00", tick=False):
        scene.rules(scene.rows(item))

    room = room_of(scene.gathering)

    assert all(row.standing_ruling for row in scene.rows(part))
    assert PersonId(gp.person_id) in room.excluded(scene.sittings[0], part)
    assert {one.name for one in leaving_in(room, room.items)[part.pk]} == {
        str(gp.person)
    }
