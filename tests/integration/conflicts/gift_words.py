"""Offers as tests tell them, on a day of 2019."""

from __future__ import annotations

from datetime import date

import pytest


DAY = date(2019, 6, 3)


@pytest.fixture(autouse=True)
def _on_3_june_2019(on_1_june_2016, settings):
    settings.QUORATE_TODAY = DAY


SAID = {"offered_on": date(2019, 6, 1)}
