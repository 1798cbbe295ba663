"""Lines over time as a picture of the server: points, marks and words, no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.web.dates import short_date


if TYPE_CHECKING:
    from datetime import date

    from conflicts.facts.cycle import Line, Progress

WIDTH, HEIGHT = 400, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 34
MOST_LINES = 6
# Colours of the identity that keep 3:1 on white, each with a dash of its own.
STYLES = (
    ("#212b32", ""),
    ("#005eb8", "8 4"),
    ("#007f3b", "3 3"),
    ("#ae2573", "10 3 3 3"),
    ("#7c2855", "1 4"),
    ("#b45309", "14 4"),
)


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One line: its name, colour, dashes, and the points as SVG writes them."""

    name: str
    colour: str
    dashes: str
    points: str
    marks: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """One mark on an axis: where, and the words beside it."""

    at: float
    words: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of shares over time; `label` says to everybody what it shows."""

    label: str
    lines: tuple[ChartLine, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    is_cut: bool
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM


def progress_chart(progress: Progress, name: str) -> Chart:
    """Return the picture of who had confirmed over time, at most six lines."""
    wanted = (progress.whole, *progress.committees)
    lines = wanted[:MOST_LINES]
    steps = len(progress.days) - 1
    return Chart(
        label=f"Per cent confirmed at {name}, "
        f"{short_date(progress.days[0])} to {short_date(progress.days[-1])}",
        lines=tuple(
            _line(line, *STYLES[index], steps) for index, line in enumerate(lines)
        ),
        across=_days(progress.days),
        up=tuple(Tick(_up(share), f"{share}%", "end") for share in range(0, 101, 25)),
        is_cut=len(wanted) > MOST_LINES,
    )


def _line(line: Line, colour: str, dashes: str, steps: int) -> ChartLine:
    marks = tuple(
        (_across(index, steps), _up(share))
        for index, count in enumerate(line.counts)
        if (share := count.percentage) is not None
    )
    points = " ".join(f"{x},{y}" for x, y in marks)
    return ChartLine(line.name, colour, dashes, points, marks)


def _days(days: tuple[date, ...]) -> tuple[Tick, ...]:
    steps = len(days) - 1
    middle = steps // 2
    return (
        Tick(_across(0, steps), f"{days[0]:%b %Y}", "start"),
        Tick(_across(middle, steps), f"{days[middle]:%b %Y}"),
        Tick(_across(steps, steps), "Today", "end"),
    )


def _across(index: int, steps: int) -> float:
    return round(LEFT + index * (WIDTH - LEFT - RIGHT) / steps, 1)


def _up(share: int) -> float:
    return round(TOP + (100 - share) * (HEIGHT - TOP - BOTTOM) / 100, 1)
