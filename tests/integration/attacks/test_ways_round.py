"""Ways round what is withheld or not theirs: by pickers, splits, standing rulings."""

from __future__ import annotations

from datetime import date, time

import pytest
import time_machine
from django.urls import reverse

from committees.enums import WithholdingPolicy
from committees.models import TermsOfReference
from conflicts.enums import SourceKind, TieWay
from core.errors import RuleBroken
from meetings.actions import checklists, conflict_rows, standing_rulings
from meetings.actions.conflict_rows import settle_items
from meetings.actions.standing_rulings import Terms
from meetings.enums import (
    ChecklistStage,
    GatheringState,
    PaperHandling,
    Part,
    Participation,
)
from meetings.rules.standing_rulings import TieClass
from people import door
from tests.factories.decisions import world
from tests.factories.meetings import (
    GatheringFactory,
    ItemFactory,
    SittingFactory,
    officer_of,
)
from tests.factories.people import UserFactory
from tests.factories.ways_out import chooses, clinician_of, two_practices, without_gp


pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel("2016-06-15 11:00", tick=False):
        yield


def hide(scene, title):
    """Return somebody with an interest in an item, the item, and hide its title."""
    user = scene.user(title)
    scene.declares(user)
    item = scene.item(touches=scene.practice, title="Secret")
    settle_items([item])
    hide_titles()
    return user, item


def hide_titles():
    TermsOfReference.objects.update(withholding_policy=WithholdingPolicy.HIDE_TITLE)


def test_a_split_keeps_out_whom_somebody_named_by_hand():
    scene = world(1)
    item, free = two_practices(scene)
    user = scene.user("Lay vice chair")
    conflict_rows.add_by_hand(
        item=item,
        sitting=scene.sittings[0],
        person=user.person,
        words="Spoke for Elm.",
        by=scene.officer,
    )
    assert not door.may(user, "read", item)
    remedy = chooses(scene, item, "split", title="Elm on its own", subjects=[free.pk])
    new = remedy.new_item
    assert not door.may(user, "read", new)


def test_a_chair_with_an_interest_lifts_nobodys_by_a_standing_ruling():
    scene = world(1)
    chair, gp = scene.user("Lay chair"), scene.user("GP member")
    scene.declares(chair)
    scene.declares(gp)
    item = scene.item(touches=scene.practice)
    settle_items([item])
    row = scene.rows(item, gp.person)[0]
    assert not door.may(chair, "treat", row)
    standing_rulings.make(
        committees=scene.committees,
        by=chair,
        terms=Terms(
            tie_class=TieClass(ways=frozenset({TieWay.OWN})),
            participation=Participation.TAKE_PART,
            papers=PaperHandling.GIVEN,
            reason="All fine.",
            from_on=date(2016, 6, 1),
        ),
    )
    row.refresh_from_db()
    assert row.treated_at is None


def test_the_checklist_names_no_hidden_item():
    scene = world(1)
    chair, item = hide(scene, "Lay chair")
    assert not door.may(chair, "read_title", item)
    with pytest.raises(RuleBroken) as refused:
        checklists.close(
            gathering=scene.gathering, stage=ChecklistStage.BEFORE, by=chair
        )
    assert "item" not in refused.value.verdict.reason


def test_an_officer_continues_no_item_of_a_meeting_of_others(client):
    scene = world(2)
    theirs = officer_of(scene.committees[1])
    own = GatheringFactory(
        held_on=date(2016, 5, 1),
        starts_at_time=time(14, 0),
        state=GatheringState.NOTICE_GIVEN,
    )
    SittingFactory(gathering=own, committee=scene.committees[0])
    secret = ItemFactory(
        gathering=own,
        part=Part.TWO,
        private_ground="x",
        title="Secret contract of A alone",
    )
    item = scene.item()
    assert not door.may(theirs, "read_title", secret)
    client.force_login(theirs)
    text = client.get(reverse("meetings:item_earlier", args=[item.pk])).content.decode()
    assert "Secret contract of A alone" not in text


def test_who_might_help_is_told_to_those_who_may_ask(client):
    scene = world(2)
    item = without_gp(scene)
    clinician = clinician_of(scene)
    theirs = officer_of(scene.committees[1])
    client.force_login(theirs)
    assert (
        client.get(
            reverse(
                "meetings:clinicians", args=[scene.committees[0].organisations.get().pk]
            )
        ).status_code
        == 404
    )
    text = client.get(
        reverse(
            "meetings:forecast_sitting",
            args=[scene.gathering.pk, item.pk, scene.sittings[0].pk],
        )
    ).content.decode()
    assert str(clinician) not in text


def test_a_split_tells_no_hidden_title(client):
    scene = world(1)
    item, free = two_practices(scene)
    gp = scene.user("GP member")
    touched = item.subjects.exclude(pk=free.pk).get()
    remedy = chooses(
        scene, item, "split", title="Closure of the list", subjects=[touched.pk]
    )
    hide_titles()
    assert not door.may(gp, "read_title", remedy.new_item)
    assert door.may(gp, "read", item)
    scene.open()
    decision = scene.decides(item)
    client.force_login(gp)
    page = client.get(reverse("decisions:decision", args=[decision.pk]))
    assert "Closure of the list" not in page.content.decode()


def test_presiding_tells_not_that_an_item_is_there(client):
    scene = world(1)
    gp, item = hide(scene, "GP member")
    client.force_login(gp)
    codes = [
        client.get(
            reverse(
                "meetings:preside", args=[scene.gathering.pk, pk, scene.sittings[0].pk]
            )
        ).status_code
        for pk in (item.pk, item.pk + 1000)
    ]
    assert codes[0] == codes[1], codes


