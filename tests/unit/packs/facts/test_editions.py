"""From the agenda to what all copies share."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.models import CoverSheet, Gathering, Item, Paper
from packs.facts.editions import LABELS, agenda_of, current_versions
from packs.values import Part
from tests.factories.meetings import ItemFactory, PaperVersionFactory, gather
from tests.factories.packs import add_matter, ready


pytestmark = pytest.mark.django_db


def test_agenda_of_reads_lines_items_papers_and_cover_sheets():
    cast, matters = ready()

    edition = agenda_of(cast.gathering).edition

    assert [line.title for line in edition.agenda] == [
        "Matter Alpha",
        "Matter Beta",
        "Matter Gamma",
    ]
    assert edition.place == "2pm, Becketts House, Ilford"
    assert [item.part for item in edition.items] == [
        Part.PUBLIC,
        Part.PUBLIC,
        Part.PRIVATE,
    ]
    assert [paper.pages for paper in edition.papers] == [2, 1, 1]
    assert edition.covers[matters["Alpha"].pk].facts[0] == (
        "Summary",
        "Cover of Alpha.",
    )
    assert all(path.exists() for path in edition.files.values())


def test_agenda_of_marks_the_committees_in_scope():
    cast, _ = ready()

    first = agenda_of(cast.gathering).edition.agenda[0]

    assert first.scopes == ("Decide", "")


def test_agenda_of_says_what_came_late_and_how_papers_come():
    cast, matters = ready()
    Item.objects.filter(pk=matters["Alpha"].pk).update(is_late=True)
    Paper.objects.filter(item=matters["Beta"]).update(is_withdrawn=True)
    Item.objects.filter(pk__in=[matters["Beta"].pk, matters["Gamma"].pk]).update(
        availability="to_follow"
    )

    lines = agenda_of(cast.gathering).edition.agenda

    # Gamma has its paper by now: it does not follow any more.
    assert [line.marks for line in lines] == [
        ("Added after notice",),
        ("Paper to follow",),
        (),
    ]


def test_agenda_of_calls_appendices_by_their_letters():
    cast, matters = ready()
    for title, is_withdrawn in (("Answers", True), ("Rents", False)):
        PaperVersionFactory(
            paper__item=matters["Alpha"],
            paper__title=title,
            paper__is_appendix=True,
            paper__is_withdrawn=is_withdrawn,
        )

    edition = agenda_of(cast.gathering).edition

    titles = [one.title for one in edition.papers if one.item_id == matters["Alpha"].pk]
    assert titles == ["Paper Alpha", "Appendix B: Rents"]


def test_agenda_of_takes_the_newest_version_and_no_withdrawn_paper():
    cast, matters = ready()
    paper = matters["Alpha"].papers.get()
    PaperVersionFactory(paper=paper, number=2, pages=9)
    Paper.objects.filter(item=matters["Beta"]).update(is_withdrawn=True)

    edition = agenda_of(cast.gathering).edition

    assert [(one.title, one.pages) for one in edition.papers] == [
        ("Paper Alpha", 9),
        ("Paper Gamma", 1),
    ]
    assert len(current_versions(matters.values(), with_withdrawn=True)) == 3


def test_agenda_of_leaves_out_withdrawn_items_and_idle_headings():
    cast = gather(2)
    for position, (title, fields) in enumerate(
        [
            ("Kept", {"heading": True}),
            ("One", {}),
            ("Followed by another", {"heading": True}),
            ("Over the withdrawn", {"heading": True}),
            ("Gone", {"is_withdrawn": True}),
            ("Other part below", {"heading": True}),
        ]
    ):
        ItemFactory(gathering=cast.gathering, title=title, position=position, **fields)
    ItemFactory(gathering=cast.gathering, title="Two", position=9, private=True)

    edition = agenda_of(cast.gathering).edition

    assert [line.title for line in edition.agenda] == ["Kept", "One", "Two"]
    assert [item.title for item in edition.items] == ["One", "Two"]


def test_agenda_of_cover_sheet_without_words_is_none():
    cast, matters = ready()
    CoverSheet.objects.filter(item=matters["Beta"]).update(
        author=None, **dict.fromkeys((name for name, _ in LABELS), " ")
    )

    covers = agenda_of(cast.gathering).edition.covers

    assert matters["Beta"].pk not in covers
    assert matters["Alpha"].pk in covers


@pytest.mark.parametrize(
    "change",
    [
        lambda cast, item: Item.objects.filter(pk=item.pk).update(title="Other"),
        lambda cast, item: Gathering.objects.update(venue="Elsewhere"),
        lambda cast, item: CoverSheet.objects.filter(item=item).update(risk="Some."),
        lambda cast, item: Paper.objects.filter(item=item).update(
            sensitivity="private"
        ),
        lambda cast, item: PaperVersionFactory(paper=item.papers.get(), number=2),
    ],
    ids=["title", "venue", "cover sheet", "sensitivity", "new version"],
)
def test_agenda_of_another_digest_for_another_edition(change):
    cast, matters = ready()
    before = agenda_of(cast.gathering).sha256
    assert agenda_of(cast.gathering).sha256 == before

    change(cast, matters["Alpha"])
    cast.gathering.refresh_from_db()

    assert agenda_of(cast.gathering).sha256 != before


def test_agenda_of_digest_does_not_change_with_the_state_of_the_meeting():
    cast, _ = ready()
    before = agenda_of(cast.gathering).sha256
    Gathering.objects.update(state="in_session", revision=99)
    cast.gathering.refresh_from_db()

    assert agenda_of(cast.gathering).sha256 == before


def test_agenda_of_same_queries_for_twice_the_items():
    cast, _ = ready()

    def count():
        with CaptureQueriesContext(connection) as queries:
            agenda_of(cast.gathering)
        return len(queries)

    before = count()
    for number in range(4):
        add_matter(cast, f"More {number}")

    assert count() == before
    assert before <= 8
