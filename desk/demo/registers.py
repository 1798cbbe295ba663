"""Editions of the registers of Havering's committee, issued at the end of each year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from committees.models import Committee
from conflicts.facts.registers import Whose
from conflicts.rules.registers import Edition
from core import clock
from publishing.actions import editions


if TYPE_CHECKING:
    from desk.demo.cast import Cast

ISSUED = (date(2015, 9, 30), date(2016, 3, 31))


def issue_registers(cast: Cast) -> None:
    """Issue the public register of each committee of the first officer, each half year."""
    officer = cast.users["officer"]
    for day in ISSUED:
        with clock.standing_on(day):
            for committee in Committee.objects.filter(
                organisations__posts__person=officer.person
            ).distinct():
                editions.issue(
                    whose=Whose(committee=committee),
                    edition=Edition.PUBLIC,
                    day=day,
                    by=officer,
                )
