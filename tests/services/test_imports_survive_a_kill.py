"""Kill the process that loads a register: nothing by half, and nothing twice after."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from datetime import date

import pytest
from django.db.models import F

from conflicts.actions import imports, imports_working
from conflicts.actions.imports_loading import CHUNK
from conflicts.enums import ImportPolicy, ImportState, RowState
from conflicts.models import ImportRow, Interest, InterestVersion, RegisterImport
from conflicts.rules.imports_dates import DateOrder
from people.models import Person
from tests.factories.committees import CcgFactory, user_with_post
from tests.fixtures.services import ROOT, environ_of_the_test_database, wait_for


pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
ROWS = 1500
TODAY = "2016-06-01"
HEADINGS = ["Surname", "Forename", "Type", "Organisation", "Description", "Declared"]
WORK = (
    "import django; django.setup();"
    "from conflicts.actions.imports_working import work_on_imports; work_on_imports()"
)


def register():
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for number in range(ROWS):
        writer.writerow(
            ["Smith", f"Ann{number}", "Financial", "Elm", "Director", "1/5/2015"]
        )
    return io.BytesIO(text.getvalue().encode())


@pytest.fixture
def checked(request, settings, tmp_path):
    settings.QUORATE_TODAY = date.fromisoformat(TODAY)
    settings.MEDIA_ROOT = tmp_path
    body = CcgFactory()
    officer = user_with_post(body)
    made = imports.upload(
        organisation=body,
        file=register(),
        name="register.csv",
        register_date=date(2016, 4, 30),
        by=officer,
    )
    imports.match_columns(
        register_import=made,
        mapping=imports.columns_of(made),
        order=DateOrder.DAY_FIRST,
        policy=request.param,
        by=officer,
    )
    imports_working.work_on_imports()
    return imports.load(register_import=made, by=officer)


def loader():
    env = environ_of_the_test_database(
        QUORATE_TODAY=TODAY, DJANGO_SETTINGS_MODULE="config.settings"
    )
    return subprocess.Popen([sys.executable, "-c", WORK], cwd=ROOT, env=env)


def let_time_pass():
    RegisterImport.objects.filter(claimed_at__isnull=False).update(
        claimed_at=F("claimed_at") - imports_working.CLAIM_RUNS_OUT * 2
    )


def assert_whole():
    made = RegisterImport.objects.get()
    assert made.state == ImportState.LOADED
    assert Interest.objects.count() == InterestVersion.objects.count() == ROWS
    assert Person.objects.filter(family_name="Smith").count() == ROWS
    assert ImportRow.objects.filter(state=RowState.LOADED).count() == ROWS


@pytest.mark.parametrize("checked", [ImportPolicy.CLEAN_ROWS], indirect=True)
def test_loader_killed_between_chunks_goes_on(checked):
    process = loader()
    wait_for(lambda: Interest.objects.count() >= CHUNK, seconds=120)
    process.kill()
    process.wait()

    done = Interest.objects.count()
    assert done % CHUNK == 0
    assert ImportRow.objects.filter(state=RowState.LOADED).count() == done
    assert InterestVersion.objects.count() == done
    let_time_pass()
    imports_working.work_on_imports()

    assert_whole()


@pytest.mark.parametrize("checked", [ImportPolicy.ALL_OR_NOTHING], indirect=True)
def test_loader_of_all_or_nothing_killed_leaves_nothing(checked):
    process = loader()
    wait_for(
        lambda: RegisterImport.objects.filter(claimed_at__isnull=False).exists(),
        seconds=120,
    )
    process.kill()
    process.wait()

    if Interest.objects.exists():  # It was quicker than the kill.
        assert_whole()
        return
    assert ImportRow.objects.filter(state=RowState.CLEAN).count() == ROWS
    assert not Person.objects.filter(family_name="Smith").exists()
    let_time_pass()
    imports_working.work_on_imports()

    assert_whole()
