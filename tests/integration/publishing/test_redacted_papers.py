"""The public is given a redacted paper in that form alone; members read it whole."""

from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import PaperVersion, RedactedTwin
from tests.factories.meetings import ItemFactory, PaperVersionFactory, gather
from tests.factories.papers import RedactedTwinFactory
from tests.factories.people import UserFactory
from tests.fixtures.pdf_reading import text_of
from tests.fixtures.redacted_pdf import covered, lined


pytestmark = pytest.mark.django_db

SECRETS = ("Zebulon", "Quillfeather", "Oxymandias", "Thistlewick", "Brambleforth")
FULL = lined(["Opening words", "Zebulon wins"], ["Closing words"])
REDACTED = lined(["Opening words", "Taken out"], ["Closing words"])


@pytest.fixture(autouse=True)
def _on_the_day(settings, tmp_path):
    settings.QUORATE_TODAY = date(2016, 6, 1)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cast():
    return gather(2)


def with_secrets(content: bytes) -> bytes:
    """Plant words where nobody sees them: author, note, attachment, old revision."""
    pdf = pikepdf.open(io.BytesIO(content))
    pdf.docinfo["/Author"] = "Quillfeather"
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Text,
        Rect=[0, 0, 9, 9],
        F=2,
        Contents=pikepdf.String("Oxymandias"),
    )
    pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(note)])
    pdf.attachments["notes.txt"] = b"Thistlewick"
    # What no page leads to any more, as a program leaves it that appends its changes.
    left = pdf.make_indirect(pikepdf.String("Brambleforth"))
    pdf.Root.Left = left
    made = io.BytesIO()
    pdf.save(made, compress_streams=False)
    return made.getvalue() + b"\n% Zebulon was here before\n"


