"""A copy that goes by post: printed with its address, recorded, in its reader's hands."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.errors import RuleBroken
from core.models import AuditEvent
from meetings.enums import ReadingWay
from meetings.facts.readings import opened_before
from meetings.models import PaperReading
from notices.registry import render
from packs.actions import postings, recalls
from packs.models import PackOpening, PackPosting, PackRecall
from tests.factories.notices import LetterFactory
from tests.factories.packs import (
    built,
    copy_of,
    dispatched,
    keep_from,
    raise_conflict,
    ready,
)
from tests.fixtures import pdf_reading


pytestmark = pytest.mark.django_db
HOME = "12 Invented Street\nRomford\nRM1 1AA"
INSIDERS = ("guardian", "chair", "gp_seated", "deputy", "observer")
OUTSIDERS = ("outsider", "neighbour_officer")


@pytest.fixture
def world():
    cast, matters = ready()
    person = cast.gp_seated.person
    type(person).objects.filter(pk=person.pk).update(postal_address=HOME)
    person.refresh_from_db()
    return cast, matters, dispatched(cast)


@pytest.fixture
def copy(world):
    cast, _matters, pack = world
    return copy_of(pack, cast.gp_seated)


def page(copy):
    return reverse("packs:by_post", args=[copy.pk])


def printed(copy):
    return reverse("packs:by_post_file", args=[copy.pk])


def drawn(content):
    """Return what is drawn on each page of a PDF, in which nothing is wrong."""
    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.check_pdf_syntax() == []
        pages = []
        for one in pdf.pages:
            one.contents_coalesce()
            pages.append(one.Contents.read_bytes())
        return pages


def words(response):
    return " ".join(response.content.decode().split())


def said(day):
    return {
        f"posted_on_{n}": part for n, part in enumerate((day.day, day.month, day.year))
    }


def test_printed_copy_has_its_address_first_and_then_the_copy_itself(
    client, world, copy
):
    cast, _matters, _pack = world
    client.force_login(cast.officer)

    answer = client.get(printed(copy))

    content = b"".join(answer.streaming_content)
    with copy.file.open("rb") as stored:
        own = drawn(stored.read())
    label, *pages = drawn(content)
    assert pages == own
    assert label not in own
    first = pdf_reading.text_of(content).split("Agenda")[0]
    for line in (str(copy.person), *HOME.splitlines()):
        assert line in first
    assert "Matter Alpha" not in first
    assert answer["Cache-Control"] == "private, no-store"
    assert str(copy.person) not in answer["Content-Disposition"]
    assert PackOpening.objects.get(copy=copy).user == cast.officer
    assert not PaperReading.objects.filter(person=copy.person).exists()


def test_posted_is_recorded_once_and_puts_the_papers_in_their_hands(
    client, world, copy
):
    cast, matters, _pack = world
    client.force_login(cast.officer)

    answer = client.post(page(copy), said(clock.today()), follow=True)
    again = client.post(page(copy), said(clock.today()))

    posting = PackPosting.objects.get()
    assert (posting.copy, posting.posted_on) == (copy, clock.today())
    assert posting.recorded_by == cast.officer
    assert f"Recorded: posted to {copy.person}." in words(answer)
    assert "Posted " in words(answer)
    assert again.status_code == 302
    assert AuditEvent.objects.filter(event="copy.posted").count() == 1
    readings = PaperReading.objects.filter(person=copy.person)
    assert {one.way for one in readings} == {ReadingWay.POST}
    assert opened_before(copy.person, matters["Alpha"]) is not None
    assert "Posted" in words(client.get(page(copy)))
    assert "Say that it is posted" not in words(client.get(page(copy)))


def test_posted_copy_is_recalled_as_one_that_was_in_their_hands(world, copy):
    cast, matters, _pack = world
    posting = postings.record(copy=copy, posted_on=clock.today(), by=cast.officer)

    keep_from(cast, matters["Alpha"], copy.person)
    recalls.recall_confirmed()

    assert PackRecall.objects.get(copy=copy).opened_at == posting.recorded_at


def test_who_has_it_on_paper_is_not_reminded_to_open_it(world, copy):
    cast, _matters, _pack = world
    letter = LetterFactory(
        kind="read_pack",
        about=f"gathering:{cast.gathering.pk}",
        person=copy.person,
    )
    assert render(letter) is not None

    postings.record(copy=copy, posted_on=clock.today(), by=cast.officer)

    assert render(letter) is None


@pytest.mark.parametrize("days", [-1, 1])
def test_a_day_that_cannot_be_is_refused_and_kept_in_the_form(
    client, world, copy, days
):
    cast, _matters, _pack = world
    client.force_login(cast.officer)
    day = clock.today() + timedelta(days=days)

    shown = client.post(page(copy), said(day))

    assert "the copy was posted on that day or later" in words(shown)
    assert f'value="{day.year}"' in words(shown)
    assert not PackPosting.objects.exists()


@pytest.mark.parametrize("day", [("", "", ""), ("31", "2", "2016"), ("x", "6", "2016")])
def test_no_day_at_all_is_asked_for(client, world, copy, day):
    cast, _matters, _pack = world
    client.force_login(cast.officer)

    shown = client.post(page(copy), {f"posted_on_{n}": v for n, v in enumerate(day)})

    assert "There is a problem" in words(shown)
    assert not PackPosting.objects.exists()


def test_without_an_address_it_says_what_is_missing(client, world):
    cast, _matters, pack = world
    copy = copy_of(pack, cast.chair)
    client.force_login(cast.officer)

    assert "There is no postal address" in words(client.get(page(copy)))
    assert client.get(printed(copy)).status_code == 404


def test_what_is_not_the_current_copy_goes_to_nobody(client, world, copy):
    cast, matters, _pack = world
    client.force_login(cast.officer)
    newer = copy_of(built(cast), cast.gp_seated)
    raise_conflict(cast, matters["Alpha"], copy.person)

    for one, sentence in (
        (newer, "Only a copy that was sent and is current goes by post."),
        (copy, "Something has been withheld from"),
    ):
        assert sentence in words(client.get(page(one)))
        assert client.get(printed(one)).status_code == 404
        shown = client.post(page(one), said(clock.today()))
        assert sentence in words(shown)
    assert not PackPosting.objects.exists()


@pytest.mark.parametrize("who", [*INSIDERS, *OUTSIDERS])
def test_only_who_keeps_the_record_posts(client, world, copy, who):
    cast, _matters, _pack = world
    client.force_login(getattr(cast, who))
    expected = 404 if who in OUTSIDERS else 403

    assert client.get(page(copy)).status_code == expected
    assert client.get(printed(copy)).status_code == expected
    assert client.post(page(copy), said(clock.today())).status_code == expected
    with pytest.raises(RuleBroken):
        postings.record(copy=copy, posted_on=clock.today(), by=getattr(cast, who))


def test_page_takes_the_same_queries_whatever_is_in_the_copy(client, world, copy):
    cast, _matters, _pack = world
    client.force_login(cast.officer)
    client.get(page(copy))
    with CaptureQueriesContext(connection) as first:
        client.get(page(copy))
    PackOpening.objects.create(copy=copy, user=cast.gp_seated, opened_at=clock.now())
    PackOpening.objects.create(copy=copy, user=cast.officer, opened_at=clock.now())

    with CaptureQueriesContext(connection) as second:
        client.get(page(copy))

    assert len(first) == len(second)


def test_what_was_posted_stays_written_down(world, copy):
    cast, _matters, _pack = world
    posting = postings.record(copy=copy, posted_on=clock.today(), by=cast.officer)

    with pytest.raises(DatabaseError):
        PackPosting.objects.filter(pk=posting.pk).update(posted_on=clock.today())
