"""Every task is known to the clock, and running it twice is running it once."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.core import mail
from django.db import connection

from config.celery import app
from conflicts.actions import cycle, imports
from conflicts.enums import CampaignKind, ImportPolicy
from conflicts.rules.imports_dates import DateOrder
from meetings.enums import GatheringState
from notices.letters import MAIL_CHECK
from packs.actions import packs
from tests.factories.committees import CcgFactory, user_with_post
from tests.factories.conflicts import PositionFactory
from tests.factories.decisions import ActionFactory, world
from tests.factories.meetings import ItemFactory, gather
from tests.factories.notices import LetterFactory
from tests.factories.packs import ready
from tests.factories.uploads import PaperUploadFactory


app.loader.import_default_modules()
app.finalize(auto=True)
OURS = sorted(name for name in app.tasks if not name.startswith("celery."))


def letter_due():
    LetterFactory(kind=MAIL_CHECK, about="mail_check:1")


def interest_declared():
    scene = world(1)
    scene.item(touches=scene.practice)
    scene.declares(scene.user("GP member"), scene.practice)


def office_file_handed_in():
    cast = gather(1, state=GatheringState.DRAFT)
    item = ItemFactory(gathering=cast.gathering)
    PaperUploadFactory(item=item, uploaded_by=cast.officer)


def pack_asked_for():
    cast, _ = ready()
    packs.request(gathering=cast.gathering, by=cast.officer)


def register_to_check():
    body = CcgFactory()
    officer = user_with_post(body)
    text = io.StringIO()
    csv.writer(text).writerows(
        [
            ["Surname", "Forename", "Type", "Organisation", "Description", "Declared"],
            ["Smith", "Ann", "Financial", "Elm", "Director", "1/5/2015"],
        ]
    )
    made = imports.upload(
        organisation=body,
        file=io.BytesIO(text.getvalue().encode()),
        name="register.csv",
        register_date=date(2016, 4, 30),
        by=officer,
    )
    imports.match_columns(
        register_import=made,
        mapping=imports.columns_of(made),
        order=DateOrder.DAY_FIRST,
        policy=next(iter(ImportPolicy)),
        by=officer,
    )


def round_to_open():
    havering = CcgFactory()
    officer = user_with_post(havering)
    PositionFactory(organisation=havering)
    draft = cycle.RoundDraft(CampaignKind.ANNUAL, "2016", date(2016, 6, 1))
    cycle.plan(organisation=havering, draft=draft, by=officer)


def meeting_announced():
    gather(1, state=GatheringState.NOTICE_GIVEN)


def action_given():
    ActionFactory()


# What is due when a task comes round: one row that waits for it.
DUE = {
    "conflicts.tasks.ask_for_declarations": round_to_open,
    "conflicts.tasks.work_on_register_imports": register_to_check,
    "decisions.tasks.plan_reminders": action_given,
    "meetings.tasks.convert_papers": office_file_handed_in,
    "meetings.tasks.plan_reminders": meeting_announced,
    "meetings.tasks.settle_changes": interest_declared,
    "notices.tasks.send_due_letters": letter_due,
    "packs.tasks.build_queued": pack_asked_for,
}


def rows():
    """Return the whole database: every row of every table, by its text."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select t::text from "{table}" t order by 1')
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


def test_sweep_sees_the_tasks():
    assert len(OURS) >= 3


def test_clock_asks_for_tasks_that_exist():
    asked = {line["task"] for line in app.conf.beat_schedule.values()}

    assert asked <= set(OURS)


def test_every_task_is_on_the_clock():
    """Work is a row: a task nobody's clock asks for would wait for ever."""
    asked = {line["task"] for line in app.conf.beat_schedule.values()}

    assert set(OURS) <= asked


def test_every_task_has_a_row_to_try_it_on():
    assert set(DUE) == set(OURS)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", OURS)
def test_task_runs_twice(name, settings, tmp_path):
    settings.QUORATE_TODAY = date(2016, 6, 1)
    settings.MEDIA_ROOT = tmp_path / "media"
    DUE[name]()
    waiting = rows()

    assert app.tasks[name].run(), "It took nothing up."

    done, sent = rows(), len(mail.outbox)
    assert done != waiting
    assert not app.tasks[name].run()
    again = rows()
    assert {table for table in done if done[table] != again[table]} == set()
    assert len(mail.outbox) == sent
