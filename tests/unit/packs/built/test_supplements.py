"""A supplement's copies: what went out stays page for page, what is later has letters."""

from __future__ import annotations

import hashlib
import io
import json
import re
from dataclasses import replace

import pikepdf
import pytest

from packs.build.copies import build_copy, later_of, plan_for, prepare, rebuild
from packs.build.earlier import after_pack, after_supplement
from packs.build.edition import CoverFacts
from packs.build.shelf import Shelf
from packs.rules.note import Held
from packs.rules.plan import PaperFacts, withheld
from packs.rules.supplement import key_of, page_map
from packs.values import (
    EntryKind,
    ItemId,
    PaperId,
    PaperVersionId,
    Part,
    WithholdingPolicy,
)
from tests.fixtures.pdf_files import scanned, tagged
from tests.fixtures.pdf_reading import faults_of, pages_of, text_of, told_by_tags
from tests.unit.packs.built.test_editions import edition_of


BOTH = frozenset(Part)
RULE = "The chair ruled that the papers are withheld."
READER = "Dr Okafor"


@pytest.fixture
def shelf():
    shelf = Shelf()
    yield shelf
    shelf.close()


@pytest.fixture
def sources():
    return {1: tagged("Alpha words", 2), 2: scanned(1), 3: tagged("Gamma words", 1)}


def put(folder, edition, key, content, *, of, version=None, title=None):
    """Hand a paper in, or another version of it."""
    version = PaperVersionId(version or key * 10)
    path = folder / f"version-{version}.pdf"
    path.write_bytes(content)
    with pikepdf.open(path) as pdf:
        pages = len(pdf.pages)
    paper = PaperFacts(
        ItemId(of),
        PaperId(key),
        version,
        hashlib.sha256(content).hexdigest(),
        pages,
        title or f"Paper {key}",
        position=key,
    )
    others = [one for one in edition.papers if one.paper_id != key]
    return replace(
        edition, papers=(*others, paper), files={**edition.files, version: path}
    )


def without(edition, key):
    return replace(
        edition, papers=tuple(one for one in edition.papers if one.paper_id != key)
    )


def plan_with(prepared, items=()):
    return plan_for(
        prepared,
        items={ItemId(key): withheld(RULE) for key in items},
        papers={},
        parts=BOTH,
    )


def held_of(plan):
    named = {entry.item_id for entry in plan.entries} - set(plan.hidden_items)
    return Held(tuple(key_of(entry) for entry in plan.given), tuple(sorted(named)))


class Published:
    """What went out of an edition, and the supplements to it."""

    def __init__(self, edition, shelf):
        self.shelf = shelf
        self.edition = edition
        self.prepared = prepare(edition)
        plan = plan_with(self.prepared)
        self.earlier = after_pack(
            edition, plan, published=page_map(plan), key=self.prepared.key
        )

    def copy(self, *items, reader=READER):
        plan = plan_with(self.prepared, items)
        return build_copy(self.prepared, plan, reader=reader, shelf=self.shelf)

    def supplement(
        self, edition, *items, reader=READER, was_without=(), is_alone=False
    ):
        prepared = prepare(edition, self.earlier)
        return build_copy(
            prepared,
            plan_with(prepared, items),
            reader=reader,
            shelf=self.shelf,
            held=held_of(plan_with(self.prepared, was_without)),
            is_alone=is_alone,
        )

    def goes_out(self, edition):
        prepared = prepare(edition, self.earlier)
        plan = plan_with(prepared)
        planned = later_of(prepared, plan, held_of(plan_with(self.prepared)))
        self.earlier = after_supplement(self.earlier, edition, plan, planned=planned)
        self.prepared = prepared


@pytest.fixture
def published(tmp_path, sources, shelf):
    return Published(edition_of(tmp_path, sources), shelf)


def words_of(content):
    return " ".join(text_of(content).split())


def everything_in(content):
    """Return the bytes of every stream, unpacked, and of everything else."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = io.BytesIO()
        pdf.save(
            found,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return found.getvalue() + text_of(content).encode()


def stamps_of(content):
    """Return what each page says of its own number."""
    return [
        re.findall(r"((?:Page \d+[a-z]*|Supplement \d+, page \d+)) ·", words)[-1]
        for words in pages_of(content)
    ]


def streams_of(content):
    """Return the content of each page by the number that it says it has."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = [
            b"\n".join(part.read_bytes() for part in page.obj.Contents)
            for page in pdf.pages
        ]
    return dict(zip(stamps_of(content), found, strict=True))


