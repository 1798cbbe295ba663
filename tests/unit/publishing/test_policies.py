"""What the door answers to the public."""

from __future__ import annotations

from datetime import date

import pytest

from commissioning.enums import PostRole
from core.rules.days import DayBasis
from meetings.enums import GatheringState, Sensitivity
from people import door
from people.actors import PUBLIC, Task
from publishing.facts.terms import describe_proceedings
from tests.factories.committees import (
    CcgFactory,
    CommitteeFactory,
    TermsOfReferenceFactory,
    user_with_post,
)
from tests.factories.meetings import (
    GatheringFactory,
    ItemFactory,
    PaperVersionFactory,
)
from tests.factories.packs import PackFactory, PublicPackFactory


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day(settings, tmp_path):
    settings.QUORATE_TODAY = date(2016, 6, 1)
    settings.MEDIA_ROOT = tmp_path


def is_public(obj) -> bool:
    return bool(door.may(PUBLIC, "read_publicly", obj))


@pytest.fixture
def item():
    return ItemFactory(reference="PCC16/001")


def test_read_publicly_item_of_part_one(item):
    assert is_public(item)
    assert is_public(item.gathering)


@pytest.mark.parametrize(
    "fields",
    [
        {"private": True, "reference": "PCC16/001"},
        {"is_withdrawn": True, "reference": "PCC16/001"},
        {"reference": ""},
    ],
    ids=["part 2", "withdrawn", "no notice given of it"],
)
def test_read_publicly_refuses_an_item(fields):
    assert not is_public(ItemFactory(**fields))


def test_read_publicly_refuses_a_part_of_what_was_withdrawn(item):
    part = ItemFactory(gathering=item.gathering, parent=item, reference="PCC16/002")
    assert is_public(part)

    item.is_withdrawn = True

    assert not is_public(part)


@pytest.mark.parametrize("state", [GatheringState.DRAFT, GatheringState.CANCELLED])
def test_read_publicly_refuses_what_was_never_announced(state):
    gathering = GatheringFactory(state=state)
    ItemFactory(gathering=gathering)

    assert not is_public(gathering)


def test_read_publicly_cancelled_after_its_notice(item):
    item.gathering.state = GatheringState.CANCELLED

    assert is_public(item.gathering)
    assert is_public(item)


def test_read_publicly_newest_version_of_a_public_paper(item):
    first = PaperVersionFactory(paper__item=item)
    assert is_public(first)

    second = PaperVersionFactory(paper=first.paper, number=2)

    assert not is_public(first)
    assert is_public(second)


@pytest.mark.parametrize(
    "fields",
    [
        {"paper__sensitivity": Sensitivity.PRIVATE},
        {"paper__sensitivity": Sensitivity.RESTRICTED},
        {"paper__is_withdrawn": True},
    ],
    ids=["private", "restricted", "withdrawn"],
)
def test_read_publicly_refuses_a_paper(fields, item):
    assert not is_public(PaperVersionFactory(paper__item=item, **fields))


def test_read_publicly_refuses_a_public_paper_of_a_private_item():
    hidden = ItemFactory(private=True, reference="PCC16/009")

    assert not is_public(PaperVersionFactory(paper__item=hidden))


def test_issue_register_is_for_whoever_keeps_it():
    havering = CcgFactory()
    officer, outsider = user_with_post(havering), user_with_post(CcgFactory())
    guardian = user_with_post(havering, PostRole.GUARDIAN)
    left = user_with_post(havering)
    left.is_active = False

    def may(actor):
        return bool(door.may(actor, "issue_register", havering))

    assert may(officer)
    assert not any(map(may, (PUBLIC, Task("purge"), left, guardian, outsider)))


def test_read_publicly_committee_from_its_first_day():
    assert is_public(CommitteeFactory(established_on=date(2016, 6, 1)))
    assert not is_public(CommitteeFactory(established_on=date(2016, 6, 2)))


def test_describe_proceedings_says_notice_deputies_and_ties():
    said = describe_proceedings(TermsOfReferenceFactory(notice_days=1))
    other = describe_proceedings(
        TermsOfReferenceFactory(
            notice_basis=DayBasis.CALENDAR, deputies_vote=False, casting_vote="none"
        )
    )

    assert said[0].endswith("at least one clear working day before it.")
    assert other[0].endswith("at least three clear calendar days before it.")
    assert "Deputies do not vote." in other
    assert other[2].endswith("nobody has a second vote.")


def test_read_publicly_pack_that_was_sent_with_public_matters_alone():
    version = PaperVersionFactory(paper__item=ItemFactory(reference="PCC16/001"))
    item = version.paper.item
    pack = PackFactory(gathering=item.gathering, sent=True)
    given = {"items": [item.pk], "versions": [version.pk]}

    assert is_public(PublicPackFactory(pack=pack, **given))


@pytest.mark.parametrize("state", [{"built": True}, {"failed": True}])
def test_read_publicly_refuses_a_pack_that_is_not_out(state):
    assert not is_public(PublicPackFactory(pack=PackFactory(**state)))


def test_read_publicly_refuses_a_pack_of_a_meeting_that_was_not_announced():
    pack = PackFactory(gathering=GatheringFactory(draft=True), sent=True)

    assert not is_public(PublicPackFactory(pack=pack))


def test_read_publicly_refuses_a_pack_with_a_matter_of_another_meeting():
    other = ItemFactory(reference="PCC16/001")
    pack = PackFactory(gathering=GatheringFactory(), sent=True)

    assert not is_public(PublicPackFactory(pack=pack, items=[other.pk]))
