"""Every test of packs stands on a day before the meeting, with files of its own."""

from __future__ import annotations

from datetime import date

import pytest


@pytest.fixture(autouse=True)
def _on_the_day(settings, tmp_path):
    settings.QUORATE_TODAY = date(2016, 6, 1)
    settings.MEDIA_ROOT = tmp_path
