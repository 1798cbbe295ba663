"""The demonstration as a whole: whether it may be, whether it is there, filling it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from core import clock
from desk.demo.bodies import establish_bodies
from desk.demo.cast import ADMIN, enter_cast
from desk.demo.cycle import run_cycle
from desk.demo.first_days import begin_work
from desk.demo.gifts import enter_gifts
from desk.demo.interests import declare_interests
from desk.demo.meetings import hold_april, plan_august, plan_elsewhere, plan_june
from desk.demo.organisations import record_organisations
from desk.demo.registers import issue_registers
from people.models import User


if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = date(2016, 6, 1)


def is_refused() -> bool:
    """Say whether this installation is for real people."""
    return bool(settings.QUORATE_ENV == "production")


def is_there() -> bool:
    """Say whether the demonstration was filled before."""
    return User.objects.filter(email=ADMIN).exists()


@transaction.atomic
def fill(*, say: Callable[[str], object]) -> None:
    """Fill the demonstration, all of it or nothing, up to 1 June 2016."""
    with clock.standing_on(date(2015, 4, 1)):
        say("People, organisations and committees …")
        cast = enter_cast()
        found = record_organisations(cast)
        bodies = establish_bodies(cast, found)
    say("Interests …")
    declare_interests(cast, found)
    run_cycle(cast, found)
    enter_gifts(cast, found)
    issue_registers(cast)
    begin_work(cast, found)
    say("The meeting of April, with its pack and minutes …")
    april = hold_april(cast, found, bodies)
    say("The meetings of June and August …")
    plan_june(cast, found, bodies)
    plan_august(april, cast, bodies)
    plan_elsewhere(cast, found, bodies)
