"""A mail server that can kill, and a worker that is one process and dies whole."""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.conf import settings

from config import celery
from config.local.children import Child, start
from config.local.ports import free_port
from tests.fixtures.services import ROOT, environ_of_the_test_database


class DeadlyPeer:
    """A mail server that keeps letters by their number and can kill a process.

    `kill_at("RCPT", 7, pid)` kills when the seventh recipient is named, `"DATA"` when
    the words of the seventh letter have come and the answer has not been given.
    """

    def __init__(self) -> None:
        self.received: Counter[int] = Counter()
        self.passes: Counter[str] = Counter()
        self.connections = 0
        self.refusals: dict[str, str] = {}
        self._deadly: tuple[str, int, int] | None = None

    def kill_at(self, step: str, number: int, pid: int) -> None:
        self._deadly = (step, number, pid)

    def _pass(self, step: str) -> None:
        self.passes[step] += 1
        if self._deadly and (step, self.passes[step]) == self._deadly[:2]:
            os.kill(self._deadly[2], signal.SIGKILL)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        self._pass("RCPT")
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session, envelope):
        headers = envelope.content.split(b"\r\n\r\n")[0].decode()
        number = headers.partition("X-Quorate-Letter: ")[2].split("\r\n")[0]
        self.received[int(number)] += 1
        self._pass("DATA")
        return "250 OK"


@pytest.fixture
def deadly_peer(settings: Any) -> Iterator[DeadlyPeer]:
    """Run a mail server on this machine; this process's letters go there as well."""
    peer = DeadlyPeer()
    port = free_port()
    controller = Controller(peer, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield peer
    controller.stop()


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
