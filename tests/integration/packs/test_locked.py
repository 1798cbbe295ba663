"""One's own copy under a password of one's own: the same pages, for nobody without it."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Paper
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

PASSWORD = "correct horse 7 battery"  # of a test


@pytest.fixture
def world():
    cast, matters = ready()
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    return cast, matters, dispatched(cast)


def url_of(cast):
    return reverse("packs:locked", args=[cast.gathering.pk])


def take(client, user, cast, **said):
    client.force_login(user)
    response = client.post(url_of(cast), {"password": PASSWORD, **said})
    response.whole = b"".join(response) if response.streaming else b""
    return response


def opened(content):
    """Return the file as who has the password has it, without it."""
    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(content), password=PASSWORD) as pdf:
        pdf.save(plain)
    return plain.getvalue()


def stored(copy, kind="file"):
    with getattr(copy, kind).open("rb") as kept:
        return kept.read()


@pytest.mark.parametrize("password", ["", "Correct horse 7 battery", f"{PASSWORD} "])
def test_locked_copy_opens_with_its_password_alone(client, world, password):
    cast, _matters, _pack = world

    content = take(client, cast.gp_seated, cast).whole

    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(content), password=password)


def test_locked_copy_is_the_copy_with_its_tags_and_its_gaps(client, world):
    cast, _matters, pack = world
    mine = copy_of(pack, cast.gp_seated)

    content = opened(take(client, cast.gp_seated, cast).whole)

    whole = stored(mine)
    assert pdf_reading.pages_of(content) == pdf_reading.pages_of(whole)
    assert pdf_reading.told_by_tags(content) == pdf_reading.told_by_tags(whole)
    assert "Text of Alpha" not in pdf_reading.text_of(content)
    assert pdf_reading.faults_of(content) == []


def test_locked_copy_tells_nothing_of_itself_unopened(client, world):
    cast, _matters, _pack = world

    response = take(client, cast.chair, cast)

    title = cast.gathering.title.encode()
    for words in (b"Text of", title, title.decode().encode("utf-16-be")):
        assert words not in response.whole
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"].startswith("attachment")


def test_locked_copy_leaves_screen_readers_in_and_changes_out(client, world):
    cast, _matters, _pack = world

    content = take(client, cast.chair, cast).whole

    with pikepdf.open(io.BytesIO(content), password=PASSWORD) as pdf:
        assert pdf.encryption.R == 6
        assert pdf.encryption.bits == 256
        assert pdf.allow.accessibility
        assert pdf.allow.modify_annotation
        assert not pdf.allow.modify_other


def test_locked_copy_leaves_the_kept_one_as_it_is(client, world):
    cast, _matters, pack = world
    mine = copy_of(pack, cast.chair)
    before = stored(mine)

    one, other = (take(client, cast.chair, cast).whole for _ in range(2))

    assert one != other
    assert stored(mine) == before


def test_locked_copy_counts_as_opened(client, world):
    cast, _matters, pack = world

    take(client, cast.chair, cast)

    assert PackOpening.objects.filter(copy=copy_of(pack, cast.chair)).count() == 1


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "Enter a password for the file"),
        ("eleven char", "must have at least 12 characters"),
        ("a" * 128, "must have at most 127 characters"),
        ("mot de passe été", "letters without accents"),
        ("tabs\tare no signs", "letters without accents"),
    ],
)
def test_locked_copy_says_what_is_wrong_with_a_password(
    client, world, password, sentence
):
    cast, _matters, pack = world

    response = take(client, cast.chair, cast, password=password)

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not PackOpening.objects.filter(copy__pack=pack).exists()


@pytest.mark.parametrize("password", ["12 long enou", "!" * 127, " spaces count "])
def test_locked_copy_takes_passwords_at_the_edge(client, world, password):
    cast, _matters, _pack = world

    content = take(client, cast.chair, cast, password=password).whole

    with pikepdf.open(io.BytesIO(content), password=password) as pdf:
        assert len(pdf.pages) > 0


@pytest.mark.parametrize("who", ["outsider", "officer", "guardian"])
def test_locked_copy_is_for_readers_alone(client, world, who):
    cast, _matters, _pack = world

    assert take(client, getattr(cast, who), cast).status_code == 404
    assert client.get(url_of(cast)).status_code == 404


def test_locked_copy_is_shut_with_the_copy(client, world):
    cast, matters, _pack = world
    raise_conflict(cast, matters["Beta"], cast.gp_seated.person)

    assert take(client, cast.gp_seated, cast).status_code == 403
    assert client.get(url_of(cast)).status_code == 403


def test_locked_supplement_is_the_one_that_was_asked_for(client, world):
    cast, matters, _pack = world
    paper = Paper.objects.get(item=matters["Beta"])
    replace_paper(paper, tagged("Second Beta", 2), by=cast.officer)
    pack = packs.send(pack=supplemented(cast), by=cast.officer)
    mine = copy_of(pack, cast.chair)

    for which, kind in (("whole", "file"), ("later", "later_file")):
        content = opened(take(client, cast.chair, cast, which=which).whole)
        assert pdf_reading.pages_of(content) == pdf_reading.pages_of(stored(mine, kind))

    unsaid = take(client, cast.chair, cast).content.decode()
    assert "Select which file you want" in unsaid


def test_page_of_the_meeting_leads_to_the_password(client, world):
    cast, _matters, _pack = world
    page = reverse("meetings:gathering", args=[cast.gathering.pk])

    client.force_login(cast.chair)
    assert url_of(cast) in client.get(page).content.decode()
    client.force_login(cast.officer)
    assert url_of(cast) not in client.get(page).content.decode()


def test_locked_copy_asks_as_often_with_more_papers(client, world):
    cast, _matters, _pack = world
    take(client, cast.chair, cast)
    with CaptureQueriesContext(connection) as before:
        take(client, cast.chair, cast)
    for name in ("Delta", "Epsilon"):
        add_matter(cast, name)
    dispatched(cast)
    take(client, cast.chair, cast)

    with CaptureQueriesContext(connection) as after:
        take(client, cast.chair, cast)

    assert len(after) == len(before)
