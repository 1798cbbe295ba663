"""The chair's script as built and as a page: their own rulings, and nobody else's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committees.enums import SeatRole
from meetings.actions import conflict_rows, treatments
from meetings.enums import PaperHandling, Participation
from meetings.models import Item, ItemScope, Paper
from packs.actions import packs, recalls, replacing
from packs.build.copies import rebuild
from packs.facts.outdated import NOT_THE_CHAIR, leaking, news_of
from packs.facts.scripts import script_of
from packs.models import Pack
from tests.factories.conflicts import AttestationFactory
from tests.factories.meetings import ItemScopeFactory, add_seat, seat_person
from tests.factories.packs import (
    add_matter,
    built,
    copy_of,
    dispatched,
    keep_from,
    ready,
)
from tests.factories.people import PersonFactory, UserFactory
from tests.fixtures import pdf_reading
from tests.fixtures.pdf_files import tagged
from tests.integration.packs.test_building import replace_paper
from tests.integration.packs.test_supplements import supplemented


pytestmark = pytest.mark.django_db
LEAVES = {
    "participation": Participation.LEAVE_ITEM,
    "reason": "Partner in the practice.",
}
OTHERS = ("gp_seated", "deputy", "observer", "guardian", "officer")


@pytest.fixture
def world():
    """A meeting of two committees whose chairs are known; the first one's convenes."""
    cast, matters = ready()
    second = cast.committees[1].seats.get(title="Lay chair").appointments.get().person
    give_chair(cast, 0, cast.chair.person)
    give_chair(cast, 1, second)
    cast.gathering.convening_chair = cast.chair.person
    cast.gathering.save()
    Item.objects.filter(pk=matters["Alpha"].pk).update(minutes_planned=15)
    sheet = matters["Alpha"].cover_sheet
    sheet.recommendation = "Close the branch."
    sheet.save()
    return cast, matters, UserFactory(person=second, password=None)


def give_chair(cast, place, person):
    cast.sittings[place].chair = person
    cast.sittings[place].save()


def get(client, user, cast):
    client.force_login(user)
    return client.get(reverse("packs:script", args=[cast.gathering.pk]))


def text_of(copy, kind="file"):
    with getattr(copy, kind).open("rb") as stored:
        return re.sub(r"\s+", " ", pdf_reading.text_of(stored.read()))


def line_of(script, item):
    return next(one for one in script.lines if one.item_id == item.pk)


def with_vice_chair(cast):
    """Appoint a vice chair to the first committee, who has declared."""
    vice = UserFactory(password=None)
    seat = add_seat(cast.committees[0], "Vice chair", SeatRole.VICE_CHAIR)
    seat_person(seat, vice.person)
    AttestationFactory(person=vice.person, recorded_by=cast.officer)
    return vice


def rule_in(cast, place, item, person, by):
    row = conflict_rows.add_by_hand(
        item=item,
        sitting=cast.sittings[place],
        person=person,
        words="Is a partner there.",
        by=cast.other_officer if place else cast.officer,
    )
    treatments.treat(
        rows=[row],
        by=by,
        **LEAVES,
        papers=PaperHandling.GIVEN,
    )


def test_build_script_is_in_the_copies_of_chairs_alone(world):
    cast, matters, _second = world
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)

    pack = built(cast)

    chairs = text_of(copy_of(pack, cast.chair))
    assert "Script for the chair" in chairs
    assert "Script, page 1" in chairs
    assert "2pm, 15 minutes" in chairs
    assert "Close the branch." in chairs
    leaves = f"{cast.gp_seated.person} leaves before item 1"
    assert leaves in chairs
    for copy in pack.copies.exclude(person=cast.chair.person):
        found = text_of(copy)
        assert leaves not in found
        if copy.person_id != cast.sittings[1].chair_id:
            assert "Script" not in found
            assert "script" not in copy.manifest


def test_build_script_copy_is_rebuilt_byte_for_byte(world):
    cast, _matters, _second = world
    pack = built(cast)
    copy = copy_of(pack, cast.chair)
    files = {
        version.pk: version.clean_file.path
        for item in cast.gathering.items.all()
        for paper in item.papers.all()
        for version in paper.versions.all()
    }
    again = rebuild(copy.manifest, {pk: Path(path) for pk, path in files.items()})

    assert again.sha256 == copy.sha256


def test_script_tells_the_rulings_of_ones_own_committee_alone(world):
    cast, matters, second = world
    alpha = matters["Alpha"]
    ItemScopeFactory(item=alpha, sitting=cast.sittings[1])
    here, there = PersonFactory(), PersonFactory()
    for place, person in enumerate((here, there)):
        seat_person(add_seat(cast.committees[place], "Member"), person)
    rule_in(cast, 0, alpha, here, cast.chair)
    rule_in(cast, 1, alpha, there, second)

    first = str(script_of(cast.chair.person_id, cast.gathering))
    other = str(script_of(second.person_id, cast.gathering))

    assert str(here) in first
    assert str(there) not in first
    assert str(there) in other
    assert str(here) not in other


