"""The room as a whole: who counts where, and three outcomes in one set of minutes."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from django.urls import reverse

from committees.enums import QuorumKind, SeatRole
from committees.models import QuorumRule
from core.errors import RuleBroken
from decisions.actions import minutes
from decisions.enums import Effect, Outcome
from decisions.facts.minutes import minutes_sections
from meetings.actions import attendances, conflict_rows, presiding
from meetings.enums import (
    Capacity,
    Moment,
    PaperHandling,
    Part,
    Participation,
    PresenceKind,
)
from meetings.facts.forecast import forecast_of
from meetings.facts.room import room_of
from people.values import PersonId
from tests.factories.conflicts import declared
from tests.factories.decisions import world
from tests.factories.people import UserFactory
from tests.factories.ways_out import clinician_of, without_gp
from tests.fixtures.pdf_reading import text_of


pytestmark = pytest.mark.django_db


def without_their_only_gp(scene):
    """Return two items; the first committee's GP is sent out for the first of them."""
    gp = scene.user("GP member")
    scene.declares(gp)
    first = scene.item(touches=scene.practice, title="Premises in Romford")
    second = scene.item(title="Finance report")
    scene.treated(first, gp.person, reason="A partner of the applicant.")
    scene.open()
    scene.leaves(gp.person, first)
    scene.returns(gp.person, first, Moment.AFTER)
    return first, second


def decided_by_three(scene):
    first, second = without_their_only_gp(scene)
    with pytest.raises(RuleBroken) as refused:
        scene.decides(first, 0)
    assert refused.value.verdict.code == "not_quorate"
    scene.decides(first, 0, Outcome.DEFERRED, "Deferred for want of a quorum.")
    scene.decides(first, 1, Outcome.APPROVED, "Approved as recommended.")
    scene.decides(first, 2, Outcome.NOT_APPROVED, "Not approved: too dear.")
    for which in range(3):
        assert scene.decides(second, which).effect == Effect.EFFECTIVE
    return first, second


def test_a_committee_without_its_only_gp_is_inquorate_for_that_item_alone():
    scene = world(3)
    first, second = without_their_only_gp(scene)

    room = room_of(scene.gathering)

    states = {
        item: [room.quorum(one, item).is_quorate for one in scene.sittings]
        for item in (first, second)
    }
    assert states[first] == [False, True, True]
    assert states[second] == [True, True, True]


def test_three_outcomes_stand_in_one_set_of_minutes(client, tmp_path):
    scene = world(3)
    decided_by_three(scene)
    outcomes = ("deferred", "approved", "not approved")

    client.force_login(scene.officer)
    url = reverse("decisions:minutes", args=[scene.gathering.pk, "1"])
    page = " ".join(client.get(url).content.decode().split())
    issue = minutes.write_out(
        gathering=scene.gathering, part=Part.ONE, by=scene.officer
    )
    path = tmp_path / "minutes.pdf"
    with issue.file.open("rb") as file:
        path.write_bytes(file.read())

    for text in (page, words_of(path)):
        for committee, outcome in zip(scene.committees, outcomes, strict=True):
            assert f"{committee.name}: {outcome} ({committee.short_name}" in text
        for words in (
            "Deferred for want of a quorum.",
            "Approved as recommended.",
            "Not approved: too dear.",
            "A partner of the applicant.",
            "left before item 1 and returned after item 1",
            "Not quorate: counted",
        ):
            assert words in text
    with pikepdf.open(path) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"


def words_of(path):
    return " ".join(text_of(Path(path).read_bytes()).split())


def test_a_member_of_one_in_attendance_for_another_counts_to_one_quorum():
    scene = world(2)
    item = scene.item()
    director = scene.person("Chief finance officer")
    attendances.attend(
        sitting=scene.sittings[1],
        person=director,
        capacity=Capacity.IN_ATTENDANCE,
        by=scene.officer,
    )
    scene.open()

    room = room_of(scene.gathering)

    for which, expected in ((0, True), (1, False)):
        result = room.quorum(scene.sittings[which], item)
        counted = {seat.person_id for seat in result.counted}
        assert (PersonId(director.pk) in counted) is expected


