"""Each part of one's copy alone: the same pages, for whoever is given something of it."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Paper, PaperReading
from packs.actions import packs
from packs.models import PackOpening
from tests.factories.packs import (
    add_matter,
    copy_of,
    dispatched,
    keep_from,
    raise_conflict,
    ready,
)
from tests.fixtures import pdf_reading
from tests.fixtures.pdf_files import tagged
from tests.integration.packs.test_building import replace_paper
from tests.integration.packs.test_supplements import supplemented


pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    cast, matters = ready()
    matters["Hush"] = add_matter(cast, "Hush", private=True)
    return cast, matters, dispatched(cast)


def url_of(cast, part):
    return reverse("packs:part", args=[cast.gathering.pk, part])


def get(client, user, cast, part, **headers):
    client.force_login(user)
    response = client.get(url_of(cast, part), headers=headers)
    response.whole = b"".join(response) if response.streaming else b""
    return response


def read(copy):
    with copy.file.open("rb") as stored:
        return stored.read()


def bare(pages):
    return [" ".join(page.split()) for page in pages]


def test_parts_together_are_the_whole_copy_page_by_page(client, world):
    cast, _matters, pack = world

    public = get(client, cast.chair, cast, 1).whole
    private = get(client, cast.chair, cast, 2).whole

    whole = bare(pdf_reading.pages_of(read(copy_of(pack, cast.chair))))
    first = bare(pdf_reading.pages_of(public))
    second = bare(pdf_reading.pages_of(private))
    assert first + second == whole
    assert all("Text of Gamma" not in page for page in first)
    assert "Text of Gamma" in " ".join(second)


@pytest.mark.parametrize("part", [1, 2])
def test_part_is_a_sound_tagged_file_without_the_other_part(client, world, part):
    cast, _matters, _pack = world
    other = b"Text of Gamma" if part == 1 else b"Text of Alpha"

    content = get(client, cast.chair, cast, part).whole

    assert pdf_reading.faults_of(content) == []
    own = "Text of Alpha" if part == 1 else "Text of Gamma"
    assert own in pdf_reading.told_by_tags(content)
    unpacked = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = {page.obj.objgen for page in pdf.pages}
        targets = [
            note.Dest[0].objgen
            for page in pdf.pages
            for note in page.obj.get("/Annots", [])
            if "/Dest" in note
        ]
        with pdf.open_outline() as outline:
            targets += [one.destination[0].objgen for one in outline.root]
        pdf.save(
            unpacked,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    assert targets
    assert set(targets) <= pages
    assert other not in unpacked.getvalue()
    assert other not in pdf_reading.text_of(content).encode()


def test_part_of_an_attendee_is_the_first_alone(client, world):
    cast, _matters, _pack = world

    assert "Text of Alpha" in pdf_reading.text_of(
        get(client, cast.observer, cast, 1).whole
    )
    assert get(client, cast.observer, cast, 2).status_code == 404


def test_part_keeps_the_name_of_its_reader_on_each_page(client, world):
    cast, _matters, _pack = world

    content = get(client, cast.gp_seated, cast, 2).whole

    for page in pdf_reading.pages_of(content):
        assert f"Copy of {cast.gp_seated.person}" in page


def test_part_that_holds_nothing_for_its_reader_is_not_there(client):
    cast, matters = ready()
    keep_from(cast, matters["Gamma"], cast.gp_seated.person)
    dispatched(cast)

    assert get(client, cast.gp_seated, cast, 2).status_code == 404
    assert get(client, cast.gp_seated, cast, 1).status_code == 200


def test_part_is_shut_with_the_copy(client, world):
    cast, matters, _pack = world
    raise_conflict(cast, matters["Alpha"], cast.gp_seated.person)

    assert get(client, cast.gp_seated, cast, 2).status_code == 403


@pytest.mark.parametrize("who", ["outsider", "officer", "guardian"])
def test_part_is_for_readers_alone(client, world, who):
    cast, _matters, _pack = world

    assert get(client, getattr(cast, who), cast, 1).status_code == 404


def test_part_of_another_number_is_not_there(client, world):
    cast, _matters, _pack = world

    assert get(client, cast.chair, cast, 3).status_code == 404


def test_part_opened_puts_its_papers_alone_in_a_hand(client, world):
    cast, matters, pack = world

    get(client, cast.gp_seated, cast, 2)

    read_by = PaperReading.objects.filter(person=cast.gp_seated.person)
    items = set(read_by.values_list("version__paper__item", flat=True))
    assert items == {matters["Gamma"].pk, matters["Hush"].pk}
    assert PackOpening.objects.filter(copy=copy_of(pack, cast.gp_seated)).count() == 1


def test_part_download_goes_on_with_the_same_bytes(client, world):
    cast, _matters, _pack = world
    whole = get(client, cast.chair, cast, 2)

    rest = get(
        client, cast.chair, cast, 2, range="bytes=50-", **{"if-range": whole["ETag"]}
    )
    beyond = get(client, cast.chair, cast, 2, range=f"bytes={len(whole.whole)}-")

    assert (rest.status_code, rest.whole) == (206, whole.whole[50:])
    assert beyond.status_code == 416
    assert PackOpening.objects.count() == 1


def test_parts_of_a_supplement_are_the_pack_as_it_stands(client, world):
    cast, matters, _pack = world
    for name, words in (("Beta", "Second Beta"), ("Gamma", "Second Gamma")):
        paper = Paper.objects.get(item=matters[name])
        replace_paper(paper, tagged(words, 2), by=cast.officer)
    pack = packs.send(pack=supplemented(cast), by=cast.officer)

    first = bare(pdf_reading.pages_of(get(client, cast.chair, cast, 1).whole))
    second = bare(pdf_reading.pages_of(get(client, cast.chair, cast, 2).whole))

    whole = bare(pdf_reading.pages_of(read(copy_of(pack, cast.chair))))
    assert first + second == whole
    assert "Second Beta" in " ".join(first)
    assert "Second Gamma" in " ".join(second)
    assert "Second Gamma" not in " ".join(first)


def test_page_of_the_meeting_links_to_the_parts_of_who_has_both(client, world):
    cast, _matters, _pack = world
    page = reverse("meetings:gathering", args=[cast.gathering.pk])

    client.force_login(cast.gp_seated)
    both = client.get(page).content.decode()
    client.force_login(cast.observer)
    one = client.get(page).content.decode()

    assert url_of(cast, 1) in both
    assert url_of(cast, 2) in both
    assert url_of(cast, 2) not in one
    assert reverse("packs:mine", args=[cast.gathering.pk]) in one


def test_part_asks_as_often_with_more_papers(client, world):
    cast, _matters, _pack = world
    get(client, cast.chair, cast, 2)
    with CaptureQueriesContext(connection) as before:
        get(client, cast.chair, cast, 2)
    for name in ("Delta", "Epsilon"):
        add_matter(cast, name, private=True)
    dispatched(cast)
    get(client, cast.chair, cast, 2)

    with CaptureQueriesContext(connection) as after:
        get(client, cast.chair, cast, 2)

    assert len(after) == len(before)
