"""Celery is the clock: it claims due rows and decides nothing."""

from __future__ import annotations

import os

from celery import Celery


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("quorate")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Every line says who waits for it.
TICKS = {
    # Members wait for their letters.
    "send-due-letters": "notices.tasks.send_due_letters",
    # Chairs wait for the conflict rows that a new interest or link touches.
    "settle-changes": "meetings.tasks.settle_changes",
    # Officers wait for their packs, also after a worker died in the middle.
    "build-queued-packs": "packs.tasks.build_queued",
}
# A tick that no worker took within the minute is overtaken by the next. Assigned whole:
# reading the configuration here would read the settings before anybody asked for them.
app.conf.beat_schedule = {
    name: {"task": task, "schedule": 30.0, "options": {"expires": 60}}
    for name, task in TICKS.items()
}
