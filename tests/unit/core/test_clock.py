"""One clock for all, which a set day can hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from core import clock


def test_now_is_the_moment_where_no_day_is_set(settings):
    settings.QUORATE_TODAY = None

    with time_machine.travel(datetime(2016, 6, 15, 12, 0, tzinfo=UTC), tick=False):
        assert clock.now() == datetime(2016, 6, 15, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2016, 6, 15, 22, 59, tzinfo=UTC), date(2016, 6, 15)),
        (datetime(2016, 6, 15, 23, 1, tzinfo=UTC), date(2016, 6, 16)),
        (datetime(2016, 12, 31, 23, 59, tzinfo=UTC), date(2016, 12, 31)),
    ],
    ids=["summer evening", "after midnight in London", "winter"],
)
def test_today_is_the_day_in_london(settings, moment, day):
    settings.QUORATE_TODAY = None

    with time_machine.travel(moment, tick=False):
        assert clock.today() == day


def test_a_set_day_holds_for_both(settings):
    settings.QUORATE_TODAY = date(2016, 6, 1)

    assert clock.today() == date(2016, 6, 1)
    assert timezone.localtime(clock.now()).date() == date(2016, 6, 1)


def test_now_moves_on_within_a_set_day(settings):
    settings.QUORATE_TODAY = date(2016, 6, 1)

    with time_machine.travel(datetime(2026, 1, 5, 9, 0, tzinfo=UTC), tick=False):
        early = clock.now()
    with time_machine.travel(datetime(2026, 1, 5, 9, 30, tzinfo=UTC), tick=False):
        late = clock.now()

    assert late - early == timedelta(minutes=30)
