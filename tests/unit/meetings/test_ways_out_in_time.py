"""Ways out and standing rulings after the fact, twice, and for one item alone."""

from __future__ import annotations

import pytest

from committees.enums import CommitteeKind
from core.errors import RuleBroken
from decisions.actions import decisions
from decisions.actions.decisions import Resolution
from decisions.enums import Effect, Outcome
from meetings.actions import remedies
from meetings.actions.conflict_rows import add_by_hand
from meetings.enums import PresenceKind
from meetings.facts.room import room_of
from meetings.models import Attendance
from people.values import PersonId
from tests.factories.decisions import world
from tests.factories.ways_out import (
    chooses,
    clinician_of,
    deputy_of,
    expected,
    routes,
    without_gp,
)
from tests.unit.meetings.test_remedies import governing_body, two_practices


pytestmark = pytest.mark.django_db


def res(out=Outcome.APPROVED):
    return Resolution(outcome=out, wording="Approved.")


def test_a_way_out_chosen_after_the_vote_mends_nothing():
    s = world(1)
    it = without_gp(s)
    c = clinician_of(s)
    gp_ = s.person("GP member")
    s.open()
    s.leaves(gp_, it)
    s.moves(c, PresenceKind.IN, it)
    d = decisions.record(
        item=it,
        sitting=s.sittings[0],
        resolution=res(),
        by=s.officer,
        as_it_happened=True,
    )
    assert d.effect == Effect.IRREGULAR
    with pytest.raises(RuleBroken) as refused:
        chooses(s, it, f"outside_clinician-{c.pk}")
    assert refused.value.verdict.code == "decided_already"


def test_what_a_decision_stood_on_is_not_taken_back():
    s = world(1)
    it = without_gp(s)
    c = clinician_of(s)
    r = chooses(s, it, f"outside_clinician-{c.pk}")
    s.open()
    s.leaves(s.person("GP member"), it)
    s.moves(c, PresenceKind.IN, it)
    d = decisions.record(item=it, sitting=s.sittings[0], resolution=res(), by=s.officer)
    assert d.effect == Effect.EFFECTIVE
    with pytest.raises(RuleBroken) as refused:
        remedies.take_back(remedy=r, reason="x", by=s.officer)
    assert refused.value.verdict.code == "decided_already"
    assert room_of(s.gathering).ways_out.at(s.sittings[0].pk, it.pk)
    assert Attendance.objects.filter(person=c).exists()


def test_a_deputy_for_one_item_counts_for_no_other():
    s = world(1)
    it, other = without_gp(s), s.item()
    dep = deputy_of(s)
    chooses(s, it, next(k for k in routes(s, it) if k.startswith("deputy-")))
    s.open()
    s.moves(dep, PresenceKind.IN, it)
    s.leaves(s.person("GP member"), it)
    counted = {
        o.person_id for o in room_of(s.gathering).quorum(s.sittings[0], other).counted
    }
    assert PersonId(dep.pk) not in counted


def test_an_item_is_referred_once():
    s = world(1)
    it = without_gp(s)
    a = governing_body(s)
    b = governing_body(s, CommitteeKind.INVESTMENT)
    chooses(s, it, f"refer-{a.pk}")
    with pytest.raises(RuleBroken):
        chooses(s, it, f"refer-{b.pk}")


def test_a_split_counts_nobody_whom_somebody_named():
    s = world(1)
    it, free = two_practices(s)
    nurse = s.person("Registered nurse")
    add_by_hand(
        item=it,
        sitting=s.sittings[0],
        person=nurse,
        words="Sister runs both.",
        by=s.officer,
    )
    s.treated(it, nurse)
    r = chooses(s, it, "split", title="Elm", subjects=[free.pk])
    got = {p["person_id"] for p in r.result["counted"]}
    assert nurse.pk not in got
    assert nurse.pk not in {o.person_id for o in expected(s, r.new_item).result.counted}


def test_a_committee_with_its_quorum_is_joined_by_nobody():
    s = world(2)
    it = s.item(s.sittings[0])
    lay = s.person("Lay vice chair", 1)
    clinician_of(s, lay)
    s.open(lay)
    with pytest.raises(RuleBroken) as refused:
        chooses(s, it, f"lay_from_another-{lay.pk}")
    assert refused.value.verdict.code == "no_trouble"
