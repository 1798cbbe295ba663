"""The launcher starts real services, cleans up, and outlives nothing it started."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings

from config.local import places, postgres
from config.local.ports import free_port
from tests.fixtures.services import wait_for


ROOT = Path(settings.BASE_DIR)
EXEC = [sys.executable, "-m", "config.local", "exec", "--temporary", "--"]
SHOW = (
    "import os, psycopg2, redis\n"
    "line = psycopg2.connect(os.environ['DATABASE_URL'])\n"
    "cursor = line.cursor()\n"
    "for name in ('btree_gist', 'pg_trgm', 'unaccent', 'citext'):\n"
    "    cursor.execute(f'create extension {name}')\n"
    "cursor.execute('show server_version_num')\n"
    "assert redis.Redis.from_url(os.environ['REDIS_URL']).ping()\n"
    "print(os.geteuid(), cursor.fetchone()[0], os.environ['DATABASE_URL'])\n"
)


def accounts():
    """Me; and for root also somebody without rights, where Python is in their reach."""
    me = os.geteuid()
    nobody = pwd.getpwnam("nobody").pw_uid
    if me != 0 or not can_run_python(nobody):
        return [me]
    return [me, nobody]


def can_run_python(account):
    try:
        outcome = subprocess.run(
            [sys.executable, "-c", "import psycopg2, config.env"],
            user=account,
            group=account,
            extra_groups=[],
            cwd=ROOT,
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return outcome.returncode == 0


def temporary(code, *, account=None, **environ):
    someone_else = account is not None and account != os.geteuid()
    return subprocess.run(
        [*EXEC, sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "HOME": "/", "PYTHONDONTWRITEBYTECODE": "1", **environ},
        user=account if someone_else else None,
        group=account if someone_else else None,
        extra_groups=[] if someone_else else None,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def processes_of(words):
    """Return the processes whose command line holds all these words."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().decode(errors="replace").replace("\0", " ")
        except OSError:
            continue
        if all(word in line for word in words):
            found.append(int(path.parent.name))
    return found


@pytest.mark.services
@pytest.mark.parametrize("binaries", ["", "wheel"], ids=["usual", "wheel"])
def test_exec_runs_a_command_beside_its_services(binaries):
    outcome = temporary(SHOW, QUORATE_POSTGRES=binaries)

    assert outcome.returncode == 0, outcome.stderr
    _, version, url = outcome.stdout.split()
    assert int(version) >= 150_000
    folder = re.search(r"host=(/[^&]+)/pg", url).group(1)
    assert not Path(folder).exists()
    assert not processes_of([folder])


@pytest.mark.services
@pytest.mark.parametrize("account", accounts())
def test_exec_runs_under_every_account(account):
    outcome = temporary(SHOW, account=account, QUORATE_POSTGRES="wheel")

    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout.split()[0] == str(account)


@pytest.mark.services
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("raise SystemExit(7)", 7),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", 137),
    ],
)
def test_exec_returns_the_code_of_the_command(code, expected):
    assert temporary(code).returncode == expected


