"""Kill the worker, or the broker, in the middle of a build: no copy lost or doubled."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.db import connection, connections
from django.db.models import F

from meetings.facts.invitees import coming_to
from meetings.models import Attendance
from packs.actions import files, packs
from packs.actions.claims import LOST_AFTER
from packs.models import Pack, PackCopy, PackState
from packs.tasks import build_queued
from tests.factories.packs import ready
from tests.factories.people import PersonFactory
from tests.fixtures.services import wait_for


pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
READERS = 40
TODAY = "2016-06-01"


@pytest.fixture
def queued(transactional_db, settings, tmp_path):
    """A pack with many readers, asked for and not begun."""
    from datetime import date

    settings.QUORATE_TODAY = date.fromisoformat(TODAY)
    settings.MEDIA_ROOT = tmp_path / "media"
    cast, _ = ready()
    for _ in range(READERS):
        Attendance.objects.create(
            sitting=cast.sittings[0], person=PersonFactory(), capacity="in_attendance"
        )
    return packs.request(gathering=cast.gathering, by=cast.officer)


def let_time_pass():
    Pack.objects.filter(claimed_at__isnull=False).update(
        claimed_at=F("claimed_at") - LOST_AFTER - timedelta(seconds=1)
    )


def is_built():
    return Pack.objects.filter(state=PackState.BUILT).exists()


def told():
    pack = Pack.objects.get()
    return f"{pack.state} {pack.progress_label} {pack.failure}"


def assert_whole(pack):
    """Every reader has one copy, of equal length, whose file is there as recorded."""
    copies = list(PackCopy.objects.filter(pack=pack))
    people = coming_to(pack.gathering)
    assert {copy.person_id for copy in copies} == {one.pk for one in people}
    assert len(copies) == len(people) > READERS
    assert len({copy.pages for copy in copies}) == 1
    assert all(copy.file.size == copy.size_bytes for copy in copies)
    assert len({copy.file.name for copy in copies}) == len(copies)


def test_build_worker_killed_in_the_middle(queued, start_worker):
    worker = start_worker(QUORATE_TODAY=TODAY)
    build_queued.delay()
    wait_for(lambda: PackCopy.objects.count() >= 3, seconds=90, about=lambda: told())

    worker.popen.kill()
    worker.popen.wait()

    kept = dict(PackCopy.objects.values_list("pk", "built_at"))
    assert Pack.objects.get().state == PackState.BUILDING
    assert 3 <= len(kept) < READERS, "It was killed too late to prove anything."
    let_time_pass()
    start_worker(QUORATE_TODAY=TODAY)
    build_queued.delay()

    wait_for(is_built, seconds=120, about=told)
    assert_whole(queued)
    now = dict(PackCopy.objects.values_list("pk", "built_at"))
    assert {key: now[key] for key in kept} == kept, "What was right is not made again."
    assert Pack.objects.get().attempts == 2


def test_build_row_outlives_the_broker(queued, start_worker):
    """The message is gone; the next tick of the clock finds the row."""
    build_queued.delay()
    redis.Redis.from_url(settings.CELERY_BROKER_URL).flushall()
    start_worker(QUORATE_TODAY=TODAY)
    assert Pack.objects.get().state == PackState.QUEUED

    build_queued.delay()

    wait_for(is_built, seconds=120, about=told)
    assert_whole(queued)


def test_build_two_workers_and_many_ticks_build_once(queued, start_worker):
    start_worker(QUORATE_TODAY=TODAY)
    start_worker(QUORATE_TODAY=TODAY)
    for _ in range(4):
        build_queued.delay()

    wait_for(is_built, seconds=120, about=told)
    assert_whole(queued)
    assert Pack.objects.get().claim == 1


def test_build_shows_progress_and_holds_nobody_up(queued, monkeypatch):
    """While pages are written, others read the progress and change the agenda."""
    seen = []
    is_writing, may_go_on = threading.Event(), threading.Event()
    real = files.write_copy

    def slow(*args, **options):
        is_writing.set()
        assert may_go_on.wait(30)
        return real(*args, **options)

    monkeypatch.setattr(files, "write_copy", slow)

    def work():
        try:
            build_queued()
        finally:
            connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        assert is_writing.wait(60)
        seen.append(Pack.objects.get().progress_label)
        with connection.cursor() as cursor:
            cursor.execute("set lock_timeout = '2s'")
            cursor.execute("update meetings_gathering set revision = revision")
            cursor.execute("update packs_pack set failure = ''")
            cursor.execute("set lock_timeout = 0")
            cursor.execute(
                "select count(*) from pg_stat_activity where state like 'idle in%%'"
                " and datname = current_database()"
            )
            assert cursor.fetchone() == (0,)
    finally:
        may_go_on.set()
        worker.join(120)

    assert seen == [f"Copy 1 of {len(coming_to(queued.gathering))}"]
    assert is_built()
