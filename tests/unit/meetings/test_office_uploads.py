"""One Office file becomes one version of a paper, or a row that says why not."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from core import clock
from core.errors import RuleBroken
from core.models import AuditEvent
from core.office import remove_leftovers
from core.office.converting import PREFIX
from meetings import uploads
from meetings.actions import office_uploads, office_work, papers
from meetings.enums import GatheringState, Sensitivity
from meetings.models import PaperUpload, PaperVersion, UploadState
from tests.factories.meetings import ItemFactory, gather
from tests.factories.uploads import PaperUploadFactory
from tests.fixtures.office_files import commented, excel, powerpoint, run, word
from tests.fixtures.pdf_files import tagged
from tests.fixtures.pdf_reading import text_of
from tests.fixtures.tools import tool


pytestmark = pytest.mark.django_db
NO_SUCH_PROGRAM = "/nowhere/soffice"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def with_libreoffice():
    tool("soffice")


@pytest.fixture
def cast():
    return gather(1)


@pytest.fixture
def item(cast):
    return ItemFactory(gathering=cast.gathering)


@contextmanager
def checked(content: bytes, name="Budget.docx"):
    with uploads.checked_office(SimpleUploadedFile(name, content)) as upload:
        yield upload


def add(item, by, content=None, title="Budget", **more):
    with checked(content or word()) as upload:
        return office_uploads.add(item=item, title=title, upload=upload, by=by, **more)


def replace(paper, by, content=None, **more):
    with checked(content or word()) as upload:
        return office_uploads.replace(paper=paper, upload=upload, by=by, **more)


def pdf_paper(item, by, **more):
    sent = SimpleUploadedFile("case.pdf", tagged("By hand"))
    with uploads.checked(sent) as upload:
        return papers.add(item=item, title="Case", upload=upload, by=by, **more).paper


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (word(run("Rents of premises.")), "rents.docx", "Rents of premises."),
        (excel(), "budget.xlsx", "Pounds"),
        (powerpoint(), "slides.pptx", "Shown to all"),
    ],
    ids=["word", "excel", "powerpoint"],
)
def test_convert_waiting_makes_a_version(
    cast, item, with_libreoffice, content, name, words
):
    with checked(content, name) as upload:
        made = office_uploads.add(
            item=item,
            title="Rents",
            upload=upload,
            by=cast.officer,
            sensitivity=Sensitivity.RESTRICTED,
        )

    assert office_work.convert_waiting() == 1

    made.refresh_from_db()
    version = PaperVersion.objects.get()
    assert (made.state, made.version, made.failure) == (UploadState.DONE, version, "")
    assert (version.paper.title, version.paper.sensitivity) == ("Rents", "restricted")
    assert (version.uploaded_by, version.uploaded_at) == (
        cast.officer,
        made.uploaded_at,
    )
    assert (version.original_name, version.pages, version.has_title) == (name, 1, True)
    with version.file.open("rb") as kept:
        assert words in text_of(kept.read())
    with made.file.open("rb") as original:
        assert original.read() == content
    assert list(
        AuditEvent.objects.filter(target_type="meetings.PaperUpload")
        .order_by("pk")
        .values_list("event", flat=True)
    ) == ["paper_upload.queued", "paper_upload.converted"]


def test_convert_waiting_replaces_a_paper(cast, item, with_libreoffice):
    paper = pdf_paper(item, cast.officer)
    replace(paper, cast.officer)

    office_work.convert_waiting()

    assert [one.number for one in paper.versions.order_by("number")] == [1, 2]


def test_add_keeps_what_the_pdf_will_not_show(cast, item):
    made = add(item, cast.officer, commented())

    assert made.left_out_words == ["2 comments", "1 piece of hidden text"]


def test_add_same_file_twice_is_one(cast, item, with_libreoffice):
    content = word(run("Once."))
    first = add(item, cast.officer, content)
    assert add(item, cast.officer, content) == first
    office_work.convert_waiting()

    assert add(item, cast.officer, content) == first
    assert add(item, cast.officer, content, title="Other") != first
    assert PaperVersion.objects.count() == 1


def test_add_same_file_again_after_the_paper_moved_on_is_new(
    cast, item, with_libreoffice
):
    content = word(run("First."))
    first = add(item, cast.officer, content)
    office_work.convert_waiting()
    first.refresh_from_db()
    replace(first.version.paper, cast.officer, word(run("Second.")))
    office_work.convert_waiting()

    again = replace(first.version.paper, cast.officer, content)

    assert again.state == UploadState.QUEUED


def test_replace_refuses_a_second_file_while_one_is_at_work(cast, item):
    paper = pdf_paper(item, cast.officer)
    first = replace(paper, cast.officer, word(run("One.")))

    assert replace(paper, cast.officer, word(run("One."))) == first
    with pytest.raises(RuleBroken) as told:
        replace(paper, cast.officer, word(run("Two.")))
    assert told.value.verdict.code == "upload_at_work"


@pytest.mark.parametrize("who", ["gp_seated", "guardian", "observer", "outsider"])
def test_add_is_for_those_who_hand_in_papers(cast, item, who):
    with pytest.raises(RuleBroken):
        add(item, getattr(cast, who))

    assert not PaperUpload.objects.exists()


def test_add_refuses_what_would_be_refused_later(cast):
    heading = ItemFactory(gathering=cast.gathering, is_heading=True)
    private = ItemFactory(gathering=cast.gathering, private=True)

    for line, code in (
        (heading, "heading_has_no_paper"),
        (private, "public_paper_in_private"),
    ):
        with pytest.raises(RuleBroken) as told:
            add(line, cast.officer)
        assert told.value.verdict.code == code


def test_replace_refuses_a_withdrawn_paper(cast, item):
    paper = pdf_paper(item, cast.officer)
    papers.withdraw(paper=paper, reason="Wrong.", by=cast.officer)

    with pytest.raises(RuleBroken) as told:
        replace(paper, cast.officer)
    assert told.value.verdict.code == "paper_withdrawn"


def test_convert_waiting_says_that_libreoffice_is_not_there(cast, item, settings):
    settings.SOFFICE = NO_SUCH_PROGRAM
    made = add(item, cast.officer)

    office_work.convert_waiting()

    made.refresh_from_db()
    assert made.is_failed
    assert "LibreOffice is not there. Save the paper as PDF" in made.failure
    assert not PaperVersion.objects.exists()


def test_convert_waiting_says_that_rights_were_lost(cast, item, with_libreoffice):
    made = add(item, cast.officer)
    cast.gathering.state = GatheringState.PUBLISHED
    cast.gathering.save()

    office_work.convert_waiting()

    made.refresh_from_db()
    assert made.is_failed
    assert made.failure.endswith(".")
    assert not PaperVersion.objects.exists()


def test_convert_waiting_does_not_put_an_older_file_over_a_newer_one(
    cast, item, with_libreoffice
):
    paper = pdf_paper(item, cast.officer, now=clock.now() - timedelta(hours=2))
    made = replace(paper, cast.officer, now=clock.now() - timedelta(hours=1))
    sent = SimpleUploadedFile("new.pdf", tagged("Newer"))
    with uploads.checked(sent) as upload:
        newer = papers.replace(paper=paper, upload=upload, by=cast.officer)

    office_work.convert_waiting()

    made.refresh_from_db()
    assert "Another version was handed in since" in made.failure
    assert paper.versions.order_by("-number").first() == newer


def test_convert_waiting_notices_a_file_that_is_not_the_one(cast, item, settings):
    settings.SOFFICE = tool("soffice")
    made = add(item, cast.officer)
    with made.file.storage.open(made.file.name, "wb") as kept:
        kept.write(word(run("Somebody changed it on the disk.")))

    office_work.convert_waiting()

    made.refresh_from_db()
    assert "not the one that was handed in" in made.failure


def test_convert_waiting_survives_a_lost_file(cast, item, settings, caplog):
    settings.SOFFICE = tool("soffice")
    made = add(item, cast.officer)
    made.file.storage.delete(made.file.name)

    office_work.convert_waiting()

    made.refresh_from_db()
    assert made.failure.startswith("The conversion stopped unexpectedly.")
    assert "could not be converted" in caplog.text


def test_retry_begins_again(cast, item, settings):
    settings.SOFFICE = NO_SUCH_PROGRAM
    made = add(item, cast.officer)
    office_work.convert_waiting()
    settings.SOFFICE = tool("soffice")

    retried = office_uploads.retry(upload=made, by=cast.officer)
    assert (retried.state, retried.failure, retried.attempts) == ("queued", "", 0)
    office_work.convert_waiting()

    made.refresh_from_db()
    assert made.state == UploadState.DONE
    assert PaperVersion.objects.count() == 1


def test_retry_only_what_failed_and_only_by_who_may(cast, item, settings):
    settings.SOFFICE = NO_SUCH_PROGRAM
    made = add(item, cast.officer)
    with pytest.raises(RuleBroken) as told:
        office_uploads.retry(upload=made, by=cast.officer)
    assert told.value.verdict.code == "not_failed"
    office_work.convert_waiting()

    with pytest.raises(RuleBroken):
        office_uploads.retry(upload=made, by=cast.gp_seated)


@pytest.mark.parametrize("is_replacing", [True, False])
def test_retry_waits_for_another_file_of_the_same_paper(
    cast, item, settings, is_replacing
):
    settings.SOFFICE = NO_SUCH_PROGRAM
    content = word(run("The same."))
    paper = pdf_paper(item, cast.officer)

    def hand_in():
        if is_replacing:
            return replace(paper, cast.officer, content)
        return add(item, cast.officer, content)

    failed = hand_in()
    office_work.convert_waiting()
    hand_in()

    with pytest.raises(RuleBroken) as told:
        office_uploads.retry(upload=failed, by=cast.officer)
    assert told.value.verdict.code == "upload_at_work"


def test_take_back_ends_it_and_the_worker_writes_nothing(cast, item):
    made = add(item, cast.officer)
    claimed = office_work.claim_next()

    office_uploads.take_back(upload=made, by=cast.officer)
    office_uploads.take_back(upload=made, by=cast.officer)
    office_work.convert(upload=claimed)

    made.refresh_from_db()
    assert made.state == UploadState.TAKEN_BACK
    assert not PaperVersion.objects.exists()
    events = AuditEvent.objects.filter(event="paper_upload.taken_back")
    assert events.count() == 1


def test_take_back_refuses_what_is_a_paper(cast, item, with_libreoffice):
    made = add(item, cast.officer)
    office_work.convert_waiting()

    with pytest.raises(RuleBroken) as told:
        office_uploads.take_back(upload=made, by=cast.officer)
    assert told.value.verdict.code == "upload_done"
    with pytest.raises(RuleBroken):
        office_uploads.take_back(upload=made, by=cast.gp_seated)


def test_claim_next_takes_over_from_a_lost_worker(cast, item, with_libreoffice):
    """Two workers at one file: the first, thought dead, writes nothing."""
    add(item, cast.officer)
    first = office_work.claim_next()
    assert office_work.claim_next() is None
    later = clock.now() + office_work.LOST_AFTER + timedelta(seconds=1)
    second = office_work.claim_next(now=later)

    office_work.convert(upload=second)
    office_work.convert(upload=first)

    assert (first.claim, second.claim, second.attempts) == (1, 2, 2)
    assert PaperVersion.objects.count() == 1


def test_claim_next_gives_up_on_what_kills_its_workers(cast, item):
    made = add(item, cast.officer)
    later = clock.now()
    for _ in range(office_work.MOST_ATTEMPTS):
        assert office_work.claim_next(now=later) == made
        later += office_work.LOST_AFTER + timedelta(seconds=1)

    assert office_work.claim_next(now=later) is None

    made.refresh_from_db()
    assert made.failure.startswith("The conversion stopped too often.")


def test_upload_rows_hold_what_the_code_promises(cast, item):
    made = PaperUploadFactory(item=item, uploaded_by=cast.officer)
    rows = PaperUpload.objects.filter(pk=made.pk)

    for wrong in (
        {"state": UploadState.DONE},
        {"state": UploadState.FAILED, "failure": ""},
        {"finished_at": clock.now()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperUploadFactory(item=item, title=made.title, uploaded_by=cast.officer)


def test_remove_leftovers_only_what_is_old(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    names = [f"{PREFIX}old", f"{PREFIX}new", f"{uploads.PREFIX}old", "else-old"]
    for name in names:
        (tmp_path / name).mkdir()
        if name.endswith("old"):
            long_ago = time.time() - 3 * 60 * 60
            os.utime(tmp_path / name, (long_ago, long_ago))

    assert remove_leftovers(uploads.PREFIX) == 2
    assert sorted(one.name for one in tmp_path.iterdir()) == ["else-old", names[1]]
