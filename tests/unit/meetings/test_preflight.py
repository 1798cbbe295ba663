"""What is found on a real agenda, who waives it, what is kept and whom it is told."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from commissioning.enums import PostRole
from committees.enums import SeatRole
from conflicts.models import RuleSet
from core import clock
from core.errors import RuleBroken
from core.models import AuditEvent
from meetings.actions import gatherings, preflight, subjects
from meetings.enums import (
    Capacity,
    CheckEffect,
    GatheringState,
    PreflightCheck,
)
from meetings.facts.assurers import assurers_of, waivers_assured_by
from meetings.facts.preflight import preflight_of
from meetings.models import (
    Attendance,
    CoverSheet,
    Gathering,
    Item,
    ItemSubject,
    Paper,
    PaperVersion,
    PreflightRecord,
    PreflightSetting,
    PreflightWaiver,
)
from notices import registry
from notices.models import Letter
from people import door
from people.actors import PUBLIC
from tests.factories.conflicts import (
    AttestationFactory,
    InterestFactory,
    RuleSetFactory,
)
from tests.factories.meetings import (
    HELD_ON,
    ItemScopeFactory,
    PreflightRecordFactory,
    PreflightWaiverFactory,
    add_seat,
    officer_of,
    seat_person,
)
from tests.factories.packs import add_matter, keep_from, raise_conflict, ready
from tests.factories.people import PersonFactory, UserFactory


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day(settings, tmp_path):
    settings.QUORATE_TODAY = date(2016, 6, 1)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def world():
    return ready()


def found(cast, check=None):
    gathering = Gathering.objects.get(pk=cast.gathering.pk)
    assessed = preflight_of(gathering).assessed
    return [one for one in assessed if check in {None, one.finding.check}]


def codes(cast):
    return [one.finding.check for one in found(cast)]


def refused(action, **arguments):
    with pytest.raises(RuleBroken) as told, transaction.atomic():
        action(**arguments)
    return told.value.verdict


def waive(cast, check, *, by=None, reason="The landlord wrote late."):
    return preflight.waive(
        gathering=cast.gathering,
        fingerprints=[one.finding.fingerprint for one in found(cast, check)],
        reason=reason,
        by=by or cast.officer,
    )


def test_preflight_of_a_gathering_in_order_finds_nothing(world):
    assert found(world[0]) == []


# What is found, one by one.


def spoil_notice(cast, item):
    Gathering.objects.update(state=GatheringState.DRAFT)


def spoil_days(cast, item):
    Gathering.objects.update(notice_on=date(2016, 6, 14))


def spoil_scope(cast, item):
    item.scopes.all().delete()


def spoil_ground(cast, item):
    Item.objects.filter(part="2").update(private_ground="")


def spoil_subjects(cast, item):
    Item.objects.filter(pk=item.pk).update(purpose="approve")
    ItemSubject.objects.filter(item=item).delete()


def spoil_sheet(cast, item):
    CoverSheet.objects.filter(item=item).update(recommendation="")


def spoil_assessment(cast, item):
    Item.objects.filter(pk=item.pk).update(purpose="approve")
    CoverSheet.objects.filter(item=item).update(equality=" ")


def spoil_paper(cast, item):
    Paper.objects.filter(item=item).update(is_withdrawn=True)


def spoil_conflicts(cast, item):
    raise_conflict(cast, item, cast.gp_seated.person)


def spoil_reference(cast, item):
    for number, one in enumerate(Item.objects.filter(part="1")):
        Item.objects.filter(pk=one.pk).update(
            reference="PC/16/81", reference_committee=cast.committees[number]
        )


def spoil_title(cast, item):
    Item.objects.filter(pk=item.pk).update(title="Next meeting 31 June 2016")


def spoil_day(cast, item):
    Gathering.objects.update(held_on=date(2016, 8, 29))
    AttestationFactory(person=cast.chair.person, made_on=date(2016, 5, 30))


@pytest.mark.parametrize(
    ("check", "spoil", "effect"),
    [
        (PreflightCheck.NOTICE_NOT_GIVEN, spoil_notice, CheckEffect.BLOCKS),
        (PreflightCheck.NOTICE_SHORT, spoil_days, CheckEffect.WAIVABLE),
        (PreflightCheck.NO_SCOPE, spoil_scope, CheckEffect.BLOCKS),
        (PreflightCheck.NO_GROUND, spoil_ground, CheckEffect.BLOCKS),
        (PreflightCheck.NO_ORGANISATION, spoil_subjects, CheckEffect.BLOCKS),
        (PreflightCheck.COVER_GAP, spoil_sheet, CheckEffect.WAIVABLE),
        (PreflightCheck.NO_ASSESSMENT, spoil_assessment, CheckEffect.WAIVABLE),
        (PreflightCheck.PAPER_MISSING, spoil_paper, CheckEffect.WAIVABLE),
        (PreflightCheck.DUPLICATE_REFERENCE, spoil_reference, CheckEffect.WAIVABLE),
        (PreflightCheck.IMPOSSIBLE_DATE, spoil_title, CheckEffect.WAIVABLE),
        (PreflightCheck.NOT_A_WORKING_DAY, spoil_day, CheckEffect.TOLD),
    ],
)
def test_preflight_of_says_what_is_open(world, check, spoil, effect):
    cast, matters = world
    spoil(cast, matters["Alpha"])

    assert set(codes(cast)) == {check}
    assert {one.effect for one in found(cast)} == {effect}


def test_preflight_of_an_open_conflict_and_the_quorum_it_costs(world):
    cast, matters = world
    raise_conflict(cast, matters["Alpha"], cast.gp_seated.person)
    raise_conflict(cast, matters["Alpha"], cast.chair.person)

    assert codes(cast) == [PreflightCheck.CONFLICT_OPEN, PreflightCheck.NOT_QUORATE]
    (lost,) = found(cast, PreflightCheck.NOT_QUORATE)
    assert lost.finding.about.item_id == matters["Alpha"].pk
    assert lost.finding.about.committee_id == cast.committees[0].pk


def test_preflight_of_withdrawn_items_asks_nothing(world):
    cast, matters = world
    raise_conflict(cast, matters["Alpha"], cast.gp_seated.person)
    Item.objects.filter(pk=matters["Alpha"].pk).update(is_withdrawn=True)

    assert codes(cast) == []


def test_preflight_of_a_part_of_an_item_that_names_whom_it_touches(world):
    cast, matters = world
    part = add_matter(cast, "Part", parent=matters["Alpha"], purpose="approve")
    part.subjects.all().delete()
    assert codes(cast) == []

    Item.objects.filter(pk=part.pk).update(parent=None)
    assert codes(cast) == [PreflightCheck.NO_ORGANISATION]
    subjects.say_nobody(item=part, is_so=True, by=cast.officer)
    assert codes(cast) == []


def test_preflight_of_papers_late_too_long_or_not_for_everybody(world):
    cast, matters = world
    paper = matters["Alpha"].papers.get()
    PaperVersion.objects.create(
        **{
            field.name: getattr(paper.versions.get(), field.name)
            for field in PaperVersion._meta.fields
            if field.name not in {"id", "number", "uploaded_at", "is_tagged", "pages"}
        },
        number=2,
        pages=31,
        is_tagged=False,
        uploaded_at=clock.now().replace(day=9),
    )
    preflight.set_check(
        committee=cast.committees[0],
        check=PreflightCheck.PAPER_TOO_LONG,
        effect=CheckEffect.WAIVABLE,
        limit=30,
        effective_from=date(2016, 6, 1),
        by=cast.officer,
    )

    assert codes(cast) == [
        PreflightCheck.PAPER_LATE,
        PreflightCheck.PAPER_TOO_LONG,
        PreflightCheck.PDF_INACCESSIBLE,
    ]


def test_preflight_of_papers_that_went_out_late_remembers_the_day(world, settings):
    cast, _ = world
    settings.QUORATE_TODAY = date(2016, 6, 9)
    (first, second) = found(cast, PreflightCheck.PAPERS_SENT_LATE)
    assert "Thursday 9 June 2016" in first.finding.sentence
    assert first.finding.about.committee_id != second.finding.about.committee_id

    PreflightRecordFactory(
        gathering=cast.gathering, made_at=clock.now().replace(day=3), about="pack:1"
    )

    assert found(cast, PreflightCheck.PAPERS_SENT_LATE) == []


def test_preflight_of_people_by_each_body_s_rule_set(world):
    cast, _ = world
    silent, old = PersonFactory(), PersonFactory()
    seat_person(add_seat(cast.committees[1], "Nurse"), silent)
    seat_person(add_seat(cast.committees[1], "Second nurse"), old)
    InterestFactory(person=old)
    national = RuleSet.objects.order_by("effective_from").last()
    national.pk, national.organisation = None, cast.committees[0].organisations.get()
    national.effective_from, national.confirm_every_months = date(2016, 6, 2), 1
    national.name = "Monthly"
    national.save(force_insert=True)

    own, other = found(cast, PreflightCheck.INTERESTS_OLD)

    assert own.finding.about.committee_id == cast.committees[0].pk
    assert "by Monthly" in own.finding.sentence
    assert str(cast.gp_seated.person) in own.finding.sentence
    assert other.finding.persons == {old.pk}
    (never,) = found(cast, PreflightCheck.NOT_DECLARED)
    assert never.finding.persons == {silent.pk}


def test_preflight_of_the_strictest_of_several_bodies(world):
    cast, _ = world
    strict = cast.committees[1].organisations.get()
    cast.committees[0].organisations.add(strict)
    row = RuleSet.objects.order_by("effective_from").last()
    row.pk, row.organisation, row.confirm_every_months = None, strict, 1
    row.effective_from, row.name = date(2016, 6, 2), "Monthly"
    row.save(force_insert=True)

    assert len(found(cast, PreflightCheck.INTERESTS_OLD)) == 2


def test_preflight_of_people_asks_no_rule_set_that_was_withdrawn(world):
    cast, _ = world
    body = cast.committees[0].organisations.get()
    RuleSetFactory(
        organisation=body,
        effective_from=date(2016, 6, 2),
        confirm_every_months=1,
        withdrawn_at=clock.now(),
        withdrawn_by=cast.officer,
        withdrawal_reason="Entered twice.",
    )

    found_old = found(cast, PreflightCheck.INTERESTS_OLD)

    assert all("Local policy" not in one.finding.sentence for one in found_old)
    assert not any(
        str(cast.gp_seated.person) in one.finding.sentence for one in found_old
    )


def test_preflight_of_the_same_queries_for_more_items_and_people(world):
    cast, matters = world
    keep_from(cast, matters["Beta"], cast.gp_seated.person)

    def count():
        gathering = Gathering.objects.get(pk=cast.gathering.pk)
        with CaptureQueriesContext(connection) as queries:
            preflight_of(gathering)
        return len(queries)

    before = count()
    for number in range(3):
        item = add_matter(cast, f"More {number}", purpose="approve")
        ItemScopeFactory(item=item, sitting=cast.sittings[1])
        item.subjects.all().delete()
        keep_from(cast, item, cast.gp_seated.person)
        seat_person(add_seat(cast.committees[1], f"Nurse {number}"))
        PreflightWaiverFactory(gathering=cast.gathering)
    waive(cast, PreflightCheck.NOT_DECLARED, by=cast.other_officer)

    assert count() == before <= 29


# Waiving.


def test_waive_sets_the_finding_aside_once_until_it_changes(world):
    cast, matters = world
    spoil_sheet(cast, matters["Alpha"])

    (made,) = waive(cast, PreflightCheck.COVER_GAP)
    assert waive(cast, PreflightCheck.COVER_GAP) == [made]

    assert (made.item_id, made.committee_id) == (matters["Alpha"].pk, None)
    assert made.waived_by == cast.officer
    assert AuditEvent.objects.filter(event="preflight.waived").count() == 1
    (one,) = found(cast)
    assert (one.stops, one.waiver.reason) == (False, "The landlord wrote late.")
    CoverSheet.objects.filter(item=matters["Alpha"]).update(summary="")
    assert [one.waiver for one in found(cast)] == [None]


def test_waive_refuses_without_a_reason_or_a_choice(world):
    cast, matters = world
    spoil_sheet(cast, matters["Alpha"])
    said = {"gathering": cast.gathering, "by": cast.officer}

    verdict = refused(preflight.waive, fingerprints=["a"], reason=" ", **said)
    assert verdict.code == "reason_missing"
    verdict = refused(preflight.waive, fingerprints=[], reason="Late.", **said)
    assert verdict.code == "nothing_chosen"
    verdict = refused(preflight.waive, fingerprints=["a"], reason="Late.", **said)
    assert verdict.code == "finding_changed"


def test_waive_refuses_what_blocks_and_what_is_about_oneself(world):
    cast, matters = world
    spoil_scope(cast, matters["Alpha"])
    assert refused(waive, cast=cast, check=PreflightCheck.NO_SCOPE).code == (
        "cannot_be_waived"
    )
    ItemScopeFactory(item=matters["Alpha"], sitting=cast.sittings[0])
    seat_person(add_seat(cast.committees[0], "Lay vice chair"), cast.officer.person)

    verdict = refused(waive, cast=cast, check=PreflightCheck.NOT_DECLARED)

    assert verdict.code == "own_finding"


def test_waive_is_for_the_committee_s_own_officer_and_chair(world):
    cast, _ = world
    Gathering.objects.update(notice_on=date(2016, 6, 14))
    mine = next(
        one.finding.fingerprint
        for one in found(cast)
        if one.finding.about.committee_id == cast.committees[0].pk
    )
    said = {
        "gathering": cast.gathering,
        "fingerprints": [mine],
        "reason": "An emergency.",
    }

    for role, code in (
        ("other_officer", "not_yours_to_waive"),
        ("guardian", "not_yours_to_waive"),
        ("gp_seated", "not_yours_to_waive"),
        ("neighbour_officer", "outsider"),
    ):
        assert refused(preflight.waive, by=getattr(cast, role), **said).code == code
    preflight.waive(by=cast.chair, **said)

    assert [one.waiver is not None for one in found(cast)] == [True, False]
    assert not door.may(PUBLIC, "waive", PreflightWaiver(gathering=cast.gathering))


def test_waive_is_over_once_the_meeting_has_begun(world):
    cast, matters = world
    spoil_sheet(cast, matters["Alpha"])
    Gathering.objects.update(state=GatheringState.IN_SESSION)

    verdict = refused(waive, cast=cast, check=PreflightCheck.COVER_GAP)

    assert verdict.code == "too_late_to_waive"


def test_waive_of_an_item_that_is_kept_from_the_chair_is_refused(world):
    cast, matters = world
    spoil_sheet(cast, matters["Alpha"])
    raise_conflict(cast, matters["Alpha"], cast.chair.person)

    verdict = refused(waive, cast=cast, check=PreflightCheck.COVER_GAP, by=cast.chair)

    assert verdict.code == "excluded"


def test_give_notice_late_with_a_reason_waives_it_for_one_s_own_committees(
    world, settings
):
    cast, _ = world
    Gathering.objects.update(state=GatheringState.DRAFT, notice_on=None)
    settings.QUORATE_TODAY = date(2016, 6, 10)

    gatherings.give_notice(
        gathering=cast.gathering, reason="The practice closes.", by=cast.officer
    )

    waiver = PreflightWaiver.objects.get()
    assert waiver.committee == cast.committees[0]
    assert (waiver.check_code, waiver.reason) == (
        PreflightCheck.NOTICE_SHORT,
        "The practice closes.",
    )
    cast.gathering.refresh_from_db()
    assert cast.gathering.notice_on == date(2016, 6, 10)
    short = found(cast, PreflightCheck.NOTICE_SHORT)
    assert [one.stops for one in short] == [False, True]


# What a committee says of its checks.


def say(cast, **said):
    return {
        "committee": cast.committees[0],
        "check": PreflightCheck.COVER_GAP,
        "effect": CheckEffect.BLOCKS,
        "effective_from": date(2016, 6, 10),
        "by": cast.officer,
        **said,
    }


def test_set_check_holds_from_its_day_for_that_committee(world):
    cast, matters = world
    spoil_sheet(cast, matters["Alpha"])
    made = preflight.set_check(**say(cast))

    assert preflight.set_check(**say(cast)) == made
    assert PreflightSetting.objects.count() == 1
    assert [one.effect for one in found(cast)] == [CheckEffect.BLOCKS]
    preflight.set_check(**say(cast, effective_from=HELD_ON, effect=CheckEffect.TOLD))
    assert [one.effect for one in found(cast)] == [CheckEffect.TOLD]
    Gathering.objects.update(held_on=date(2016, 6, 14))
    assert [one.effect for one in found(cast)] == [CheckEffect.BLOCKS]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (
            {"check": PreflightCheck.CONFLICT_OPEN, "effect": CheckEffect.TOLD},
            "check_is_fixed",
        ),
        ({"effective_from": date(2016, 5, 31)}, "backdated"),
        ({"limit": 10}, "no_pages_to_count"),
    ],
)
def test_set_check_refuses(world, said, code):
    assert refused(preflight.set_check, **say(world[0], **said)).code == code


@pytest.mark.parametrize("role", ["other_officer", "guardian", "chair"])
def test_set_check_is_for_the_committee_s_officer(world, role):
    cast, _ = world

    verdict = refused(preflight.set_check, **say(cast, by=getattr(cast, role)))

    assert verdict.code == "not_its_officer"


# At dispatch.


def test_require_clear_refuses_with_the_sentence(world):
    cast, matters = world
    assert preflight.require_clear(cast.gathering).assessed == ()
    spoil_sheet(cast, matters["Alpha"])

    verdict = refused(preflight.require_clear, gathering=cast.gathering)

    assert verdict.code == "cover_gap"
    assert "Mend it, or give a reason: A cover sheet is not complete." in verdict.reason
    preflight.require_buildable(cast.gathering)


def test_keep_keeps_what_was_known_and_tells_who_assures(world):
    cast, matters = world
    auditor = officer_of(cast.committees[0], PostRole.AUDITOR)
    audit_chair = UserFactory(password=None)
    seat = add_seat(cast.committees[1], "Audit chair", SeatRole.AUDIT_CHAIR)
    seat_person(seat, audit_chair.person)
    AttestationFactory(person=audit_chair.person, recorded_by=cast.officer)
    Attendance.objects.filter(capacity=Capacity.OBSERVER).delete()
    spoil_sheet(cast, matters["Alpha"])
    waive(cast, PreflightCheck.COVER_GAP)

    record = preflight.keep(
        found=preflight.require_clear(cast.gathering), about="pack:1", by=cast.officer
    )

    (kept,) = record.found
    assert kept["reason"] == "The landlord wrote late."
    assert kept["waiver"] == PreflightWaiver.objects.get().pk
    letters = Letter.objects.filter(kind=preflight.WAIVERS_LETTER)
    told = {cast.guardian.person, auditor.person, audit_chair.person}
    assert {letter.person for letter in letters} == told
    for letter in letters:
        text = registry.render(letter).text
        assert "All committees: Cover sheets" in text
        assert matters["Alpha"].title not in text
        assert "/meetings/waivers/" in text
    assert door.may(cast.officer, "manage", letters[0])
    assert not door.may(cast.neighbour_officer, "manage", letters[0])
    assert not door.may(cast.officer, "manage", Letter(about="person:1"))


def test_keep_without_waivers_tells_nobody(world):
    cast, _ = world

    preflight.keep(
        found=preflight.require_clear(cast.gathering), about="pack:1", by=cast.officer
    )

    assert PreflightRecord.objects.get().found == []
    assert not Letter.objects.filter(kind=preflight.WAIVERS_LETTER).exists()


def test_letter_about_waivers_is_not_written_to_who_left_or_about_nothing(world):
    cast, _ = world
    record = PreflightRecordFactory(gathering=cast.gathering)
    letter = Letter(
        kind=preflight.WAIVERS_LETTER,
        about=f"preflight:{record.pk}",
        person=cast.gp_seated.person,
    )

    assert registry.render(letter) is None
    letter.about = "preflight:0"
    assert registry.render(letter) is None


def test_letters_about_waivers_are_found_by_the_officers(world):
    cast, matters = world
    spoil_sheet(cast, matters["Alpha"])
    waive(cast, PreflightCheck.COVER_GAP)
    preflight.keep(
        found=preflight.require_clear(cast.gathering), about="pack:1", by=cast.officer
    )
    of_waivers = Letter.objects.filter(kind=preflight.WAIVERS_LETTER)

    assert of_waivers.filter(registry.selection_for(cast.officer)).exists()
    assert not of_waivers.filter(registry.selection_for(cast.neighbour_officer))
    assert not of_waivers.filter(registry.selection_for(PUBLIC))


# Who sees the waivers of the year.


def test_waivers_are_seen_by_who_keeps_or_assures_the_body(world):
    cast, matters = world
    own = PreflightWaiverFactory(gathering=cast.gathering, committee=cast.committees[0])
    of_all = PreflightWaiverFactory(gathering=cast.gathering, item=matters["Alpha"])
    other = PreflightWaiverFactory(
        gathering=cast.gathering, committee=cast.committees[1]
    )

    def seen(user):
        return set(waivers_assured_by(user.person_id, clock.today()))

    assert seen(cast.officer) == seen(cast.guardian) == {own, of_all}
    assert seen(cast.other_officer) == {of_all, other}
    assert seen(cast.chair) == seen(cast.neighbour_officer) == set()
    raise_conflict(cast, matters["Alpha"], cast.guardian.person)
    assert seen(cast.guardian) == {own}


def test_waivers_are_listed_for_no_one_else(world):
    cast, _ = world

    assert door.may(cast.guardian, "list", PreflightWaiver)
    for actor in (cast.chair, cast.gp_seated, PUBLIC):
        assert door.may(actor, "list", PreflightWaiver).code == "waivers_not_yours"
    assert set(assurers_of([cast.committees[0].pk], clock.today())) == {
        cast.guardian.person
    }


# An item that touches nobody.


def test_say_nobody_is_taken_back_by_naming_somebody(world):
    cast, matters = world
    item = matters["Alpha"]
    named = item.subjects.get()
    assert (
        refused(subjects.say_nobody, item=item, is_so=True, by=cast.officer).code
        == "somebody_is_named"
    )
    subjects.remove(subject=named, by=cast.officer)

    assert subjects.say_nobody(item=item, is_so=True, by=cast.officer).touches_nobody
    assert subjects.say_nobody(item=item, is_so=True, by=cast.officer).touches_nobody
    assert AuditEvent.objects.filter(event="item.touches_nobody").count() == 1
    subjects.add(
        item=item, organisation=named.organisation, role=named.role, by=cast.officer
    )

    item.refresh_from_db()
    assert not item.touches_nobody
    assert refused(subjects.say_nobody, item=item, is_so=True, by=cast.chair).code == (
        "not_officer"
    )


def test_say_nobody_can_be_taken_back(world):
    cast, matters = world
    item = matters["Alpha"]
    item.subjects.all().delete()
    subjects.say_nobody(item=item, is_so=True, by=cast.officer)

    assert not subjects.say_nobody(
        item=item, is_so=False, by=cast.officer
    ).touches_nobody
    assert AuditEvent.objects.filter(event="item.may_touch_somebody").exists()
