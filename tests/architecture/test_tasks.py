"""Every task is known to the clock, and running it twice is running it once."""

from __future__ import annotations

import pytest

from config.celery import app


app.loader.import_default_modules()
app.finalize(auto=True)
OURS = sorted(name for name in app.tasks if not name.startswith("celery."))


def test_sweep_sees_the_tasks():
    assert len(OURS) >= 3


def test_clock_asks_for_tasks_that_exist():
    asked = {line["task"] for line in app.conf.beat_schedule.values()}

    assert asked <= set(OURS)


def test_every_task_is_on_the_clock():
    """Work is a row: a task nobody's clock asks for would wait for ever."""
    asked = {line["task"] for line in app.conf.beat_schedule.values()}

    assert set(OURS) <= asked


@pytest.mark.django_db
@pytest.mark.parametrize("name", OURS)
def test_task_runs_twice(name):
    app.tasks[name].run()

    assert not app.tasks[name].run()
