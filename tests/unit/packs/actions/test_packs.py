"""Ask for packs, try again, send: what is done, what is refused, and why."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from committees.rules.quorum_result import QuorumResult
from core.errors import RuleBroken
from core.models import AuditEvent
from meetings.actions import items, papers, preflight, treatments
from meetings.enums import Capacity, CheckMoment, GatheringState, PaperHandling
from meetings.facts.preflight import preflight_of
from meetings.models import (
    Attendance,
    CoverSheet,
    Gathering,
    Item,
    ItemScope,
    PreflightRecord,
    PreflightWaiver,
    QuorumCheck,
)
from notices.models import Letter
from packs.actions import building, claims, packs
from packs.models import Pack, PackState
from tests.factories.conflicts import declared
from tests.factories.packs import (
    PackFactory,
    built,
    copy_of,
    dispatched,
    keep_from,
    raise_conflict,
    ready,
)
from tests.factories.people import PersonFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return ready()


def refused(action, **arguments):
    with pytest.raises(RuleBroken) as told, transaction.atomic():
        action(**arguments)
    return told.value.verdict


def test_request_queues_the_first_edition(world):
    cast, _ = world

    pack = packs.request(gathering=cast.gathering, by=cast.officer)

    assert (pack.edition, pack.state) == (1, PackState.QUEUED)
    assert AuditEvent.objects.filter(event="pack.requested").count() == 1


def test_request_twice_is_harmless(world):
    cast, _ = world
    first = packs.request(gathering=cast.gathering, by=cast.officer)

    again = packs.request(gathering=cast.gathering, by=cast.other_officer)

    assert again == first
    assert Pack.objects.count() == 1


@pytest.mark.parametrize(
    "role", ["guardian", "chair", "gp_seated", "observer", "neighbour_officer"]
)
def test_request_is_for_officers(world, role):
    cast, _ = world

    verdict = refused(packs.request, gathering=cast.gathering, by=getattr(cast, role))

    assert verdict.code in {"not_officer", "outsider"}
    assert not Pack.objects.exists()


def test_request_waits_for_what_must_be_settled_first(world):
    cast, matters = world
    raise_conflict(cast, matters["Alpha"], cast.gp_seated.person)
    ItemScope.objects.filter(item=matters["Beta"]).delete()

    verdict = refused(packs.request, gathering=cast.gathering, by=cast.officer)

    assert verdict.code == "no_scope"
    assert "A conflict waits" in verdict.reason
    assert "committee in scope" in verdict.reason


def test_request_of_a_draft_is_refused(world):
    cast, _ = world
    Gathering.objects.update(state=GatheringState.DRAFT)

    verdict = refused(packs.request, gathering=cast.gathering, by=cast.officer)

    assert verdict.code == "notice_not_given"


def test_request_new_edition_takes_the_place_of_what_never_went_out(world):
    cast, _ = world
    first = built(cast)

    second = packs.request(gathering=cast.gathering, by=cast.officer)

    first.refresh_from_db()
    assert (first.state, second.edition) == (PackState.SUPERSEDED, 2)
    assert refused(packs.send, pack=first, by=cast.officer).code == "not_built"


def test_request_new_edition_leaves_the_one_that_people_read(world):
    cast, _ = world
    first = dispatched(cast)

    packs.request(gathering=cast.gathering, by=cast.officer)

    first.refresh_from_db()
    assert first.state == PackState.SENT


def test_retry_only_what_failed(world):
    cast, _ = world
    pack = built(cast)

    verdict = refused(packs.retry, pack=pack, by=cast.officer)

    assert verdict.code == "not_failed"


def test_retry_begins_to_count_again(world):
    cast, _ = world
    pack = PackFactory(gathering=cast.gathering, failed=True, attempts=5, claim=7)

    packs.retry(pack=pack, by=cast.officer)

    pack.refresh_from_db()
    assert (pack.state, pack.attempts, pack.claim) == (PackState.QUEUED, 0, 7)
    assert pack.failure == ""


def test_retry_is_for_officers_and_waits_for_the_chair(world):
    cast, matters = world
    pack = PackFactory(gathering=cast.gathering, failed=True)
    assert refused(packs.retry, pack=pack, by=cast.chair).code == "not_officer"
    raise_conflict(cast, matters["Alpha"], cast.gp_seated.person)

    assert refused(packs.retry, pack=pack, by=cast.officer).code == "conflict_open"


def test_send_tells_every_reader_by_one_letter(world):
    cast, _ = world
    pack = built(cast)

    sent = packs.send(pack=pack, by=cast.officer)

    cast.gathering.refresh_from_db()
    assert sent.state == PackState.SENT
    assert sent.sent_by == cast.officer
    assert cast.gathering.state == GatheringState.PACK_SENT
    assert AuditEvent.objects.filter(event="gathering.pack_sent").exists()
    letters = Letter.objects.filter(kind="pack_sent")
    readers = set(pack.copies.values_list("person", flat=True))
    assert {letter.person_id for letter in letters} == readers
    assert len(letters) == len(readers)


def test_send_twice_is_harmless(world):
    cast, _ = world
    pack = dispatched(cast)
    letters = Letter.objects.count()
    moment = pack.sent_at

    again = packs.send(pack=pack, by=cast.other_officer)

    assert again.sent_at == moment
    assert again.sent_by == cast.officer
    assert Letter.objects.count() == letters


@pytest.mark.parametrize("trait", ["building", "failed", None])
def test_send_only_what_is_built(world, trait):
    cast, _ = world
    pack = PackFactory(gathering=cast.gathering, **({trait: True} if trait else {}))

    assert refused(packs.send, pack=pack, by=cast.officer).code == "not_built"


@pytest.mark.parametrize("role", ["guardian", "chair", "gp_seated", "outsider"])
def test_send_is_for_officers(world, role):
    cast, _ = world
    pack = built(cast)

    verdict = refused(packs.send, pack=pack, by=getattr(cast, role))

    assert verdict.code in {"not_officer", "outsider"}


def test_send_waits_for_the_chair(world):
    cast, matters = world
    pack = built(cast)
    raise_conflict(cast, matters["Alpha"], cast.gp_seated.person)

    assert refused(packs.send, pack=pack, by=cast.officer).code == "conflict_open"


def test_send_waits_until_every_finding_is_mended_or_waived_and_keeps_it(world):
    cast, matters = world
    CoverSheet.objects.filter(item=matters["Alpha"]).update(summary="")
    pack = built(cast)
    verdict = refused(packs.send, pack=pack, by=cast.officer)
    assert verdict.code == "cover_gap"
    assert "Mend it, or give a reason" in verdict.reason
    assert not PreflightRecord.objects.exists()

    (one,) = preflight_of(cast.gathering).assessed
    preflight.waive(
        gathering=cast.gathering,
        fingerprints=[one.finding.fingerprint],
        reason="The author is ill.",
        by=cast.officer,
    )
    packs.send(pack=pack, by=cast.officer)
    packs.send(pack=pack, by=cast.officer)

    record = PreflightRecord.objects.get()
    assert record.about == f"pack:{pack.pk}"
    assert [each["waiver"] for each in record.found] == [
        PreflightWaiver.objects.get().pk
    ]
    assert Letter.objects.filter(kind="preflight_waivers").get().person == (
        cast.guardian.person
    )


def test_send_keeps_the_quorum_that_each_committee_could_expect(world):
    cast, _matters = world
    pack = built(cast)
    assert not QuorumCheck.objects.filter(moment=CheckMoment.DISPATCH).exists()

    packs.send(pack=pack, by=cast.officer)

    kept = QuorumCheck.objects.filter(moment=CheckMoment.DISPATCH)
    scopes = ItemScope.objects.filter(item__gathering=cast.gathering)
    assert set(kept.values_list("item", "sitting")) == set(
        scopes.values_list("item", "sitting")
    )
    for check in kept:
        found = QuorumResult.from_json(check.result)
        assert found.counted or found.not_counted


def test_send_refuses_a_copy_that_gives_what_is_withheld_now(world):
    cast, matters = world
    pack = built(cast)
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)

    verdict = refused(packs.send, pack=pack, by=cast.officer)

    assert verdict.code == "copy_outdated"
    assert str(cast.gp_seated.person) in verdict.reason
    assert not Letter.objects.filter(kind="pack_sent").exists()


def test_send_refuses_what_goes_without_what_may_be_given_now(world):
    cast, matters = world
    row = keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    pack = built(cast)
    treatments.treat(
        rows=[row],
        participation=row.participation,
        papers=PaperHandling.GIVEN,
        reason="On reflection.",
        by=cast.chair,
    )

    assert refused(packs.send, pack=pack, by=cast.officer).code == "readers_outdated"


def test_send_refuses_an_old_agenda(world):
    cast, matters = world
    pack = built(cast)
    items.withdraw(item=matters["Beta"], reason="Not ready.", by=cast.officer)

    assert refused(packs.send, pack=pack, by=cast.officer).code == "edition_outdated"


def test_send_refuses_an_old_paper(world):
    cast, matters = world
    Item.objects.filter(pk=matters["Beta"].pk).update(availability="verbal")
    pack = built(cast)
    papers.withdraw(
        paper=matters["Beta"].papers.get(), reason="Wrong one.", by=cast.officer
    )

    assert refused(packs.send, pack=pack, by=cast.officer).code == "edition_outdated"


def test_send_refuses_when_a_reader_has_no_copy(world):
    cast, _ = world
    pack = built(cast)
    Attendance.objects.create(
        sitting=cast.sittings[0],
        person=PersonFactory(),
        capacity=Capacity.IN_ATTENDANCE,
    )

    assert refused(packs.send, pack=pack, by=cast.officer).code == "readers_outdated"


def test_send_new_edition_takes_the_place_of_the_old(world):
    cast, matters = world
    first = dispatched(cast)
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)

    second = dispatched(cast)

    first.refresh_from_db()
    assert (first.state, second.state) == (PackState.SUPERSEDED, PackState.SENT)
    assert (
        Letter.objects.filter(kind="pack_sent", person=cast.gp_seated.person).count()
        == 2
    )
    assert copy_of(second, cast.gp_seated).contents["excluded"] == [matters["Alpha"].pk]


def test_send_settles_an_interest_declared_after_the_build(world):
    """A declaration that no worker has looked at yet stops the dispatch."""
    cast, matters = world
    pack = built(cast)
    subject = matters["Alpha"].subjects.get()
    declared(by=cast.gp_seated, organisation=subject.organisation)

    assert refused(packs.send, pack=pack, by=cast.officer).code == "conflict_open"


def test_one_gathering_has_one_pack_at_work_and_one_that_is_current(world):
    cast, _ = world
    PackFactory(gathering=cast.gathering, edition=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        PackFactory(gathering=cast.gathering, edition=2, building=True)
    PackFactory(gathering=cast.gathering, edition=3, sent=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        PackFactory(gathering=cast.gathering, edition=4, sent=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        PackFactory(gathering=cast.gathering, edition=5, state=PackState.SENT)


def test_building_without_work_does_nothing():
    assert building.build_waiting() == 0
    assert claims.claim_next() is None
