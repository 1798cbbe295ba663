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
    # Authors wait for their Word, Excel and PowerPoint files to become papers.
    "convert-papers": "meetings.tasks.convert_papers",
    # Officers wait for the register they sent in to be checked and loaded.
    "work-on-register-imports": "conflicts.tasks.work_on_register_imports",
}
# The same, where nobody waits at a screen.
SLOW_TICKS = {
    # Officers wait for the yearly round to open, newcomers for their first letter.
    "ask-for-declarations": "conflicts.tasks.ask_for_declarations",
    # Authors and chairs wait to be told what a meeting waits for.
    "plan-reminders": "meetings.tasks.plan_reminders",
    # Officers wait for minutes to be checked and for actions to be done.
    "plan-reminders-after": "decisions.tasks.plan_reminders",
}
# A tick that no worker took in twice its time is overtaken by the next. Assigned whole:
# reading the configuration here would read the settings before anybody asked for them.
app.conf.beat_schedule = {
    name: {"task": task, "schedule": seconds, "options": {"expires": 2 * seconds}}
    for ticks, seconds in ((TICKS, 30), (SLOW_TICKS, 300))
    for name, task in ticks.items()
}
