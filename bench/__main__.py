"""Runs every benchmark in a process of its own; one JSON line for each figure.

`python -m bench meeting_page` runs one. A figure that misses its goal says so in its
line; only a benchmark that could not be measured makes the command fail.
"""

from __future__ import annotations

import subprocess
import sys


BENCHMARKS = (
    "meeting_page",
    "register_page",
    "import_rows",
    "matrix_national",
    "packs",
    "letters",
)


def main(arguments: list[str]) -> int:
    """Run the named benchmarks, or all of them; return how many broke."""
    unknown = sorted(set(arguments) - set(BENCHMARKS))
    if unknown:
        known = ", ".join(BENCHMARKS)
        sys.stderr.write(f"No benchmark {', '.join(unknown)}; there are: {known}.\n")
        return 2
    broken = [name for name in arguments or BENCHMARKS if not _runs(name)]
    if broken:
        sys.stderr.write(f"Could not be measured: {', '.join(broken)}.\n")
    return 1 if broken else 0


def _runs(name: str) -> bool:
    sys.stderr.write(f"{name} …\n")
    sys.stderr.flush()
    outcome = subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False)
    return outcome.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