def test_story_07_conflict_screen(client):
    scene = world(2)
    gp = scene.user("GP member")
    nurse = scene.user("Registered nurse", 1)
    scene.declares(gp)
    scene.declares(nurse, is_indirect=True, relationship="spouse")
    item = scene.item(touches=scene.practice, title="Premises in Romford")
    conflict_rows.settle_items([item])

    client.force_login(scene.user("Lay chair"))
    url = reverse("meetings:conflicts", args=[scene.gathering.pk])
    page = client.get(url).content.decode()

    assert str(gp.person) in page
    assert str(nurse.person) in page
    assert "spouse" in page
    assert page.count("Waiting for the chair") == 2


def test_story_14_live_quorum_of_the_item_that_somebody_leaves(client):
    scene = world(1)
    items = [scene.item(title=f"Matter {number}") for number in range(1, 9)]
    scene.open(
        *(
            scene.person(title)
            for title in (
                "Lay vice chair",
                "Registered nurse",
                "Accountable officer",
            )
        )
    )
    scene.leaves(scene.person("GP member"), items[6])
    scene.returns(scene.person("GP member"), items[7])
    client.force_login(scene.officer)

    def page_of(item):
        url = reverse("decisions:item", args=[item.pk])
        return client.get(url).content.decode()

    room = room_of(scene.gathering)
    states = [room.quorum(scene.sittings[0], item).is_quorate for item in items]
    assert states == [True] * 6 + [False, True]
    seventh, eighth = page_of(items[6]), page_of(items[7])
    assert "Not quorate" in seventh
    assert "defer the item to a quorate meeting" in seventh
    assert "refer it to a body that can be quorate" in seventh
    assert "Not quorate" not in eighth


def dudley_rule(scene):
    """Give the committee a rule like the one of Dudley (docs/field.md 3.5)."""
    terms = scene.committees[0].terms.get()
    QuorumRule.objects.filter(terms=terms).delete()
    for position, said in enumerate(
        (
            {"kind": QuorumKind.MIN_TOTAL, "number": 4},
            {"kind": QuorumKind.CHAIR_OR_VICE},
            {
                "kind": QuorumKind.MIN_OF_ROLES,
                "roles": [SeatRole.CFO, SeatRole.DEPUTY_CFO, SeatRole.CHIEF_NURSE],
            },
        )
    ):
        QuorumRule.objects.create(terms=terms, position=position, **said)


@pytest.mark.parametrize(
    ("leaver", "missing"),
    [
        ("GP member", "members with a vote"),
        ("Lay chair", "chair or the vice chair"),
        ("Chief finance officer", "chief finance officer"),
    ],
)
def test_story_14_four_with_chair_and_finance_officer_or_chief_nurse(
    client, leaver, missing
):
    """Four are there; one leaves for item 7 and is back for item 8."""
    scene = world(1)
    dudley_rule(scene)
    items = [scene.item(title=f"Matter {number}") for number in range(1, 9)]
    scene.open(
        *(scene.person(one) for one in ("Lay vice chair", "Accountable officer"))
    )
    seventh, eighth = items[6], items[7]
    scene.leaves(scene.person(leaver), seventh)
    scene.returns(scene.person(leaver), eighth)
    client.force_login(scene.officer)

    room = room_of(scene.gathering)
    states = [room.quorum(scene.sittings[0], item).is_quorate for item in items]
    said = {
        item: client.get(reverse("decisions:item", args=[item.pk])).content.decode()
        for item in (seventh, eighth)
    }
    with pytest.raises(RuleBroken) as refused:
        scene.decides(seventh)

    assert states == [True] * 6 + [False, True]
    assert "Not quorate" in said[seventh]
    assert missing in said[seventh]
    assert "defer the item to a quorate meeting" in said[seventh]
    assert "refer it to a body that can be quorate" in said[seventh]
    assert "Not quorate" not in said[eighth]
    assert refused.value.verdict.code == "not_quorate"
    assert scene.decides(eighth).effect == Effect.EFFECTIVE


