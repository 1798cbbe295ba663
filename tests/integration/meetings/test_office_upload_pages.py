"""Handing in an Office file on the site: its page, its failure, its original."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.actions import office_work
from meetings.enums import GatheringState, ScopeRole
from meetings.models import PaperUpload, PaperVersion, UploadState
from tests.factories.meetings import ItemFactory, ItemScopeFactory, gather
from tests.factories.uploads import PaperUploadFactory
from tests.fixtures.office_files import commented, excel, old_format, tracked, word
from tests.fixtures.tools import tool


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def cast():
    return gather(1, state=GatheringState.NOTICE_GIVEN)


@pytest.fixture
def item(cast):
    item = ItemFactory(gathering=cast.gathering, lead=cast.observer.person)
    ItemScopeFactory(item=item, sitting=cast.sittings[0], role=ScopeRole.DECIDE)
    return item


def sent(content, name="Secret name.docx"):
    return SimpleUploadedFile(name, content)


def hand_in(client, item, content, title="Budget", **more):
    return client.post(
        reverse("meetings:paper_add", args=[item.pk]),
        {"title": title, "sensitivity": "public", "file": sent(content)},
        **more,
    )


def failed(item, by, **fields):
    fields = {"state": UploadState.FAILED, "failure": "It took too long.", **fields}
    return PaperUploadFactory(item=item, uploaded_by=by, **fields)


def body(response) -> str:
    return response.content.decode()


def test_author_hands_in_a_word_file_and_finds_the_paper(client, cast, item):
    tool("soffice")
    client.force_login(cast.observer)

    watched = body(hand_in(client, item, commented(), follow=True))
    upload = PaperUpload.objects.get()
    assert "Waiting for a worker" in watched
    assert "See how far it is" in watched
    assert "2 comments" in watched
    listed = body(client.get(reverse("meetings:item", args=[item.pk])))
    assert "Being made into PDF" in listed

    office_work.convert_waiting()

    done = body(client.get(reverse("meetings:upload", args=[upload.pk])))
    version = PaperVersion.objects.get()
    assert reverse("meetings:paper_file", args=[version.pk]) in done
    listed = body(client.get(reverse("meetings:item", args=[item.pk])))
    assert "Being made into PDF" not in listed
    assert "2 comments" in listed
    assert "Secret name" not in done + listed + watched
    assert reverse("meetings:upload_file", args=[upload.pk]) not in listed


def test_officer_replaces_a_paper_by_a_workbook(client, cast, item):
    tool("soffice")
    client.force_login(cast.officer)
    hand_in(client, item, word())
    office_work.convert_waiting()
    first = PaperVersion.objects.get()

    url = reverse("meetings:paper_replace", args=[first.paper_id])
    response = client.post(url, {"file": sent(excel(hiding=True), "a.xlsx")})
    upload = PaperUpload.objects.latest("pk")
    assert response.url == reverse("meetings:upload", args=[upload.pk])
    office_work.convert_waiting()

    assert PaperVersion.objects.latest("pk").number == 2
    page = body(client.get(reverse("meetings:item", args=[item.pk])))
    assert "1 hidden sheet" in page
    assert "Excel file as it was handed in" in page


def test_same_file_again_goes_back_to_the_item(client, cast, item):
    tool("soffice")
    client.force_login(cast.officer)
    content = word()
    hand_in(client, item, content)
    office_work.convert_waiting()

    response = hand_in(client, item, content, follow=True)

    assert response.redirect_chain[-1][0] == reverse("meetings:item", args=[item.pk])
    assert "The same file is there already" in body(response)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (tracked(), "Accept or reject them all"),
        (old_format(), "from before 2007"),
        (word()[:-30], "damaged"),
    ],
    ids=["tracked", "old", "broken"],
)
def test_office_file_refused_with_a_sentence(client, cast, item, content, sentence):
    client.force_login(cast.officer)

    assert sentence in body(hand_in(client, item, content))
    assert not PaperUpload.objects.exists()


def test_failed_file_is_tried_again_or_given_as_pdf(client, cast, item):
    client.force_login(cast.observer)
    upload = failed(item, cast.observer)
    url = reverse("meetings:upload", args=[upload.pk])

    page = body(client.get(url))
    assert "It took too long." in page
    assert reverse("meetings:paper_add", args=[item.pk]) in page

    again = client.post(reverse("meetings:upload_retry", args=[upload.pk]), follow=True)
    assert "It is being tried again" in body(again)
    twice = client.post(reverse("meetings:upload_retry", args=[upload.pk]), follow=True)
    assert "Only what failed is tried again." in body(twice)

    back = client.post(
        reverse("meetings:upload_take_back", args=[upload.pk]), follow=True
    )
    assert f"Taken back: {upload.title}" in body(back)
    upload.refresh_from_db()
    assert upload.state == UploadState.TAKEN_BACK


def test_progress_refreshes_the_page_when_it_is_over(client, cast, item):
    client.force_login(cast.officer)
    waiting = PaperUploadFactory(item=item, uploaded_by=cast.officer)
    over = failed(item, cast.officer, title="Other")
    asked = {"HX-Request": "true"}

    for upload, refreshes in ((waiting, False), (over, True)):
        url = reverse("meetings:upload_progress", args=[upload.pk])
        response = client.get(url, headers=asked)
        assert ("HX-Refresh" in response) is refreshes
        assert ("hx-get" in body(response)) is not refreshes
        assert "HX-Refresh" not in client.get(url)


def test_original_is_saved_never_opened_and_for_the_officer_alone(client, cast, item):
    content = word()
    upload = PaperUploadFactory(item=item, uploaded_by=cast.observer, content=content)
    url = reverse("meetings:upload_file", args=[upload.pk])
    client.force_login(cast.officer)

    response = client.get(url)

    assert b"".join(response.streaming_content) == content
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment;")
    assert upload.original_name not in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("who", "page", "original"),
    [
        ("officer", 200, 200),
        ("observer", 200, 403),
        ("chair", 403, 403),
        ("gp_seated", 403, 403),
        ("guardian", 403, 403),
        ("outsider", 404, 404),
        ("neighbour_officer", 404, 404),
    ],
)
def test_upload_pages_are_for_those_who_hand_in(
    client, cast, item, who, page, original
):
    upload = failed(item, cast.officer)
    client.force_login(getattr(cast, who))

    for name in ("upload", "upload_progress"):
        url = reverse(f"meetings:{name}", args=[upload.pk])
        assert client.get(url).status_code == page
    url = reverse("meetings:upload_file", args=[upload.pk])
    response = client.get(url)
    assert response.status_code == original
    b"".join(response)
    posted = 302 if page == 200 else page
    for name in ("upload_take_back", "upload_retry"):
        url = reverse(f"meetings:{name}", args=[upload.pk])
        assert client.post(url).status_code == posted


def test_members_are_not_told_of_files_on_their_way(client, cast, item):
    failed(item, cast.officer, title="On its way")
    client.force_login(cast.gp_seated)

    page = body(client.get(reverse("meetings:item", args=[item.pk])))

    assert "On its way" not in page


def count_queries(client, url) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_pages_ask_as_often_with_more_rows(client, cast, item):
    client.force_login(cast.officer)
    upload = failed(item, cast.officer)
    urls = [
        reverse("meetings:upload", args=[upload.pk]),
        reverse("meetings:upload_progress", args=[upload.pk]),
        reverse("meetings:item", args=[item.pk]),
    ]
    before = [count_queries(client, url) for url in urls]

    for number in range(5):
        failed(item, cast.officer, title=f"Other {number}")

    assert [count_queries(client, url) for url in urls] == before