def test_later_paper_takes_letters_and_no_page_that_went_out_changes(
    tmp_path, published
):
    before = streams_of(published.copy().content)
    now = put(tmp_path, published.edition, 9, tagged("Late words", 2), of=1)

    made = published.supplement(now)

    after = streams_of(made.content)
    fronts = [n for n in before if int(n.split()[1]) <= published.prepared.front_pages]
    assert len(before) > len(fronts) > 0
    for number, stream in before.items():
        if number not in fronts:
            assert after[number] == stream, number
    last = published.prepared.front_pages + 3
    assert {f"Page {last}a", f"Page {last}b"} == {n for n in after if n[-1].isalpha()}
    assert made.pages == len(after)
    assert "Late words" in words_of(made.content)


def test_pages_lie_in_the_order_of_their_numbers_after_the_front(tmp_path, published):
    now = put(tmp_path, published.edition, 9, tagged("Late words", 1), of=1)

    found = stamps_of(published.supplement(now).content)

    begun = sum(stamp.startswith("Supplement 1, page") for stamp in found)
    assert begun >= 2
    assert found[:begun] == [f"Supplement 1, page {n + 1}" for n in range(begun)]
    read = [re.fullmatch(r"Page (\d+)([a-z]*)", one) for one in found[begun:]]
    assert [(int(one[1]), one[2]) for one in read] == sorted(
        (int(one[1]), one[2]) for one in read
    )
    assert read[0][1] == "1"


def test_new_version_leaves_a_page_that_says_where_the_new_one_is(tmp_path, published):
    now = put(
        tmp_path, published.edition, 3, tagged("Newer words", 1), of=3, version=31
    )

    made = published.supplement(now)

    by_number = dict(zip(stamps_of(made.content), pages_of(made.content), strict=True))
    (later,) = [number for number in by_number if number[-1].isalpha()]
    old = " ".join(by_number[later[:-1]].split())
    assert "This page was replaced" in old
    assert f"{later} took its place." in old
    assert "Gamma words" not in words_of(made.content)
    assert f"{later}, in the place of {later[:-1].lower()}" in words_of(made.content)


def test_alone_has_the_front_and_what_is_later(tmp_path, published):
    now = put(tmp_path, published.edition, 9, tagged("Late words", 2), of=1)

    made = published.supplement(now, is_alone=True)

    numbers = stamps_of(made.content)
    assert [number[-1] for number in numbers[-2:]] == ["a", "b"]
    assert all(number.startswith("Supplement 1") for number in numbers[:-2])
    words = words_of(made.content)
    assert "New: Paper 9" in words
    assert "Late words" in words
    assert "Alpha words" not in words
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert str(pdf.docinfo.Title).startswith("Supplement 1: ")


@pytest.mark.parametrize("is_alone", [False, True])
def test_supplement_is_a_sound_file_with_the_tags_of_its_papers(
    tmp_path, published, is_alone
):
    now = put(tmp_path, published.edition, 9, tagged("Late words", 2), of=1)

    made = published.supplement(now, is_alone=is_alone)

    assert faults_of(made.content) == []
    spoken = told_by_tags(made.content)
    assert "Late words" in spoken
    assert ("Alpha words" in spoken) is not is_alone
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert all("/StructParents" in page.obj for page in pdf.pages)


@pytest.mark.parametrize("is_alone", [False, True])
def test_supplement_is_the_same_byte_for_byte_from_its_manifest(
    tmp_path, published, is_alone
):
    now = put(tmp_path, published.edition, 9, tagged("Late words", 2), of=1)
    made = published.supplement(now, 2, is_alone=is_alone)

    manifest = json.loads(json.dumps(made.manifest))
    again = rebuild(manifest, now.files, is_alone=is_alone)

    assert again.content == made.content
    assert again.manifest == made.manifest


@pytest.mark.parametrize("is_alone", [False, True])
def test_withheld_late_paper_is_nowhere_in_the_copy_under_hidden_titles(
    tmp_path, published, is_alone
):
    edition = replace(published.edition, policy=WithholdingPolicy.HIDE_TITLE)
    now = put(tmp_path, edition, 9, tagged("Secretword", 2), of=1, title="Hushpaper")
    now = put(tmp_path, now, 8, tagged("Openword", 1), of=3, title="Openpaper")

    made = published.supplement(now, 1, was_without=(1,), is_alone=is_alone)

    found = everything_in(made.content)
    for secret in (b"Secretword", b"Hushpaper", b"Matter 1", b"PCC16/001", b"Alpha"):
        assert secret not in found
    assert b"Openword" in found
    note = words_of(made.content).partition("What has changed in your copy")[2]
    assert "Openpaper" in note.partition("No Item For")[0]


