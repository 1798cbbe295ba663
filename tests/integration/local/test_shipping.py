"""What ships is what runs: the compose file's commands, started here without Docker."""

from __future__ import annotations

import ast
import os
import re
import signal
import sys
import tomllib
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.db import connection

from config.addresses import read_database
from config.env import VARIABLES
from config.local import run, sql
from config.local.children import start
from config.local.ports import free_port
from tests.architecture.rooms import ROOMS
from tests.fixtures.services import environ_of_the_test_database, wait_for


ROOT = Path(settings.BASE_DIR)
# Names that look like ours, or are read, and that nobody fills in for Quorate.
NOT_OURS = {
    "CI": "set by whoever runs continuous integration",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "set by the tests for themselves",
    "DJANGO_SETTINGS_MODULE": "there is one settings file",
    "PATH": "the machine's",
    "PYTEST_XDIST_WORKER": "set by the test runner",
    "QUORATE_DIE_AT": "set by tests that kill a process at a named step",
    "QUORATE_NAVIGATION": "a setting, written in the code",
    "QUORATE_NAVIGATION_BELOW": "a setting, written in the code",
}
OUR_NAME = re.compile(r"QUORATE_[A-Z_]+|[A-Z]+_URL")
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
APPLICATION = ("migrate", "web", "worker", "beat")
PRODUCTION = {
    "QUORATE_ENV": "production",
    "QUORATE_DEBUG": "",
    "QUORATE_SECRET_KEY": "only-for-this-test-" * 4,
    "QUORATE_ALLOWED_HOSTS": "committees.example.nhs.uk",
    "QUORATE_MAIL_FROM": "committees@example.nhs.uk",
    "QUORATE_TODAY": "",
    "QUORATE_DEMO_MAIL": "",
    "QUORATE_BASE_URL": "",
}


def sample_variables():
    text = (ROOT / ".env.sample").read_text()
    return re.findall(r"^([A-Z_0-9]+)=", text, re.MULTILINE)


def variables_read():
    """Find in the sources every variable that anything of ours reads."""
    found = set()
    folders = (*ROOMS, "bench", "tests/fixtures")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    for path in (ROOT / "conftest.py", ROOT / "manage.py", *paths):
        found |= set(read_in(ast.parse(path.read_text(encoding="utf-8"))))
    for name in ("docker-compose.yml", ".ci/run"):
        found |= set(re.findall(r"\$\{([A-Z_]+)[}:]", (ROOT / name).read_text()))
    return found


def read_in(tree):
    """Yield names asked of an `environ`, and constants that are names of ours."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if OUR_NAME.fullmatch(node.value):
                yield node.value
        elif isinstance(node, ast.Call) and node.args:
            asked = getattr(node.func, "attr", "") in {"get", "pop", "setdefault"}
            if (asked and is_environ(node.func.value)) or getattr(
                node.func, "attr", getattr(node.func, "id", "")
            ) == "getenv":
                yield from words_in(node.args[0])
        elif isinstance(node, ast.Subscript) and is_environ(node.value):
            yield from words_in(node.slice)


def is_environ(node):
    return getattr(node, "attr", getattr(node, "id", "")) == "environ"


def words_in(node):
    return [node.value] if isinstance(node, ast.Constant) else []


def test_variables_read_sees_every_way_of_asking():
    tree = ast.parse(
        "os.environ['A']; environ.get('B'); os.getenv('C'); self.text('QUORATE_D')"
    )

    assert set(read_in(tree)) == {"A", "B", "C", "QUORATE_D"}


def test_env_sample_names_every_variable_that_is_read_once():
    read = variables_read()

    assert sorted(sample_variables()) == sorted(read - set(NOT_OURS))
    assert set(VARIABLES) <= read
    assert set(NOT_OURS) <= read


def test_env_sample_holds_no_secret():
    text = (ROOT / ".env.sample").read_text()
    settings_ = dict(re.findall(r"^([A-Z_0-9]+)=(.*)$", text, re.MULTILINE))

    for key in ("QUORATE_SECRET_KEY", "POSTGRES_PASSWORD", "DATABASE_URL", "SMTP_URL"):
        assert settings_[key] == ""


@pytest.mark.parametrize("name", APPLICATION)
def test_compose_gives_memory_for_files_a_size(name):
    (mount,) = (
        one for one in COMPOSE["services"][name]["tmpfs"] if one.startswith("/tmp")
    )

    assert re.fullmatch(r"/tmp:size=\d+[mg],mode=1777", mount)


def test_compose_asks_only_for_variables_of_the_sample():
    text = (ROOT / "docker-compose.yml").read_text()

    asked = set(re.findall(r"\$\{([A-Z_]+)", text))

    assert asked <= set(sample_variables())


@pytest.mark.parametrize(
    ("service", "command"),
    [
        ("migrate", run.migrate_command()),
        ("web", run.web_command("0.0.0.0:8000")),
        ("worker", run.worker_command()),
        ("beat", run.beat_command(Path("/var/lib/quorate/clock/beat-schedule"))),
    ],
)
def test_compose_runs_the_commands_of_make_run(service, command):
    assert COMPOSE["services"][service]["command"] == ["python", *command[1:]]


@pytest.mark.parametrize("service", COMPOSE["services"])
def test_compose_watches_the_health_of_every_service(service):
    check = COMPOSE["services"][service]["healthcheck"]

    assert "test" in check or (service == "migrate" and check == {"disable": True})


@pytest.mark.parametrize("service", APPLICATION)
def test_compose_gives_the_application_no_more_than_it_needs(service):
    made = COMPOSE["services"][service]

    assert made["read_only"] is True
    assert made["cap_drop"] == ["ALL"]
    assert "media:/var/lib/quorate/media" in made["volumes"]


def test_compose_keeps_data_in_named_volumes():
    assert set(COMPOSE["volumes"]) == {"database", "media"}


def test_dockerfile_is_not_root_and_copies_no_secret():
    text = (ROOT / "Dockerfile").read_text()
    ignored = (ROOT / ".dockerignore").read_text().splitlines()

    assert re.findall(r"^USER (\w+)$", text, re.MULTILINE) == ["quorate"]
    assert text.count("\nFROM ") + text.startswith("FROM ") == 2
    assert {".env", ".git", ".quorate"} <= set(ignored)
    assert "SECRET" not in text


def test_dockerfile_web_command_is_that_of_compose():
    text = (ROOT / "Dockerfile").read_text()
    command = re.findall(r"^CMD (\[.*\])$", text, re.MULTILINE)[-1]

    assert yaml.safe_load(command) == COMPOSE["services"]["web"]["command"]


def test_python_floor_is_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    text = (ROOT / "Dockerfile").read_text()

    assert project["requires-python"] == ">=3.11"
    assert set(re.findall(r"python:([\d.]+)-slim", text)) == {"3.11"}


@pytest.fixture
def started(transactional_db, tmp_path):
    """Return a function that starts a compose service here, in production's way."""
    children = []

    def start_service(service, changes=(), **more):
        words = [sys.executable, *COMPOSE["services"][service]["command"][1:]]
        for old, new in changes:
            assert any(old in word for word in words)
            words = [word.replace(old, new) for word in words]
        environ = environ_of_the_test_database(**PRODUCTION, **more)
        child = start(
            service, words, log=tmp_path / f"{service}.log", environ=environ, cwd=ROOT
        )
        children.append((child, environ))
        return child, environ

    yield start_service
    for child, _ in children:
        child.stop()