def pdf(content, name="Zebulon bids.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.fixture
def version(client, cast):
    """Return a paper whose title and pages hold a secret, as handed in on the page."""
    item = ItemFactory(gathering=cast.gathering, reference="PCC16/900", title="Bids")
    client.force_login(cast.officer)
    sent = {"title": "Bid of Zebulon", "sensitivity": "public", "file": pdf(FULL)}
    done = client.post(reverse("meetings:paper_add", args=[item.pk]), sent)
    assert done.status_code == 302
    client.logout()
    return PaperVersion.objects.get(paper__item=item)


def hand_in(client, cast, version, content=REDACTED, **said):
    client.force_login(cast.officer)
    sent = {
        "title": "Bid of a company",
        "version": version.pk,
        "file": pdf(content),
        **said,
    }
    url = reverse("meetings:twin_add", args=[version.paper_id])
    answer = client.post(url, sent, follow=True)
    client.logout()
    return answer.content.decode()


def public_page(client, cast) -> str:
    url = reverse("publishing:gathering", args=[cast.gathering.pk])
    return client.get(url).content.decode()


def download(client, name, pk) -> bytes:
    answer = client.get(reverse(name, args=[pk]))
    assert answer.status_code == 200
    told = str(answer.headers).encode()
    return told + b"\n" + b"".join(answer.streaming_content)


def is_public(client, name, pk) -> bool:
    answer = client.get(reverse(name, args=[pk]))
    return answer.status_code == 200 and bool(b"".join(answer.streaming_content))


def unpacked(content: bytes) -> bytes:
    """Return the bytes of a PDF with nothing packed, and what can be read on it."""
    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as opened:
        opened.save(
            plain,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            compress_streams=False,
        )
    return plain.getvalue() + text_of(content).encode()


def test_secrets_are_in_what_is_planted(client, version):
    """Nothing below would mean anything if the words were not there to be found."""
    before = download(client, "publishing:paper", version.pk)
    assert b"Zebulon" in unpacked(before[before.index(b"%PDF") :])
    planted = with_secrets(REDACTED)
    assert all(one.encode() in planted for one in SECRETS)


def test_nothing_public_holds_a_word_that_was_taken_out(client, cast, version):
    hand_in(client, cast, version, with_secrets(REDACTED))

    page = public_page(client, cast)
    twin = RedactedTwin.objects.get()
    given = download(client, "publishing:redacted", twin.pk)
    file = given[given.index(b"%PDF") :]

    assert "Bid of a company (redacted, PDF, 2 pages" in page
    assert not is_public(client, "publishing:paper", version.pk)
    for secret in SECRETS:
        assert secret not in page
        assert secret.encode() not in given
        assert secret.encode() not in unpacked(file)
    assert "Opening words" in text_of(file)
    assert len(pikepdf.open(io.BytesIO(file)).pages) == version.pages


def test_members_read_the_full_paper_and_the_redacted_one(client, cast, version):
    hand_in(client, cast, version)
    client.force_login(cast.gp_seated)

    page = client.get(reverse("meetings:item", args=[version.paper.item_id]))

    assert "Bid of Zebulon" in page.content.decode()
    assert "Redacted, for the public" in page.content.decode()
    whole = download(client, "meetings:paper_file", version.pk)
    assert b"Zebulon" in unpacked(whole[whole.index(b"%PDF") :])
    twin = download(client, "meetings:twin_file", RedactedTwin.objects.get().pk)
    assert b"Zebulon" not in unpacked(twin[twin.index(b"%PDF") :])


def test_who_only_attends_reads_the_redacted_paper_alone(client, cast, version):
    hand_in(client, cast, version)
    client.force_login(cast.observer)

    page = client.get(reverse("meetings:item", args=[version.paper.item_id]))

    assert "Bid of a company" in page.content.decode()
    assert "Zebulon" not in page.content.decode()
    assert client.get(paper_url(version)).status_code == 403
    assert is_public(client, "meetings:twin_file", RedactedTwin.objects.get().pk)


def paper_url(version):
    return reverse("meetings:paper_file", args=[version.pk])


def test_new_version_takes_the_paper_off_until_it_is_redacted(client, cast, version):
    hand_in(client, cast, version)
    first = RedactedTwin.objects.get()
    client.force_login(cast.officer)
    new = lined(["Opening words", "Zebulon loses"], ["Closing words"])
    url = reverse("meetings:paper_replace", args=[version.paper_id])
    said = client.post(url, {"file": pdf(new)}, follow=True).content.decode()
    client.logout()

    assert "Hand in its redacted form: until then the public is shown nothing" in said
    assert "No redacted form" in said
    assert "Bid of" not in public_page(client, cast)
    newer = PaperVersion.objects.get(number=2)
    assert not is_public(client, "publishing:redacted", first.pk)
    assert not is_public(client, "publishing:paper", newer.pk)
    assert not is_public(client, "publishing:paper", version.pk)

    hand_in(client, cast, newer)

    assert "Bid of a company (redacted" in public_page(client, cast)
    second = RedactedTwin.objects.get(version=newer)
    assert is_public(client, "publishing:redacted", second.pk)


@pytest.mark.parametrize("sensitivity", ["private", "restricted"])
def test_private_paper_is_published_once_it_is_redacted(client, cast, sensitivity):
    item = ItemFactory(gathering=cast.gathering, reference="PCC16/901")
    twin = RedactedTwinFactory(
        version__paper__item=item, version__paper__sensitivity=sensitivity
    )

    assert "Business case (redacted" in public_page(client, cast)
    assert is_public(client, "publishing:redacted", twin.pk)


def test_part_two_stays_closed_in_its_redacted_form(client, cast):
    item = ItemFactory(gathering=cast.gathering, private=True, reference="PCC16/902")
    twin = RedactedTwinFactory(version__paper__item=item)

    assert "Business case" not in public_page(client, cast)
    assert not is_public(client, "publishing:redacted", twin.pk)


def test_withdrawn_paper_is_public_in_no_form(client, cast):
    item = ItemFactory(gathering=cast.gathering, reference="PCC16/903")
    twin = RedactedTwinFactory(
        version__paper__item=item, version__paper__is_withdrawn=True
    )

    assert "Business case" not in public_page(client, cast)
    assert not is_public(client, "publishing:redacted", twin.pk)


def test_page_refuses_another_length_and_mere_black_bars(client, cast, version):
    short = hand_in(client, cast, version, lined(["One"]))
    bars = hand_in(client, cast, version, covered(FULL, 1))

    assert "The full paper has 2 pages, and this file has 1 page." in short
    assert "black bars only hide them" in bars
    assert not RedactedTwin.objects.exists()
    assert "Bid of Zebulon" in public_page(client, cast)


def test_page_says_which_pages_were_redacted_and_which_only_drawn_on(
    client, cast, version
):
    said = hand_in(client, cast, version, covered(REDACTED, 2))

    assert "Page 1 is no longer the same as in the full paper" in said
    assert "Page 2 is only drawn on, with nothing taken out" in said


def test_page_refuses_the_twin_of_a_version_that_was_replaced(client, cast, version):
    PaperVersionFactory(paper=version.paper, number=2)

    said = hand_in(client, cast, version)

    assert "A new version of the paper has been handed in meanwhile" in said
    assert not RedactedTwin.objects.exists()


def test_page_knows_no_version_of_another_paper(client, cast, version):
    other = PaperVersionFactory(paper__item=version.paper.item)
    client.force_login(cast.officer)
    url = reverse("meetings:twin_add", args=[version.paper_id])

    answer = client.post(url, {"version": other.pk, "title": "x", "file": pdf(FULL)})

    assert answer.status_code == 404


def test_taking_back_closes_it_to_the_public_at_once(client, cast, version):
    hand_in(client, cast, version)
    twin = RedactedTwin.objects.get()
    client.force_login(cast.officer)
    url = reverse("meetings:twin_take_back", args=[twin.pk])

    empty = client.post(url, {"reason": ""})
    said = client.post(url, {"reason": "A name is left on page 2."}, follow=True)
    client.logout()

    assert "Enter the reason" in empty.content.decode()
    assert "Taken off the public site: Bid of a company" in said.content.decode()
    assert "Bid of" not in public_page(client, cast)
    assert not is_public(client, "publishing:redacted", twin.pk)


@pytest.mark.parametrize("name", ["twin_add", "twin_take_back"])
def test_members_and_strangers_redact_nothing(client, cast, version, name):
    hand_in(client, cast, version)
    keys = {"twin_add": version.paper_id, "twin_take_back": 1}
    keys["twin_take_back"] = RedactedTwin.objects.get().pk
    url = reverse(f"meetings:{name}", args=[keys[name]])

    for user, status in ((cast.gp_seated, 403), (UserFactory(password=None), 404)):
        client.force_login(user)
        assert client.get(url).status_code == status
        assert client.post(url).status_code == status


def test_pages_take_the_same_queries_with_more_redacted_papers(client, cast, version):
    hand_in(client, cast, version)
    item = version.paper.item
    pages = [
        (None, reverse("publishing:gathering", args=[cast.gathering.pk])),
        (cast.gp_seated, reverse("meetings:item", args=[item.pk])),
    ]
    before = [queries_of(client, *page) for page in pages]
    for _ in range(3):
        RedactedTwinFactory(version__paper__item=item)

    assert [queries_of(client, *page) for page in pages] == before


def queries_of(client, user, url) -> int:
    client.logout()
    if user is not None:
        client.force_login(user)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)
