"""Judges a coverage report: every branch of rules, policies and actions, 90 % elsewhere.

`python -m tests.coverage_floors coverage.json` prints a line for each folder and fails
where a floor is missed.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path


WHOLE = frozenset({"rules", "actions", "policies", "policies.py"})
ELSEWHERE = 90.0


@dataclass
class Tally:
    """Statements and branches of one folder, and how many of them ran."""

    floor: float
    there: int = 0
    ran: int = 0

    @property
    def percent(self) -> float:
        return 100.0 * self.ran / self.there if self.there else 100.0

    @property
    def is_met(self) -> bool:
        return self.percent >= self.floor


def main(path: str) -> int:
    """Print the table; return 1 when a floor is missed."""
    report = json.loads(Path(path).read_text(encoding="utf-8"))
    tallies = tally(report["files"])
    for name, one in sorted(tallies.items()):
        mark = "ok" if one.is_met else "MISSED"
        _say(f"{name:32} {one.percent:6.1f} %  of {one.floor:.0f} %  {mark}")
    for name, missing in sorted(gaps(report["files"]).items()):
        _say(f"  {name}: {missing}")
    total = report["totals"]["percent_covered"]
    _say(f"{'the whole':32} {total:6.1f} %")
    return 0 if all(one.is_met for one in tallies.values()) else 1


def tally(files: dict[str, dict]) -> dict[str, Tally]:
    """Add files up by room, its rules, policies and actions apart."""
    tallies: dict[str, Tally] = {}
    for name, file in files.items():
        folder, floor = _folder(name)
        one = tallies.setdefault(folder, Tally(floor))
        summary = file["summary"]
        one.there += summary["num_statements"] + summary.get("num_branches", 0)
        one.ran += summary["covered_lines"] + summary.get("covered_branches", 0)
    return tallies


def gaps(files: dict[str, dict]) -> dict[str, str]:
    """Return what did not run in files of which everything must."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, file in files.items():
        if _folder(name)[1] == ELSEWHERE:
            continue
        lines = [str(line) for line in file["missing_lines"]]
        branches = [f"{a}→{b}" for a, b in file.get("missing_branches", [])]
        if lines or branches:
            found[name] = [*lines, *branches]
    return {name: ", ".join(missing) for name, missing in found.items()}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _folder(name: str) -> tuple[str, float]:
    parts = Path(name).parts
    for part in parts[1:]:
        if part in WHOLE:
            return f"{parts[0]}/{part}", 100.0
    return parts[0], ELSEWHERE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
