"""A worker that is one process and dies whole, beside a mail server that kills."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.conf import settings

from config.local.children import Child, start
from tests.fixtures.deadly_peer import DeadlyPeer, deadly_peer
from tests.fixtures.services import ROOT, environ_of_the_test_database


__all__ = ["deadly_peer", "start_sender"]


@pytest.fixture
def start_sender(
    transactional_db: None, deadly_peer: DeadlyPeer, tmp_path: Any
) -> Iterator[Callable[..., Child]]:
    """Return a function that starts a worker of one process on the test database."""
    started: list[Child] = []
    redis.Redis.from_url(settings.CELERY_BROKER_URL).flushdb()

    def start_one(**more: str) -> Child:
        worker = start(
            "the worker that sends letters",
            [
                *(sys.executable, "-m", "celery", "-A", "config.celery", "worker"),
                *("--pool", "solo", "--loglevel", "info", "--without-gossip"),
                *("--without-mingle", "--without-heartbeat"),
                *("--hostname", f"sender{len(started)}-{os.getpid()}@%h"),
            ],
            log=tmp_path / f"sender-{len(started)}.log",
            environ=environ_of_the_test_database(**more),
            cwd=ROOT,
        )
        started.append(worker)
        return worker

    yield start_one
    for worker in started:
        worker.stop(patience=5)
