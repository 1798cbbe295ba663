"""What a killed worker leaves on the disk goes with the next run."""

from __future__ import annotations

import os
import tempfile
import time

import pytest

from packs.actions import building
from packs.build.copies import Shelf
from packs.build.leftovers import SAFE_AGE_SECONDS, remove_leftovers


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def aged(path, seconds):
    moment = time.time() - seconds
    os.utime(path, (moment, moment))


def test_remove_leftovers_takes_what_is_old_and_ours(folder):
    shelf = Shelf()
    left = shelf.place("copy.pdf")
    left.write_bytes(b"%PDF")
    aged(left.parent, SAFE_AGE_SECONDS + 60)
    other = folder / "somebody-elses"
    other.mkdir()
    aged(other, SAFE_AGE_SECONDS + 60)
    plain = folder / "quorate-pack-file"
    plain.write_text("no folder")
    aged(plain, SAFE_AGE_SECONDS + 60)

    assert remove_leftovers() == 1

    assert not left.parent.exists()
    assert other.exists()
    assert plain.exists()


def test_remove_leftovers_leaves_a_running_build_alone():
    shelf = Shelf()
    used = shelf.place("copy.pdf")
    aged(used.parent, SAFE_AGE_SECONDS - 60)

    assert remove_leftovers() == 0

    assert used.parent.exists()
    shelf.close()


@pytest.mark.django_db
def test_build_waiting_begins_by_removing_leftovers():
    left = Shelf().place("copy.pdf").parent
    aged(left, SAFE_AGE_SECONDS + 60)

    assert building.build_waiting() == 0

    assert not left.exists()
