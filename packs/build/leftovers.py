"""Folders that a killed worker left behind: thrown away by the next one."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from pathlib import Path


PREFIX = "quorate-pack-"
# A build puts a file into its folder every few minutes at most, and a worker that is
# silent for two minutes has lost its pack: what is older than this is nobody's.
SAFE_AGE_SECONDS = 2 * 60 * 60


def make_folder() -> Path:
    """Return a new folder for one build, of this account alone."""
    return Path(tempfile.mkdtemp(prefix=PREFIX))


def remove_leftovers() -> int:
    """Remove the folders of builds that ended long ago and say how many.

    Those of other accounts, and those that are in use, are left alone.
    """
    found = [
        folder
        for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*")
        if _is_left_over(folder)
    ]
    for folder in found:
        shutil.rmtree(folder, ignore_errors=True)
    return len(found)


def _is_left_over(folder: Path) -> bool:
    try:
        facts = folder.lstat()
    except OSError:
        return False
    is_ours = stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.geteuid()
    return is_ours and time.time() - facts.st_mtime > SAFE_AGE_SECONDS