def test_withheld_late_paper_is_placeholders_of_the_same_numbers(tmp_path, published):
    now = put(tmp_path, published.edition, 9, tagged("Secretword", 2), of=1)

    given = streams_of(published.supplement(now).content)
    kept = published.supplement(now, 1, was_without=(1,))

    assert [n for n in stamps_of(kept.content) if n.startswith("Page")] == [
        n for n in given if n.startswith("Page")
    ]
    assert "Secretword" not in words_of(kept.content)
    assert "New: Paper 9" not in words_of(kept.content)
    assert "Nothing that you may read has changed" in words_of(kept.content)


def test_withdrawn_paper_is_named_to_those_who_had_it_alone(tmp_path, published):
    now = without(published.edition, 3)

    had = words_of(published.supplement(now).content)
    had_not = words_of(published.supplement(now, was_without=(3,)).content)

    assert "Withdrawn: Paper 3" in had
    assert "This page was withdrawn" in had
    assert "Paper 3" not in had_not
    assert "Gamma words" not in had + had_not


def test_changed_cover_sheet_is_later_and_the_others_stay(published):
    before = streams_of(published.copy().content)
    changed = CoverFacts(
        ItemId(2), "Matter 2", "PCC16/002", (("Summary", "Rewritten."),)
    )
    edition = published.edition
    now = replace(edition, covers={**edition.covers, ItemId(2): changed})

    made = published.supplement(now)

    after = streams_of(made.content)
    (later,) = [number for number in after if number[-1].isalpha()]
    went = range(published.prepared.front_pages + 1, len(before) + 1)
    same = [n for n in went if after[f"Page {n}"] == before[f"Page {n}"]]
    assert [n for n in went if n not in same] == [int(later.split()[1][:-1])]
    assert "New version of the cover sheet" in words_of(made.content)


def test_second_supplement_goes_on_and_keeps_the_pages_of_the_first(
    tmp_path, published
):
    covers = {
        **published.edition.covers,
        ItemId(2): CoverFacts(ItemId(2), "Matter 2", "PCC16/002", (("Summary", "B."),)),
    }
    first = replace(
        put(tmp_path, published.edition, 9, tagged("Late words", 1), of=1),
        covers=covers,
    )
    before = streams_of(published.supplement(first).content)
    published.goes_out(first)
    second = put(tmp_path, first, 8, tagged("Later words", 1), of=1)

    made = published.supplement(second)

    after = streams_of(made.content)
    assert any(number.startswith("Supplement 2") for number in after)
    assert not any(number.startswith("Supplement 1") for number in after)
    kept = {n for n, words in before.items() if n.startswith("Page")}
    kept -= {f"Page {n + 1}" for n in range(published.prepared.front_pages)}
    void = {n for n in kept if f"{n}a" in kept and before[n] != after[n]}
    assert len(void) == 1
    assert all(after[n] == before[n] for n in kept - void)
    assert len([n for n in after if n.endswith("b")]) == 1
    assert made.manifest["earlier"]["supplement"] == 2


def test_new_item_and_item_taken_off_are_in_the_note(tmp_path, published):
    edition = published.edition
    kept = [one for one in edition.items if one.item_id != 3]
    new = replace(edition.items[0], item_id=ItemId(7), number="3", title="Urgent lease")
    now = replace(
        without(edition, 3),
        items=(*kept, replace(new, position=9)),
        agenda=(
            *[one for one in edition.agenda if one.item_id != 3],
            replace(edition.agenda[0], title="Urgent lease", item_id=ItemId(7)),
        ),
        covers={pk: one for pk, one in edition.covers.items() if pk != 3},
    )

    words = words_of(published.supplement(now).content)

    assert "3 Urgent lease Added to the agenda" in words
    assert "Matter 3 Taken off the agenda" in words


def test_agenda_leads_to_the_later_page(tmp_path, published):
    edition = without(published.edition, 1)
    edition = replace(
        edition, covers={pk: c for pk, c in edition.covers.items() if pk != 1}
    )
    now = put(tmp_path, edition, 1, tagged("Newer words", 1), of=1, version=11)

    made = published.supplement(now)

    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        numbers = dict(
            zip(
                [page.objgen for page in pdf.pages],
                stamps_of(made.content),
                strict=True,
            )
        )
        led = [
            (str(note.Contents), numbers[note.Dest[0].objgen])
            for page in pdf.pages
            for note in page.obj.get("/Annots", [])
        ]
    assert led
    assert all(said == there for said, there in led)
    assert any(said[-1].isalpha() for said, _ in led)


def test_later_of_refuses_where_nothing_went_out(published):
    plan = plan_with(published.prepared)

    with pytest.raises(ValueError, match="did not go out"):
        later_of(published.prepared, plan, held_of(plan))


def test_held_names_runs_as_the_plan_does(published):
    held = held_of(plan_with(published.prepared, (1,)))

    assert (ItemId(2), EntryKind.COVER_SHEET, None) in held.runs
    assert ItemId(1) not in {key[0] for key in held.runs}
