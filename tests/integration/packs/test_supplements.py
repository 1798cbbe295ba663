"""Supplements from the change to the letter: who gets which pages, and who learns what."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committees.enums import WithholdingPolicy
from committees.models import TermsOfReference
from core.errors import RuleBroken
from meetings.actions import items, papers
from meetings.models import Item, Paper, PaperReading, PaperVersion
from notices import registry
from notices.models import Letter
from packs.actions import building, packs, recalls
from packs.actions.replacing import replace_waiting
from packs.facts.contents import entries_given
from packs.facts.published import earlier_of, held_by_reader
from packs.models import Pack, PackCopy, PackRecall, PackState
from packs.policies import can_read_copy
from packs.values import EntryKind
from tests.factories.conflicts import AttestationFactory
from tests.factories.meetings import PaperVersionFactory, add_seat, seat_person
from tests.factories.packs import (
    add_matter,
    built,
    copy_of,
    dispatched,
    keep_from,
    ready,
)
from tests.factories.people import PersonFactory
from tests.factories.room import LateReasonFactory
from tests.fixtures import pdf_reading
from tests.fixtures.pdf_files import tagged


pytestmark = pytest.mark.django_db


def read(copy, kind="file"):
    with getattr(copy, kind).open("rb") as stored:
        return stored.read()


def text_of(copy, kind="file"):
    return " ".join(pdf_reading.text_of(read(copy, kind)).split())


def note_of(copy, kind="later_file"):
    """Return the words between the heading of the note and the agenda."""
    told = text_of(copy, kind).partition("What has changed in your copy")[2]
    return told.partition("No Item For")[0]


def everything_in(copy, kind):
    """Return all bytes of a file, unpacked, with its words and its stored name."""
    unpacked = io.BytesIO()
    with pikepdf.open(io.BytesIO(read(copy, kind))) as pdf:
        pdf.save(
            unpacked,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    said = text_of(copy, kind) + getattr(copy, kind).name
    return unpacked.getvalue() + said.encode()


def fetch(client, url):
    """Get a file to its end, so that it is closed."""
    response = client.get(url)
    response.whole = b"".join(response) if response.streaming else b""
    return response


def late_paper(item, title="Hushpaper", words="Text of hush"):
    return PaperVersionFactory(
        is_tagged=True,
        paper__item=item,
        paper__title=title,
        paper__position=9,
        paper__sensitivity="public",
        content=tagged(words, 2),
        pages=2,
    )


def supplemented(cast):
    """Ask for a supplement and build it, as the worker does."""
    pack = packs.request_supplement(gathering=cast.gathering, by=cast.officer)
    building.build_waiting()
    pack.refresh_from_db()
    assert pack.state == PackState.BUILT, pack.failure
    return pack


def refused(action, **arguments):
    with pytest.raises(RuleBroken) as told:
        action(**arguments)
    return told.value.verdict.code


@pytest.fixture
def world():
    cast, matters = ready()
    return cast, matters, dispatched(cast)


def test_supplement_of_a_late_paper_keeps_every_number_and_tells_who_may_read_it(world):
    cast, matters, first = world
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    recalls.recall_confirmed()
    replace_waiting()
    Letter.objects.all().delete()
    late_paper(matters["Alpha"])

    second = packs.send(pack=supplemented(cast), by=cast.officer)

    first.refresh_from_db()
    assert (first.state, second.supplement, second.supplement_to) == (
        PackState.SUPERSEDED,
        1,
        first,
    )
    chair, kept = copy_of(second, cast.chair), copy_of(second, cast.gp_seated)
    assert "New: Paper" not in note_of(kept)
    assert "New: Hushpaper" in note_of(chair)
    for kind in ("file", "later_file"):
        assert "Text of hush" in text_of(chair, kind)
        assert "Hushpaper" not in note_of(kept, kind)
        assert "Text of hush" not in text_of(kept, kind)
    told = set(Letter.objects.filter(kind="pack_supplement").values_list("person"))
    assert (cast.chair.person_id,) in told
    assert (cast.gp_seated.person_id,) not in told
    assert not Letter.objects.filter(kind="pack_sent").exists()


@pytest.mark.parametrize("why", ["private part", "conflict"])
def test_hidden_item_is_in_no_file_letter_metadata_or_address_of_its_reader(
    client, world, why
):
    cast, _matters, _first = world
    secret = add_matter(cast, "Hushword", private=why == "private part")
    late_paper(secret)
    reader = cast.observer
    if why == "conflict":
        reader = cast.gp_seated
        TermsOfReference.objects.update(withholding_policy=WithholdingPolicy.HIDE_TITLE)
        keep_from(cast, secret, reader.person)

    second = packs.send(pack=supplemented(cast), by=cast.officer)

    copy = copy_of(second, reader)
    for kind in ("file", "later_file"):
        for word in (b"Hush", b"hush"):
            assert word not in everything_in(copy, kind)
        assert pdf_reading.faults_of(read(copy, kind)) == []
    client.force_login(reader)
    for name in ("mine", "mine_later"):
        answer = fetch(client, reverse(f"packs:{name}", args=[cast.gathering.pk]))
        assert answer.status_code == 200
        assert "ush" not in str(answer.headers)
    assert not Letter.objects.filter(
        kind="pack_supplement", person=reader.person
    ).exists()
    for letter in Letter.objects.filter(kind="pack_supplement"):
        written = registry.render(letter)
        assert written is not None
        assert "ush" not in written.subject + written.text
    assert "Hushword" in text_of(copy_of(second, cast.chair))


def test_supplement_is_the_same_pages_with_the_same_bytes(world):
    cast, matters, first = world
    before = _streams(read(copy_of(first, cast.chair)))
    late_paper(matters["Beta"])

    after = _streams(read(copy_of(supplemented(cast), cast.chair)))

    front = earlier_of(first).published.front_pages
    kept = [n for n in before if int(n) > front]
    assert len(kept) >= 5
    assert [n for n in kept if after[n] != before[n]] == []
    assert len([n for n in after if n[-1].isalpha()]) == 2


def _streams(content):
    numbers = [
        (re.findall(r"Page (\d+[a-z]*) ·", words) or [""])[-1]
        for words in pdf_reading.pages_of(content)
    ]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        streams = [
            b"\n".join(part.read_bytes() for part in page.obj.Contents)
            for page in pdf.pages
        ]
    return {n: one for n, one in zip(numbers, streams, strict=True) if n}


def test_second_supplement_names_only_what_came_after_the_first(world):
    cast, matters, _first = world
    late_paper(matters["Beta"], "First late", "Text of first")
    packs.send(pack=supplemented(cast), by=cast.officer)
    late_paper(matters["Beta"], "Second late", "Text of second")

    second = supplemented(cast)

    copy = copy_of(second, cast.chair)
    assert second.supplement == 2
    assert "Second late" in note_of(copy)
    assert "First late" not in note_of(copy)
    assert "Text of first" in text_of(copy)
    assert "Text of first" not in text_of(copy, "later_file")


def test_withdrawn_paper_is_named_to_who_had_it_in_both_supplements_alone(world):
    cast, matters, _first = world
    gone = Paper.objects.get(item=matters["Beta"])
    late_paper(matters["Beta"], "In its place", "Text of another")
    papers.withdraw(paper=gone, reason="Sent in error.", by=cast.officer)
    first = packs.send(pack=supplemented(cast), by=cast.officer)
    late_paper(matters["Alpha"], "Other", "Text of other")

    second = supplemented(cast)

    assert "Withdrawn: Paper Beta" in note_of(copy_of(first, cast.chair))
    copy = copy_of(second, cast.chair)
    assert "Paper Beta" not in note_of(copy)
    assert "Paper Beta" in text_of(copy)
    assert "Text of Beta" not in text_of(copy)


def test_request_supplement_is_for_officers_of_a_sent_pack_that_has_changed(world):
    cast, matters, _first = world
    ask = packs.request_supplement

    assert refused(ask, gathering=cast.gathering, by=cast.officer) == "nothing_changed"
    late_paper(matters["Beta"])
    assert refused(ask, gathering=cast.gathering, by=cast.chair) == "not_officer"
    assert refused(ask, gathering=cast.gathering, by=cast.outsider) == "outsider"
    assert Pack.objects.count() == 1
    Pack.objects.update(state=PackState.BUILT)
    assert refused(ask, gathering=cast.gathering, by=cast.officer) == "nothing_sent"


def test_request_supplement_twice_is_harmless(world):
    cast, matters, _first = world
    late_paper(matters["Beta"])

    found = [
        packs.request_supplement(gathering=cast.gathering, by=cast.officer)
        for _ in range(2)
    ]

    assert found[0] == found[1]
    assert Pack.objects.filter(supplement=1).count() == 1


def test_new_edition_after_a_supplement_counts_anew(world):
    cast, matters, _first = world
    late_paper(matters["Beta"])
    packs.send(pack=supplemented(cast), by=cast.officer)

    pack = built(cast)

    assert (pack.supplement, pack.supplement_to) == (0, None)
    assert "Page 4a" not in text_of(copy_of(pack, cast.chair))
    assert copy_of(pack, cast.chair).later_file.name == ""


def test_letter_of_the_pack_that_still_waits_tells_of_the_supplement_in_its_place(
    world,
):
    cast, matters, _first = world
    waiting = Letter.objects.get(kind="pack_sent", person=cast.chair.person)
    late_paper(matters["Beta"])
    packs.send(pack=supplemented(cast), by=cast.officer)

    assert registry.render(waiting) is not None
    changed = Letter.objects.get(kind="pack_supplement", person=cast.chair.person)
    written = registry.render(changed)
    assert "Supplement 1" in written.subject
    assert "Beta" not in written.subject + written.text

    packs.send(pack=built(cast), by=cast.officer)
    assert registry.render(waiting) is None
    assert registry.render(changed) is None


def test_opening_the_later_pages_alone_puts_only_those_in_the_hand(client, world):
    cast, matters, _first = world
    late = late_paper(matters["Beta"])
    packs.send(pack=supplemented(cast), by=cast.officer)
    client.force_login(cast.chair)

    answer = fetch(client, reverse("packs:mine_later", args=[cast.gathering.pk]))

    assert answer.whole.startswith(b"%PDF")
    assert "supplement-1-" in answer["Content-Disposition"]
    read = PaperReading.objects.filter(person=cast.chair.person)
    assert [one.version_id for one in read] == [late.pk]
    fetch(client, reverse("packs:mine", args=[cast.gathering.pk]))
    assert read.all().count() == PaperVersion.objects.count()


def test_copy_of_a_supplement_that_is_taken_back_keeps_the_letters(world):
    cast, matters, _first = world
    late_paper(matters["Alpha"])
    late_paper(matters["Beta"], "Other", "Text of other")
    second = packs.send(pack=supplemented(cast), by=cast.officer)
    had = copy_of(second, cast.gp_seated)
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)

    assert recalls.recall_confirmed() == 1
    replace_waiting()

    recall = PackRecall.objects.get(copy=had)
    assert any(str(last)[-1].isalpha() for _first, last in recall.pages)
    other = recall.replacement
    assert other is not None
    for kind in ("file", "later_file"):
        assert "Text of hush" in text_of(had, kind)
        assert "Text of hush" not in text_of(other, kind)
        assert "Hushpaper" not in note_of(other, kind)
    assert "New: Other" in note_of(other)
    assert other.pages == had.pages
    given = held_by_reader(second)[cast.gp_seated.person_id]
    assert matters["Alpha"].pk not in {key[0] for key in given.runs}


@pytest.mark.parametrize("name", ["mine_later", "copy_later"])
def test_later_pages_are_for_their_reader_and_officers(client, world, name):
    cast, matters, _first = world
    late_paper(matters["Beta"])
    pack = packs.send(pack=supplemented(cast), by=cast.officer)
    own = copy_of(pack, cast.chair)
    key = cast.gathering.pk if name == "mine_later" else own.pk
    url = reverse(f"packs:{name}", args=[key])

    def status(user):
        client.force_login(user)
        return fetch(client, url).status_code

    assert status(cast.chair) == 200
    assert status(cast.outsider) == status(cast.neighbour_officer) == 404
    if name == "copy_later":
        assert status(cast.gp_seated) == 404
        assert status(cast.officer) == 200
    client.logout()
    assert client.get(url).status_code == 302
    assert client.post(url).status_code in {302, 405}


def test_later_pages_of_a_pack_without_supplement_are_none(client, world):
    cast, _matters, first = world
    client.force_login(cast.chair)

    assert (
        client.get(reverse("packs:mine_later", args=[cast.gathering.pk])).status_code
        == 404
    )
    client.force_login(cast.officer)
    own = copy_of(first, cast.chair)
    assert client.get(reverse("packs:copy_later", args=[own.pk])).status_code == 404


def test_supplement_page_shows_what_changed_and_builds(client, world):
    cast, matters, _first = world
    url = reverse("packs:supplement", args=[cast.gathering.pk])
    client.force_login(cast.officer)
    assert (
        "No item, paper or cover sheet has changed" in client.get(url).content.decode()
    )
    late_paper(matters["Beta"])

    shown = " ".join(client.get(url).content.decode().split())
    assert "New: Hushpaper" in shown
    assert "Attached" in shown

    answer = client.post(url, follow=True)
    assert "The supplement is being built." in answer.content.decode()
    pack = Pack.objects.get(supplement=1)
    building.build_waiting()
    shown = client.get(reverse("packs:gathering", args=[cast.gathering.pk]))
    assert "Send the supplement" in shown.content.decode()
    answer = client.post(reverse("packs:send", args=[pack.pk]), follow=True)
    assert "told by letter" in answer.content.decode()
    assert "Supplement alone" in answer.content.decode()


def test_supplement_page_before_anything_was_sent_says_what_to_do(client):
    cast, _matters = ready()
    client.force_login(cast.officer)
    url = reverse("packs:supplement", args=[cast.gathering.pk])

    assert "No pack has been sent" in client.get(url).content.decode()
    answer = client.post(url, follow=True)
    assert "No pack has been sent yet" in answer.content.decode()


def test_supplement_page_is_for_officers(client, world):
    cast, matters, _first = world
    late_paper(matters["Beta"])
    url = reverse("packs:supplement", args=[cast.gathering.pk])

    for role, status in (
        ("guardian", 403),
        ("chair", 403),
        ("gp_seated", 403),
        ("outsider", 404),
        ("neighbour_officer", 404),
    ):
        client.force_login(getattr(cast, role))
        assert client.get(url).status_code == client.post(url).status_code == status
    assert not Pack.objects.filter(supplement=1).exists()


def test_supplement_page_costs_the_same_with_more_papers(client, world):
    cast, matters, _first = world
    client.force_login(cast.officer)
    url = reverse("packs:supplement", args=[cast.gathering.pk])
    late_paper(matters["Beta"])

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    queries()
    one = queries()
    for number in range(3):
        late_paper(matters["Alpha"], f"Late {number}")
    assert queries() == one


def test_reader_who_came_later_gets_the_pack_as_its_first(world):
    cast, matters, first = world
    person = PersonFactory()
    seat_person(add_seat(cast.committees[0], "Added seat"), person)
    AttestationFactory(person=person, recorded_by=cast.officer)
    late_paper(matters["Beta"])

    second = packs.send(pack=supplemented(cast), by=cast.officer)

    assert not first.copies.filter(person=person).exists()
    kinds = Letter.objects.filter(about=f"pack:{second.pk}", person=person)
    assert [letter.kind for letter in kinds] == ["pack_sent"]


def test_reader_opens_no_earlier_copy_once_the_supplement_is_out(world):
    cast, matters, first = world
    old = copy_of(first, cast.chair)
    late_paper(matters["Beta"])
    packs.send(pack=supplemented(cast), by=cast.officer)
    old = PackCopy.objects.select_related("pack__gathering").get(pk=old.pk)

    assert can_read_copy(cast.chair, old).code == "superseded"


@pytest.mark.parametrize("policy", WithholdingPolicy)
def test_conflict_confirmed_after_a_supplement_leaves_the_word_nowhere(
    client, world, policy
):
    cast, _matters, first = world
    TermsOfReference.objects.update(withholding_policy=policy)
    secret = add_matter(cast, "Plain", pages=2)
    hushed = late_paper(secret)
    packs.send(pack=supplemented(cast), by=cast.officer)
    paper = hushed.paper
    PaperVersionFactory(
        is_tagged=True,
        paper=paper,
        number=2,
        content=tagged("Text of hush again", 1),
        pages=1,
    )
    second = packs.send(pack=supplemented(cast), by=cast.officer)
    reader = cast.gp_seated
    had = copy_of(second, reader)
    earlier = [copy_of(one, reader) for one in (first, second.supplement_to)]
    for kind in ("file", "later_file"):
        assert b"Hushpaper" in everything_in(had, kind)
    keep_from(cast, secret, reader.person)

    assert recalls.recall_confirmed() == 1
    assert replace_waiting() == 1

    client.force_login(reader)
    for copy in (had, *earlier):
        for name in ("copy", "copy_later"):
            answer = fetch(client, reverse(f"packs:{name}", args=[copy.pk]))
            assert answer.status_code in {403, 404}
            assert b"ush" not in answer.content
    new = PackRecall.objects.get(copy=had).replacement
    # The paper's title may stand where its pages would, unless the policy hides it.
    hidden = [b"hush"] + [b"Hush"] * (policy == WithholdingPolicy.HIDE_TITLE)
    for kind in ("file", "later_file"):
        assert "Hush" not in note_of(new, kind)
        for word in hidden:
            assert word not in everything_in(new, kind)
        assert pdf_reading.faults_of(read(new, kind)) == []
    for name in ("mine", "mine_later"):
        answer = fetch(client, reverse(f"packs:{name}", args=[cast.gathering.pk]))
        assert answer.status_code == 200
        assert "ush" not in str(answer.headers)
    told = Letter.objects.filter(person=reader.person)
    assert "pack_recalled" in {letter.kind for letter in told}
    for letter in told:
        written = registry.render(letter)
        assert written is None or "ush" not in written.subject + written.text
    answer = client.get(reverse("packs:recall", args=[had.recall.pk]))
    assert b"ush" not in answer.content.replace(b"pushState", b"")


def test_recall_names_the_pages_that_a_supplement_had_made_void(world):
    cast, matters, first = world
    alpha = Paper.objects.get(item=matters["Alpha"])
    PaperVersionFactory(
        is_tagged=True, paper=alpha, number=2, content=tagged("Anew", 1), pages=1
    )
    second = packs.send(pack=supplemented(cast), by=cast.officer)
    reader = cast.gp_seated
    keep_from(cast, matters["Alpha"], reader.person)

    recalls.recall_confirmed()

    recall = PackRecall.objects.get(copy=copy_of(second, reader))
    # The cover sheet and both pages of the first version, then the second's.
    assert recall.pages == [[3, "5a"]]
    assert earlier_of(first).published.front_pages == 2


def test_page_of_the_meeting_links_to_the_later_pages_of_its_reader(client, world):
    cast, matters, _first = world
    late_paper(matters["Beta"])
    client.force_login(cast.chair)
    agenda = reverse("meetings:gathering", args=[cast.gathering.pk])
    address = reverse("packs:mine_later", args=[cast.gathering.pk])
    assert address not in client.get(agenda).content.decode()

    packs.send(pack=supplemented(cast), by=cast.officer)

    shown = client.get(agenda).content.decode()
    assert f'href="{address}"' in shown
    assert "Supplement 1: the later pages alone (PDF)" in shown


def numbers_in(copy):
    """Return by paper (key) the pages on which its standing version lies."""
    return {
        entry["paper_id"]: (str(entry["first"]), str(entry["last"]))
        for entry in entries_given(copy)
        if entry["kind"] == EntryKind.PAPER.value
    }


def test_supplement_after_items_changed_places_moves_no_page(world):
    cast, matters, first = world
    Item.objects.filter(pk=matters["Alpha"].pk).update(
        position=matters["Beta"].position + 1
    )
    late_paper(matters["Beta"])

    second = supplemented(cast)

    before = numbers_in(copy_of(first, cast.gp_seated))
    after = numbers_in(copy_of(second, cast.gp_seated))
    assert before.items() <= after.items()
    assert len(after) == len(before) + 1


def test_supplement_tells_an_items_old_title_to_who_was_told_of_it(world):
    cast, matters, _first = world
    keep_from(cast, matters["Beta"], cast.gp_seated.person)
    Item.objects.filter(pk=matters["Beta"].pk).update(title="Matter Bravo")
    late_paper(matters["Alpha"])

    pack = supplemented(cast)

    told = "Before, it was called “Matter Beta”"
    assert told in note_of(copy_of(pack, cast.chair))
    assert told not in note_of(copy_of(pack, cast.gp_seated))


def test_supplement_of_an_item_moved_to_the_private_part(world):
    cast, matters, first = world
    Item.objects.filter(pk=matters["Beta"].pk).update(
        part="2", private_ground="Rents of named practices"
    )
    Paper.objects.filter(item=matters["Beta"]).update(sensitivity="private")

    pack = supplemented(cast)

    assert "Moved to the private part" in note_of(copy_of(pack, cast.gp_seated))
    theirs = copy_of(pack, cast.observer)
    for kind in ("file", "later_file"):
        assert "Beta" not in text_of(theirs, kind)
        assert b"Text of Beta" not in everything_in(theirs, kind)
    before = numbers_in(copy_of(first, cast.gp_seated))
    assert numbers_in(copy_of(pack, cast.gp_seated)) == before


def test_item_that_is_taken_up_again_stands_on_the_pages_it_had(world):
    cast, matters, first = world
    items.withdraw(item=matters["Beta"], reason="Not ready.", by=cast.officer)
    second = supplemented(cast)
    packs.send(pack=second, by=cast.officer)
    beta = Item.objects.get(pk=matters["Beta"].pk)
    items.restore(item=beta, by=cast.officer)
    # It comes back after notice: the chair says why.
    LateReasonFactory(item=beta, chair=cast.chair.person)

    third = supplemented(cast)

    assert "Taken off the agenda" in note_of(copy_of(second, cast.gp_seated))
    before = numbers_in(copy_of(first, cast.gp_seated))
    assert numbers_in(copy_of(third, cast.gp_seated)) == before
    assert "Text of Beta" in text_of(copy_of(third, cast.gp_seated))