def test_exec_names_a_command_that_does_not_exist():
    outcome = subprocess.run(
        [*EXEC, "no-such-command"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome.returncode == 1
    assert "no-such-command cannot be run" in outcome.stderr


def test_exec_says_when_there_is_no_postgresql():
    outcome = temporary("", QUORATE_POSTGRES="/nowhere")

    assert outcome.returncode == 1
    assert "no PostgreSQL is there" in outcome.stderr
    assert "Traceback" not in outcome.stderr


@pytest.mark.services
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_exec_leaves_no_process_behind(number, tmp_path):
    mark = tmp_path / "url"
    code = (
        "import os, time, pathlib\n"
        f"pathlib.Path({str(mark)!r}).write_text(os.environ['DATABASE_URL'])\n"
        "time.sleep(120)\n"
    )
    launcher = subprocess.Popen([*EXEC, sys.executable, "-c", code], cwd=ROOT)
    wait_for(lambda: mark.exists() and mark.read_text(), about="no services")
    folder = re.search(r"host=(/[^&]+)/pg", mark.read_text()).group(1)
    assert processes_of([folder])

    launcher.send_signal(number)
    launcher.wait(30)

    wait_for(lambda: not processes_of([folder]), about="PostgreSQL or Valkey is left")
    assert not processes_of([str(mark)])
    assert Path(folder).exists() == (number == signal.SIGKILL)


def test_run_folder_removes_what_a_killed_program_left(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "_short_base", lambda: tmp_path)
    left = tmp_path / f"{places.RUN_PREFIX}{os.geteuid()}-left"
    alive = tmp_path / f"{places.RUN_PREFIX}{os.geteuid()}-alive"
    long_ago = time.time() - 3600
    for folder in (left, alive):
        folder.mkdir()
        (folder / "lock").touch()
        os.utime(folder, (long_ago, long_ago))

    with places.sole_use(alive / "lock", "taken"), places.run_folder() as mine:
        assert mine.parent == tmp_path
        assert not left.exists()
        assert alive.exists()

    assert not mine.exists()


def test_choose_binaries_keeps_to_the_version_of_an_existing_database(tmp_path):
    (wheel,) = postgres._wheel_binaries()
    cluster = tmp_path / f"cluster-{wheel.major}"
    cluster.mkdir()
    (cluster / "PG_VERSION").write_text(str(wheel.major))

    assert postgres.choose_binaries({}, tmp_path) == wheel


class Site:
    """`make run` without make, on a state folder of its own."""

    def __init__(self, state):
        self.port = free_port()
        self.state = state
        self.log = state.parent / f"site-{self.port}.log"
        kept = {
            key: text
            for key, text in os.environ.items()
            if not key.startswith(("QUORATE_", "DATABASE_", "REDIS_", "SMTP_"))
        }
        with self.log.open("wb") as written:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", "config.local", "run"],
                cwd=ROOT,
                env={**kept, "PORT": str(self.port), "QUORATE_STATE": str(state)},
                stdout=written,
                stderr=subprocess.STDOUT,
            )

    def wait(self):
        wait_for(
            lambda: "Stop: Ctrl-C" in self.said() or self.popen.poll() is not None,
            seconds=180,
        )
        assert self.popen.poll() is None, self.said()
        return self

    def said(self):
        return self.log.read_text()

    def child(self, *words):
        (first, *_) = sorted(processes_of([*words]))
        return first

    def status(self, path="/"):
        line = HTTPConnection("127.0.0.1", self.port, timeout=20)
        line.request("GET", path, headers={"Host": "localhost"})
        status = line.getresponse().status
        line.close()
        return status

    def children(self):
        run = re.search(
            r"host=(/[^&]+)/pg", (self.state / "services.env").read_text()
        ).group(1)
        return (
            processes_of([f"127.0.0.1:{self.port}"])
            + processes_of([run])
            + processes_of([str(self.state)])
        )


@pytest.fixture
def state(tmp_path):
    """A state folder; root's database lies elsewhere and is taken away too."""
    folder = tmp_path / "state"
    yield folder
    shutil.rmtree(places.cluster_place(folder), ignore_errors=True)


@pytest.mark.services
def test_run_survives_a_hard_life(state):
    """One life, since each start of the whole site takes its time."""
    first = Site(state).wait()
    assert "Filling the demonstration" in first.said()
    assert first.status() == 200
    started = first.children()

    first.popen.kill()  # nothing can tidy up
    first.popen.wait()
    second = Site(state).wait()
    assert "Filling the demonstration" not in second.said()
    assert not {pid for pid in started if Path(f"/proc/{pid}").exists()}
    assert second.status() == 200

    refused = Site(state)
    assert refused.popen.wait(60) == 1
    assert "already runs" in refused.said()

    started = second.children()
    os.kill(second.child("gunicorn", f"127.0.0.1:{second.port}"), signal.SIGKILL)
    assert second.popen.wait(60) == 1
    assert "The web process was killed by signal 9" in second.said()
    assert not {pid for pid in started if Path(f"/proc/{pid}").exists()}

    third = Site(state).wait()
    started = third.children()
    third.popen.terminate()
    assert third.popen.wait(60) == 143
    assert not {pid for pid in started if Path(f"/proc/{pid}").exists()}
    assert not (state / "services.env").exists()


@pytest.mark.services
def test_run_names_a_taken_port(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        outcome = subprocess.run(
            [sys.executable, "-m", "config.local", "run"],
            cwd=ROOT,
            env={
                **os.environ,
                "QUORATE_ENV": "demo",
                "QUORATE_STATE": str(tmp_path),
                "PORT": str(taken.getsockname()[1]),
            },
            capture_output=True,
            text=True,
            check=False,
        )

    assert outcome.returncode == 1
    assert "is taken by another program" in outcome.stderr


def test_run_refuses_production(tmp_path):
    outcome = subprocess.run(
        [sys.executable, "-m", "config.local", "run"],
        cwd=ROOT,
        env={
            **os.environ,
            "QUORATE_ENV": "production",
            "QUORATE_STATE": str(tmp_path),
            "PORT": str(free_port()),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome.returncode == 1
    assert "docs/operations.md" in outcome.stderr
