"""The minutes cite each paper in the version, and on the pages, that were there."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from committees.enums import WithholdingPolicy
from committees.models import TermsOfReference
from core import clock
from decisions.facts.minutes import minutes_sections, withheld_section
from meetings.actions import papers
from meetings.enums import Part
from meetings.models import Paper, PaperVersion
from packs.actions import building, packs, recalls
from packs.actions.replacing import replace_waiting
from packs.facts.cited import cited_in
from packs.models import Pack
from packs.values import EntryKind
from tests.factories.meetings import PaperVersionFactory
from tests.factories.packs import add_matter, built, dispatched, keep_from, ready
from tests.factories.papers import RedactedTwinFactory
from tests.factories.room import TablingFactory
from tests.fixtures.pdf_files import tagged


pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    cast, matters = ready()
    return cast, matters, dispatched(cast)


def handed_in(item, title, *, pages=2, **fields):
    return PaperVersionFactory(
        is_tagged=True,
        paper__item=item,
        paper__title=title,
        content=tagged(f"Text of {title}", pages),
        pages=pages,
        **{"paper__sensitivity": "public", "uploaded_at": clock.now(), **fields},
    )


def next_version(paper, *, pages=1):
    last = paper.versions.order_by("number").last()
    return PaperVersionFactory(
        paper=paper,
        number=last.number + 1,
        is_tagged=True,
        content=tagged(f"Another text of {paper}", pages),
        pages=pages,
        uploaded_at=clock.now(),
    )


def supplement_sent(cast):
    pack = packs.request_supplement(gathering=cast.gathering, by=cast.officer)
    building.build_waiting()
    pack.refresh_from_db()
    return packs.send(pack=pack, by=cast.officer)


def said(cast, *items):
    return [one.in_words for one in cited_in(cast.gathering, items)]


def test_cited_in_names_version_pages_and_the_supplement_they_came_with(world):
    cast, matters, _first = world
    alpha = Paper.objects.get(item=matters["Alpha"])
    (before,) = said(cast, matters["Alpha"])
    assert before.startswith("Paper Alpha, version 1, pages ")
    assert before.endswith(" of the pack")
    number = before.split()[-4]

    next_version(alpha, pages=3)
    supplement_sent(cast)
    handed_in(matters["Beta"], "Late")
    supplement_sent(cast)

    assert said(cast, matters["Alpha"]) == [
        f"Paper Alpha, version 2, pages {number}a to {number}c of supplement 1"
    ]
    kept, late = said(cast, matters["Beta"])
    assert kept.endswith(" of the pack")
    assert late.startswith("Late, version 1, pages ")
    assert late.endswith("b of supplement 2")


def test_cited_in_says_what_was_there_whatever_was_handed_in_since(world):
    cast, matters, _first = world
    alpha = Paper.objects.get(item=matters["Alpha"])
    before = said(cast, matters["Alpha"])
    next_version(alpha)
    assert said(cast, matters["Alpha"]) == before
    papers.withdraw(paper=alpha, reason="Sent in error.", by=cast.officer)
    assert said(cast, matters["Alpha"]) == before

    handed_in(matters["Alpha"], "In its place")
    supplement_sent(cast)

    (left,) = said(cast, matters["Alpha"])
    assert left.startswith("In its place, version 1, pages ")


def test_cited_in_leaves_out_what_came_or_went_out_after_the_day(world):
    cast, matters, _first = world
    alpha = Paper.objects.get(item=matters["Alpha"])
    before = said(cast, matters["Alpha"])
    next_version(alpha)
    late = handed_in(matters["Alpha"], "Tabled")
    second = supplement_sent(cast)
    assert said(cast, matters["Alpha"]) != before
    after = cast.gathering.held_on + dt.timedelta(days=1)
    midnight = timezone.make_aware(dt.datetime.combine(after, dt.time()))
    Pack.objects.filter(pk=second.pk).update(sent_at=midnight)

    tabled = f"{late.paper.title}, version 1, not in the pack"
    assert said(cast, matters["Alpha"]) == [*before, tabled]

    Pack.objects.filter(pk=second.pk).update(sent_at=midnight - dt.timedelta(seconds=1))
    assert said(cast, matters["Alpha"])[0] != before[0]


def test_cited_in_of_a_new_edition_counts_its_own_pages(world):
    cast, matters, _first = world
    handed_in(matters["Beta"], "Late")
    supplement_sent(cast)

    packs.send(pack=built(cast), by=cast.officer)

    assert all(one.endswith(" of the pack") for one in said(cast, *matters.values()))


def test_copies_of_whoever_goes_without_tell_the_same_versions_and_pages(world):
    cast, matters, _first = world
    TermsOfReference.objects.update(withholding_policy=WithholdingPolicy.HIDE_TITLE)
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    recalls.recall_confirmed()
    replace_waiting()
    handed_in(matters["Alpha"], "Late")

    supplement = supplement_sent(cast)

    told = {
        copy.person_id: [
            (entry["version"], ends)
            for entry, ends in zip(
                copy.manifest["entries"], copy.manifest["numbers"], strict=True
            )
            if entry["kind"] == EntryKind.PAPER.value
        ]
        for copy in supplement.copies.all()
    }
    assert len(told) > 2
    assert len(told[cast.gp_seated.person_id]) == PaperVersion.objects.count()
    assert all(one == told[cast.gp_seated.person_id] for one in told.values())


@pytest.mark.parametrize(
    ("part", "sensitivity", "is_named"),
    [
        (Part.ONE, "public", True),
        (Part.ONE, "private", False),
        (Part.ONE, "restricted", False),
        (Part.TWO, "private", True),
        (Part.TWO, "restricted", False),
    ],
)
def test_cited_in_names_only_what_readers_of_the_part_may_have(
    world, part, sensitivity, is_named
):
    cast, matters, _first = world
    item = matters["Beta"]
    item.part = part
    item.save()
    handed_in(item, "Hushpaper", paper__sensitivity=sensitivity)

    words = str(said(cast, item))

    assert ("Hushpaper" in words) is is_named
    assert ("A paper that is not published, version 1" in words) is not is_named


def test_cited_in_calls_appendices_by_their_letters(world):
    cast, matters, _first = world
    handed_in(matters["Alpha"], "Answers", paper__is_appendix=True)
    handed_in(matters["Alpha"], "Rents", paper__is_appendix=True)

    titles = [words.split(",")[0] for words in said(cast, matters["Alpha"])]

    assert titles == ["Paper Alpha", "Appendix A: Answers", "Appendix B: Rents"]


def test_cited_in_calls_a_redacted_paper_by_the_title_the_public_reads(world):
    cast, matters, _first = world
    version = handed_in(
        matters["Beta"],
        "Hushpaper",
        paper__sensitivity="restricted",
        paper__is_redacted=True,
    )
    assert "A paper that is not published" in str(said(cast, matters["Beta"]))

    RedactedTwinFactory(version=version, title="Prices")

    words = str(said(cast, matters["Beta"]))
    assert "Prices (redacted for the public), version 1" in words
    assert "Hushpaper" not in words


def test_cited_in_says_what_was_handed_in_on_the_day(world):
    cast, matters, _first = world
    day = cast.gathering.held_on
    noon = timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
    handed_in(matters["Beta"], "Early")
    handed_in(matters["Beta"], "Late", uploaded_at=noon)

    _kept, early, late = said(cast, matters["Beta"])

    assert early == "Early, version 1, not in the pack"
    assert late == "Late, version 1, handed in on the day"


def test_cited_in_says_who_tabled_what_when_and_who_took_it(world):
    cast, matters, _first = world
    noon = timezone.make_aware(dt.datetime.combine(cast.gathering.held_on, dt.time(12)))
    # Handed to the officer on paper, and scanned a week later.
    laid = handed_in(matters["Beta"], "Laid", uploaded_at=noon + dt.timedelta(days=7))
    for sitting, is_taken in zip(cast.sittings, (True, False), strict=True):
        TablingFactory(
            version=laid,
            sitting=sitting,
            is_taken=is_taken,
            tabled_by=cast.chair.person,
            tabled_at=noon,
        )

    _kept, words = said(cast, matters["Beta"])

    first, second = (one.committee.short_name for one in cast.sittings)
    assert words == (
        f"Laid, version 1, tabled by {cast.chair.person} at 12:00, taken by {first}, "
        f"not taken by {second}"
    )


def test_cited_in_names_the_version_of_the_pack_beside_the_one_that_was_tabled(world):
    cast, matters, _first = world
    paper = Paper.objects.get(item=matters["Beta"])
    newer = next_version(paper)
    TablingFactory(
        version=newer,
        sitting=cast.sittings[0],
        tabled_by=cast.chair.person,
        tabled_at=clock.now(),
    )

    before, tabled = said(cast, matters["Beta"])

    assert before.startswith(f"{paper}, version 1, page")
    assert tabled.startswith(f"{paper}, version 2, tabled by {cast.chair.person}")


def test_minutes_say_of_a_verbal_item_that_it_had_no_paper(world):
    cast, _matters, _first = world
    for title, function in (("Spoken", "premises"), ("Welcome", "own_business")):
        item = add_matter(cast, title, function=function, availability="verbal")
        Paper.objects.filter(item=item).update(is_withdrawn=True)

    sections = minutes_sections(cast.gathering, Part.ONE)["items"]

    told = {one["title"]: one["papers"] for one in sections}
    assert told["Matter Spoken"] == ["Taken verbally, without a paper."]
    assert told["Matter Welcome"] == []


def test_minutes_carry_the_papers_and_withhold_them_with_their_section(world):
    cast, matters, _first = world
    handed_in(matters["Beta"], "Hushpaper")
    supplement_sent(cast)

    sections = minutes_sections(cast.gathering, Part.ONE)["items"]

    (section,) = [one for one in sections if one["id"] == matters["Beta"].pk]
    assert [words.split(",")[0] for words in section["papers"]] == [
        "Paper Beta",
        "Hushpaper",
    ]
    assert withheld_section(section)["papers"] == []


def test_cited_in_costs_the_same_with_more_papers_and_supplements(world):
    cast, matters, _first = world

    def queries():
        with CaptureQueriesContext(connection) as caught:
            said(cast, *matters.values())
        return len(caught)

    one = queries()
    for number in range(2):
        handed_in(matters["Alpha"], f"Late {number}")
        supplement_sent(cast)
    assert PaperVersion.objects.count() > 2
    assert queries() == one
