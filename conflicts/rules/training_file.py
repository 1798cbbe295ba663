"""Read a list of training completions line by line, saying what is wrong and its cure."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from people.values import PersonId


MOST_LINES = 5000
DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y")
HEADINGS = {
    "name": ("name", "full name", "person", "staff name", "employee"),
    "email": ("email", "e-mail", "email address", "e-mail address"),
    "module": ("module", "course", "module code", "training"),
    "completed_on": (
        "completed on",
        "completed",
        "completion date",
        "date completed",
        "date",
        "passed on",
    ),
}


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whose training may be recorded: names and addresses in lower case."""

    person_id: PersonId
    names: frozenset[str]
    emails: frozenset[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file, `number` as a spreadsheet counts; wrong with its cure."""

    number: int
    name: str
    module: str
    day: str
    person_id: PersonId | None = None
    completed_on: date | None = None
    wrong: str = ""


class UnreadableList(ValueError):
    """The list as a whole cannot be read; the sentence says what to do."""


def read_training(
    text: str, *, people: Sequence[Known], modules: Collection[str], today: date
) -> list[Line]:
    """Return every line of a list of completions, the wrong ones with the reason.

    The first line names the columns: name or e-mail, module and completed on, in any
    order; commas, semicolons or tabs between them. Empty lines are left out.

    Raises:
      UnreadableList: a column is missing, or there is no line, or there are too many.
    """
    rows = _rows(text)
    if len(rows) < 2:
        raise UnreadableList(
            "There is no line under the headings. Put one completion on each line."
        )
    if len(rows) > MOST_LINES:
        raise UnreadableList(f"Take at most {MOST_LINES} lines at a time.")
    columns = _columns(rows[0])
    by_email = {each: one.person_id for one in people for each in one.emails}
    by_name: dict[str, set[PersonId]] = {}
    for one in people:
        for each in one.names:
            by_name.setdefault(each, set()).add(one.person_id)
    lines = []
    seen: dict[tuple[object, ...], int] = {}
    for number, row in enumerate(rows[1:], start=2):
        cells = {key: _cell(row, index) for key, index in columns.items()}
        if not any(cells.values()):
            continue
        line = _read(number, cells, by_email, by_name, modules, today)
        lines.append(_refuse_twice(line, seen))
    return lines


def read_day(text: str) -> date | None:
    """Return the day of a text as people and spreadsheets write it, or None."""
    for pattern in DAY_FORMATS:
        try:
            return datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007 # it has no zone
        except ValueError:
            continue
    return None


def _rows(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(text.strip().splitlines(), delimiter=_between(text)))
    except csv.Error:
        raise UnreadableList(
            "The lines cannot be told apart. Check the quotation marks, or save the "
            "sheet as CSV once more."
        ) from None


def _between(text: str) -> str:
    first = text.strip().partition("\n")[0]
    return max(",;\t", key=first.count)


def _columns(headings: Iterable[str]) -> dict[str, int]:
    plain = [" ".join(each.lower().split()) for each in headings]
    found = {
        key: plain.index(name)
        for key, names in HEADINGS.items()
        for name in names[::-1]
        if name in plain
    }
    if not {"module", "completed_on"} <= found.keys() or not (
        {"name", "email"} & found.keys()
    ):
        raise UnreadableList(
            "The first line must name the columns: name or e-mail, module, and "
            "completed on."
        )
    return found


def _cell(row: Sequence[str], index: int) -> str:
    return row[index].strip() if index < len(row) else ""


def _read(
    number: int,
    cells: Mapping[str, str],
    by_email: Mapping[str, PersonId],
    by_name: Mapping[str, set[PersonId]],
    modules: Collection[str],
    today: date,
) -> Line:
    name, email = cells.get("name", ""), cells.get("email", "").lower()
    found = {by_email[email]} if email in by_email else set()
    found = found or by_name.get(plain_name(name), set())
    module = cells["module"].lower().removeprefix("module").strip()
    module = next((each for each in modules if each.lower() == module), "")
    day = read_day(cells["completed_on"])
    problems = [
        *_wrong_person(name or email, found),
        *_wrong_module(cells["module"], module, modules),
        *_wrong_day(cells["completed_on"], day, today),
    ]
    return Line(
        number=number,
        name=name or email,
        module=module or cells["module"],
        day=cells["completed_on"],
        person_id=next(iter(found)) if len(found) == 1 else None,
        completed_on=day,
        wrong=" ".join(problems),
    )


def plain_name(name: str) -> str:
    """Return a name as it is compared: lower case, single spaces."""
    return " ".join(name.lower().split())


def _wrong_person(name: str, found: Collection[PersonId]) -> Iterator[str]:
    if not name:
        yield "Nobody is named. Give the name or the e-mail address."
    elif not found:
        yield (
            f"Nobody called {name} belongs to this body. Check the spelling, or enter "
            "their position first."
        )
    elif len(found) > 1:
        yield f"Several people are called {name}. Give the e-mail address instead."


def _wrong_module(typed: str, module: str, modules: Collection[str]) -> Iterator[str]:
    if not module:
        yield (
            f"There is no module “{typed}”. Use one of: "
            f"{', '.join(sorted(modules)) or 'none in the rules yet'}."
        )


def _wrong_day(typed: str, day: date | None, today: date) -> Iterator[str]:
    if day is None:
        yield f"“{typed}” is not a day. Write it like 31/01/2016."
    elif day > today:
        yield f"“{typed}” is in the future. Check the year."


def _refuse_twice(line: Line, seen: dict[tuple[object, ...], int]) -> Line:
    if line.wrong:
        return line
    key = (line.person_id, line.module, line.completed_on)
    first = seen.setdefault(key, line.number)
    if first == line.number:
        return line
    return Line(
        line.number,
        line.name,
        line.module,
        line.day,
        wrong=f"The same stands in line {first}. Take one of the two out.",
    )
