"""Packs built for real: typeset, woven, kept, read back page by page."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection

from core import clock
from core.documents import CannotTypeset
from core.errors import RuleBroken
from meetings.actions import papers
from meetings.facts.invitees import coming_to
from meetings.models import Item, PaperVersion
from meetings.uploads import checked
from packs.actions import building, claims, files, packs
from packs.build import assembly
from packs.build import copies as engine
from packs.models import Pack, PackState
from packs.tasks import build_queued
from tests.factories.meetings import ItemFactory, PaperVersionFactory
from tests.factories.packs import add_matter, built, copy_of, keep_from, ready
from tests.fixtures import pdf_reading
from tests.fixtures.pdf_files import tagged


pytestmark = pytest.mark.django_db


def pages_of(copy):
    """Return the text of each page of a copy."""
    with copy.file.open("rb") as stored:
        return pdf_reading.pages_of(stored.read())


def text_of(copy):
    return re.sub(r"\s+", " ", " ".join(pages_of(copy)))


def whole_text_of(path):
    return pdf_reading.text_of(path.read_bytes())


def page_with(copy, words):
    """Return the numbers, counted from 1, of the pages on which words stand."""
    return [n for n, page in enumerate(pages_of(copy), start=1) if words in page]


def break_file(version, content=b"no PDF at all"):
    """Spoil what is stored: a disk error, not something the product allows."""
    with open(version.clean_file.path, "wb") as stored:
        stored.write(content)


def replace_paper(paper, content, *, by):
    """Hand in another version, as the page does."""
    with checked(SimpleUploadedFile("x.pdf", content)) as upload:
        papers.replace(paper=paper, upload=upload, by=by)


def test_build_gives_and_withholds_what_the_treatments_say():
    cast, matters = ready()
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)

    pack = built(cast)

    officer_reads = text_of(copy_of(pack, cast.chair))
    for name in matters:
        assert f"Text of {name}" in officer_reads
        assert f"Cover of {name}." in officer_reads
    conflicted = text_of(copy_of(pack, cast.gp_seated))
    assert "Text of Alpha" not in conflicted
    assert "Cover of Alpha." not in conflicted
    assert "Matter Alpha" in conflicted
    assert "Withheld from your copy" in conflicted
    assert "Text of Beta" in conflicted


def test_build_attendee_finds_no_trace_of_the_private_part():
    cast, matters = ready()
    ItemFactory(
        gathering=cast.gathering,
        heading=True,
        part="2",
        title="Contract dispute",
        position=matters["Gamma"].position - 1,
    )
    ItemFactory(gathering=cast.gathering, heading=True, part="2", title="Idle heading")

    pack = built(cast)

    found = text_of(copy_of(pack, cast.observer))
    for secret in ("Gamma", "Contract dispute", "Idle heading"):
        assert secret not in found
    assert "Text of Beta" in found
    whole = text_of(copy_of(pack, cast.chair))
    assert "Contract dispute" in whole
    assert "Idle heading" not in whole


def test_build_whoever_leads_a_private_item_reads_that_one_alone():
    cast, _ = ready()
    other = add_matter(cast, "Delta", private=True)
    Item.objects.filter(pk=other.pk).update(lead=cast.observer.person)

    pack = built(cast)

    found = text_of(copy_of(pack, cast.observer))
    assert "Text of Delta" in found
    assert "Gamma" not in found


def test_build_private_paper_of_a_public_item_is_not_named_to_an_attendee():
    cast, matters = ready()
    PaperVersionFactory(
        paper__item=matters["Beta"],
        paper__title="Rents paid",
        paper__sensitivity="restricted",
        content=tagged("Text of rents", 1),
        pages=1,
    )

    pack = built(cast)

    found = text_of(copy_of(pack, cast.observer))
    assert "Rents paid" not in found
    assert "Text of rents" not in found
    assert "Text of Beta" in found
    assert "Text of rents" in text_of(copy_of(pack, cast.gp_seated))


def test_build_everything_has_the_same_page_number_in_every_copy():
    cast, matters = ready()
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)

    pack = built(cast)

    copies = list(pack.copies.all())
    assert len({copy.pages for copy in copies}) == 1
    for copy in copies:
        assert len(pages_of(copy)) == copy.pages
        assert [
            n for n in range(1, copy.pages + 1) if n in page_with(copy, f"Page {n}")
        ]
    places = {tuple(page_with(copy, "Text of Beta")) for copy in copies}
    assert len(places) == 1


def test_build_numbers_items_as_the_agenda_does():
    """An item withdrawn after notice keeps its number, in the pack as elsewhere."""
    cast, matters = ready()
    Item.objects.filter(pk=matters["Alpha"].pk).update(
        is_withdrawn=True, reference="PCC16/001"
    )

    found = text_of(copy_of(built(cast), cast.chair))

    assert re.search(r"\b2 Matter Beta", found)
    assert "Matter Alpha" not in found


def test_build_agenda_says_when_each_matter_begins_if_minutes_are_planned():
    cast, matters = ready()
    assert "2pm · " not in text_of(copy_of(built(cast), cast.chair))
    Item.objects.filter(pk=matters["Alpha"].pk).update(minutes_planned=25)

    said = text_of(copy_of(built(cast), cast.chair))

    assert re.search(r"Matter Alpha 2pm", said)
    assert re.search(r"Matter Beta 2:25pm", said)


def test_build_broken_paper_stops_only_itself_and_replacing_it_mends_the_pack():
    cast, matters = ready()
    version = PaperVersion.objects.get(paper__item=matters["Beta"])
    break_file(version)
    pack = packs.request(gathering=cast.gathering, by=cast.officer)

    assert build_queued() == 1

    pack.refresh_from_db()
    assert pack.state == PackState.BUILT
    (fault,) = pack.faults
    assert (fault["paper"], fault["title"]) == (version.paper_id, "Paper Beta")
    said = text_of(copy_of(pack, cast.chair))
    assert "Not in this pack: the file is broken" in said
    assert fault["reason"] in said
    assert "Text of Alpha" in said
    assert "Text of Beta" not in said
    assert version.paper_id not in copy_of(pack, cast.chair).contents["papers"]
    with pytest.raises(RuleBroken, match=r"Paper Beta .* Replace or withdraw it"):
        packs.send(pack=pack, by=cast.officer)

    replace_paper(version.paper, tagged("Text of mended Beta", 3), by=cast.officer)
    packs.retry(pack=pack, by=cast.officer)
    build_queued()

    pack.refresh_from_db()
    assert (pack.state, pack.faults) == (PackState.BUILT, [])
    assert "Text of mended Beta" in text_of(copy_of(pack, cast.chair))


def test_build_says_nothing_of_a_broken_paper_to_whom_it_is_withheld_from():
    cast, matters = ready()
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    break_file(PaperVersion.objects.get(paper__item=matters["Alpha"]))
    pack = packs.request(gathering=cast.gathering, by=cast.officer)

    build_queued()

    kept = text_of(copy_of(pack, cast.gp_seated))
    assert "Withheld from your copy" in kept
    assert "the file is broken" not in kept
    assert "the file is broken" in text_of(copy_of(pack, cast.chair))


def test_build_goes_on_without_any_number_of_broken_papers():
    cast, matters = ready()
    for name in ("Alpha", "Beta"):
        break_file(PaperVersion.objects.get(paper__item=matters[name]))
    pack = packs.request(gathering=cast.gathering, by=cast.officer)

    build_queued()

    pack.refresh_from_db()
    assert [one["title"] for one in pack.faults] == ["Paper Alpha", "Paper Beta"]
    assert "Text of Gamma" in text_of(copy_of(pack, cast.chair))


def test_build_paper_whose_pages_cannot_be_copied_is_named(monkeypatch):
    cast, _ = ready()
    pack = packs.request(gathering=cast.gathering, by=cast.officer)
    whole = assembly.merge

    def trip(parts):
        if any("Text of Beta" in whole_text_of(path) for path, _ in parts):
            raise RuntimeError("too deep")
        return whole(parts)

    monkeypatch.setattr(assembly, "merge", trip)

    build_queued()

    pack.refresh_from_db()
    assert [one["title"] for one in pack.faults] == ["Paper Beta"]
    assert pack.faults[0]["reason"] == "its pages cannot be put into a pack."


def test_build_copies_made_without_a_paper_are_made_again_when_it_is_replaced():
    cast, matters = ready()
    version = PaperVersion.objects.get(paper__item=matters["Alpha"])
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    break_file(version)
    pack = packs.request(gathering=cast.gathering, by=cast.officer)
    build_queued()
    before = {copy.pk: copy for copy in pack.copies.all()}

    replace_paper(version.paper, tagged("Text of mended Alpha", 7), by=cast.officer)
    packs.retry(pack=pack, by=cast.officer)
    build_queued()

    copies = list(pack.copies.all())
    assert {copy.pk for copy in copies} == before.keys()
    for copy in copies:
        first = before[copy.pk]
        assert copy.pages == first.pages + 5
        assert copy.file.name != first.file.name
        assert not first.file.storage.exists(first.file.name)


def test_build_keeps_copies_that_are_right_and_makes_the_rest():
    cast, _ = ready()
    pack = built(cast)
    before = {copy.person_id: copy.built_at for copy in pack.copies.all()}
    pack.copies.filter(person=cast.chair.person).delete()
    Pack.objects.filter(pk=pack.pk).update(state=PackState.QUEUED)

    build_queued()

    after = {copy.person_id: copy.built_at for copy in pack.copies.all()}
    assert before.keys() == after.keys()
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {cast.chair.person_id}


def test_build_twice_is_harmless():
    cast, _ = ready()
    pack = built(cast)
    names = sorted(pack.copies.values_list("file", flat=True))

    assert build_queued() == 0
    assert sorted(pack.copies.values_list("file", flat=True)) == names


def test_build_holds_no_transaction_while_pages_are_written(monkeypatch):
    """A test of its own would hide it: the action's own atomic block is looked for."""
    cast, _ = ready()
    packs.request(gathering=cast.gathering, by=cast.officer)
    outer = len(connection.savepoint_ids)
    depths = []
    real = files.write_copy

    def watched(*args, **options):
        depths.append(len(connection.savepoint_ids) - outer)
        return real(*args, **options)

    monkeypatch.setattr(files, "write_copy", watched)

    build_queued()

    assert depths
    assert set(depths) == {0}


