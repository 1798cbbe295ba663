"""Two connections at once: neither a declaration nor a number is overtaken."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from core.errors import RuleBroken
from decisions.enums import Effect
from decisions.models import Decision
from meetings.models import ConflictRow
from tests.factories.decisions import world


pytestmark = pytest.mark.django_db(transaction=True)


def in_thread(act):
    """Run in a connection of its own; return what it returned or raised."""

    def run():
        try:
            return act()
        except RuleBroken as refused:
            return refused.verdict.code
        finally:
            connection.close()

    return run


def test_a_decision_waits_for_a_declaration_under_way():
    scene = world(1)
    nurse = scene.user("Registered nurse")
    item = scene.item(touches=scene.practice)
    scene.open()
    declaring, may_commit = threading.Event(), threading.Event()

    def declare():
        with transaction.atomic():
            scene.declares(nurse)
            declaring.set()
            may_commit.wait(10)

    with ThreadPoolExecutor(2) as pool:
        declaration = pool.submit(in_thread(declare))
        assert declaring.wait(10)
        decision = pool.submit(in_thread(lambda: scene.decides(item)))
        with pytest.raises(TimeoutError):
            decision.result(timeout=1)
        may_commit.set()
        declaration.result(timeout=20)

        assert decision.result(timeout=20) == "conflict_not_treated"
    assert not Decision.objects.exists()


def test_a_declaration_under_way_loses_no_decision_before_it():
    """Whichever comes first, no decision takes effect beside an untreated row."""
    scene = world(1)
    nurse = scene.user("Registered nurse")
    items = [scene.item(touches=scene.practice) for _ in range(3)]
    scene.open()
    ready = threading.Barrier(4)

    def decide(item):
        ready.wait(10)
        return scene.decides(item)

    def declare():
        ready.wait(10)
        return scene.declares(nurse)

    with ThreadPoolExecutor(4) as pool:
        jobs = [
            pool.submit(in_thread(lambda item=item: decide(item))) for item in items
        ]
        declared = pool.submit(in_thread(declare)).result(timeout=30)
        for job in jobs:
            job.result(timeout=30)

    for decision in Decision.objects.filter(effect=Effect.EFFECTIVE):
        assert decision.recorded_at <= declared.recorded_at or not (
            ConflictRow.objects.untreated().filter(item=decision.item).exists()
        )


def test_two_officers_decide_one_item_once():
    scene = world(1)
    item = scene.item()
    scene.open()
    ready = threading.Barrier(2)

    def decide():
        ready.wait(10)
        return scene.decides(item).pk

    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(in_thread(decide)) for _ in range(2)]
        answers = [job.result(timeout=30) for job in jobs]

    assert "decided_already" in answers
    assert Decision.objects.count() == 1


def test_numbers_have_neither_gaps_nor_twins():
    scene = world(1)
    items = [scene.item() for _ in range(6)]
    scene.open()
    ready = threading.Barrier(6)

    def decide(item):
        ready.wait(10)
        return scene.decides(item).number

    with ThreadPoolExecutor(6) as pool:
        jobs = [
            pool.submit(in_thread(lambda item=item: decide(item))) for item in items
        ]
        numbers = sorted(job.result(timeout=60) for job in jobs)

    assert numbers == [1, 2, 3, 4, 5, 6]


def test_a_refused_decision_leaves_no_gap():
    scene = world(1)
    scene.open()
    assert scene.decides(scene.item()).number == 1
    with pytest.raises(RuleBroken):
        scene.decides(scene.item(function=""))

    assert scene.decides(scene.item()).number == 2
