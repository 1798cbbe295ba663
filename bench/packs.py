"""A pack against a plain merge, sixty copies against one, and the memory of scans.

The corpus is made anew for each run. A pack is everything that happens after somebody
asks for it: agenda counted and typeset, cover sheets, placeholders, links, outline,
tags, stamps, the reader's name, the digest. The merge is what `pikepdf.Job` makes of the
files as they were uploaded: qpdf's own engine, without the start of its command. Pack
and merge take turns. Memory is that of a process of its own, which has loaded what a
worker loads.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import django

from bench.figures import say


if TYPE_CHECKING:
    from collections.abc import Callable

    from packs.build.copies import Prepared
    from packs.build.edition import Edition
    from packs.rules.plan import PackPlan

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
FILES, ROUNDS = 40, 5
COPIES, WITHHOLDINGS = 60, 4
SCANS_MB = 200
TIME_GOAL, COPIES_GOAL, MEMORY_GOAL_MB = 2.0, 6.0, 100


def main() -> None:
    """Measure, and print a line of JSON for each figure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        from bench.pack_corpus import as_uploaded, edition, papers

        paths = papers(folder, FILES)
        asked = edition(paths)
        _time_against_merge(asked, [as_uploaded(path) for path in paths], folder)
        _sixty_against_one(asked)
    with tempfile.TemporaryDirectory() as name:
        _memory_of_scans(Path(name))


def _time_against_merge(asked: Edition, paths: list[Path], folder: Path) -> None:
    merge = _merge(paths, folder / "merged.pdf")
    _pack(asked, ["Dr Okafor"], [(3, 17)])  # warms typesetter, fonts and disk
    packs, merges = [], []
    for _ in range(ROUNDS):
        merges.append(_timed(merge))
        packs.append(_timed(lambda: _pack(asked, ["Dr Okafor"], [(3, 17)])))
    pack, merged = statistics.median(packs), statistics.median(merges)
    pages = sum(paper.pages for paper in asked.papers)
    megabytes = sum(path.stat().st_size for path in paths) / 1e6
    sys.stderr.write(
        f"{len(paths)} files, {pages} pages, {megabytes:.0f} MB: pack {pack:.2f} s, "
        f"merge {merged:.2f} s\n"
    )
    say("pack_time_vs_merge", pack / merged, "ratio", TIME_GOAL)


def _merge(paths: list[Path], target: Path) -> Callable[[], object]:
    """Return what puts files behind one another."""
    import pikepdf

    words = ["qpdf", "--empty", "--pages", *map(str, paths), "--", str(target)]
    return lambda: pikepdf.Job(words).run()


def _sixty_against_one(asked: Edition) -> None:
    """Build a copy for each of sixty readers, a quarter of them without this or that."""
    withheld = [(), (3,), (3, 17), (8, 9, 21)][:WITHHOLDINGS]
    readers = [f"Reader {number}" for number in range(COPIES)]
    ones, sixties = [], []
    for _ in range(max(1, ROUNDS // 2)):
        ones.append(_timed(lambda: _pack(asked, readers[:1], withheld[2:3])))
        sixties.append(_timed(lambda: _pack(asked, readers, withheld)))
    one, sixty = statistics.median(ones), statistics.median(sixties)
    sys.stderr.write(f"one copy {one:.2f} s, {COPIES} copies {sixty:.2f} s\n")
    say("sixty_copies_vs_one", sixty / one, "ratio", COPIES_GOAL)


def _memory_of_scans(folder: Path) -> None:
    from bench.pack_corpus import scans

    scans(folder, SCANS_MB)
    ran = subprocess.run(
        [sys.executable, "-m", "bench.packs", str(folder)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    idle, peak = (int(one) for one in ran.stdout.split())
    sys.stderr.write(f"{SCANS_MB} MB of scans: {idle} MB before, {peak} MB at most\n")
    say("pack_peak_mb_scans", peak, "MB", MEMORY_GOAL_MB)


def build_scans(folder: Path) -> None:
    """Build a pack of the scans in a folder; print memory before and at most, in MB."""
    from bench.pack_corpus import edition

    django.setup()
    asked = edition(sorted(folder.glob("*.pdf")))
    before = _peak_mb()
    _pack(asked, ["Dr Okafor"], [(1,)], into=folder)
    print(before, _peak_mb())


def _pack(
    asked: Edition,
    readers: list[str],
    withholdings: list[tuple[int, ...]],
    into: Path | None = None,
) -> None:
    """Build a copy for each reader, the withholdings in turn; keep none of them."""
    from packs.build.copies import Shelf, prepare, write_copy

    shelf = Shelf(folder=into)
    try:
        prepared = prepare(asked)
        plans = [_plan(prepared, items) for items in withholdings]
        for number, reader in enumerate(readers):
            plan = plans[number % len(plans)]
            made = write_copy(prepared, plan, reader=reader, shelf=shelf)
            made.path.unlink()
    finally:
        shelf.close()


def _plan(prepared: Prepared, items: tuple[int, ...]) -> PackPlan:
    from packs.build.copies import plan_for
    from packs.rules.plan import BOTH_PARTS, withheld
    from packs.values import ItemId

    kept = withheld("You are a partner in the practice that applies.")
    known = {item.item_id for item in prepared.items}
    chosen = {ItemId(item): kept for item in items if ItemId(item) in known}
    return plan_for(prepared, items=chosen, papers={}, parts=BOTH_PARTS)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _peak_mb() -> int:
    """Return the most memory of this program: not what began it, as `rusage` counts."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = (one for one in status.splitlines() if one.startswith("VmHWM:"))
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    if sys.argv[1:]:
        build_scans(Path(sys.argv[1]))
    else:
        main()