def test_build_overtaken_worker_writes_nothing_more(monkeypatch):
    cast, _ = ready()
    pack = packs.request(gathering=cast.gathering, by=cast.officer)
    mine = claims.claim_next()
    real = files.write_copy

    def overtaken(*args, **options):
        made = real(*args, **options)
        Pack.objects.filter(pk=pack.pk).update(claim=99)
        return made

    monkeypatch.setattr(files, "write_copy", overtaken)

    building.build(pack=mine)

    pack.refresh_from_db()
    assert pack.copies.count() == 0
    assert (pack.state, pack.claim) == (PackState.BUILDING, 99)


def test_build_unforeseen_trouble_is_said_and_can_be_tried_again(monkeypatch):
    cast, _ = ready()
    pack = packs.request(gathering=cast.gathering, by=cast.officer)
    monkeypatch.setattr(files, "write_copy", _trip)

    build_queued()

    pack.refresh_from_db()
    assert pack.state == PackState.FAILED
    assert "Copy 1 of" in pack.failure


def _trip(*args, **options):
    raise RecursionError("too deep")


def test_build_for_nobody_says_so(monkeypatch):
    cast, _ = ready()
    pack = packs.request(gathering=cast.gathering, by=cast.officer)
    monkeypatch.setattr(building, "recipients_of", lambda gathering: [])

    build_queued()

    pack.refresh_from_db()
    assert pack.state == PackState.FAILED
    assert "Nobody is to get a copy" in pack.failure


