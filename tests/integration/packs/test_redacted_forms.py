"""Whoever may not have a paper in full is given its redacted form, on the same pages."""

from __future__ import annotations

import json

import pytest

from core import clock
from meetings.models import Paper, PaperReading, PaperVersion, RedactedTwin
from packs.actions import building, recalls
from packs.actions.replacing import replace_waiting
from packs.build.copies import rebuild
from packs.facts.contents import entries_given
from packs.facts.editions import agenda_of
from packs.models import PublicPack
from packs.policies import can_read_copy
from people.actors import PUBLIC
from publishing.policies import is_pack_public
from tests.factories.meetings import PaperVersionFactory
from tests.factories.packs import built, copy_of, dispatched, keep_from, ready
from tests.factories.papers import RedactedTwinFactory
from tests.fixtures import pdf_reading
from tests.fixtures.pdf_files import tagged
from tests.integration.packs.test_public_pack import announce
from tests.integration.packs.test_supplements import everything_in


pytestmark = pytest.mark.django_db

SECRETS = (b"Hushprice", b"Hushtitle")


@pytest.fixture
def world():
    """A matter whose paper names prices, and is published without them."""
    cast, matters = ready()
    announce(matters.values())
    version = PaperVersionFactory(
        is_tagged=True,
        paper__item=matters["Alpha"],
        paper__title="Hushtitle",
        paper__position=5,
        paper__sensitivity="restricted",
        paper__is_redacted=True,
        content=tagged("Hushprice in full", 2),
        pages=2,
    )
    twin = RedactedTwinFactory(
        version=version, title="Business case", content=tagged("Prices blacked out", 2)
    )
    return cast, matters, twin


def pages_with(copy, words):
    with copy.file.open("rb") as stored:
        pages = pdf_reading.pages_of(stored.read())
    return [number for number, text in enumerate(pages, start=1) if words in text]


def take_back(twin, by):
    RedactedTwin.objects.filter(pk=twin.pk).update(
        taken_back_at=clock.now(), taken_back_by=by, taken_back_because="A price stood."
    )


def test_members_have_it_in_full_and_attendees_redacted_on_the_same_pages(world):
    cast, _matters, _twin = world

    pack = built(cast)

    members, theirs = (copy_of(pack, one) for one in (cast.gp_seated, cast.observer))
    assert pages_with(members, "Hushprice in full")
    assert pages_with(members, "Hushprice in full") == pages_with(
        theirs, "Prices blacked out"
    )
    assert not pages_with(members, "Prices blacked out")
    found = everything_in(theirs, "file")
    assert not any(secret in found for secret in SECRETS)


def test_public_pack_gives_it_redacted_by_the_same_numbers(world):
    cast, _matters, twin = world

    pack = built(cast)

    row = PublicPack.objects.get()
    assert row.twins == [twin.pk]
    assert pages_with(row, "Prices blacked out") == pages_with(
        copy_of(pack, cast.gp_seated), "Hushprice in full"
    )
    found = everything_in(row, "file")
    assert not any(secret in found for secret in SECRETS)


def test_redacted_form_is_withheld_with_its_item(world):
    cast, matters, _twin = world
    keep_from(cast, matters["Alpha"], cast.observer.person)

    pack = built(cast)

    assert not pages_with(copy_of(pack, cast.observer), "Prices blacked out")


def test_opening_the_copy_puts_no_full_version_in_the_hand(client, world):
    cast, _matters, twin = world
    pack = dispatched(cast)
    client.force_login(cast.observer)

    answer = client.get(f"/meetings/{cast.gathering.pk}/my-pack/")
    b"".join(answer.streaming_content)

    had = PaperReading.objects.filter(person=cast.observer.person)
    assert had.exists()
    assert not had.filter(version=twin.version).exists()
    given = {entry.get("twin") for entry in entries_given(copy_of(pack, cast.observer))}
    assert twin.pk in given


def test_copy_shuts_when_its_redacted_form_is_taken_back(world):
    cast, _matters, twin = world
    pack = dispatched(cast)
    copy = copy_of(pack, cast.observer)
    assert can_read_copy(cast.observer, copy)

    take_back(twin, cast.officer)

    assert can_read_copy(cast.observer, copy).code == "changed"
    assert can_read_copy(cast.gp_seated, copy_of(pack, cast.gp_seated))
    assert not is_pack_public(PUBLIC, PublicPack.objects.get())


def test_recall_names_the_redacted_pages_and_the_replacement_goes_without(world):
    cast, _matters, twin = world
    pack = dispatched(cast)
    copy = copy_of(pack, cast.observer)
    pages = pages_with(copy, "Prices blacked out")
    take_back(twin, cast.officer)

    recall = recalls.recall(copy=copy, by=cast.officer)
    replace_waiting()

    recall.refresh_from_db()
    assert recall.pages == [[pages[0], pages[-1]]]
    assert not pages_with(recall.replacement, "Prices blacked out")


def test_new_version_without_a_redacted_form_makes_the_public_pack_void(world):
    cast, _matters, twin = world
    dispatched(cast)
    row = PublicPack.objects.get()
    assert is_pack_public(PUBLIC, row)

    PaperVersionFactory(paper=twin.version.paper, number=2)

    assert not is_pack_public(PUBLIC, row)


def test_copy_with_a_redacted_form_is_rebuilt_byte_for_byte(world):
    cast, _matters, _twin = world
    pack = built(cast)
    edition = agenda_of(cast.gathering).edition
    copy = copy_of(pack, cast.observer)

    again = rebuild(
        json.loads(json.dumps(copy.manifest)), edition.files, edition.twin_files
    )

    assert again.sha256 == copy.sha256


def test_broken_redacted_form_is_named(world):
    cast, _matters, twin = world
    with open(twin.clean_file.path, "wb") as stored:
        stored.write(b"no PDF")

    pack = built(cast)

    assert [fault["paper"] for fault in pack.faults] == [twin.version.paper_id]
    assert building.build_waiting() == 0
    assert Paper.objects.count() == PaperVersion.objects.count()
