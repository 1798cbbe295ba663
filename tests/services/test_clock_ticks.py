"""Beat, broker and worker as they run in life: what is a row gets done by itself."""

from __future__ import annotations

from datetime import date

import pytest
import redis
from django.conf import settings as django_settings

from config.celery import TICKS
from config.local import run
from config.local.children import start
from notices.enums import Status
from notices.letters import MAIL_CHECK
from notices.models import Letter
from tests.factories.decisions import world
from tests.factories.notices import LetterFactory
from tests.fixtures.services import ROOT, environ_of_the_test_database, wait_for


pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
TODAY = "2016-06-01"
# Half a minute to the first tick, and a busy machine.
PATIENCE = 120.0


@pytest.fixture
def clock_and_worker(transactional_db, settings, smtp_peer, tmp_path):
    """The two processes, started with the very words of `make run` and of compose."""
    settings.QUORATE_TODAY = date.fromisoformat(TODAY)
    redis.Redis.from_url(django_settings.CELERY_BROKER_URL).flushdb()
    commands = {
        "worker": run.worker_command(),
        "beat": run.beat_command(tmp_path / "beat-schedule"),
    }
    children = {
        name: start(
            name,
            command,
            log=tmp_path / f"{name}.log",
            environ=environ_of_the_test_database(QUORATE_TODAY=TODAY),
            cwd=ROOT,
        )
        for name, command in commands.items()
    }
    yield children
    for child in children.values():
        child.stop()


def test_clock_sends_a_letter_and_finds_a_conflict_unasked(clock_and_worker, smtp_peer):
    scene = world(1)
    gp = scene.user("GP member")
    item = scene.item(touches=scene.practice)
    scene.declares(gp, scene.practice)
    letter = LetterFactory(kind=MAIL_CHECK, about="mail_check:1")
    address = letter.person.email
    assert scene.rows(item) == []
    assert letter.status == Status.PLANNED

    def words():
        logs = "\n".join(child.tail() for child in clock_and_worker.values())
        told = Letter.objects.values_list("kind", "status", "reason")
        return f"{list(told)}\n{logs}"

    wait_for(lambda: smtp_peer.to(address), seconds=PATIENCE, about=words)
    wait_for(lambda: scene.rows(item), seconds=PATIENCE, about=words)

    def sent():
        letter.refresh_from_db()
        return letter.status == Status.SENT

    wait_for(sent, about=words)
    assert [row.person for row in scene.rows(item)] == [gp.person]
    log = clock_and_worker["worker"].log
    for task in TICKS.values():
        wait_for(lambda task=task: f"{task}[" in log.read_text(), about=task)