def test_build_reader_who_no_longer_comes_loses_the_copy_of_the_first_attempt(
    monkeypatch,
):
    cast, _ = ready()
    pack = built(cast)
    Pack.objects.filter(pk=pack.pk).update(state=PackState.QUEUED)
    coming = [
        one
        for one in building.recipients_of(cast.gathering)
        if one.person != cast.observer.person
    ]
    monkeypatch.setattr(building, "recipients_of", lambda gathering: coming)

    build_queued()
    assert copy_of(pack, cast.observer).revoked_at is not None

    monkeypatch.undo()
    Pack.objects.filter(pk=pack.pk).update(state=PackState.QUEUED)
    build_queued()
    assert copy_of(pack, cast.observer).revoked_at is None


def test_shelf_leaves_no_file_open_and_nothing_behind(monkeypatch, tmp_path):
    cast, _ = ready()
    shelves = []
    real = engine.Shelf

    def kept():
        shelves.append(real())
        return shelves[-1]

    monkeypatch.setattr(building, "Shelf", kept)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    built(cast)

    (shelf,) = shelves
    assert not shelf.ready
    assert shelf.folder is None
    assert not list(tmp_path.glob("quorate-pack-*"))


def test_progress_is_written_for_every_copy(monkeypatch):
    cast, _ = ready()
    packs.request(gathering=cast.gathering, by=cast.officer)
    told = []
    real = claims.report

    def heard(**facts):
        told.append((facts["done"], facts["total"], facts["label"]))
        real(**facts)

    monkeypatch.setattr(claims, "report", heard)

    build_queued()

    number = len(coming_to(cast.gathering))
    assert [one for one in told if one[2] == f"Copy 1 of {number}"]
    assert told[-1] == (number, number, "Built")
    assert clock.now() >= Pack.objects.get().claimed_at


