"""Lists of training as offices keep them: read, or refused with the cure."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.rules.training_file import (
    MOST_LINES,
    Known,
    UnreadableList,
    read_day,
    read_training,
)
from people.values import PersonId


TODAY = date(2018, 1, 31)
ANN = Known(PersonId(1), frozenset({"ann smith"}), frozenset({"ann@x.example"}))
TWIN = Known(PersonId(2), frozenset({"ann smith"}), frozenset({"twin@x.example"}))
BEN = Known(PersonId(3), frozenset({"ben jones", "jones, ben"}), frozenset())


def read(text, people=(ANN, BEN)):
    return read_training(text, people=people, modules=["1", "2a"], today=TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "Name,Module,Completed on\nAnn  Smith,1,10/01/2018",
        "name;course;date\nANN SMITH;module 1;2018-01-10\n;;\n",
        "Email address\tModule code\tDate completed\nAnn@X.example\tModule 1\t10 Jan 2018",
        'Full name,E-mail,Module,Completed\n"Smith, A",ann@x.example,1,10 January 2018',
    ],
    ids=["commas", "semicolons", "tabs", "the address wins"],
)
def test_read_training_in_many_shapes(text):
    (line,) = read(text)

    assert (line.person_id, line.module, line.wrong) == (1, "1", "")
    assert line.completed_on == date(2018, 1, 10)


def test_read_training_counts_lines_as_a_spreadsheet_does():
    lines = read("name,module,date\nann smith,1,1/1/2018\n\nben jones,2A,2/1/2018")

    assert [(each.number, each.module) for each in lines] == [(2, "1"), (4, "2a")]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",1,1/1/2018", "Nobody is named."),
        ("Zoe,1,1/1/2018", "Nobody called Zoe belongs to this body."),
        ("ann smith,9,1/1/2018", "Use one of: 1, 2a."),
        ("ann smith,1,31/31/2018", "Write it like 31/01/2016."),
        ("ann smith,1,1/2/2018", "is in the future."),
        ("ann smith", "There is no module “”."),
    ],
)
def test_read_training_says_what_is_wrong_and_its_cure(row, sentence):
    (line,) = read(f"name,module,date\n{row}")

    assert sentence in line.wrong


def test_read_training_of_namesakes_asks_for_the_address():
    text = "name,email,module,date\nAnn Smith,,1,1/1/2018\n,twin@x.example,1,1/1/2018"

    first, second = read(text, people=(ANN, TWIN))

    assert "Several people are called Ann Smith." in first.wrong
    assert second.person_id == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name,module,date",
        "name,module\na,b",
        "module,date\n1,1/1/2018",
        "name,module,date\n" + "a,1,1/1/2018\n" * MOST_LINES,
        'name,module,date\n"' + "a" * 140_000,
    ],
    ids=["nothing", "no line", "no day", "no name", "too long", "an open quote"],
)
def test_read_training_refuses_what_is_no_list(text):
    with pytest.raises(UnreadableList):
        read(text)


@given(st.text(max_size=200))
def test_read_training_never_stumbles_over_what_people_paste(text):
    for line in read(f"name,module,date\nann smith,1,1/1/2018\n{text}"):
        assert line.wrong or (line.person_id and line.completed_on)


@given(st.dates(date(2000, 1, 1), TODAY))
def test_read_day_knows_days_as_they_are_written(day):
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y"):
        assert read_day(f" {day.strftime(pattern)} ") == day
