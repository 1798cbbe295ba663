"""Registers as files, and how tests take them in."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from conflicts.actions import imports, imports_working
from conflicts.enums import ImportPolicy, ImportState
from conflicts.rules.imports_dates import DateOrder


AS_AT = date(2016, 4, 30)


HEADINGS = [
    "Forename",
    "Surname",
    "Email",
    "Type",
    "Organisation",
    "ODS code",
    "Description",
    "Date declared",
    "From",
    "To",
]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def line(number=1, **said):
    cells = {
        "Forename": f"Ann{number}",
        "Surname": "Smith",
        "Email": f"ann{number}@elm.example",
        "Type": "Financial",
        "Organisation": "Elm Trading Ltd",
        "ODS code": "",
        "Description": "Director",
        "Date declared": "10/02/2015",
        "From": "01/04/2012",
        "To": "",
        **said,
    }
    return [cells[heading] for heading in HEADINGS]


def csv_file(lines, encoding="utf-8", headings=HEADINGS):
    text = io.StringIO()
    csv.writer(text).writerows([headings, *lines])
    return io.BytesIO(text.getvalue().encode(encoding))


@pytest.fixture
def take_in(havering, officer):
    def run(file, policy=ImportPolicy.ALL_OR_NOTHING, load=True, name="register.csv"):
        made = imports.upload(
            organisation=havering,
            file=file,
            name=name,
            register_date=AS_AT,
            by=officer,
        )
        if made.state != ImportState.UPLOADED:
            return made
        imports.match_columns(
            register_import=made,
            mapping=imports.columns_of(made),
            order=DateOrder.DAY_FIRST,
            policy=policy,
            by=officer,
        )
        imports_working.work_on_imports()
        if load:
            imports.load(register_import=made, by=officer)
            imports_working.work_on_imports()
        made.refresh_from_db()
        return made

    return run


def bad(number):
    return line(number, From="31/02/2016") if number % 2 else line(number, Type="Both")
