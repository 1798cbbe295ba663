"""What an officer of Havering has begun: an old register to load, rules to come."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

from conflicts.actions import imports, imports_working, rule_sets
from conflicts.actions.rule_sets import RuleSetDraft
from conflicts.enums import ImportPolicy
from conflicts.rules.imports_dates import DateOrder
from core import clock


if TYPE_CHECKING:
    from desk.demo.cast import Cast
    from desk.demo.organisations import Directory

BEGUN = date(2016, 5, 26)
OLD_REGISTER = (
    (
        "Forename",
        "Surname",
        "Position",
        "Type",
        "Organisation",
        "Description",
        "Date declared",
        "From",
        "To",
    ),
    (
        "Nadia",
        "Example",
        "Practice nurse lead",
        "Financial",
        "Invented Minor Injuries CIC",
        "Director, unpaid until 2015",
        "14/05/2014",
        "01/04/2013",
        "",
    ),
    (
        "Oswin",
        "Invented",
        "Finance assistant",
        "Non-financial personal",
        "Harold Wood Invented Allotments",
        "Treasurer",
        "03/06/2014",
        "01/04/2011",
        "31/03/2016",
    ),
    (
        "Petra",
        "Example",
        "Contracts officer",
        "Financial",
        "Imagined Interpreting Ltd",
        "Shareholder, 10 per cent",
        "31/02/2015",
        "01/09/2014",
        "",
    ),
    (
        "Quentin",
        "Invented",
        "Locum pharmacist",
        "Loyalty",
        "Invented Dispensary, Hornchurch",
        "Locum on Saturdays",
        "12/01/2015",
        "",
        "",
    ),
)


def begin_work(cast: Cast, found: Directory) -> None:
    """Upload the old register, checked and not loaded, and enter rules to come."""
    with clock.standing_on(BEGUN):
        _upload(cast, found)
        _enter_rules(cast, found)


def _upload(cast: Cast, found: Directory) -> None:
    """Two of its rows are wrong: a day that never was, and a kind nobody knows."""
    text = io.StringIO()
    csv.writer(text).writerows(OLD_REGISTER)
    made = imports.upload(
        organisation=found["08F"],
        file=io.BytesIO(text.getvalue().encode()),
        name="register-2015.csv",
        register_date=date(2015, 3, 31),
        by=cast.users["officer"],
    )
    imports.match_columns(
        register_import=made,
        mapping=imports.columns_of(made),
        order=DateOrder.DAY_FIRST,
        policy=ImportPolicy.CLEAN_ROWS,
        by=cast.users["officer"],
    )
    imports_working.work_on_imports()


def _enter_rules(cast: Cast, found: Directory) -> None:
    rule_sets.enter(
        organisation=found["08F"],
        draft=RuleSetDraft(
            name="Havering's policy (invented)",
            basis="Governing body of 25 May 2016, an invented decision.",
            effective_from=date(2016, 10, 1),
            declare_within_days=14,
            confirm_every_months=6,
            gift_declare_pence=1000,
        ),
        by=cast.users["officer"],
    )