def test_story_14_offers_the_lawful_routes_and_doing_one_saves_the_quorum(client):
    """Nobody asks a clinician from outside before their interests were looked at."""
    scene = world(1)
    item, other = without_gp(scene, title="Premises in Romford"), scene.item()
    tied, free = UserFactory(password=None), clinician_of(scene)
    declared(by=tied, organisation=scene.practice)
    clinician_of(scene, tied.person)
    where = [scene.gathering.pk, item.pk, scene.sittings[0].pk]
    client.force_login(scene.user("Lay chair"))
    opened = reverse("meetings:forecast_sitting", args=where)

    before = " ".join(client.get(opened).content.decode().split())
    way = reverse("meetings:remedy", args=[*where, f"outside_clinician-{free.pk}"])
    closed = reverse(
        "meetings:remedy", args=[*where, f"outside_clinician-{tied.person_id}"]
    )
    client.post(way, {"reason": "The lease ends before the next meeting."})

    assert way in before
    assert closed not in before
    assert f"{tied.person} cannot" in before
    assert "Defer it to a quorate meeting" in before
    after = forecast_of(scene.gathering)
    assert after.is_quorate
    scene.open(scene.person("GP member"))
    scene.moves(free, PresenceKind.IN, item)
    decision = scene.decides(item)
    assert decision.effect == Effect.EFFECTIVE
    counted = decision.quorum_check.result["counted"]
    assert free.pk in {one["person_id"] for one in counted}
    with pytest.raises(RuleBroken) as refused:
        scene.decides(other)
    assert refused.value.verdict.code == "not_quorate"
    sections = str(minutes_sections(scene.gathering, Part.ONE))
    assert f"{free} (GP in Luton) joins for this item." in sections
    assert "The lease ends before the next meeting." in sections


def test_story_15_vice_chair_presides_while_the_chair_is_conflicted():
    scene = world(1)
    chair, vice = scene.user("Lay chair"), scene.person("Lay vice chair")
    scene.declares(chair)
    fifth, sixth = scene.item(touches=scene.practice), scene.item()
    conflict_rows.settle_items([fifth])
    scene.rules(scene.rows(fifth), chair=vice)
    scene.open()
    scene.leaves(chair.person, fifth)
    scene.returns(chair.person, fifth, Moment.AFTER)

    first, second = scene.decides(fifth), scene.decides(sixth)

    assert (first.presiding, second.presiding) == (vice, chair.person)
    assert first.effect == second.effect == Effect.EFFECTIVE
    said = str(minutes_sections(scene.gathering, Part.ONE)["items"][0])
    assert f"{vice} took the chair before item 1. The vice chair presides" in said
    assert f"{chair.person} took the chair again after item 1." in said


def test_story_15_with_both_chairs_out_those_who_can_vote_choose_one():
    scene = world(1)
    chairs = [scene.user("Lay chair"), scene.user("Lay vice chair")]
    fifth, sixth = scene.item(touches=scene.practice), scene.item()
    for one in chairs:
        scene.declares(one)
    conflict_rows.settle_items([fifth])
    officer = scene.person("Accountable officer")
    scene.rules(scene.rows(fifth), chair=officer)
    scene.open()
    for one in chairs:
        scene.leaves(one.person, fifth)
        scene.returns(one.person, fifth, Moment.AFTER)
    with pytest.raises(RuleBroken) as refused:
        scene.decides(fifth)
    assert refused.value.verdict.code == "nobody_presided"

    presiding.choose(
        item=fifth, sitting=scene.sittings[0], person=officer, by=scene.officer
    )
    first, second = scene.decides(fifth), scene.decides(sixth)

    assert (first.presiding, second.presiding) == (officer, chairs[0].person)
    said = str(minutes_sections(scene.gathering, Part.ONE)["items"][0])
    assert f"{officer} took the chair before item 1. Chosen for this item" in said


def test_story_16_majority_fails_through_the_rows_and_says_why():
    scene = world(1)
    QuorumRule.objects.all().delete()
    QuorumRule.objects.create(
        terms=scene.committees[0].terms.get(),
        kind=QuorumKind.LAY_EXEC_MAJORITY,
        position=0,
    )
    item = scene.item(touches=scene.practice)
    for title in ("Accountable officer", "Chief finance officer"):
        scene.declares(scene.user(title))
        scene.treated(
            item,
            scene.person(title),
            participation=Participation.STAY_NO_VOTE,
            papers=PaperHandling.GIVEN,
        )
    scene.open()

    result = room_of(scene.gathering).quorum(scene.sittings[0], item)

    assert result.counted_votes == 4
    assert not result.is_quorate
    (clause,) = result.unmet
    assert (clause.found, clause.needed) == (2, 3)
    with pytest.raises(RuleBroken) as refused:
        scene.decides(item)
    assert "lay and executive members" in refused.value.verdict.reason
    assert "2 of 4 votes" in refused.value.verdict.reason