def test_build_long_copy_says_in_between_that_it_lives(monkeypatch):
    cast, _ = ready()
    packs.request(gathering=cast.gathering, by=cast.officer)
    monkeypatch.setattr(building, "SECONDS_BETWEEN_REPORTS", 0.0)
    told = []
    real = claims.report

    def heard(**facts):
        told.append(facts["label"])
        real(**facts)

    monkeypatch.setattr(claims, "report", heard)

    build_queued()

    number = len(coming_to(cast.gathering))
    assert f"Copy 1 of {number}: Paper Alpha" in told


def test_build_without_a_database_leaves_the_claim_to_run_out(monkeypatch):
    cast, _ = ready()
    pack = packs.request(gathering=cast.gathering, by=cast.officer)

    def lost(*args, **options):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(files, "write_copy", lost)

    with pytest.raises(OperationalError):
        build_queued()

    pack.refresh_from_db()
    assert pack.state == PackState.BUILDING


def test_build_overtaken_worker_does_not_say_that_it_failed(monkeypatch):
    cast, _ = ready()
    pack = packs.request(gathering=cast.gathering, by=cast.officer)

    def trip(*args, **options):
        Pack.objects.filter(pk=pack.pk).update(claim=99)
        raise RecursionError("too deep")

    monkeypatch.setattr(files, "write_copy", trip)

    build_queued()

    pack.refresh_from_db()
    assert pack.state == PackState.BUILDING


def test_build_page_that_cannot_be_written_says_so(monkeypatch):
    cast, _ = ready()
    pack = packs.request(gathering=cast.gathering, by=cast.officer)

    def trip(*args, **options):
        raise CannotTypeset("pack.typ: no such thing")

    monkeypatch.setattr(files, "write_copy", trip)

    build_queued()

    pack.refresh_from_db()
    assert pack.failure == "A page could not be written. pack.typ: no such thing"