def test_script_of_a_committees_chair_has_the_items_in_its_scope(world):
    cast, matters, second = world
    ItemScope.objects.filter(item=matters["Beta"]).update(sitting=cast.sittings[1])

    found = script_of(second.person_id, cast.gathering)
    convening = script_of(cast.chair.person_id, cast.gathering)

    assert [one.item_id for one in found.lines] == [matters["Beta"].pk]
    assert len(convening.lines) == len(matters)


def test_script_of_an_excluded_chair_hands_over_and_tells_no_more(world):
    cast, matters, _second = world
    alpha = matters["Alpha"]
    vice = with_vice_chair(cast)
    rule_in(cast, 0, alpha, cast.gp_seated.person, cast.chair)
    row = conflict_rows.add_by_hand(
        item=alpha,
        sitting=cast.sittings[0],
        person=cast.chair.person,
        words="Lives next door.",
        by=cast.officer,
    )
    treatments.treat(rows=[row], by=vice, **LEAVES, papers=PaperHandling.WITHHELD)

    found = script_of(cast.chair.person_id, cast.gathering)

    line = line_of(found, alpha)
    assert "you do not chair it" in line.words[0]
    assert f"“For item 1, {vice.person} takes the chair of" in line.words[1]
    assert (line.recommendation, line.asked, line.quorum) == ("", (), ())
    assert [one for one in line.leaving if str(cast.chair.person) in one]
    assert str(cast.gp_seated.person) not in str(found)
    told = text_of(copy_of(built(cast), cast.chair))
    assert f"{vice.person} takes the chair" in told
    assert "Close the branch." not in told
    assert "Text of Alpha" not in told


def test_script_of_a_copy_taken_back_is_that_of_now(world):
    cast, matters, _second = world
    vice = with_vice_chair(cast)
    copy = copy_of(dispatched(cast), cast.chair)
    assert "Close the branch." in text_of(copy)
    row = conflict_rows.add_by_hand(
        item=matters["Alpha"],
        sitting=cast.sittings[0],
        person=cast.chair.person,
        words="Lives next door.",
        by=cast.officer,
    )
    treatments.treat(rows=[row], by=vice, **LEAVES, papers=PaperHandling.WITHHELD)
    recall = recalls.recall(copy=copy, by=cast.officer)

    replacing.replace_waiting()

    recall.refresh_from_db()
    told = text_of(recall.replacement)
    assert f"{vice.person} takes the chair" in told
    assert "Close the branch." not in told


def test_script_of_a_supplement_is_in_both_its_files(world):
    cast, matters, _second = world
    dispatched(cast)
    paper = Paper.objects.get(item=matters["Beta"])
    replace_paper(paper, tagged("Second Beta", 1), by=cast.officer)

    copy = copy_of(supplemented(cast), cast.chair)

    assert "Supplement 1, script, page 1" in text_of(copy)
    assert "Supplement 1, script, page 1" in text_of(copy, "later_file")
    assert "Supplement 1, page 1" in text_of(copy, "later_file")


def test_former_chair_cannot_open_the_script_and_no_such_pack_is_sent(world):
    cast, _matters, second = world
    pack = built(cast)
    give_chair(cast, 1, cast.chair.person)
    pack = Pack.objects.get(pk=pack.pk)
    old = copy_of(pack, second)

    assert leaking([old], pack.gathering) == [old]
    assert news_of(pack, list(pack.copies.all())).copies[old.pk] == NOT_THE_CHAIR
    with pytest.raises(packs.RuleBroken, match="Build a new edition"):
        packs.send(pack=pack, by=cast.officer)


def test_pack_sent_before_there_were_scripts_is_not_out_of_date(world):
    cast, _matters, _second = world
    pack = dispatched(cast)
    for copy in pack.copies.all():
        copy.contents.pop("script")
        copy.save()

    found = news_of(pack, list(pack.copies.all()))

    assert not found.asks_for_new_edition


def test_script_page_shows_the_chair_their_script(client, world):
    cast, matters, _second = world
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)

    response = get(client, cast.chair, cast)

    words = response.content.decode()
    assert response.status_code == 200
    assert "Close the branch." in words
    assert f"{cast.gp_seated.person} leaves before item 1" in words
    assert reverse("meetings:item", args=[matters["Alpha"].pk]) in words
    client.force_login(cast.chair)
    brief = client.get(reverse("meetings:brief", args=[cast.gathering.pk]))
    assert reverse("packs:script", args=[cast.gathering.pk]) in brief.content.decode()


@pytest.mark.parametrize("who", OTHERS)
def test_script_page_refuses_whoever_chairs_nothing(client, world, who):
    cast, _matters, _second = world

    response = get(client, getattr(cast, who), cast)

    assert response.status_code == 403


def test_script_page_is_unknown_to_outsiders(client, world):
    cast, _matters, _second = world

    assert get(client, cast.outsider, cast).status_code == 404


def test_script_page_asks_as_often_with_twice_the_items(client, world):
    cast, matters, _second = world
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    get(client, cast.chair, cast)

    with CaptureQueriesContext(connection) as before:
        get(client, cast.chair, cast)
    for name in ("Delta", "Epsilon", "Zeta"):
        keep_from(cast, add_matter(cast, name), cast.gp_seated.person)
    with CaptureQueriesContext(connection) as after:
        get(client, cast.chair, cast)

    assert len(after) == len(before)
