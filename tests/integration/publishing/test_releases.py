"""Matters of the private part: nothing is out before all their committees released it."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import RuleBroken
from core.models import AuditEvent
from meetings.actions import papers
from meetings.enums import GatheringState, Part, ScopeRole, Sensitivity
from meetings.models import Gathering, Item, Paper
from publishing.actions import releases
from publishing.models import Release
from tests.factories.decisions import DecisionFactory
from tests.factories.meetings import (
    ItemFactory,
    ItemScopeFactory,
    PaperVersionFactory,
    gather,
)
from tests.factories.papers import RedactedTwinFactory
from tests.factories.people import UserFactory


pytestmark = pytest.mark.django_db

NUMBERS = count(1)
HELD, DECIDED = date(2016, 6, 15), date(2016, 7, 6)


@pytest.fixture(autouse=True)
def _on_the_day(settings, tmp_path):
    settings.QUORATE_TODAY = date(2016, 7, 8)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cast():
    cast = gather(2, state=GatheringState.HELD)
    Gathering.objects.filter(pk=cast.gathering.pk).update(held_on=HELD)
    cast.gathering.refresh_from_db()
    return cast


def private(cast, title="Remedial notice", sittings=(0, 1)):
    item = ItemFactory(
        gathering=cast.gathering, title=title, reference="PCC16/040", private=True
    )
    for number in sittings:
        ItemScopeFactory(
            item=item, sitting=cast.sittings[number], role=ScopeRole.DECIDE
        )
        DecisionFactory(
            item=item,
            sitting=cast.sittings[number],
            number=(found := next(NUMBERS)),
            reference=f"First 2016/{found:03}",
            wording=f"Resolved by {number}.",
        )
    return item


def paper(item, title="Draft notice", **fields):
    return PaperVersionFactory(
        paper__item=item,
        paper__title=title,
        paper__sensitivity=Sensitivity.PRIVATE,
        **fields,
    )


@pytest.fixture
def item(cast):
    return private(cast)


@pytest.fixture
def version(item):
    return paper(item)


def let_out(cast, item, *versions, sittings=(0, 1), by=None, **said):
    said = {
        "decided_on": DECIDED,
        "authority": "Resolution, minute 14",
        "reason": "The practice has answered.",
        **said,
    }
    return releases.release(
        item=item,
        sittings=[cast.sittings[number] for number in sittings],
        versions=versions,
        by=by or cast.officer,
        **said,
    )


def refusal(act, *args, **said):
    with pytest.raises(RuleBroken) as refused:
        act(*args, **said)
    return refused.value.verdict.code


def public_page(client, cast):
    client.logout()
    response = client.get(reverse("publishing:gathering", args=[cast.gathering.pk]))
    return " ".join(response.content.decode().split())


def status(client, version):
    client.logout()
    return answer_of(client, reverse("publishing:paper", args=[version.pk]))


def answer_of(client, address):
    response = client.get(address)
    # Read to its end, or the file stays open.
    b"".join(response)
    return response.status_code


def test_private_matter_is_not_public_before_a_release(client, cast, item, version):
    page = public_page(client, cast)

    assert item.title not in page
    assert "Released from the private part" not in page
    assert status(client, version) == 404


def test_release_by_one_of_two_committees_lets_nothing_out(client, cast, item, version):
    let_out(cast, item, version, sittings=(0,), shows_decision=True)

    page = public_page(client, cast)
    for words in (item.title, "Resolved by", "The practice has answered."):
        assert words not in page
    assert status(client, version) == 404


def test_release_by_all_lets_out_what_they_named(client, cast, item, version):
    kept = paper(item, "Legal advice")
    let_out(cast, item, version, kept, sittings=(0,), shows_decision=True)
    let_out(cast, item, version, sittings=(1,))

    page = public_page(client, cast)

    assert "Released from the private part" in page
    assert item.title in page
    assert "Draft notice" in page
    assert "Resolved by 0." in page
    assert "Resolved by 1." not in page
    assert "Legal advice" not in page
    assert item.private_ground not in page
    assert status(client, version) == 200
    assert status(client, kept) == 404


def test_release_taken_back_shuts_all_of_it(client, cast, item, version):
    first, _second = let_out(cast, item, version)
    releases.end(release=first, because="The appeal is open.", by=cast.officer)

    assert item.title not in public_page(client, cast)
    assert status(client, version) == 404
    first.refresh_from_db()
    assert first.ended_by == cast.officer
    events = AuditEvent.objects.filter(event__startswith="item.release")
    assert sorted(events.values_list("event", flat=True)) == [
        "item.release_ended",
        "item.released",
        "item.released",
    ]


def test_release_taken_back_takes_back_all_that_its_committee_let_out(
    client, cast, item, version
):
    more = paper(item, "More")
    first, _other = let_out(cast, item, version)
    let_out(cast, item, more, sittings=(0,))
    let_out(cast, item, more, sittings=(1,))

    releases.end(release=first, because="The appeal is open.", by=cast.officer)

    assert item.title not in public_page(client, cast)
    assert [status(client, one) for one in (version, more)] == [404, 404]
    own = Release.objects.filter(sitting=cast.sittings[0])
    assert {one.ended_because for one in own} == {"The appeal is open."}
    assert Release.objects.standing().count() == 2


def test_release_of_a_redacted_paper_lets_out_its_redacted_form_alone(
    client, cast, item, version
):
    Paper.objects.filter(pk=version.paper_id).update(is_redacted=True)
    version.paper.refresh_from_db()
    assert refusal(let_out, cast, item, version) == "not_releasable"
    twin = RedactedTwinFactory(version=version, title="Notice, redacted")

    let_out(cast, item, version)

    page = public_page(client, cast)
    assert "Notice, redacted (redacted, PDF" in page
    assert status(client, version) == 404
    redacted = reverse("publishing:redacted", args=[twin.pk])
    assert answer_of(client, redacted) == 200


def test_redacted_form_of_a_private_matter_is_shut_without_a_release(
    client, cast, item, version
):
    Paper.objects.filter(pk=version.paper_id).update(is_redacted=True)
    twin = RedactedTwinFactory(version=version)

    assert client.get(reverse("publishing:redacted", args=[twin.pk])).status_code == 404


def test_release_holds_for_the_version_that_was_released(client, cast, item, version):
    let_out(cast, item, version)
    later = PaperVersionFactory(paper=version.paper, number=2, content=b"%PDF-1.7 two")

    assert status(client, version) == 404
    assert status(client, later) == 404
    assert "Draft notice" not in public_page(client, cast)


@pytest.mark.parametrize("what", ["item", "paper"])
def test_withdrawn_matter_is_not_let_out(client, cast, item, version, what):
    let_out(cast, item, version)
    if what == "item":
        Item.objects.filter(pk=item.pk).update(is_withdrawn=True)
    else:
        Paper.objects.filter(pk=version.paper_id).update(is_withdrawn=True)

    assert status(client, version) == 404
    assert ("Draft notice" in public_page(client, cast)) is False


def test_release_refuses_what_cannot_be(cast, item, version):
    old = paper(item, "Old")
    PaperVersionFactory(paper=old.paper, number=2, content=b"%PDF-1.7 two")
    hiding = paper(item, "Bars", hidden_pages=[1])
    other = private(cast, "Another", sittings=(0,))
    elsewhere = paper(other)

    assert refusal(let_out, cast, item, authority=" ") == "authority_missing"
    assert refusal(let_out, cast, item, reason=" ") == "reason_missing"
    assert refusal(let_out, cast, item, sittings=()) == "released_by_nobody"
    assert refusal(let_out, cast, other, sittings=(1,)) == "released_by_nobody"
    assert refusal(let_out, cast, item, old) == "not_releasable"
    assert refusal(let_out, cast, item, elsewhere) == "not_releasable"
    assert refusal(let_out, cast, item, hiding) == "hidden_text"
    early = date(2016, 6, 14)
    assert refusal(let_out, cast, item, decided_on=early) == "released_before_meeting"
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    ("state", "part", "code"),
    [
        (GatheringState.PACK_SENT, Part.TWO, "not_held"),
        (GatheringState.CANCELLED, Part.TWO, "not_held"),
        (GatheringState.HELD, Part.ONE, "not_private"),
    ],
)
def test_release_is_of_private_matters_after_the_meeting(cast, item, state, part, code):
    Gathering.objects.filter(pk=cast.gathering.pk).update(state=state)
    ground = item.private_ground if part == Part.TWO else ""
    Item.objects.filter(pk=item.pk).update(part=part, private_ground=ground)
    item = Item.objects.select_related("gathering").get(pk=item.pk)

    assert refusal(let_out, cast, item) == code


@pytest.mark.parametrize("who", ["chair", "gp_seated", "observer", "outsider"])
def test_release_is_recorded_by_officers_alone(client, cast, item, version, who):
    user = UserFactory() if who == "outsider" else getattr(cast, who)
    with pytest.raises(RuleBroken):
        let_out(cast, item, version, by=user)
    (row, _other) = let_out(cast, item, version)
    with pytest.raises(RuleBroken):
        releases.end(release=row, because="No.", by=user)

    client.force_login(user)
    for address in (
        reverse("publishing:release", args=[item.pk]),
        reverse("publishing:release_end", args=[row.pk]),
    ):
        assert client.get(address).status_code in {403, 404}
        assert client.post(address, {}).status_code in {403, 404}


def test_same_release_twice_is_recorded_once(cast, item, version):
    let_out(cast, item, version)

    assert let_out(cast, item, version) == []
    assert Release.objects.count() == 2
    assert len(let_out(cast, item, version, shows_decision=True)) == 2


def test_release_is_kept_as_it_was_decided(cast, item, version):
    row, _other = let_out(cast, item, version)

    for change in (
        lambda: Release.objects.filter(pk=row.pk).update(reason="Another."),
        lambda: Release.objects.filter(pk=row.pk).delete(),
        lambda: row.papers.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_officer_releases_on_the_page_and_takes_it_back(client, cast, item, version):
    client.force_login(cast.officer)
    address = reverse("publishing:release", args=[item.pk])
    item_page = client.get(reverse("meetings:item", args=[item.pk])).content.decode()
    assert address in item_page
    said = {
        "decided_on_0": "6",
        "decided_on_1": "7",
        "decided_on_2": "2016",
        "authority": "Resolution, minute 14",
        "reason": "The practice has answered.",
        "versions": [version.pk],
        "shows_decision": "on",
    }

    empty = client.post(address, {"authority": ""}).content.decode()
    for sentence in ("Select the committees that", "Enter the day", "Enter by what"):
        assert sentence in empty

    client.post(address, {**said, "sittings": [cast.sittings[0].pk]})
    page = client.get(address).content.decode()
    assert "Not public yet" in page
    assert f"It waits for {cast.committees[1].short_name}" in page

    client.post(address, {**said, "sittings": [cast.sittings[1].pk]})
    assert "Everybody can read of it" in client.get(address).content.decode()
    assert status(client, version) == 200

    row = Release.objects.first()
    client.force_login(cast.officer)
    end = reverse("publishing:release_end", args=[row.pk])
    assert "Enter the reason" in client.post(end, {"reason": ""}).content.decode()
    client.post(end, {"reason": "The appeal is open."})
    assert "The appeal is open." in client.get(address).content.decode()
    assert status(client, version) == 404


def test_public_page_asks_as_often_with_more_releases(client, cast, item, version):
    let_out(cast, item, version)
    public_page(client, cast)
    with CaptureQueriesContext(connection) as before:
        public_page(client, cast)
    for title in ("Second", "Third"):
        other = private(cast, title, sittings=(0, 1))
        let_out(cast, other, paper(other), paper(other, "More"), shows_decision=True)

    with CaptureQueriesContext(connection) as after:
        page = public_page(client, cast)

    assert "Third" in page
    assert len(after) == len(before)


def test_release_page_asks_as_often_with_more_papers(client, cast, item, version):
    client.force_login(cast.officer)
    address = reverse("publishing:release", args=[item.pk])
    let_out(cast, item, version)
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    let_out(cast, item, version, paper(item, "More"), paper(item, "Most"))

    with CaptureQueriesContext(connection) as after:
        client.get(address)

    assert len(after) == len(before)


def test_paper_of_a_released_matter_is_no_public_paper(cast, item, version):
    let_out(cast, item, version)

    with pytest.raises(RuleBroken) as refused:
        papers.change(
            paper=version.paper,
            title="Draft notice",
            sensitivity=Sensitivity.PUBLIC,
            by=cast.officer,
        )

    assert refused.value.verdict.code == "public_paper_in_private"
