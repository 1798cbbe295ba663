"""Who may rule on a conflict, from where a ruling comes, and whom it serves."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from committees.enums import WhoRules
from committees.models import Appointment
from conflicts.enums import SourceKind
from core.errors import RuleBroken
from core.models import AuditEvent
from meetings.actions import treatments
from meetings.actions.conflict_rows import add_by_hand, settle_items
from meetings.enums import ConflictState, PaperHandling, Participation
from meetings.facts.conflicts import rulers_of
from meetings.models import ConflictRow
from tests.factories.committees import seat_of
from tests.factories.decisions import HELD_ON, neighbour, world


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("the_day"),
]


@pytest.fixture
def the_day():
    with time_machine.travel("2016-06-15 11:00", tick=False):
        yield


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def item(scene):
    """Return an item with a row for a GP who leads it: one for each committee."""
    gp = scene.user("GP member")
    scene.declares(gp)
    item = scene.item(touches=scene.practice, lead=gp.person)
    settle_items([item])
    return item


def ruling(scene, **said):
    return {
        "participation": Participation.LEAVE_ITEM,
        "papers": PaperHandling.WITHHELD,
        "reason": "A direct financial interest.",
        "by": scene.user("Lay chair"),
        **said,
    }


def test_treat_one_ruling_serves_all_committees(scene, item):
    rows = scene.rows(item)

    treated = treatments.treat(rows=rows, **ruling(scene))

    assert [row.sitting for row in treated] == scene.sittings
    for row in scene.rows(item):
        assert row.state == ConflictState.ACCEPTED
        assert row.participation == Participation.LEAVE_ITEM
        assert row.ruled_by == scene.gathering.convening_chair
        assert (row.ruling_source, row.ruled_on) == (SourceKind.SELF, HELD_ON)
        assert row.revision == 1
        event = AuditEvent.objects.about(row).first()
        assert event.event == "conflict.treated"
        assert event.details["grounds"]


def test_treat_officer_names_chair_source_and_day(scene, item):
    chair = scene.person("Lay chair")
    treatments.treat(
        rows=scene.rows(item),
        **ruling(
            scene,
            by=scene.officer,
            ruled_by=chair,
            source=SourceKind.TELEPHONE,
            ruled_on=date(2016, 6, 13),
        ),
    )

    row = scene.rows(item)[0]
    assert (row.ruled_by, row.treated_by) == (chair, scene.officer)
    assert (row.ruling_source, row.ruled_on) == ("telephone", date(2016, 6, 13))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"ruled_on": HELD_ON}, "source_missing"),
        ({"source": SourceKind.EMAIL}, "day_missing"),
        (
            {"source": SourceKind.EMAIL, "ruled_on": date(2016, 6, 16)},
            "said_in_future",
        ),
    ],
    ids=["no source", "no day", "a day to come"],
)
def test_treat_officer_without_source_or_day_is_refused(scene, item, said, code):
    with pytest.raises(RuleBroken) as refused:
        treatments.treat(
            rows=scene.rows(item),
            **ruling(
                scene, by=scene.officer, ruled_by=scene.person("Lay chair"), **said
            ),
        )

    assert refused.value.verdict.code == code
    assert scene.rows(item)[0].treated_at is None


def test_treat_officer_cannot_pass_for_the_chair(scene, item):
    with pytest.raises(RuleBroken) as refused:
        treatments.treat(rows=scene.rows(item), **ruling(scene, by=scene.officer))

    assert refused.value.verdict.code == "chair_missing"
    assert str(scene.person("Lay chair")) in refused.value.verdict.reason


def test_treat_chair_of_one_committee_does_not_rule_for_another(scene, item):
    with pytest.raises(RuleBroken) as refused:
        treatments.treat(
            rows=scene.rows(item), **ruling(scene, by=scene.user("Lay chair", 1))
        )

    assert refused.value.verdict.code == "not_chair"
    assert all(row.treated_at is None for row in scene.rows(item))


def test_treat_chairs_rule_each_for_their_own(scene, item):
    treatments.treat(
        rows=scene.rows(item)[1:], **ruling(scene, by=scene.user("Lay chair", 1))
    )

    first, second = scene.rows(item)
    assert first.treated_at is None
    assert second.treated_at is not None


def test_treat_nobody_rules_on_their_own_conflict(scene):
    chair = scene.user("Lay chair")
    scene.declares(chair)
    item = scene.item(touches=scene.practice)
    settle_items([item])

    with pytest.raises(RuleBroken) as refused:
        treatments.treat(rows=scene.rows(item), **ruling(scene))
    assert refused.value.verdict.code == "own_conflict"

    with pytest.raises(RuleBroken) as refused:
        scene.rules(scene.rows(item), chair=chair.person)
    assert refused.value.verdict.code == "own_conflict"


def test_treat_vice_chair_rules_on_the_chair(scene):
    scene.declares(scene.user("Lay chair"))
    item = scene.item(touches=scene.practice)
    settle_items([item])

    treatments.treat(
        rows=scene.rows(item), **ruling(scene, by=scene.user("Lay vice chair"))
    )

    assert scene.rows(item)[0].ruled_by == scene.person("Lay vice chair")


def test_rulers_of_falls_back_on_voting_members(scene):
    chair = scene.user("Lay chair")
    scene.declares(chair)
    item = scene.item(scene.sittings[0], touches=scene.practice)
    settle_items([item])
    Appointment.objects.filter(
        seat=seat_of(scene.committees[0], "Lay vice chair")
    ).delete()

    (row,) = scene.rows(item)
    found = rulers_of([row])[row.pk]

    assert scene.person("GP member") in found
    assert scene.person("Healthwatch") not in found
    assert chair.person not in found
    assert rulers_of([]) == {}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"reason": "  "}, "reason_missing"),
        (
            {
                "participation": Participation.NOT_ATTEND,
                "papers": PaperHandling.GIVEN,
            },
            "papers_without_attending",
        ),
    ],
)
def test_treat_refuses_what_makes_no_sense(scene, item, said, code):
    with pytest.raises(RuleBroken) as refused:
        treatments.treat(rows=scene.rows(item), **ruling(scene, **said))

    assert refused.value.verdict.code == code


def test_treat_refuses_outsiders_and_members(scene, item):
    for user, code in (
        (neighbour(), "outsider"),
        (scene.user("Registered nurse"), "not_chair"),
    ):
        with pytest.raises(RuleBroken) as refused:
            treatments.treat(rows=scene.rows(item), **ruling(scene, by=user))
        assert refused.value.verdict.code == code


def test_treat_lapsed_row_is_refused(scene, item):
    item.subjects.all().delete()
    settle_items([item])

    with pytest.raises(RuleBroken) as refused:
        treatments.treat(rows=scene.rows(item), **ruling(scene))

    assert refused.value.verdict.code == "lapsed"


def test_treat_again_replaces_the_ruling_and_keeps_the_first_in_the_audit(scene, item):
    treatments.treat(rows=scene.rows(item), **ruling(scene))
    treatments.treat(
        rows=scene.rows(item),
        **ruling(
            scene,
            participation=Participation.STAY_NO_VOTE,
            papers=PaperHandling.GIVEN,
            reason="The interest ended.",
        ),
    )

    row = scene.rows(item)[0]
    assert row.participation == Participation.STAY_NO_VOTE
    said = AuditEvent.objects.about(row).filter(event="conflict.treated")
    assert {one.details["participation"] for one in said} == {
        "leave_item",
        "stay_no_vote",
    }


@pytest.mark.parametrize(
    ("who_rules", "may"),
    [
        (WhoRules.EITHER, {"own", "convening"}),
        (WhoRules.PRESIDING, {"own"}),
        (WhoRules.CONVENING, {"convening"}),
    ],
)
def test_treat_whoever_the_terms_say_rules(scene, item, who_rules, may):
    second = scene.committees[1]
    second.terms.update(who_rules=who_rules)
    chairs = {
        "own": scene.person("Lay chair", 1),
        "convening": scene.gathering.convening_chair,
    }
    rows = [row for row in scene.rows(item) if row.sitting.committee == second]

    for name, chair in chairs.items():
        if name in may:
            assert scene.rules(rows, chair=chair)
            rows = [ConflictRow.objects.get(pk=row.pk) for row in rows]
        else:
            with pytest.raises(RuleBroken) as refused:
                scene.rules(rows, chair=chair)
            assert refused.value.verdict.code == "chair_missing"


@pytest.mark.parametrize("act", ["treat", "dismiss"])
def test_one_chair_does_not_record_the_word_of_another(scene, item, act):
    """The convening chair, whom the terms of the second committee give no ruling."""
    second = scene.committees[1]
    second.terms.update(who_rules=WhoRules.PRESIDING)
    rows = [row for row in scene.rows(item) if row.sitting.committee == second]
    said = {
        "rows": rows,
        "reason": "Told me on the telephone.",
        "by": scene.user("Lay chair"),
        "ruled_by": scene.person("Lay chair", 1),
        "source": SourceKind.TELEPHONE,
        "ruled_on": HELD_ON,
    }
    if act == "treat":
        said |= {
            "participation": Participation.TAKE_PART,
            "papers": PaperHandling.GIVEN,
        }

    with pytest.raises(RuleBroken) as refused:
        getattr(treatments, act)(**said)

    assert refused.value.verdict.code == "not_your_word"
    assert second.short_name in refused.value.verdict.reason
    assert all(row.treated_at is None for row in scene.rows(item))
    said["by"] = scene.officer
    (row,) = getattr(treatments, act)(**said)
    assert (row.ruled_by, row.ruling_source) == (said["ruled_by"], "telephone")


def test_treat_another_chair_where_the_one_of_the_terms_has_the_conflict(scene, item):
    second = scene.committees[1]
    second.terms.update(who_rules=WhoRules.PRESIDING)
    for title in ("Lay chair", "Lay vice chair"):
        for sitting in scene.sittings:
            add_by_hand(
                item=item,
                sitting=sitting,
                person=scene.person(title, 1),
                words="Owns the building",
                by=scene.officer,
            )
    rows = [row for row in scene.rows(item) if row.sitting.committee == second]
    gp = [row for row in rows if row.person == scene.person("GP member")]

    assert scene.rules(gp, chair=scene.gathering.convening_chair)
