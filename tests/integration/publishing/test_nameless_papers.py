"""No paper that is given out tells who made it; its record keeper has it as it came."""

from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from meetings.models import PaperVersion
from tests.factories.meetings import ItemFactory, ItemScopeFactory, PaperVersionFactory
from tests.factories.packs import built, copy_of, ready
from tests.fixtures.authored_pdf import SECRETS, authored


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day(settings, tmp_path):
    settings.QUORATE_TODAY = date(2016, 6, 1)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cast():
    return ready()[0]


@pytest.fixture
def version(client, cast):
    """Return a public paper as the officer hands it in on the page."""
    item = ItemFactory(gathering=cast.gathering, reference="PCC16/900")
    for sitting in cast.sittings:
        ItemScopeFactory(item=item, sitting=sitting)
    client.force_login(cast.officer)
    file = SimpleUploadedFile(
        "x.pdf", authored(with_form=False), content_type="application/pdf"
    )
    sent = {"title": "Case", "sensitivity": "public", "file": file}
    done = client.post(reverse("meetings:paper_add", args=[item.pk]), sent)
    assert done.status_code == 302
    client.logout()
    return PaperVersion.objects.get(paper__item=item)


def words_of(content: bytes) -> bytes:
    """Return a PDF with nothing packed."""
    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(
            plain,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            compress_streams=False,
        )
    return plain.getvalue()


def told_by(content: bytes) -> list[bytes]:
    words = words_of(content)
    assert b"Read me" in words
    return [secret for secret in SECRETS if secret in words]


def given(client, url) -> bytes:
    answer = client.get(url)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_public_is_given_nobodys_name(client, version):
    assert told_by(given(client, reverse("publishing:paper", args=[version.pk]))) == []


def test_members_are_given_nobodys_name_and_the_record_keeper_the_upload(
    client, cast, version
):
    url = reverse("meetings:paper_file", args=[version.pk])

    client.force_login(cast.gp_seated)
    assert told_by(given(client, url)) == []
    client.force_login(cast.officer)
    assert b"Author Ferdinand" in told_by(given(client, url))


def test_paper_is_given_a_title_that_tells_nothing(client, version):
    content = given(client, reverse("publishing:paper", args=[version.pk]))

    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert dict(pdf.docinfo) == {"/Title": "Meeting paper"}
        assert pdf.open_metadata()["dc:title"] == "Meeting paper"


def test_pack_copies_carry_nobodys_name(cast, version):
    with copy_of(built(cast), cast.gp_seated).file.open("rb") as copy:
        assert told_by(copy.read()) == []


def test_version_kept_before_there_were_such_copies_names_nobody_either(
    client, version
):
    older = PaperVersionFactory(
        paper=version.paper,
        number=2,
        content=authored(),
        clean_file="",
        clean_sha256="",
    )

    assert told_by(given(client, reverse("publishing:paper", args=[older.pk]))) == []


def test_copy_without_its_digest_is_refused(version):
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperVersionFactory(paper=version.paper, number=2, clean_sha256="")
