"""What tests of every room share: real services, a real browser, no silent skips."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker


IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
# Playwright's loop runs in the thread of the test; Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
# A busy machine is no fault of what is tested: time decides nothing.
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")
pytest_plugins = ["tests.fixtures.browser", "tests.fixtures.services"]


def pytest_configure(config: pytest.Config) -> None:
    """Give each parallel runner its own Redis database and folder of static files."""
    from django.conf import settings

    # WhiteNoise warns about a missing folder, and a warning is an error here. It lists
    # what is in it while another runner may collect for the site that ships, so a
    # runner has a folder of its own, and an empty one: live pages ask the finders.
    collected = TemporaryDirectory(prefix="quorate-static-")
    config.add_cleanup(collected.cleanup)
    settings.STATIC_ROOT = collected.name
    runner = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    redis_url = os.environ.get("REDIS_URL", "")
    if not redis_url:
        return
    own = f"{redis_url.rsplit('/', 1)[0]}/{int(runner.removeprefix('gw')) + 1}"
    os.environ["REDIS_URL"] = own
    settings.CACHES["default"]["LOCATION"] = own
    settings.CELERY_BROKER_URL = own


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    reason = (
        report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    )
    report.outcome = "failed"
    report.longrepr = f"Under CI=true nothing may be skipped. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """Turn a skip into a failure where CI runs."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):
    """Turn the skip of a whole file into a failure where CI runs."""
    report = yield
    if IN_CI and report.outcome == "skipped":
        _refuse_skip(report)
    return report


# Tests that commit empty every table behind them, the national rule sets as well, which
# no installation is without. Whoever comes next finds them again.
_emptied = False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker):
    """Close what threads of the live site still hold before the database is dropped."""
    yield
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _national_rule_sets(request: pytest.FixtureRequest):
    """Enter the national rule sets again after a test that emptied the database."""
    global _emptied
    asked = set(request.fixturenames)
    marker = request.node.get_closest_marker("django_db")
    commits = bool(asked & {"transactional_db", "live_server"}) or (
        marker is not None and bool(marker.kwargs.get("transaction"))
    )
    if _emptied and (marker is not None or asked & {"db", "transactional_db"}):
        request.getfixturevalue("transactional_db" if commits else "db")
        _enter_rule_sets()
    yield
    _emptied = _emptied or commits


def _enter_rule_sets() -> None:
    from importlib import import_module

    from django.apps import apps

    migration = import_module("conflicts.migrations.0002_national_rule_sets")
    migration.enter_national_rule_sets(apps, None)
    training = import_module("conflicts.migrations.0007_training_of_whom")
    training.say_of_whom(apps, None)


@pytest.fixture(scope="session")
def ods_path() -> Path:
    """Return the folder of the real NHS files (with raw/ and derived/ in it)."""
    setting = os.environ.get("QUORATE_ODS", "")
    if not setting:
        pytest.skip("QUORATE_ODS is not set: no real NHS files to read.")
    folder = Path(setting).resolve()
    if not (folder / "raw").is_dir():
        pytest.skip(f"QUORATE_ODS points at {setting}, where there is no folder raw.")
    return folder