def health(service, environ, tmp_path):
    words = COMPOSE["services"][service]["healthcheck"]["test"]
    words = [sys.executable, *words[words.index("python") + 1 :]]
    child = start(
        "health", words, log=tmp_path / "health.log", environ=environ, cwd=ROOT
    )
    return child.popen.wait() == 0


@pytest.fixture
def empty_database(transactional_db):
    """The address of a database without a table, beside that of the test."""
    address = read_database(os.environ["DATABASE_URL"])
    name = f"{connection.settings_dict['NAME']}_new"
    drop = f'drop database if exists "{name}" with (force)'
    with closing(sql.connect(replace(address, name="postgres"))) as line:
        line.autocommit = True
        line.cursor().execute(drop)
        sql.ensure_database(replace(address, name=name))
        yield replace(address, name=name)
        line.cursor().execute(drop)


@pytest.mark.services
def test_migrate_of_compose_makes_every_table_and_may_run_again(
    started, empty_database
):
    assert sql.tables(empty_database) == []

    for _ in ("first", "again"):
        migrate, _environ = started("migrate", DATABASE_URL=empty_database.as_url())
        assert migrate.popen.wait(180) == 0, migrate.tail()

    ours = {model._meta.db_table for model in apps.get_models() if model._meta.managed}
    assert ours <= set(sql.tables(empty_database))


@pytest.mark.services
def test_web_of_compose_serves_and_says_that_it_is_well(started, tmp_path):
    collected = start(
        "collectstatic",
        [sys.executable, "manage.py", "collectstatic", "--noinput"],
        log=tmp_path / "collectstatic.log",
        environ=environ_of_the_test_database(**PRODUCTION),
        cwd=ROOT,
    )
    assert collected.popen.wait(120) == 0, collected.tail()
    port = free_port()
    web, environ = started("web", [("0.0.0.0:8000", f"127.0.0.1:{port}")])
    environ["PORT"] = str(port)

    wait_for(lambda: health("web", environ, tmp_path), seconds=40, about=web.tail)
    line = HTTPConnection("127.0.0.1", port, timeout=20)
    line.request("GET", "/", headers={"Host": "committees.example.nhs.uk"})
    answer = line.getresponse()
    line.close()

    assert answer.status == 301
    assert answer.headers["Location"] == "https://committees.example.nhs.uk/"
    web.stop()
    assert not health("web", environ, tmp_path)


@pytest.mark.services
def test_worker_of_compose_says_that_it_is_well(started, tmp_path):
    worker, environ = started("worker")

    wait_for(lambda: health("worker", environ, tmp_path), seconds=60, about=worker.tail)

    worker.popen.send_signal(signal.SIGTERM)
    assert worker.popen.wait(30) == 0


@pytest.mark.services
def test_beat_of_compose_says_that_it_is_well(started, tmp_path):
    beat, environ = started(
        "beat",
        [("/var/lib/quorate/clock", str(tmp_path))],
        QUORATE_STATE=str(tmp_path),
    )

    wait_for(lambda: "beat: Starting" in beat.log.read_text(), about=beat.tail)
    wait_for(lambda: health("beat", environ, tmp_path), seconds=40, about=beat.tail)

    assert not list(ROOT.glob("celerybeat*"))
