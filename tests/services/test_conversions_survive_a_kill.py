"""Kill the worker in the middle of a conversion: nothing is lost, nothing doubled."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.db.models import F

from meetings.actions.office_work import LOST_AFTER
from meetings.models import PaperUpload, PaperVersion, UploadState
from meetings.tasks import convert_papers
from tests.factories.meetings import ItemFactory, gather
from tests.factories.uploads import PaperUploadFactory
from tests.fixtures.services import wait_for
from tests.fixtures.tools import tool


pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def handed_in(transactional_db, settings, tmp_path):
    """An Office file that waits."""
    settings.MEDIA_ROOT = tmp_path / "media"
    cast = gather(1)
    item = ItemFactory(gathering=cast.gathering)
    return PaperUploadFactory(item=item, uploaded_by=cast.officer)


@pytest.fixture
def slow_program(tmp_path):
    """A program that converts once it may: until then it stands in the middle."""
    real, may_go_on = tool("soffice"), tmp_path / "may-go-on"
    program = tmp_path / "slow-soffice"
    program.write_text(
        "#!/bin/sh\n"
        f'touch "{tmp_path}/begun"\n'
        f'until [ -e "{may_go_on}" ]; do sleep 0.2; done\n'
        f'exec "{real}" "$@"\n'
    )
    program.chmod(0o700)
    return program


def told():
    row = PaperUpload.objects.get()
    return f"{row.state} {row.step} {row.failure}"


def is_done():
    return PaperUpload.objects.filter(state=UploadState.DONE).exists()


def test_conversion_worker_killed_in_the_middle(
    handed_in, start_worker, slow_program, tmp_path
):
    worker = start_worker(SOFFICE=str(slow_program))
    convert_papers.delay()
    wait_for((tmp_path / "begun").exists, seconds=60, about=told)

    os.killpg(worker.popen.pid, 9)
    worker.popen.wait()

    assert PaperUpload.objects.get().state == UploadState.CONVERTING
    assert not PaperVersion.objects.exists()
    PaperUpload.objects.update(
        claimed_at=F("claimed_at") - LOST_AFTER - timedelta(seconds=1)
    )
    (tmp_path / "may-go-on").touch()
    start_worker(SOFFICE=str(slow_program))
    for _ in range(3):
        convert_papers.delay()

    wait_for(is_done, seconds=120, about=told)
    row = PaperUpload.objects.get()
    assert (row.attempts, row.claim) == (2, 2)
    assert row.version == PaperVersion.objects.get()


def test_conversion_two_workers_make_one_version(handed_in, start_worker):
    tool("soffice")
    start_worker()
    start_worker()
    for _ in range(4):
        convert_papers.delay()

    wait_for(is_done, seconds=120, about=told)
    assert PaperUpload.objects.get().claim == 1
    assert PaperVersion.objects.count() == 1
