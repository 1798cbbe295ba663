"""The public pages of meetings: for anybody, and nothing of what is not public."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from decisions.enums import Effect, Outcome
from meetings.enums import GatheringState, ScopeRole, Sensitivity
from tests.factories.decisions import DecisionFactory, QuorumCheckFactory
from tests.factories.meetings import (
    CoverSheetFactory,
    GatheringFactory,
    ItemFactory,
    ItemScopeFactory,
    ItemSubjectFactory,
    PaperVersionFactory,
    gather,
)


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day(settings, tmp_path):
    settings.QUORATE_TODAY = date(2016, 6, 1)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cast():
    return gather(3)


def text(response) -> str:
    return response.content.decode()


def page_of(client, cast) -> str:
    return text(client.get(reverse("publishing:gathering", args=[cast.gathering.pk])))


def matter(cast, number, **fields):
    """Put a whole matter on the agenda with a decision of the first committee."""
    item = ItemFactory(
        gathering=cast.gathering, reference=f"PCC16/{number:03}", **fields
    )
    ItemScopeFactory(item=item, sitting=cast.sittings[0])
    ItemScopeFactory(item=item, sitting=cast.sittings[1], role=ScopeRole.NOTE)
    ItemSubjectFactory(item=item)
    CoverSheetFactory(item=item, summary=f"Hidden summary {number}.")
    PaperVersionFactory(paper__item=item, paper__title=f"Paper {number}")
    DecisionFactory(
        item=item,
        sitting=cast.sittings[0],
        number=number,
        reference=f"First 2016/{number:03}",
        wording=f"Resolved in matter {number}.",
    )
    return item


def test_home_lists_announced_meetings_newest_first(client):
    GatheringFactory(title="Earlier meeting", held_on=date(2016, 4, 13))
    GatheringFactory(title="Later meeting")
    GatheringFactory(title="Secret plan", draft=True)
    GatheringFactory(title="Never told", state=GatheringState.CANCELLED)

    page = text(client.get(reverse("publishing:home")))

    assert page.index("Later meeting") < page.index("Earlier meeting")
    assert "Secret plan" not in page
    assert "Never told" not in page


def test_home_without_meetings(client):
    assert "No meeting has been announced yet" in text(
        client.get(reverse("publishing:home"))
    )


def test_home_shows_cancelled_meetings_that_were_announced(client):
    item = ItemFactory(gathering__state=GatheringState.CANCELLED, reference="PCC16/001")

    home = text(client.get(reverse("publishing:home")))
    page = text(client.get(reverse("publishing:gathering", args=[item.gathering_id])))

    assert "Cancelled" in home
    assert "does not take place" in page


def test_gathering_shows_scope_papers_and_decisions(client, cast):
    matter(cast, 1, title="Merger of two surgeries")
    names = [one.short_name for one in cast.committees]

    page = page_of(client, cast)

    assert "1 Merger of two surgeries" in page
    assert f"{names[0]} decides. {names[1]} notes." in page
    assert "Paper 1 (PDF, 4 pages" in page
    assert f"{names[0]}: noted" in page
    assert "Resolved in matter 1." in page
    assert "you may come and watch" in page


def test_gathering_says_what_has_no_effect_and_what_had_no_quorum(client, cast):
    item = ItemFactory(gathering=cast.gathering, reference="PCC16/001")
    check = QuorumCheckFactory(sitting=cast.sittings[0], is_quorate=False)
    DecisionFactory(
        item=item,
        sitting=cast.sittings[0],
        outcome=Outcome.APPROVED,
        effect=Effect.IRREGULAR,
        irregularities=[{"code": "x", "sentence": "Inner reason of a person."}],
        quorum_check=check,
    )

    page = page_of(client, cast)

    assert "This decision has no effect" in page
    assert "was not quorate for this item" in page
    assert "Inner reason" not in page


def test_gathering_shows_only_the_entry_that_stands(client, cast):
    item = matter(cast, 1)
    first = item.decisions.get()
    DecisionFactory(
        item=item,
        sitting=cast.sittings[0],
        number=2,
        reference="First 2016/002",
        wording="As corrected.",
        supersedes=first,
        correction_reason="A slip.",
    )

    page = page_of(client, cast)

    assert "As corrected." in page
    assert "Resolved in matter 1." not in page


def test_gathering_tells_nothing_of_part_two_or_what_was_withdrawn(client, cast):
    matter(cast, 1, title="Open matter")
    ItemFactory(
        gathering=cast.gathering,
        title="Commercial section",
        private=True,
        is_heading=True,
    )
    matter(cast, 77, title="Named contractor", private=True)
    matter(cast, 88, title="Taken off", is_withdrawn=True)
    ItemFactory(gathering=cast.gathering, title="Not told of yet")

    page = page_of(client, cast)

    assert "Open matter" in page
    for secret in (
        "Commercial section",
        "Named contractor",
        "Commercial rents",
        "77",
        "Taken off",
        "88",
        "Not told of yet",
        "private",
        "Part 2",
        "Hidden summary",
    ):
        assert secret not in page.split("<main", 1)[1], secret


def test_gathering_leaves_out_a_heading_over_nothing_public(client, cast):
    for title in ("Heading of nothing", "Heading of something"):
        ItemFactory(gathering=cast.gathering, title=title, heading=True)
    matter(cast, 1)
    ItemFactory(gathering=cast.gathering, title="Last heading", heading=True)

    page = page_of(client, cast)

    assert "Heading of something" in page
    assert "Heading of nothing" not in page
    assert "Last heading" not in page


def test_gathering_skips_no_level_of_heading(client, cast):
    first = matter(cast, 1)
    ItemFactory(gathering=cast.gathering, title="Section", heading=True)
    second = matter(cast, 2)

    page = page_of(client, cast)

    assert (
        f'<h3 class="nhsuk-heading-s nhsuk-u-margin-bottom-2" id="item-{first.pk}"'
        in page
    )
    assert (
        f'<h4 class="nhsuk-heading-s nhsuk-u-margin-bottom-2" id="item-{second.pk}"'
        in page
    )


def test_gathering_keeps_numbers_when_an_announced_item_was_withdrawn(client, cast):
    matter(cast, 1, title="Gone", is_withdrawn=True)
    matter(cast, 2, title="Still here")

    assert "2 Still here" in page_of(client, cast)


def test_gathering_of_one_committee_needs_no_scope(client):
    cast = gather(1)
    item = ItemFactory(gathering=cast.gathering, reference="PCC16/001")
    ItemScopeFactory(item=item, sitting=cast.sittings[0])

    page = page_of(client, cast)

    assert "decides." not in page
    assert "each decides for itself" not in page


def test_gathering_shows_no_restricted_and_no_withdrawn_paper(client, cast):
    item = matter(cast, 1)
    PaperVersionFactory(
        paper__item=item,
        paper__title="Named patient",
        paper__sensitivity=Sensitivity.RESTRICTED,
    )
    PaperVersionFactory(
        paper__item=item, paper__title="Old draft", paper__is_withdrawn=True
    )

    page = page_of(client, cast)

    assert "Paper 1" in page
    assert "Named patient" not in page
    assert "Old draft" not in page


@pytest.mark.parametrize(
    "state", [GatheringState.DRAFT, GatheringState.CANCELLED], ids=str
)
def test_gathering_not_announced_is_not_there(client, cast, state):
    cast.gathering.state = state
    cast.gathering.save()
    url = reverse("publishing:gathering", args=[cast.gathering.pk])

    for user in (None, cast.officer, cast.outsider):
        if user is not None:
            client.force_login(user)
        assert client.get(url).status_code == 404


def test_paper_is_given_under_a_name_that_tells_nothing(client, cast):
    item = matter(cast, 1)
    version = item.papers.get().versions.get()

    answer = client.get(reverse("publishing:paper", args=[version.pk]))

    assert b"".join(answer.streaming_content) == b"%PDF-1.7 invented"
    assert (
        answer["Content-Disposition"]
        == f'attachment; filename="paper-{version.pk}.pdf"'
    )
    assert answer["Content-Type"] == "application/pdf"


def test_paper_that_is_not_public_is_not_there(client, cast):
    private = PaperVersionFactory(
        paper__item=matter(cast, 2, private=True),
        paper__sensitivity=Sensitivity.PRIVATE,
    )
    first = matter(cast, 1).papers.get().versions.get()
    PaperVersionFactory(paper=first.paper, number=2)
    urls = [reverse("publishing:paper", args=[pk]) for pk in (private.pk, first.pk, 0)]
    client.force_login(cast.officer)

    assert [client.get(url).status_code for url in urls] == [404, 404, 404]


def queries_of(client, url) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("availability", "words"),
    [
        ("verbal", "A verbal item, without a paper."),
        ("to_follow", "The paper is to follow."),
        ("tabled", "The paper is tabled at the meeting."),
    ],
)
def test_agenda_says_how_a_paper_comes_that_is_not_there(
    client, cast, availability, words
):
    item = ItemFactory(
        gathering=cast.gathering, reference="PCC16/700", availability=availability
    )

    assert words in page_of(client, cast)
    PaperVersionFactory(paper__item=item)
    assert words not in page_of(client, cast)


def test_agenda_says_nothing_of_a_paper_that_is_kept_back(client, cast):
    item = ItemFactory(gathering=cast.gathering, reference="PCC16/701")
    PaperVersionFactory(paper__item=item, paper__sensitivity=Sensitivity.PRIVATE)

    page = page_of(client, cast)

    assert "to follow" not in page
    assert "tabled" not in page


def test_pages_take_the_same_queries_with_twice_the_rows(client, cast):
    urls = [
        reverse("publishing:home"),
        reverse("publishing:gathering", args=[cast.gathering.pk]),
    ]
    matter(cast, 1)
    matter(cast, 2)
    once = [queries_of(client, url) for url in urls]

    for number in range(3, 7):
        matter(cast, number)
    gather(3)
    gather(3)

    assert [queries_of(client, url) for url in urls] == once


def test_gathering_page_without_public_items_says_so(client, cast):
    ItemFactory(gathering=cast.gathering, private=True, reference="PCC16/009")

    assert "The agenda has no public items" in page_of(client, cast)
