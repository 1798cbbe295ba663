"""Folders that a killed worker left behind: thrown away by the next one."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from pathlib import Path

from core.office.converting import PREFIX


# A conversion ends within minutes: what is older than this is nobody's.
SAFE_AGE_SECONDS = 2 * 60 * 60


def remove_leftovers(*prefixes: str) -> int:
    """Remove this account's own old folders of conversions and say how many.

    `prefixes` are the beginnings of further names to look for.
    """
    found = [
        folder
        for prefix in (PREFIX, *prefixes)
        for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*")
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