def test_a_chair_kept_from_an_item_finds_no_way_for_its_part():
    scene = world(1)
    chair = scene.user("Lay chair")
    item = scene.item(title="Whole")
    part = scene.item(title="Part", parent=item)
    conflict_rows.add_by_hand(
        item=item,
        sitting=scene.sittings[0],
        person=chair.person,
        words="Spoke.",
        by=scene.officer,
    )
    scope = part.scopes.get()
    assert not door.may(chair, "find_way", scope)


def test_a_convener_rules_for_no_committee_whose_terms_say_its_own_chair():
    from committees.enums import WhoRules
    from committees.models import GroupInCommon
    from tests.factories.committees import seat_of

    scene = world(2)
    group = GroupInCommon.objects.create(
        name="G", convening_seat=seat_of(scene.committees[0], "Lay chair")
    )
    for place, committee in enumerate(scene.committees):
        group.places.create(committee=committee, position=place)
    TermsOfReference.objects.update(who_rules=WhoRules.PRESIDING)
    a = scene.user("Lay chair", 0)
    assert not door.may(a, "rule_standing", scene.committees[1])


def test_an_officer_records_no_confirmation_for_another_committee():
    from meetings.actions import confirmations

    scene = world(2)
    gp = scene.user("GP member", 0)
    theirs = officer_of(scene.committees[1])
    with pytest.raises(RuleBroken):
        confirmations.confirm(
            gathering=scene.gathering,
            person=gp.person,
            said={},
            seen=frozenset(),
            by=theirs,
            source=SourceKind.EMAIL,
            confirmed_on=date(2016, 6, 10),
        )


def test_a_chair_waives_nothing_that_is_anothers():
    from meetings.actions import preflight
    from meetings.facts.preflight import preflight_of

    scene = world(2)
    scene.gathering.convening_chair = None
    scene.gathering.save()
    item = scene.item(scene.sittings[0], title="Of A alone")
    chair_b = scene.user("Lay chair", 1)
    found = [
        o
        for o in preflight_of(scene.gathering).assessed
        if o.may_be_waived
        and o.finding.about.item_id == item.pk
        and o.finding.about.committee_id is None
    ]
    with pytest.raises(RuleBroken):
        preflight.waive(
            gathering=scene.gathering,
            fingerprints=[found[0].finding.fingerprint],
            reason="x",
            by=chair_b,
        )


def test_nothing_is_opened_out_once_the_meeting_is_over():
    scene = world(1)
    gp = scene.user("GP member")
    scene.declares(gp)
    item = scene.item(touches=scene.practice)
    settle_items([item])
    guardian = UserFactory(person=scene.guardian, password=None)
    standing_rulings.make(
        committees=scene.committees,
        by=guardian,
        terms=Terms(
            tie_class=TieClass(ways=frozenset({TieWay.OWN})),
            participation=Participation.LEAVE_ITEM,
            papers=PaperHandling.WITHHELD,
            reason="All.",
            from_on=date(2016, 6, 1),
        ),
    )
    scene.gathering.state = GatheringState.PUBLISHED
    scene.gathering.save()
    row = scene.rows(item, gp.person)[0]
    assert row.treated_at
    with pytest.raises(RuleBroken):
        standing_rulings.open_out(rows=[row], by=scene.user("Lay chair"))


def test_a_chair_records_no_other_chairs_word():
    scene = world(2)
    other = scene.user("Lay chair", 1)
    with pytest.raises(RuleBroken):
        checklists.close(
            gathering=scene.gathering,
            stage=ChecklistStage.BEFORE,
            by=other,
            chaired_by=scene.person("Lay chair", 0),
            source=SourceKind.TELEPHONE,
            closed_on=date(2016, 6, 10),
        )


def test_an_audit_chair_of_next_years_terms_sees_no_waiver_yet():
    from committees.enums import SeatRole
    from committees.models import SeatTerms
    from meetings.facts.assurers import bodies_assured_by
    from tests.factories.committees import seat_of

    scene = world(1)
    gp = scene.user("GP member")
    seat = seat_of(scene.committees[0], "GP member")
    old = SeatTerms.objects.filter(seat=seat).first()
    terms = old.terms
    # terms that begin only next year name the seat as audit chair
    terms.pk, terms.version, terms.effective_from = None, 99, date(2017, 6, 1)
    terms.save(force_insert=True)
    old.pk, old.terms, old.roles = None, terms, [SeatRole.AUDIT_CHAIR]
    old.save(force_insert=True)
    assert not bodies_assured_by(gp.person_id, date(2016, 6, 15)).exists()


def test_a_list_of_standing_rulings_counts_for_those_who_rule(client):
    scene = world(1)
    gp, item = hide(scene, "GP member")
    guardian = UserFactory(person=scene.guardian, password=None)
    standing_rulings.make(
        committees=scene.committees,
        by=guardian,
        terms=Terms(
            tie_class=TieClass(ways=frozenset({TieWay.OWN})),
            participation=Participation.NOT_ATTEND,
            papers=PaperHandling.WITHHELD,
            reason="All.",
            from_on=date(2016, 6, 1),
        ),
    )
    assert not door.may(gp, "read_title", item)
    client.force_login(gp)
    page = client.get(
        reverse("meetings:standing_rulings", args=[scene.committees[0].slug])
    )
    assert "1 conflict" not in page.content.decode()


def test_the_brief_hints_at_no_hidden_conflict(client):
    scene = world(1)
    chair, _item = hide(scene, "Lay chair")
    client.force_login(chair)
    brief = client.get(reverse("meetings:brief", args=[scene.gathering.pk]))
    assert not brief.context["has_conflicts"]
