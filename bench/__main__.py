"""Runs every benchmark in a process of its own; one JSON line for each figure.

`python -m bench meeting_page` runs one. A figure that misses its goal says so in its
line; only a benchmark that could not be measured makes the command fail, and with
`--strict`, as before a release, a goal that was missed as well.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Iterable

BENCHMARKS = (
    "meeting_page",
    "register_page",
    "import_rows",
    "matrix_national",
    "matrix_settling",
    "packs",
    "letters",
)
STRICT = "--strict"


def main(arguments: list[str]) -> int:
    """Run the named benchmarks, or all of them; return whether any broke."""
    is_strict = STRICT in arguments
    arguments = [one for one in arguments if one != STRICT]
    unknown = sorted(set(arguments) - set(BENCHMARKS))
    if unknown:
        known = ", ".join(BENCHMARKS)
        sys.stderr.write(f"No benchmark {', '.join(unknown)}; there are: {known}.\n")
        return 2
    measured = {name: _measured(name) for name in arguments or BENCHMARKS}
    broken = [name for name, lines in measured.items() if lines is None]
    missed = _missed(line for lines in measured.values() for line in lines or ())
    if broken:
        sys.stderr.write(f"Could not be measured: {', '.join(broken)}.\n")
    if missed:
        sys.stderr.write(f"Missed: {', '.join(missed)}.\n")
    return 1 if broken or (is_strict and missed) else 0


def _measured(name: str) -> list[str] | None:
    """Print the figures of a benchmark and return their lines, None if it broke."""
    sys.stderr.write(f"{name} …\n")
    sys.stderr.flush()
    command = [sys.executable, "-m", f"bench.{name}"]
    outcome = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    sys.stdout.write(outcome.stdout)
    sys.stdout.flush()
    return outcome.stdout.splitlines() if outcome.returncode == 0 else None


def _missed(lines: Iterable[str]) -> list[str]:
    """Return the names of the figures that missed their goals."""
    figures = (json.loads(line) for line in lines if line.startswith("{"))
    return [str(one["name"]) for one in figures if not one["ok"]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
