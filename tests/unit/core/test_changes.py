"""Change rows: settled oldest first, once, and again after a worker's death."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from core.actions import changes
from core.models import Change


@pytest.mark.django_db
def test_note_waits_until_it_is_settled():
    row = changes.note("interest", 7)

    assert list(Change.objects.pending()) == [row]
    assert (row.key, str(row)) == ("7", "interest 7")


@pytest.mark.django_db
def test_settle_next_hands_over_each_pair_once_oldest_first():
    for key in (2, 1, 2):
        changes.note("interest", key)
    seen = []

    assert changes.settle_next(seen.extend, limit=10) == 3
    assert seen == [("interest", "2"), ("interest", "1")]
    assert changes.settle_next(seen.extend, limit=10) == 0
    assert len(seen) == 2


@pytest.mark.django_db
def test_settle_next_keeps_to_the_limit():
    for key in range(3):
        changes.note("interest", key)
    seen = []

    assert changes.settle_next(seen.extend, limit=2) == 2
    assert seen == [("interest", "0"), ("interest", "1")]
    assert Change.objects.pending().count() == 1


@pytest.mark.django_db
def test_settle_next_that_fails_leaves_all_pending():
    changes.note("interest", 1)

    def fail(_pairs):
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        changes.settle_next(fail, limit=10)

    assert Change.objects.pending().count() == 1


@pytest.mark.django_db(transaction=True)
def test_settle_next_skips_what_another_worker_holds():
    changes.note("interest", 1)
    holding, released = threading.Event(), threading.Event()

    def hold(_pairs):
        holding.set()
        released.wait(10)

    def work():
        try:
            changes.settle_next(hold, limit=10)
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    assert holding.wait(10)
    changes.note("interest", 2)
    seen = []

    changes.settle_next(seen.extend, limit=10)
    released.set()
    worker.join(10)

    assert seen == [("interest", "2")]
    assert not Change.objects.pending().exists()
