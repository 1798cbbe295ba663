"""The repository speaks of the product alone: not of how or where it was written."""

from __future__ import annotations

import os
import re
import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.architecture.rooms import ROOT


OF_THE_WORKPLACE = {
    "a folder of somebody's machine": r"/work/|/tmp/work|/home/[a-z]+/|/Users/[A-Za-z]+/",
    "a package registry": r"pypi\.org|npmjs\.org|pythonhosted\.org|yarnpkg\.com",
    "how it was written": r"\bsession budget\b|\bsub-?agents?\b|\b(?:another|each) helper\b"
    r"|\bprompt engineering\b|\bL{2}Ms?\b|\bGPT\b|\bA\.?I\.?[- ](?:assist|generat|help)",
    "a paper that is not here": r"\b(?:domain|product|design|style|stack)\.md\b",
    "an issue by number": r"\b[Ii]ssues? #\d+|\b(?:[Ff]ixe[sd]|[Cc]loses?) #\d+",
}
ITSELF = "tests/architecture/test_words.py"


def _tracked() -> list[str]:
    """List the files of a checkout; those of an unpacked archive, where it is none."""
    names = _listed_by_git() or _found_on_disk()
    return [name for name in names if name != ITSELF]


def _listed_by_git() -> list[str]:
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return []
    return [] if done.returncode else [one for one in done.stdout.split("\0") if one]


def _found_on_disk() -> list[str]:
    ignored = [one.rstrip("/") for one in (ROOT / ".gitignore").read_text().split()]
    beside = [".git", *ignored]

    def is_ours(path: Path) -> bool:
        name, place = path.name, path.relative_to(ROOT).as_posix()
        return not any(fnmatch(name, one) or fnmatch(place, one) for one in beside)

    found: list[Path] = []
    for folder, inner, files in os.walk(ROOT):
        inner[:] = [name for name in inner if is_ours(Path(folder, name))]
        found += [Path(folder, name) for name in files if is_ours(Path(folder, name))]
    return sorted(str(path.relative_to(ROOT)) for path in found)


@pytest.mark.parametrize("what", OF_THE_WORKPLACE)
def test_no_tracked_file_names(what):
    pattern = re.compile(OF_THE_WORKPLACE[what])

    found = []
    for name in _tracked():
        path = ROOT / name
        if not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8", "ignore")
        found += [
            f"{name}:{number}: {match[0]}"
            for number, line in enumerate(text.splitlines(), start=1)
            if (match := pattern.search(line))
        ]

    assert found == []


def test_no_tracked_file_is_huge():
    """Pictures are small and everything else is text that a person reads."""
    large = {
        name: (ROOT / name).stat().st_size
        for name in _tracked()
        if (ROOT / name).is_file() and (ROOT / name).stat().st_size > 500_000
    }

    assert large == {}


def test_found_on_disk_is_what_git_tracks():
    """Where there is no checkout, the same files are read."""
    tracked = set(_listed_by_git())
    if not tracked:
        pytest.skip("This is no git checkout: there is nothing to compare with.")

    assert set(_found_on_disk()) >= {one for one in tracked if (ROOT / one).is_file()}
