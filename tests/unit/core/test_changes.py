"""Change rows: settled oldest first, once, and again after a worker's death."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.utils.module_loading import autodiscover_modules

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


@pytest.fixture
def registry(monkeypatch):
    """An empty registry: no room of the house answers."""
    # Each room registers once, when it is first looked for: not into this list.
    autodiscover_modules("settling")
    settlers = []
    monkeypatch.setattr(changes, "_settlers", settlers)
    return settlers


def _in_room(room, heard):
    def settler(pairs):
        heard.append((room, list(pairs)))

    settler.__module__ = f"{room}.settling"
    return settler


@pytest.mark.django_db
def test_settle_pending_asks_the_rooms_from_the_bottom_up(registry):
    heard = []
    for room in ("meetings", "commissioning", "conflicts"):
        changes.settles("person_merged")(_in_room(room, heard))
    changes.note("person_merged", 4)

    assert changes.settle_pending(limit=10) == 1

    assert [room for room, _pairs in heard] == [
        "commissioning",
        "conflicts",
        "meetings",
    ]


@pytest.mark.django_db
def test_settle_pending_gives_each_room_its_topics_alone(registry):
    heard = []
    changes.settles("person_merged")(_in_room("conflicts", heard))
    changes.settles(changes.EVERY_TOPIC)(_in_room("meetings", heard))
    changes.note("interest", 1)
    changes.note("person_merged", 4)

    changes.settle_pending(limit=10)

    assert heard == [
        ("conflicts", [("person_merged", "4")]),
        ("meetings", [("interest", "1"), ("person_merged", "4")]),
    ]


@pytest.mark.django_db
def test_settle_pending_is_undone_in_all_rooms_when_one_fails(registry):
    def writes(_pairs):
        changes.note("below", 1)

    def fails(_pairs):
        raise RuntimeError("killed")

    writes.__module__, fails.__module__ = "people.settling", "meetings.settling"
    changes.settles("interest")(writes)
    changes.settles("interest")(fails)
    changes.note("interest", 1)

    with pytest.raises(RuntimeError):
        changes.settle_pending(limit=10)

    assert list(Change.objects.values_list("topic", "settled_at")) == [
        ("interest", None)
    ]


@pytest.mark.django_db
def test_settle_topic_leaves_other_topics_to_the_clock(registry):
    heard = []
    changes.settles(changes.EVERY_TOPIC)(_in_room("meetings", heard))
    changes.note("interest", 1)
    changes.note("person_merged", 4)

    assert changes.settle_topic("person_merged") == 1

    assert heard == [("meetings", [("person_merged", "4")])]
    assert [row.topic for row in Change.objects.pending()] == ["interest"]


def test_every_room_with_work_to_settle_is_found():
    rooms = {settler.__module__ for _topics, settler in changes._from_below()}

    assert "meetings.settling" in rooms
