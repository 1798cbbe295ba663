"""Choosing a way out does it: places, scope, a new item; and keeps why and what it gave."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from committees.actions import deputies
from committees.enums import CommitteeKind, RemedyKind
from committees.rules.quorum_result import QuorumResult
from conflicts.enums import SourceKind
from core.errors import RuleBroken
from core.models import AuditEvent
from meetings.actions import attendances, conflict_rows, remedies
from meetings.enums import (
    Capacity,
    ContributorRole,
    GatheringState,
    PresenceKind,
    ScopeRole,
)
from meetings.facts.invitees import coming_to
from meetings.facts.room import room_of
from meetings.models import (
    Attendance,
    ConflictRow,
    CoverSheet,
    Gathering,
    Item,
    ItemContributor,
    ItemScope,
    Remedy,
)
from meetings.policies.gatherings import judge_items
from people.values import PersonId
from tests.factories.committees import (
    BEGINNING,
    AppointmentFactory,
    SeatFactory,
    SeatTermsFactory,
    holder_of,
    seat_of,
)
from tests.factories.conflicts import declared
from tests.factories.decisions import world
from tests.factories.meetings import (
    GatheringFactory,
    SittingFactory,
)
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.ways_out import (
    chooses,
    clinician_of,
    deputy_of,
    expected,
    governing_body,
    routes,
    two_practices,
    without_gp,
)


pytestmark = pytest.mark.django_db


def refused(code, act, **said):
    with pytest.raises(RuleBroken) as found:
        act(**said)
    assert found.value.verdict.code == code
    return found.value.verdict.reason


def test_choose_deputy_of_a_conflicted_holder_counts_for_that_item_alone():
    scene = world(1)
    item, other = without_gp(scene), scene.item()
    deputy = deputy_of(scene)
    key = next(one for one in routes(scene, item) if one.startswith("deputy-"))
    assert not expected(scene, item).result.is_quorate

    remedy = chooses(scene, item, key)

    assert expected(scene, item).result.is_quorate
    counted = {one.person_id for one in expected(scene, item).result.counted}
    assert PersonId(deputy.pk) in counted
    gp = scene.person("GP member")
    elsewhere = {one.person_id for one in expected(scene, other).result.counted}
    assert PersonId(gp.pk) in elsewhere
    assert PersonId(deputy.pk) not in elsewhere
    assert QuorumResult.from_json(remedy.result).is_quorate
    assert {deputy, gp} <= set(coming_to(scene.gathering))
    assert not Attendance.objects.filter(person=gp, sent_apologies=True).exists()
    event = AuditEvent.objects.get(event="remedy.chosen")
    assert "The matter cannot wait." in event.summary


def test_choose_deputy_counts_in_the_room_beside_a_holder_who_stays_silent():
    scene = world(1)
    item = without_gp(scene)
    deputy = deputy_of(scene)
    chooses(scene, item, next(one for one in routes(scene, item) if "deputy-" in one))
    scene.open()
    assert not room_of(scene.gathering).quorum(scene.sittings[0], item).is_quorate

    scene.moves(deputy, PresenceKind.IN, item)

    assert room_of(scene.gathering).quorum(scene.sittings[0], item).is_quorate


def test_choose_deputy_whose_seat_was_given_to_another_is_refused():
    scene = world(1)
    first, second = without_gp(scene), scene.item(touches=scene.practice)
    scene.treated(second, scene.person("GP member"))
    one, two = deputy_of(scene), deputy_of(scene)
    seat = next(key for key in routes(scene, first) if key.endswith(f"-{one.pk}"))
    chooses(scene, first, seat)

    key = next(key for key in routes(scene, second) if key.endswith(f"-{two.pk}"))

    refused("seat_filled", chooses, scene=scene, item=second, key=key)


def test_choose_lay_member_of_another_committee_counts_for_the_item():
    scene = world(2)
    item, other = scene.item(scene.sittings[0]), scene.item(scene.sittings[0])
    for title in ("Lay chair", "Accountable officer", "Registered nurse"):
        attendances.apologise(
            sitting=scene.sittings[0], person=scene.person(title), by=scene.officer
        )
    attendances.apologise(
        sitting=scene.sittings[0],
        person=scene.person("Chief finance officer"),
        by=scene.officer,
    )
    lay = scene.person("Lay vice chair", 1)
    assert not expected(scene, item).result.is_quorate

    remedy = chooses(
        scene, item, f"lay_from_another-{lay.pk}", chosen_for=scene.person("Lay chair")
    )

    assert expected(scene, item).result.is_quorate
    assert not expected(scene, other).result.is_quorate
    assert remedy.words == (
        f"{lay} (lay member of {scene.committees[1].short_name}) joins for this item"
    )
    place = Attendance.objects.get(sitting=scene.sittings[0], person=lay)
    assert place.capacity == Capacity.TEMPORARY


def test_choose_outside_clinician_reads_the_item_they_join_and_no_other():
    scene = world(1)
    item = without_gp(scene, part="2", private_ground="Rents.")
    other = scene.item(part="2", private_ground="Rents.")
    clinician = clinician_of(scene)

    chooses(scene, item, f"outside_clinician-{clinician.pk}")

    assert expected(scene, item).result.is_quorate
    verdicts = judge_items(clinician.pk, scene.gathering, [item, other])
    assert verdicts[item.pk].code == "joined"
    assert verdicts[other.pk].code == "private_part"
    ahead = clinician_of(scene)
    assert judge_items(ahead.pk, scene.gathering, [item])[item.pk].code == "outsider"


def test_choose_nobody_with_a_tie_to_the_item_is_offered_before_any_invitation():
    scene = world(1)
    item = without_gp(scene)
    tied = UserFactory(password=None)
    declared(by=tied, organisation=scene.practice)
    clinician_of(scene, tied.person)
    key = f"outside_clinician-{tied.person_id}"

    route = routes(scene, item)[key]

    assert not route.is_open
    assert str(tied.person) in route.closed
    assert not ConflictRow.objects.filter(person=tied.person).exists()
    reason = refused("way_closed", chooses, scene=scene, item=item, key=key)
    assert reason == route.closed


def test_choose_guest_in_conflict_for_another_committee_is_not_offered():
    scene = world(2)
    item = without_gp(scene)
    lay = scene.person("Lay chair", 1)
    ConflictRow.objects.create(item=item, sitting=scene.sittings[1], person=lay)

    route = routes(scene, item)[f"lay_from_another-{lay.pk}"]

    assert "for another committee" in route.closed


def test_choose_deputy_in_conflict_or_away_is_not_offered():
    scene = world(1)
    item = without_gp(scene)
    tied = UserFactory(password=None)
    declared(by=tied, organisation=scene.practice)
    deputy_of(scene)
    deputies.name(
        seat=seat_of(scene.committees[0], "GP member"),
        person=tied.person,
        from_on=BEGINNING,
        by=scene.officer,
    )
    conflict_rows.settle_items([item])

    found = {
        one.person_id: one
        for one in routes(scene, item).values()
        if one.kind is RemedyKind.DEPUTY
    }

    assert "a conflict keeps them" in found[PersonId(tied.person_id)].closed
    assert len([one for one in found.values() if one.is_open]) == 1


def test_choose_refer_to_a_body_at_the_same_meeting_changes_the_scope():
    scene = world(2)
    item = without_gp(scene)
    ItemScope.objects.filter(item=item, sitting=scene.sittings[1]).delete()
    first, second = scene.committees
    first.refers_to = second
    first.save()

    remedy = chooses(scene, item, f"refer-{second.pk}")

    roles = dict(ItemScope.objects.filter(item=item).values_list("sitting", "role"))
    assert roles == {
        scene.sittings[0].pk: ScopeRole.NOTE,
        scene.sittings[1].pk: ScopeRole.DECIDE,
    }
    assert "sits at this meeting" in remedy.words
    assert not expected(scene, item).is_in_trouble
    assert expected(scene, item, 1).result.is_quorate


@pytest.mark.parametrize(
    ("state", "day"),
    [
        (GatheringState.NOTICE_GIVEN, ", on its agenda of 20 July 2016"),
        (GatheringState.DRAFT, ""),
    ],
)
def test_choose_refer_to_a_later_meeting_puts_the_item_on_its_agenda(state, day):
    scene = world(1)
    item = without_gp(scene, title="Premises in Romford")
    body = governing_body(scene)
    later = GatheringFactory(
        held_on=date(2016, 7, 20), state=state, title="Governing body"
    )
    SittingFactory(gathering=later, committee=body)

    remedy = chooses(scene, item, f"refer-{body.pk}")

    assert remedy.new_item.gathering == later
    assert remedy.new_item.title == "Premises in Romford"
    assert [one.organisation for one in remedy.new_item.subjects.all()] == [
        scene.practice
    ]
    assert remedy.new_item.scopes.get().role == ScopeRole.DECIDE
    assert remedy.words == f"Referred to {body.name}{day}"


def test_choose_refer_a_part_takes_along_all_that_was_said_of_it():
    scene = world(1)
    whole = scene.item(touches=scene.practice)
    author, member = PersonFactory(), scene.person("Registered nurse")
    part = scene.item(parent=whole, title="The part")
    gp = scene.user("GP member")
    scene.declares(gp)
    scene.treated(part, gp.person)
    ItemContributor.objects.create(
        item=part, person=author, role=ContributorRole.AUTHOR
    )
    CoverSheet.objects.create(item=part, author=author, summary="To enlarge it.")
    stranger = scene.person("Healthwatch")
    for person, words in ((member, "Her sister is the landlord."), (stranger, "He.")):
        conflict_rows.add_by_hand(
            item=part,
            sitting=scene.sittings[0],
            person=person,
            words=words,
            by=scene.officer,
        )
    body = governing_body(scene)
    seats(member, body)
    later = GatheringFactory(held_on=date(2016, 7, 20), title="Governing body")
    there = SittingFactory(gathering=later, committee=body)

    new = chooses(scene, part, f"refer-{body.pk}").new_item

    assert [one.organisation for one in new.subjects.all()] == [scene.practice]
    assert [one.person for one in new.contributors.all()] == [author]
    assert new.cover_sheet.summary == "To enlarge it."
    rows = ConflictRow.objects.filter(item=new, sitting=there)
    assert {row.person for row in rows} == {member}
    assert new.continues == part


def test_choose_refer_what_touches_nobody_says_so_there():
    scene = world(1)
    item = without_gp(scene)
    item.subjects.all().delete()
    Item.objects.filter(pk=item.pk).update(touches_nobody=True)
    conflict_rows.add_by_hand(
        item=item,
        sitting=scene.sittings[0],
        person=scene.person("GP member"),
        words="He wrote it.",
        by=scene.officer,
    )
    scene.rules(scene.rows(item))
    body = governing_body(scene)
    later = GatheringFactory(held_on=date(2016, 7, 20), title="Governing body")
    SittingFactory(gathering=later, committee=body)

    assert chooses(scene, item, f"refer-{body.pk}").new_item.touches_nobody


def test_choose_refer_at_the_same_meeting_hands_on_what_was_said_by_hand():
    scene = world(2)
    item = without_gp(scene)
    ItemScope.objects.filter(item=item, sitting=scene.sittings[1]).delete()
    first, second = scene.committees
    first.refers_to = second
    first.save()
    both = scene.person("Registered nurse")
    seats(both, second)
    conflict_rows.add_by_hand(
        item=item,
        sitting=scene.sittings[0],
        person=both,
        words="Her sister is the landlord.",
        by=scene.officer,
    )

    chooses(scene, item, f"refer-{second.pk}")

    rows = ConflictRow.objects.filter(item=item, sitting=scene.sittings[1])
    assert [row.person for row in rows if row.grounds.exists()] == [both]


def test_choose_refer_two_of_one_title_makes_two_items():
    scene = world(1)
    first = without_gp(scene, title="Boundary change")
    second = scene.item(touches=scene.practice, title="Boundary change")
    scene.treated(second, scene.person("GP member"))
    body = governing_body(scene)
    later = GatheringFactory(held_on=date(2016, 7, 20), title="Governing body")
    SittingFactory(gathering=later, committee=body)

    new = [chooses(scene, one, f"refer-{body.pk}").new_item for one in (first, second)]

    assert new[0] != new[1]


def test_choose_refer_without_a_meeting_planned_is_recorded():
    scene = world(1)
    item = without_gp(scene)
    body = governing_body(scene, CommitteeKind.INVESTMENT)

    remedy = chooses(scene, item, f"refer-{body.pk}")

    assert remedy.new_item is None
    assert remedy.words == f"Referred to {body.name}"
    assert item.scopes.get().role == ScopeRole.NOTE


def test_choose_refer_by_a_chair_who_cannot_change_the_agenda_is_refused():
    scene = world(1)
    item = without_gp(scene)
    body = governing_body(scene)
    chair = scene.user("Lay chair")

    refused(
        "not_officer",
        chooses,
        scene=scene,
        item=item,
        key=f"refer-{body.pk}",
        by=chair,
        source=SourceKind.SELF,
        ruled_on=None,
    )


def test_choose_split_moves_the_part_no_conflict_touches_to_an_item_after_it():
    scene = world(1)
    item, free = two_practices(scene)
    last = scene.item(title="Last")

    remedy = chooses(scene, item, "split", title="Elm Surgery", subjects=[free.pk])

    new = remedy.new_item
    assert [one.pk for one in scene.gathering.items.in_order()] == [
        item.pk,
        new.pk,
        last.pk,
    ]
    assert [one.pk for one in new.subjects.all()] == [free.pk]
    assert new.scopes.get().role == ScopeRole.DECIDE
    assert new.reference
    assert not new.conflict_rows.alive().exists()
    assert expected(scene, new).result.is_quorate
    assert not expected(scene, item).result.is_quorate
    # Whoever reads of the one item may not know of the other.
    assert "Elm" not in remedy.words
    again = chooses(scene, item, "split", title="Elm Surgery", subjects=[free.pk])
    assert again == remedy


@pytest.mark.parametrize(
    ("title", "picks", "code"),
    [
        ("Elm", lambda item, free: [], "nothing_to_split"),
        (
            "Elm",
            lambda item, free: list(item.subjects.values_list("pk", flat=True)),
            "nothing_to_split",
        ),
        (" ", lambda item, free: [free.pk], "title_missing"),
    ],
    ids=["nothing ticked", "all ticked", "no title"],
)
def test_choose_split_that_makes_no_two_items_is_refused(title, picks, code):
    scene = world(1)
    item, free = two_practices(scene)

    refused(
        code,
        chooses,
        scene=scene,
        item=item,
        key="split",
        title=title,
        subjects=picks(item, free),
    )


def test_choose_split_leaves_out_who_was_added_by_hand_and_items_with_parts():
    scene = world(1)
    item, _free = two_practices(scene)
    assert routes(scene, item)["split"].suffices
    conflict_rows.add_by_hand(
        item=item,
        sitting=scene.sittings[0],
        person=scene.person("GP member"),
        words="Spoke for both applicants.",
        by=scene.officer,
    )
    assert not routes(scene, item)["split"].suffices

    scene.item(parent=item, title="A part")

    assert "has parts" in routes(scene, item)["split"].closed


def test_choose_defer_keeps_it_with_the_reason_and_nothing_else_changes():
    scene = world(1)
    item = without_gp(scene)

    remedy = chooses(scene, item, "defer", reason="No deputy can come.")

    assert (remedy.kind, remedy.result) == (RemedyKind.DEFER, None)
    assert item.scopes.get().role == ScopeRole.DECIDE
    assert not expected(scene, item).is_in_trouble
    assert expected(scene, item).remedies == (remedy,)


def test_choose_twice_finds_what_the_first_click_did():
    scene = world(1)
    item = without_gp(scene)

    first, second = chooses(scene, item, "defer"), chooses(scene, item, "defer")

    assert first == second
    assert Remedy.objects.count() == 1


def test_choose_again_gives_back_a_place_that_was_taken_off():
    scene = world(1)
    item = without_gp(scene)
    clinician = clinician_of(scene)
    key = f"outside_clinician-{clinician.pk}"
    remedy = chooses(scene, item, key)
    place = Attendance.objects.get(person=clinician)
    attendances.forget(attendance=place, by=scene.officer)
    assert not expected(scene, item).result.is_quorate

    assert chooses(scene, item, key) == remedy

    assert expected(scene, item).result.is_quorate


def test_choose_by_the_chair_needs_no_source():
    scene = world(1)
    item = without_gp(scene)
    chair = scene.user("Lay chair")

    remedy = chooses(
        scene, item, "defer", by=chair, source=SourceKind.SELF, ruled_on=None
    )

    assert remedy.chosen_for == chair.person
    assert remedy.source == SourceKind.SELF


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"reason": " "}, "reason_missing"),
        ({"key": "deputy-0-0"}, "way_gone"),
        ({"source": SourceKind.SELF}, "source_missing"),
        ({"ruled_on": None}, "day_missing"),
        ({"ruled_on": date(2999, 1, 1)}, "said_in_future"),
    ],
)
def test_choose_refuses_what_the_record_would_lack(said, code):
    scene = world(1)
    item = without_gp(scene)

    refused(code, chooses, **{"scene": scene, "item": item, "key": "defer", **said})


def test_choose_whose_choice_it_is_must_be_a_chair_without_a_conflict():
    scene = world(1)
    item = without_gp(scene)

    reason = refused(
        "chair_missing",
        chooses,
        scene=scene,
        item=item,
        key="defer",
        chosen_for=scene.person("GP member"),
    )

    assert str(scene.person("Lay chair")) in reason


def test_choose_asks_the_door():
    scene = world(1)
    item = without_gp(scene)
    said = {"scene": scene, "item": item, "key": "defer"}

    refused("outsider", chooses, **said, by=UserFactory(password=None))
    refused("not_chair", chooses, **said, by=scene.user("Registered nurse"))
    scene.declares(scene.user("Lay chair"))
    conflict_rows.settle_items([item])
    refused("own_conflict", chooses, **said, by=scene.user("Lay chair"))


def test_choose_out_of_scope_or_once_the_meeting_is_over_is_refused():
    scene = world(2)
    item = scene.item(scene.sittings[0])
    refused("out_of_scope", chooses, scene=scene, item=item, key="defer", which=1)

    Gathering.objects.update(state=GatheringState.HELD)

    refused("meeting_over", chooses, scene=scene, item=item, key="defer")


def test_take_back_frees_the_place_and_stays_in_the_record():
    scene = world(1)
    item = without_gp(scene)
    clinician = clinician_of(scene)
    remedy = chooses(scene, item, f"outside_clinician-{clinician.pk}")

    for _ in range(2):
        remedies.take_back(remedy=remedy, reason="Fell ill.", by=scene.officer)

    assert not expected(scene, item).result.is_quorate
    assert not Attendance.objects.filter(person=clinician).exists()
    remedy.refresh_from_db()
    assert remedy.undone_reason == "Fell ill."
    assert AuditEvent.objects.filter(event="remedy.taken_back").count() == 1
    again = chooses(scene, item, f"outside_clinician-{clinician.pk}")
    assert again != remedy


def test_take_back_makes_them_again_what_they_were_coming_as():
    scene = world(1)
    item = without_gp(scene)
    clinician = clinician_of(scene)
    attendances.attend(
        sitting=scene.sittings[0],
        person=clinician,
        capacity=Capacity.OBSERVER,
        by=scene.officer,
    )

    remedy = chooses(scene, item, f"outside_clinician-{clinician.pk}")
    remedies.take_back(remedy=remedy, reason="The GP can come.", by=scene.officer)

    place = Attendance.objects.get(sitting=scene.sittings[0], person=clinician)
    assert place.capacity == Capacity.OBSERVER


def test_take_back_gives_nobody_a_place_they_have_no_more():
    scene = world(1)
    item = without_gp(scene)
    clinician = clinician_of(scene)
    key = f"outside_clinician-{clinician.pk}"
    attendances.attend(
        sitting=scene.sittings[0],
        person=clinician,
        capacity=Capacity.OBSERVER,
        by=scene.officer,
    )
    first = chooses(scene, item, key)
    remedies.take_back(remedy=first, reason="The GP can come.", by=scene.officer)
    Attendance.objects.filter(person=clinician).delete()

    second = chooses(scene, item, key)
    remedies.take_back(remedy=second, reason="The GP can come.", by=scene.officer)

    assert not Attendance.objects.filter(person=clinician).exists()


def test_take_back_one_of_two_items_keeps_the_place():
    scene = world(1)
    items = [without_gp(scene), scene.item(touches=scene.practice)]
    scene.treated(items[1], scene.person("GP member"))
    clinician = clinician_of(scene)
    first, _second = (
        chooses(scene, one, f"outside_clinician-{clinician.pk}") for one in items
    )

    remedies.take_back(remedy=first, reason="Not needed.", by=scene.officer)

    assert Attendance.objects.filter(person=clinician).exists()
    assert expected(scene, items[1]).result.is_quorate


@pytest.mark.parametrize("holder_is_away", [False, True])
def test_take_back_a_deputy_keeps_one_who_stands_in_all_day(holder_is_away):
    scene = world(1)
    item = without_gp(scene)
    deputy = deputy_of(scene)
    remedy = chooses(
        scene, item, next(one for one in routes(scene, item) if "deputy-" in one)
    )
    if holder_is_away:
        attendances.apologise(
            sitting=scene.sittings[0],
            person=scene.person("GP member"),
            by=scene.officer,
        )

    remedies.take_back(remedy=remedy, reason="Changed.", by=scene.officer)

    assert Attendance.objects.filter(person=deputy).exists() is holder_is_away


def test_take_back_a_deferral_and_refuse_what_changed_the_agenda():
    scene = world(1)
    item, free = two_practices(scene)
    deferred = chooses(scene, item, "defer")
    split = chooses(scene, item, "split", title="Elm", subjects=[free.pk])

    refused(
        "reason_missing",
        remedies.take_back,
        remedy=deferred,
        reason=" ",
        by=scene.officer,
    )
    remedies.take_back(remedy=deferred, reason="It can wait.", by=scene.officer)
    refused(
        "changed_agenda",
        remedies.take_back,
        remedy=split,
        reason="Undo.",
        by=scene.officer,
    )

    assert expected(scene, item).is_in_trouble
    Gathering.objects.update(state=GatheringState.HELD)
    refused(
        "meeting_over",
        remedies.take_back,
        remedy=deferred,
        reason="Undo.",
        by=scene.officer,
    )


def test_remedies_of_takes_as_many_queries_for_twice_the_people():
    scene = world(2)
    item = without_gp(scene)
    for _ in range(2):
        deputy_of(scene)
        clinician_of(scene)
    room = room_of(scene.gathering)
    with CaptureQueriesContext(connection) as few:
        routes(scene, item)

    for _ in range(4):
        deputy_of(scene)
        clinician_of(scene)
    with CaptureQueriesContext(connection) as many:
        routes(scene, item)

    assert len(many) == len(few)
    assert room.sittings


def test_remedy_is_kept_for_ever_but_for_being_taken_back():
    scene = world(1)
    remedy = chooses(scene, without_gp(scene), "defer")

    with pytest.raises(DatabaseError), transaction.atomic():
        Remedy.objects.filter(pk=remedy.pk).update(reason="Another.")
    with pytest.raises(DatabaseError), transaction.atomic():
        remedy.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Remedy.objects.filter(pk=remedy.pk).update(undone_reason="Half.")


def test_remedy_temporary_member_cannot_have_two_places():
    scene = world(2)
    item = without_gp(scene)
    lay = holder_of(scene.committees[1], "Lay vice chair")
    attendances.attend(
        sitting=scene.sittings[0],
        person=lay,
        capacity=Capacity.OBSERVER,
        by=scene.officer,
    )

    chooses(scene, item, f"lay_from_another-{lay.pk}")

    place = Attendance.objects.get(sitting=scene.sittings[0], person=lay)
    assert place.capacity == Capacity.TEMPORARY
    assert not any(
        one.is_open
        for key, one in routes(scene, item).items()
        if key == f"lay_from_another-{lay.pk}"
    )


def seats(person, committee):
    """Give somebody one more seat of a committee."""
    seat = SeatFactory(committee=committee)
    SeatTermsFactory(terms=committee.terms.get(), seat=seat)
    AppointmentFactory(seat=seat, person=person)
