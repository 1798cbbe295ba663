"""A worker that is one process and dies whole, beside a mail server that kills."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.conf import settings

from config.local.children import Child, start
from tests.fixtures.deadly_peer import DeadlyPeer, deadly_peer
from tests.fixtures.services import ROOT, environ_of_the_test_database


__all__ = ["deadly_peer", "start_sender", "warm_sender"]


class WarmSender:
    """Starts senders at once: the product is loaded already, and each is a fork."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        assert self._line() == "ready"

    def start(self) -> int:
        """Start a sender of all due letters and return its process number."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        return int(self._line())

    def wait(self) -> bool:
        """Wait until the sender has ended and say whether it was killed."""
        ended_by = int(self._line())
        assert ended_by in (0, signal.SIGKILL)
        return ended_by == signal.SIGKILL

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        assert line, "The sender is gone."
        return line


@pytest.fixture
def warm_sender(
    transactional_db: None, deadly_peer: DeadlyPeer, tmp_path: Any
) -> Iterator[WarmSender]:
    """Start a process that forks senders on the test database when it is asked."""
    with (
        (tmp_path / "warm-sender.log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-m", "tests.services.warm_sender"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=environ_of_the_test_database(DJANGO_SETTINGS_MODULE="config.settings"),
            cwd=ROOT,
        ) as process,
    ):
        yield WarmSender(process)
        process.stdin.close()
        process.wait(timeout=10)


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
