from __future__ import annotations

from datetime import date

import pytest

from commissioning.ods.snapshots import day_in_name


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("epraccur_2016-02.csv", date(2016, 2, 29)),
        ("epraccur_2015-11_seed9.csv", date(2015, 11, 30)),
        ("eccg_2025-12.csv", date(2025, 12, 31)),
        ("epraccur_2016-02-11.csv", date(2016, 2, 11)),
        ("epraccur20160211.csv", date(2016, 2, 11)),
        ("nhsbsa_Patient_List_Size_2016_01-03.csv", date(2016, 3, 31)),
        ("Patient_List_Size_2016-01-03.csv", date(2016, 1, 3)),
        ("epraccur_dse_2026_sample.csv", date(2026, 12, 31)),
        ("epraccur_2016-13.csv", date(2016, 12, 31)),
        ("epraccur_2016-02-31.csv", date(2016, 2, 29)),
        ("epraccur.csv", None),
        ("epraccur_1066-10.csv", None),
        ("epraccur_120160211.csv", None),
    ],
)
def test_day_in_name(name, day):
    assert day_in_name(name) == day
