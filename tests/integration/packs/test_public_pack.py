"""The public pack: built with the pack, out with it, void when what it gives changes."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from meetings.actions import papers
from meetings.models import Item, Paper, PaperVersion
from packs.actions import building, packs
from packs.build.copies import rebuild
from packs.models import PublicPack
from tests.factories.meetings import ItemFactory, PaperVersionFactory
from tests.factories.packs import add_matter, built, copy_of, keep_from, ready
from tests.fixtures import pdf_reading
from tests.fixtures.pdf_files import tagged
from tests.integration.packs.test_building import break_file, replace_paper
from tests.integration.packs.test_supplements import supplemented


pytestmark = pytest.mark.django_db
SECRETS = (
    b"Gamma",
    b"Contract dispute",
    b"Rents",
    b"Cover of",
    b"Unannounced",
    b"Part 2",
)


@pytest.fixture
def world():
    """A meeting with a private matter, a private appendix and one not announced."""
    cast, matters = ready()
    announce(matters.values())
    ItemFactory(
        gathering=cast.gathering,
        heading=True,
        part="2",
        title="Contract dispute",
        position=matters["Gamma"].position - 1,
    )
    PaperVersionFactory(
        is_tagged=True,
        paper__item=matters["Alpha"],
        paper__title="Rents paid",
        paper__position=5,
        paper__sensitivity="restricted",
        content=tagged("Rents in full", 2),
        pages=2,
    )
    return cast, matters


def announce(items):
    for item in items:
        Item.objects.filter(pk=item.pk).update(reference=f"PCC16/{item.pk:03}")


def send(cast, pack):
    return packs.send(pack=pack, by=cast.officer)


def url_of(cast):
    return reverse("publishing:pack", args=[cast.gathering.pk])


def fetch(client, url, **headers):
    response = client.get(url, headers=headers)
    response.whole = b"".join(response) if response.streaming else b""
    return response


def read(row):
    with row.file.open("rb") as stored:
        return stored.read()


def everything_in(content):
    """Return all bytes of a file, unpacked, with the words on its pages."""
    unpacked = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(
            unpacked,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return unpacked.getvalue() + pdf_reading.text_of(content).encode()


def page_of(content, words):
    """Return the number that stands on the page with some words."""
    text = next(one for one in pdf_reading.pages_of(content) if words in one)
    return text.rpartition("Page ")[2].split()[0]


def test_public_pack_gives_public_papers_by_the_numbers_of_readers(world):
    cast, _matters = world

    pack = built(cast)

    public, whole = read(pack.public), read(copy_of(pack, cast.chair))
    for words in ("Text of Alpha", "Text of Beta"):
        assert page_of(public, words) == page_of(whole, words)
    assert "Copy of" not in pdf_reading.text_of(public)
    assert pdf_reading.faults_of(public) == []


def test_public_pack_has_no_trace_of_what_is_not_published(world):
    cast, _matters = world
    add_matter(cast, "Unannounced")

    pack = built(cast)

    found = everything_in(read(pack.public))
    for secret in SECRETS:
        assert secret not in found, secret
    assert b"Gamma" not in str(pack.public.manifest).encode()
    assert "Cover sheets are not published." in pdf_reading.text_of(read(pack.public))


def test_public_pack_does_not_depend_on_what_is_kept_from_a_reader(world):
    cast, matters = world
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)

    pack = built(cast)

    assert "Text of Alpha" in pdf_reading.text_of(read(pack.public))


def test_placeholder_of_part_one_leads_to_the_public_page(world):
    cast, matters = world
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    keep_from(cast, matters["Gamma"], cast.gp_seated.person)

    content = read(copy_of(built(cast), cast.gp_seated))

    address = reverse("publishing:gathering", args=[cast.gathering.pk])
    with pikepdf.open(io.BytesIO(content)) as pdf:
        linked = [
            str(note.A.URI)
            for page in pdf.pages
            for note in page.obj.get("/Annots", [])
            if "/A" in note
        ]
    assert linked
    assert {one.removeprefix(settings.QUORATE_BASE_URL) for one in linked} == {address}
    pages = pdf_reading.pages_of(content)
    private = next(one for one in pages if "Withheld" in one and "Gamma" in one)
    assert "public page" not in " ".join(private.split())


def test_public_pack_is_rebuilt_byte_for_byte(world):
    cast, _matters = world
    pack = built(cast)
    files = {one.pk: Path(one.clean_file.path) for one in PaperVersion.objects.all()}

    again = rebuild(pack.public.manifest, files)

    assert again.sha256 == pack.public.sha256


def test_public_pack_goes_without_a_broken_paper(world):
    cast, matters = world
    break_file(PaperVersion.objects.get(paper__item=matters["Beta"]))

    pack = built(cast)

    assert "the file is broken" in pdf_reading.text_of(read(pack.public))


def test_public_pack_is_kept_while_it_is_the_same_and_replaced_when_mended(world):
    cast, matters = world
    break_file(PaperVersion.objects.get(paper__item=matters["Beta"]))
    pack = built(cast)
    first = pack.public
    stored = Path(first.file.path)

    build_again(cast, pack)
    same = PublicPack.objects.get(pack=pack)
    paper = Paper.objects.get(item=matters["Beta"])
    replace_paper(paper, tagged("Second Beta", 1), by=cast.officer)
    assert stored.exists()
    build_again(cast, pack)
    mended = PublicPack.objects.get(pack=pack)

    assert (same.file.name, same.built_at) == (first.file.name, first.built_at)
    assert mended.pk == first.pk
    assert "Second Beta" in pdf_reading.text_of(read(mended))
    assert not stored.exists()


def build_again(cast, pack):
    pack.refresh_from_db()
    packs.retry(pack=pack, by=cast.officer)
    building.build_waiting()


def test_public_pack_of_an_agenda_without_public_matters_is_none():
    cast, _matters = ready()

    pack = built(cast)

    assert not PublicPack.objects.filter(pack=pack).exists()


def test_public_pack_is_out_with_the_pack_for_anybody(client, world):
    cast, _matters = world
    pack = built(cast)
    page = reverse("publishing:gathering", args=[cast.gathering.pk])
    assert fetch(client, url_of(cast)).status_code == 404
    assert url_of(cast) not in client.get(page).content.decode()

    send(cast, pack)

    response = fetch(client, url_of(cast))
    assert response.status_code == 200
    assert response.whole == read(pack.public)
    assert url_of(cast) in client.get(page).content.decode()


def test_public_pack_download_goes_on(client, world):
    cast, _matters = world
    pack = send(cast, built(cast))
    whole = read(pack.public)

    rest = fetch(client, url_of(cast), range="bytes=100-")
    beyond = fetch(client, url_of(cast), range=f"bytes={len(whole)}-")

    assert (rest.status_code, rest.whole) == (206, whole[100:])
    assert beyond.status_code == 416


@pytest.mark.parametrize("change", ["withdrawn", "replaced", "restricted", "item gone"])
def test_public_pack_is_void_when_what_it_gives_is_not_public_any_more(
    client, world, change
):
    cast, matters = world
    send(cast, built(cast))
    paper = Paper.objects.get(item=matters["Beta"])

    if change == "withdrawn":
        papers.withdraw(paper=paper, reason="Wrong figures.", by=cast.officer)
    elif change == "replaced":
        replace_paper(paper, tagged("Second Beta", 1), by=cast.officer)
    elif change == "restricted":
        Paper.objects.filter(pk=paper.pk).update(sensitivity="restricted")
    else:
        Item.objects.filter(pk=matters["Beta"].pk).update(is_withdrawn=True)

    assert fetch(client, url_of(cast)).status_code == 404


def test_public_pack_of_a_supplement_takes_its_place_as_it_stands(client, world):
    cast, matters = world
    first = send(cast, built(cast))
    paper = Paper.objects.get(item=matters["Beta"])
    replace_paper(paper, tagged("Second Beta", 1), by=cast.officer)

    later = supplemented(cast)
    send(cast, later)

    content = fetch(client, url_of(cast)).whole
    whole = read(copy_of(later, cast.chair))
    assert content == read(later.public) != read(first.public)
    assert page_of(content, "Second Beta") == page_of(whole, "Second Beta")
    assert page_of(content, "Text of Alpha") == page_of(whole, "Text of Alpha")
    assert "Text of Beta" not in pdf_reading.text_of(content)
    found = everything_in(content)
    for secret in SECRETS:
        assert secret not in found, secret


def test_public_page_asks_as_often_with_more_papers(client, world):
    cast, _matters = world
    send(cast, built(cast))
    page = reverse("publishing:gathering", args=[cast.gathering.pk])
    with CaptureQueriesContext(connection) as before:
        client.get(page)
    more = [add_matter(cast, name) for name in ("Delta", "Epsilon")]
    announce(more)
    cast.gathering.packs.update(state="superseded")
    send(cast, built(cast))

    with CaptureQueriesContext(connection) as after:
        client.get(page)

    assert len(after) == len(before)
    assert PublicPack.objects.filter(built_at__lte=clock.now()).count() == 2
