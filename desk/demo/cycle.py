"""The yearly cycle of the demonstration: positions, returns, and a round half answered."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from conflicts.actions import attestations, cycle, positions
from conflicts.actions.attestations import Said, Source
from conflicts.actions.cycle_rounds import advance
from conflicts.actions.positions import PositionDraft
from conflicts.enums import Answer, CampaignKind, Capacity, SourceKind
from conflicts.facts.declaring import limits_of
from conflicts.models import Interest
from conflicts.rules.statements import statement_of
from core import clock
from desk.demo.organisations import BHR


if TYPE_CHECKING:
    from desk.demo.cast import Cast
    from desk.demo.organisations import Directory

SINCE = date(2015, 4, 1)
ROUND_OPENS = date(2016, 5, 16)
# Whose position, in which bodies, what, as what, band, practice.
POSITIONS = (
    ("primary_care", BHR, Capacity.EMPLOYEE, "Head of primary care", "8d", ""),
    ("deputy_cfo", BHR, Capacity.EMPLOYEE, "Deputy chief finance officer", "8c", ""),
    (
        "gp",
        ["08F"],
        Capacity.PRACTICE_PARTNER,
        "GP partner",
        "",
        "Larkspur Lane Surgery",
    ),
)
# Who confirmed on which day; those without a sign-in on paper.
RETURNS = (
    ("cfo", date(2015, 6, 15)),
    ("nhs_england", date(2015, 6, 22)),
    ("guardian", date(2015, 7, 6)),
    ("chief_officer", date(2015, 7, 20)),
    ("healthwatch", date(2015, 8, 3)),
    ("deputy_cfo", date(2015, 9, 14)),
    ("lay_ppi", date(2015, 10, 6)),
    ("officer", date(2015, 11, 2)),
    ("chief_officer", date(2016, 5, 17)),
    ("nhs_england", date(2016, 5, 20)),
    ("guardian", date(2016, 5, 23)),
)


def run_cycle(cast: Cast, found: Directory) -> None:
    """Enter positions and returns, and open Havering's round, each on its own day."""
    with clock.standing_on(SINCE):
        _enter_positions(cast, found)
    for who, day in RETURNS:
        if day < ROUND_OPENS:
            _attest(cast, who, day)
    havering = found["08F"]
    with clock.standing_on(ROUND_OPENS):
        cycle.plan(
            organisation=havering,
            draft=cycle.RoundDraft(
                CampaignKind.ANNUAL, "Yearly confirmation 2016", ROUND_OPENS
            ),
            by=cast.users["officer"],
        )
        while advance(havering.pk):
            pass
    for who, day in RETURNS:
        if day >= ROUND_OPENS:
            _attest(cast, who, day)


def _enter_positions(cast: Cast, found: Directory) -> None:
    for who, codes, capacity, title, band, practice in POSITIONS:
        for code in codes:
            positions.enter(
                person=cast.persons[who],
                organisation=found[code],
                draft=PositionDraft(
                    capacity,
                    title,
                    SINCE,
                    band=band,
                    practice=found[practice] if practice else None,
                    line_manager=cast.persons["chief_officer"] if band else None,
                ),
                by=cast.users["officer"],
            )


def _attest(cast: Cast, who: str, day: date) -> None:
    """Let somebody say on a day that their list is complete, or empty."""
    with clock.standing_on(day):
        person = cast.persons[who]
        held = Interest.objects.of_persons([person.pk]).open_on(day)
        answers = {row.pk: Said(Answer.STILL_TRUE, row.version) for row in held}
        limit = limits_of(person.pk).days_on(day)
        attestations.attest(
            person=person,
            answers=answers,
            statement=statement_of(is_nil=not answers, limit_days=limit),
            by=cast.users.get(who, cast.users["officer"]),
            source=None if who in cast.users else Source(SourceKind.PAPER, day),
        )
