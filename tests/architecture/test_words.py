"""The repository speaks of the product alone: not of how or where it was written."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.architecture.rooms import ROOT
from tests.fixtures.tools import tool


OF_THE_WORKPLACE = {
    "a folder of somebody's machine": r"/work/|/tmp/work|/home/[a-z]+/|/Users/[A-Za-z]+/",
    "a package registry": r"pypi\.org|npmjs\.org|pythonhosted\.org|yarnpkg\.com",
    "how it was written": r"\bsession budget\b|\bsub-?agents?\b|\b(?:another|each) helper\b"
    r"|\bprompt engineering\b|\bL{2}Ms?\b|\bGPT\b|\bA\.?I\.?[- ](?:assist|generat|help)",
    "an issue by number": r"\b[Ii]ssues? #\d+|\b(?:[Ff]ixe[sd]|[Cc]loses?) #\d+",
}
ITSELF = "tests/architecture/test_words.py"


def _tracked() -> list[str]:
    command = [tool("git"), "ls-files", "-z"]
    listed = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip(f"Not a checkout that git reads: {listed.stderr.strip()}")
    return [name for name in listed.stdout.split("\0") if name and name != ITSELF]


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
